// The template of the public summary of training content (Article 53(1)(d) of Regulation (EU) 2024/1689), as data.
//
// assets/summary/template.json holds sections, fields, ranges and rules, each with its source; what stands here reads it. The ids
// ("1.1.a") are ours, for programs: the official template numbers sections only, so no reader is ever shown one.
// The wording is a paraphrase, until `with_labels` puts in the words of a file that credits the Commission.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace accord::summary {

// What is asked, by which text, from when. `confirmed`: somebody compared it with the official text.
struct Rule {
  std::string id, text, source, note;
  std::string stage;         // "processed" or "collected": the only stage of a tally it may be computed from; empty: either
  std::string applies_from;  // a day, as 2025-08-02
  bool confirmed = false;
  std::int64_t percent = 0, count = 0;  // of `large_dataset`, `domains`, `domains_sme`; 0: none
};

// A size range. The middle range holds both of its bounds.
struct Range {
  std::string label;
  std::optional<std::int64_t> below, from, to, above;
  bool holds(std::int64_t size, std::int64_t scale = 1) const;
};

struct ModalityRanges {
  std::string id, label, unit;
  std::vector<Range> ranges;                                               // in order; empty for "other"
  const Range* range_of(std::int64_t size, std::int64_t scale = 1) const;  // size in units / scale: milliseconds and 3,600,000 for hours
};

enum class Need { always, conditional, applicable, optional };

// When a conditional field is due: when any of `fields`, or else the declared fact `key`, says yes.
struct Condition {
  std::string text;
  std::vector<std::string> fields;
  std::string key;
};

struct Field {
  std::string id, section;  // "2.3.h", "2.3"
  std::string key;          // its place in provider.yaml: "crawling.domains"
  std::string label, hint;
  std::string kind;  // text date month months list choices ranges languages datasets domains yes/no
  std::vector<std::string> options{};
  Need need = Need::always;
  Condition when{};
  std::string rule{};
  bool computed = false;  // a tally can give it
};

struct Section {
  std::string number, title, scope;  // "0" is the header, which the template does not number
  std::string source_kind;           // of corpus sources that are reported here; empty: none
  std::vector<Field> fields;
};

struct Template {
  std::string title, wording_note, article, act, act_date, act_link, applies_from;
  std::string labels_credit, labels_version, language = "en";  // of foreign labels; credit empty: the words are ours
  std::vector<Section> sections;
  std::vector<Rule> rules;
  std::vector<ModalityRanges> modalities;
  std::vector<std::string> union_languages;  // BCP 47, the 24 official languages
  std::vector<std::string>
      ready_made_crawls;  // by what is found in names and links, lower case: public datasets, whoever says that they were crawled

  const Field* field(std::string_view id) const;  // nullptr: no such field
  const Field* field_by_key(std::string_view key) const;
  const Section* section(std::string_view number) const;
  const ModalityRanges* modality(std::string_view id) const;
  const Rule& rule(std::string_view id) const;  // of this template; asking for another one is a mistake in the program
  std::vector<const Field*> fields() const;     // in the order of the template: 53
};

// The one that is built in.
const Template& built_in_template();
// Reads one, for instance of a later version. Refuses a rule, a condition or a section that is not there.
Result<Template> read_template(std::string_view json);
// Puts the labels of `labels` in place of ours: {"credit", "version", "language", "fields": {id: label}, "sections": {number: title},
// "options": {...}}. Refuses one without credit or version, with an unknown id, or that leaves out a field.
Result<Template> with_labels(Template t, const Json& labels);

}  // namespace accord::summary
