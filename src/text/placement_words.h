// The words of two drafts as placement compares them: numbered, with their places and their weight.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/provision.h"
#include "text/words.h"

namespace accord::text {

// A provision's visible text. Equal ids for words that differ in case, in punctuation around them or in
// Unicode form alone: "Model," is "model".
struct WordedText {
  struct Place {
    std::uint32_t from = 0, to = 0;    // code points
    std::uint32_t begin = 0, end = 0;  // bytes
  };
  std::string text;
  WordIds ids;
  std::vector<Place> places;
  [[nodiscard]] std::string_view word(std::size_t w) const {
    return std::string_view(text).substr(places[w].begin, places[w].end - places[w].begin);
  }
  // Code points [from, to) that hold the words [first, last).
  [[nodiscard]] std::size_t from(std::size_t first) const { return places[first].from; }
  [[nodiscard]] std::size_t to(std::size_t last) const { return places[last - 1].to; }
};

using WordedDraft = std::vector<WordedText>;

// How much it says that a word stands in two places: bits, the logarithm of its inverse frequency.
using WordBits = std::vector<int>;  // by id

struct WordedDrafts {
  WordedDraft before, after;
  WordBits bits;
  [[nodiscard]] int sum(const WordIds& ids, std::size_t from, std::size_t to) const;
};
WordedDrafts words_of(const std::vector<Provision>& before, const std::vector<Provision>& after);

// Equal but for Unicode form and white space.
bool same_words(std::string_view a, std::string_view b);
bool is_letter_or_digit(char32_t c);

}  // namespace accord::text
