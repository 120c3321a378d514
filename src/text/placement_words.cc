#include "text/placement_words.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "base/utf8.h"

namespace accord::text {

namespace {

// Words seen once in a short draft are not yet rare ones: counts are taken as if in a text longer by this.
constexpr double assumed_words = 1024;
constexpr int most_bits = 12;

// Without case, form and the punctuation around it; a word of punctuation alone stays.
std::string loose(std::string_view word) {
  if (std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) return std::string(word);
  const std::string lower = utf8::lower(utf8::nfc(word));
  std::size_t begin = lower.size(), end = 0;
  for (std::size_t i = 0; i < lower.size();) {
    const std::size_t start = i;
    if (!is_letter_or_digit(utf8::next(lower, i))) continue;
    begin = std::min(begin, start);
    end = i;
  }
  return begin < end ? lower.substr(begin, end - begin) : lower;
}

class Numbering {
 public:
  WordedText read(std::string text) {
    WordedText out;
    out.text = std::move(text);
    std::size_t points = 0, from = 0, begin = 0;
    bool inside = false;
    const auto end = [&](std::size_t at) {
      if (!inside) return;
      inside = false;
      const auto n = [](std::size_t v) { return static_cast<std::uint32_t>(v); };
      out.places.push_back({n(from), n(points), n(begin), n(at)});
      out.ids.push_back(id(out.word(out.places.size() - 1)));
    };
    for (std::size_t i = 0; i < out.text.size(); ++points) {
      const std::size_t start = i;
      if (utf8::is_space(utf8::next(out.text, i))) {
        end(start);
      } else if (!inside) {
        inside = true;
        from = points;
        begin = start;
      }
    }
    end(out.text.size());
    return out;
  }
  [[nodiscard]] WordBits bits() const {
    double total = assumed_words;
    for (const auto n : counts_) total += n;
    WordBits out;
    for (const auto n : counts_) out.push_back(std::clamp(static_cast<int>(std::lround(std::log2(total / (1 + n)))), 1, most_bits));
    return out;
  }

 private:
  std::uint32_t id(std::string_view word) {
    const auto [known, is_new] = ids_.try_emplace(loose(word), static_cast<std::uint32_t>(counts_.size()));
    if (is_new) counts_.push_back(0);
    counts_[known->second] += 1;
    return known->second;
  }
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<double> counts_;
};

}  // namespace

bool is_letter_or_digit(char32_t c) { return u_isalnum(static_cast<UChar32>(c)) != 0; }

bool same_words(std::string_view a, std::string_view b) { return a == b || utf8::collapse(utf8::nfc(a)) == utf8::collapse(utf8::nfc(b)); }

int WordedDrafts::sum(const WordIds& ids, std::size_t from, std::size_t to) const {
  int out = 0;
  for (std::size_t w = from; w < to; ++w) out += bits[ids[w]];
  return out;
}

WordedDrafts words_of(const std::vector<Provision>& before, const std::vector<Provision>& after) {
  Numbering numbering;
  WordedDrafts out;
  for (const auto& p : before) out.before.push_back(numbering.read(visible_text(p)));
  for (const auto& p : after) out.after.push_back(numbering.read(visible_text(p)));
  out.bits = numbering.bits();
  return out;
}

}  // namespace accord::text
