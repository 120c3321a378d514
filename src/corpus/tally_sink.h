// From what a reader hands out to what a tally counts.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "corpus/tokenizer.h"
#include "format/document.h"
#include "summary/tally.h"

namespace accord::corpus {

struct Counting {
  bool detect_languages = true;
  bool duplicates = false;
  std::shared_ptr<const Tokenizer> tokenizer{};  // of every text; what a column declares of its tokens is then of no account
};

// One thread. The counter may be another one after each cut.
class TallySink {
 public:
  explicit TallySink(const Counting& counting) : counting_(counting) {
    if (counting.tokenizer) tokens_.emplace(counting.tokenizer);
  }
  Result<void> count(summary::Counter& counter, std::uint32_t source, const format::Document& d);
  // Counts what is left of a text that came in parts; to be called when an input ends.
  Result<void> flush(summary::Counter& counter, std::uint32_t source);

 private:
  Result<void> text(summary::Counter& counter, std::uint32_t source, const format::Document& d);
  void describe(const format::Document& d, std::string_view text, summary::Document& out) const;

  Counting counting_;
  std::optional<TokenCount> tokens_;
  // A text in parts.
  bool open_ = false;
  summary::Document parts_{};
  std::string language_;
};

summary::Modality modality(format::Modality m);
summary::InputStatus status(format::InputState s);

}  // namespace accord::corpus
