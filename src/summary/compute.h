// What tallies say on the fields of the template, each with the exact figures that it rests on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "summary/facts.h"
#include "summary/totals.h"

namespace accord::summary {

// A longer list than this is in a file beside the working file, and not in it.
constexpr std::size_t most_listed_inside = 10'000;

// The list of domains, as `list_domains` (summary/domain_list.h) or a test made it.
struct DomainList {
  std::uint64_t distinct = 0, documents = 0, bytes = 0, listed_bytes = 0;  // of all that was crawled; of those listed
  std::uint64_t listed = 0;
  std::vector<DomainTotal> list;  // largest first; the first `most_listed_inside` of them
  std::string file{};             // with all of them, where there are more
  std::vector<Modality> added;    // modalities that had no domain in it, whose own largest were added
};

// What was scanned. At most one tally of each stage.
struct Evidence {
  const Totals* processed = nullptr;
  const Totals* collected = nullptr;
  DomainList domains;  // of `collected`
  bool sme = false;
};

// `value` is an answer as in summary/facts.h and never holds a count; `exact` holds them. Both null when the tallies say nothing.
struct Computed {
  Json value, exact;
  std::string how;                 // in a sentence
  std::string refused;             // why a tally that is there may not be used
  std::vector<std::string> notes;  // what a person should look at
};

// By id of the field; only those that tallies can give.
std::map<std::string, Computed> compute(const Evidence& evidence, const Template& t);

}  // namespace accord::summary
