// A tally for people and for machines.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "summary/tally.h"

namespace accord::cli {

// How much room there is, and whether colours are wanted.
struct Screen {
  int width = 80;
  bool colour = false;
};
Screen screen_of_output();  // 40 to 110 cells; without colours where NO_COLOR says so, or it is no terminal

struct CorpusView {
  std::string name;  // of the file
  const summary::Totals* totals = nullptr;
  std::vector<summary::DomainTotal> domains;  // the largest
  summary::DomainSums sums;                   // of those that were asked for
  std::string of;                             // "of crawled content", or nothing
};
std::string corpus_text(const CorpusView& view, const Screen& screen);

// Everything but the list of domains: documents, bytes, characters, tokens, images, milliseconds, modalities, languages, dates, sources,
// inputs, duplicates, stage, suffix_list, options, digest.
Json corpus_json(const summary::Totals& totals);
Json domain_json(const summary::DomainTotal& domain);

std::string grouped(std::uint64_t n);                 // "1,234,567"
std::string size_text(std::uint64_t bytes);           // "1.23 GB", decimal
std::string share_text(std::uint64_t part, std::uint64_t whole);  // "12.3 %", "< 0.1 %"

}  // namespace accord::cli
