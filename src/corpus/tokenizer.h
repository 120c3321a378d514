// How many tokens a text has by a model of SentencePiece (Kudo and Richardson 2018, arXiv:1808.06226).
//
// A model whose pieces do not reach over a space, as nearly all are, splits each word by itself: a text is cut at spaces, and words
// that were seen before are not split again. That gives the tokens of the whole text and needs memory for one word. What has no
// place to cut for `longest_part` bytes is cut there, and a model whose pieces do reach over spaces is cut nowhere else: there each
// cut may change the sum by a token or two. Where such cuts fall depends on the text alone, not on how it was handed over.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace accord::corpus {

// Threads: any number of them may use one; it does not change.
class Tokenizer {
 public:
  static constexpr std::size_t largest_model = std::size_t(64) << 20U;  // bytes; the largest published ones have 5 MB
  static constexpr std::size_t longest_part = std::size_t(256) << 10U;

  // `named`: "sentencepiece:FILE", FILE relative to `folder`. Errors: invalid (another word before the colon, no file named, no model
  // in the file), not_found, too_large.
  static Result<std::shared_ptr<const Tokenizer>> open(const std::string& named, const std::filesystem::path& folder = {});
  // Of the model's bytes. `name`: what a tally calls it.
  static Result<std::shared_ptr<const Tokenizer>> read(std::string_view model, std::string name);
  ~Tokenizer();

  const std::string& name() const { return name_; }      // "sentencepiece:words.model": the file without its folder
  const std::string& sha256() const { return sha256_; }  // of the model, hexadecimal

  bool cuts_at_spaces() const { return space_ != Space::holds; }
  // Of a text in one piece, as the library splits it.
  Result<std::uint64_t> split(std::string_view text) const;

 private:
  friend class TokenCount;
  // What becomes of a space between two words that are split apart: nothing, since the model puts one before (or behind) each text by
  // itself; it stays with the word behind it, or before it; or it holds them together.
  enum class Space : std::uint8_t { dropped, behind, before, holds };
  Tokenizer();
  Space judge(char separator) const;
  bool reaches_over(char separator, bool suffix) const;

  std::unique_ptr<sentencepiece::SentencePieceProcessor> model_;
  std::string name_, sha256_;
  Space space_ = Space::holds;
  bool lines_ = false;  // an end of line is as good as a space
};

// Counts the tokens of one text after the other, each in as many parts as it comes. One thread.
class TokenCount {
 public:
  explicit TokenCount(std::shared_ptr<const Tokenizer> tokenizer);
  Result<void> add(std::string_view part);
  // Of the text that ends here.
  Result<std::uint64_t> end();

 private:
  struct Seen {
    std::array<char, 27> word;
    std::uint8_t size;  // 0: none
    std::uint32_t tokens;
  };
  static constexpr std::size_t remembered = std::size_t(1) << 17U;  // 4 MB

  // Splits what can be split whatever follows; gives how many bytes that were.
  Result<std::size_t> take(std::string_view text);
  Result<void> word(std::string_view word);

  std::shared_ptr<const Tokenizer> tokenizer_;
  std::vector<Seen> seen_;
  std::string rest_;  // of the text, not split yet
  std::uint64_t tokens_ = 0;
};

}  // namespace accord::corpus
