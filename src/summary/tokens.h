// Tokens of the text, as far as they are known: an estimate is made when it is shown and never kept, since rounding cannot be merged.
#pragma once

#include <string>

#include "summary/totals.h"

namespace accord::summary {

struct Tokens {
  std::uint64_t value = 0;
  bool exact = false;
  std::string method;  // a phrase for people: "declared by the corpus", "counted with …", "estimate: …"
};
// Of the text in `totals`. Where some documents declare theirs, the others are taken to have as many for a byte; where none does, one
// token stands for four bytes.
Tokens tokens_of(const Totals& totals);

// The tokenizer that counted the tokens: "sentencepiece:words.model (sha256 5d707e4f7852)"; empty where only columns declare them.
std::string counted_with(const Header& header);

}  // namespace accord::summary
