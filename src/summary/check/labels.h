// What the parts and questions of a summary are called, in each language.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace accord::summary::check {

// One way to say one thing. `id`: a section ("2.1"), a field ("2.1.c"), or "modality", "comments" or "used", whose field the
// section decides.
struct Label {
  std::string id;
  bool section = false;
  // A word or two that mean this only where its section is the subject, and only as a label: "Purpose:" below "Crawling".
  bool brief = false;
  std::string folded_text;
  std::vector<int> stems;  // sorted, of the language's vocabulary
  double weight = 0;       // sum of its stems' weights
};

// The vocabulary of one language. Words and phrases are folded (summary/check/words.h).
struct Language {
  std::string code;  // "de"
  std::vector<Label> labels;
  std::unordered_map<std::string, int> vocabulary;  // stem -> number
  std::vector<double> weights;                      // by that number: rarer among the labels, heavier
  std::vector<std::vector<int>> labels_with;        // by that number
  double unknown = 0;                               // weight of a word that no label has
  std::map<std::string, std::vector<std::string>, std::less<>> lists;  // "yes", "withheld", "aspects.robots", "modalities.text", ...

  int number_of(const std::string& stem) const;  // in the vocabulary; -1
  const std::vector<std::string>& list(std::string_view name) const;  // empty when it has none
};

struct Labels {
  std::vector<Language> languages;  // English is the first
};

// `files`: code -> contents of assets/summary/labels/<code>.json. Errors: invalid where a file is not as described in
// docs/formats/summary-check.md.
Result<Labels> load_labels(const std::map<std::string, std::string_view>& files);

// How alike: 2 * weight of the common stems / weight of both, 0 to 1. `text` is the words of a passage.
struct Likeness {
  int label = -1;
  double score = 0;
};
// The labels of `language` that share a stem with the passage, at least `least` alike.
std::vector<Likeness> alike(const Language& language, const std::vector<std::string>& stems, double least);

}  // namespace accord::summary::check
