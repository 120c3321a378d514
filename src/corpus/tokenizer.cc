#include "corpus/tokenizer.h"

#include <fmt/format.h>
#include <sentencepiece_processor.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <xxhash.h>

#include <cstring>
#include <fstream>

#include "base/bytes.h"
#include "summary/join.h"

namespace accord::corpus {
namespace {

constexpr std::string_view mark = "\xe2\x96\x81";  // U+2581, what a space is in a piece
constexpr std::string_view prefix = "sentencepiece:";

std::unexpected<Error> no_model(const std::string& place, std::string_view why) {
  return fail(Kind::invalid, fmt::format("this is no model of SentencePiece{}", why), place,
              "give the file tokenizer.model that came with the model, or one that spm_train wrote");
}

// A character that no normalisation joins with a space beside it, or turns into something that begins or ends with one.
bool solid(UChar32 c) {
  if (c < 0x80) return c > 0x20 && c < 0x7f;
  if (c == 0x37a || (c >= 0xfb50 && c < 0xff00)) return false;  // "ͺ" and Arabic presentation forms are a space and a sign
  return c == 0x3001 || c == 0x3002 || (c >= 0xff01 && c <= 0xff60) || u_isalnum(c) != 0;
}

// Whether a separator at `at`, with a whole character on either side, stands between two words.
bool parts_words(std::string_view text, std::size_t at) {
  const auto before = static_cast<std::uint8_t>(text[at - 1]), behind = static_cast<std::uint8_t>(text[at + 1]);
  if (before < 0x80 && behind < 0x80) return solid(before) && solid(behind);
  UChar32 left = 0, right = 0;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data()) + at;
  const auto back = static_cast<std::int32_t>(std::min<std::size_t>(at, 4));
  const auto* const first = bytes - back;
  auto i = back;
  U8_PREV(first, 0, i, left);
  i = 0;
  U8_NEXT(bytes + 1, i, static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at - 1, 4)), right);
  return left >= 0 && right >= 0 && solid(left) && solid(right);
}

}  // namespace

Tokenizer::Tokenizer() : model_(std::make_unique<sentencepiece::SentencePieceProcessor>()) {}
Tokenizer::~Tokenizer() = default;

Result<std::shared_ptr<const Tokenizer>> Tokenizer::open(const std::string& named, const std::filesystem::path& folder) {
  if (!named.starts_with(prefix) || named.size() == prefix.size())
    return fail(Kind::invalid, fmt::format("\"{}\" is no tokenizer", named), "--tokenizer", "sentencepiece:FILE, where FILE is the model");
  const auto path = folder / named.substr(prefix.size());
  std::error_code ec;
  if (!std::filesystem::exists(path, ec)) return fail(Kind::not_found, "the tokenizer's model is not there", path.string(), "name the file tokenizer.model after sentencepiece:");
  std::ifstream in(path, std::ios::binary);
  std::string bytes;
  std::array<char, 1U << 16U> room;
  while (in.read(room.data(), room.size()), in.gcount() > 0) {
    bytes.append(room.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > largest_model)
      return fail(Kind::too_large, fmt::format("the tokenizer's model has more than {} MB", largest_model >> 20U), path.string(), "name a model, not the weights");
  }
  if (bytes.empty()) return no_model(path.string(), ": it is empty or cannot be read");
  auto read = Tokenizer::read(bytes, std::string(prefix) + summary::printable(path.filename().string()));
  if (!read) return no_model(path.string(), "");
  return read;
}

Result<std::shared_ptr<const Tokenizer>> Tokenizer::read(std::string_view model, std::string name) {
  if (model.size() > largest_model) return fail(Kind::too_large, fmt::format("the tokenizer's model has more than {} MB", largest_model >> 20U), name);
  std::shared_ptr<Tokenizer> t(new Tokenizer);
  if (!t->model_->LoadFromSerializedProto(model).ok() || t->model_->GetPieceSize() == 0) return no_model(name, "");
  t->name_ = std::move(name);
  t->sha256_ = to_hex(accord::sha256(model));
  t->space_ = t->judge(' ');
  t->lines_ = t->space_ == Space::dropped && t->judge('\n') == Space::dropped;
  return t;
}

