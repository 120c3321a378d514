// Tokens of the text, as far as they are known: an estimate is made when it is shown and never kept, since rounding cannot be merged.
#pragma once

#include <string>

#include "summary/totals.h"

namespace accord::summary {

struct Tokens {
  std::uint64_t value = 0;
  bool exact = false;
  std::string method;  // a phrase for people: "declared by the corpus", "estimate: …"
};
// Of the text in `totals`. Where some documents declare theirs, the others are taken to have as many for a byte; where none does, one
// token stands for four bytes.
Tokens tokens_of(const Totals& totals);

}  // namespace accord::summary
