#include "summary/check/words.h"

#include <algorithm>

#include "base/utf8.h"

namespace accord::summary::check {

namespace {

bool is_word_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return !(c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || c == 0xFFFD);
}

template <class F>
void each_word(std::string_view text, F&& f) {
  std::size_t begin = std::string_view::npos;
  std::size_t letters = 0;
  bool only_digits = true;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t at = i;
    const char32_t c = utf8::next(text, i);
    if (is_word_letter(c)) {
      if (begin == std::string_view::npos) {
        begin = at;
        letters = 0;
        only_digits = true;
      }
      ++letters;
      only_digits = only_digits && c >= '0' && c <= '9';
    } else if (begin != std::string_view::npos) {
      f(begin, at, letters, only_digits);
      begin = std::string_view::npos;
    }
  }
  if (begin != std::string_view::npos) f(begin, text.size(), letters, only_digits);
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  each_word(text, [&](std::size_t begin, std::size_t end, std::size_t letters, bool only_digits) {
    if (letters <= 3 || only_digits) return;
    std::string lower = utf8::lower(text.substr(begin, end - begin));
    if (letters > 4 && lower.ends_with('s')) lower.pop_back();
    out.push_back({std::string(utf8::slice(lower, 0, 5)), begin, end});
  });
  return out;
}

std::size_t count_words(std::string_view text) {
  std::size_t n = 0;
  each_word(text, [&](std::size_t, std::size_t, std::size_t, bool) { ++n; });
  return n;
}

std::string folded(std::string_view text) { return utf8::lower(utf8::collapse(text)); }

bool contains(std::string_view haystack, std::string_view needle) {
  if (needle.empty()) return false;
  for (std::size_t at = haystack.find(needle); at != std::string_view::npos; at = haystack.find(needle, at + 1)) {
    const bool begins = at == 0 || !(std::isalnum(static_cast<unsigned char>(haystack[at - 1])) || (static_cast<unsigned char>(haystack[at - 1]) >= 0x80));
    if (begins) return true;
  }
  return false;
}

}  // namespace accord::summary::check
