// Anchors: a point is tied to exact words of a provision.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace accord::text {

// Code points [from, to) of a provision's visible_text.
struct Range {
  std::size_t from = 0, to = 0;
  bool operator==(const Range&) const = default;
};

// The quote with up to 32 code points on each side of it, as the TextQuoteSelector of the W3C Web
// Annotation Data Model (section 4.2.4) has them, and its place.
struct Anchor {
  std::size_t from = 0, to = 0;  // code points of visible_text
  std::string exact, prefix, suffix;
};

// The range is clamped to the text.
Anchor make_anchor(std::string_view text, std::size_t from, std::size_t to);

// Finds a quote, comparing in NFC. Where the words occur more than once, the context decides, then the
// hint (the code point at which the sender saw them). Errors: invalid (nothing quoted); not_found;
// conflict, with the number of places.
Result<Anchor> find_quote(std::string_view text, std::string_view exact, std::string_view prefix = {}, std::string_view suffix = {},
                          std::optional<std::size_t> hint_from = std::nullopt);

// The sentences of a text by the rules of Unicode (UAX 29), without the white space around them: what a
// picker offers to those who cannot select with a mouse.
std::vector<Range> sentences(std::string_view text);

}  // namespace accord::text