// By what it does with words of which it knows nothing beforehand, and by its vocabulary.
Tokenizer::Space Tokenizer::judge(char separator) const {
  bool dropped = true, behind = true, before = true;
  for (const auto& [a, b] : {std::pair<std::string, std::string>{"a", "b"}, {"the", "house,"}, {"x1", "9Z"}, {"(Q", "é"}, {"ж", "中"}}) {
    const auto pieces = [this](const std::string& first, const std::string& second) {
      auto all = model_->EncodeAsPieces(first);
      for (auto& p : model_->EncodeAsPieces(second)) all.push_back(std::move(p));
      return all;
    };
    const auto whole = pieces(a + separator + b, "");
    dropped = dropped && whole == pieces(a, b);
    behind = behind && whole == pieces(a, separator + b);
    before = before && whole == pieces(a + separator, b);
  }
  const auto first = model_->EncodeAsPieces("a");
  const bool suffix = !first.empty() && !first.front().starts_with(mark);
  if (dropped) return reaches_over(separator, suffix) ? Space::holds : Space::dropped;
  if (behind) return reaches_over(separator, false) ? Space::holds : Space::behind;
  if (before) return reaches_over(separator, true) ? Space::holds : Space::before;
  return Space::holds;
}

bool Tokenizer::reaches_over(char separator, bool suffix) const {
  for (int id = 0; id < model_->GetPieceSize(); id++) {
    if (model_->IsControl(id) || model_->IsUnknown(id) || model_->IsUnused(id)) continue;
    const auto& piece = model_->IdToPiece(id);
    if (piece.find(separator) != std::string::npos && piece.find_first_not_of(separator) != std::string::npos) return true;
    for (auto at = piece.find(mark); at != std::string::npos; at = piece.find(mark, at + mark.size())) {
      const std::string_view left = std::string_view(piece).substr(0, at), right = std::string_view(piece).substr(at + mark.size());
      if (suffix ? !right.empty() && !right.starts_with(mark) : !left.empty() && !left.ends_with(mark)) return true;
    }
  }
  return model_->IsUnknown(model_->PieceToId(mark));  // unknown characters beside each other become one
}

Result<std::uint64_t> Tokenizer::split(std::string_view text) const {
  std::vector<int> ids;
  if (const auto done = model_->Encode(text, &ids); !done.ok())
    return fail(Kind::internal, fmt::format("the tokenizer failed on a text of {} bytes: {}", text.size(), done.ToString()), name_);
  return ids.size();
}

TokenCount::TokenCount(std::shared_ptr<const Tokenizer> tokenizer) : tokenizer_(std::move(tokenizer)), seen_(remembered, Seen{}) {}

Result<void> TokenCount::word(std::string_view word) {
  Seen* seen = nullptr;
  if (!word.empty() && word.size() <= std::tuple_size_v<decltype(Seen::word)>) {
    seen = &seen_[XXH3_64bits(word.data(), word.size()) % remembered];
    if (seen->size == word.size() && std::memcmp(seen->word.data(), word.data(), word.size()) == 0) {
      tokens_ += seen->tokens;
      return {};
    }
  }
  ACCORD_TRY(const auto n, tokenizer_->split(word));
  tokens_ += n;
  if (seen != nullptr) {
    word.copy(seen->word.data(), word.size());
    seen->size = static_cast<std::uint8_t>(word.size());
    seen->tokens = static_cast<std::uint32_t>(n);
  }
  return {};
}

Result<std::size_t> TokenCount::take(std::string_view text) {
  using Space = Tokenizer::Space;
  constexpr auto longest = Tokenizer::longest_part;
  constexpr std::size_t character = 4;  // bytes at most, that have to be in view behind a place to cut
  const auto space = tokenizer_->space_;
  std::size_t from = 0, at = 1;
  while (at + character < text.size()) {
    if (at - from >= longest) {
      auto end = at;
      while (end > from + 1 && at - end < character && (static_cast<std::uint8_t>(text[end]) & 0xc0U) == 0x80) end--;
      ACCORD_CHECK(word(text.substr(from, end - from)));
      from = end;
      at = end + 1;
    } else if ((text[at] == ' ' || (text[at] == '\n' && tokenizer_->lines_)) && space != Space::holds && at > from && parts_words(text, at)) {
      ACCORD_CHECK(word(text.substr(from, at + (space == Space::before ? 1 : 0) - from)));
      from = at + (space == Space::behind ? 0 : 1);
      at++;
    } else {
      at++;
    }
  }
  return from;
}

Result<void> TokenCount::add(std::string_view part) {
  if (rest_.empty()) {
    ACCORD_TRY(const auto taken, take(part));
    rest_.assign(part.substr(taken));
    return {};
  }
  rest_.append(part);
  ACCORD_TRY(const auto taken, take(rest_));
  rest_.erase(0, taken);
  return {};
}

Result<std::uint64_t> TokenCount::end() {
  // With what stands for the end in view, the last words are split as all others.
  const auto last = rest_.size();
  rest_.append(5, '\n');
  auto taken = take(rest_);
  if (!taken) return std::unexpected(taken.error());
  rest_.resize(last);
  rest_.erase(0, *taken);
  if (!rest_.empty()) ACCORD_CHECK(word(rest_));
  rest_.clear();
  return std::exchange(tokens_, 0);
}

}  // namespace accord::corpus
