// The language of a document that does not declare it, and how many characters it has.
#pragma once

#include <cstdint>
#include <string_view>

namespace accord::corpus {

struct Language {
  std::string_view code;  // empty: not known; static, or of the document
  bool detected = false;
};

// What the root of a page says (lang=""), else what CLD2 finds in the first kilobyte of the text (of a page: of four behind
// <body>). Nothing where it is not sure.
Language language_of(std::string_view text);

// Code points, where the text is UTF-8: the bytes that begin one.
std::uint64_t count_characters(std::string_view text);

}  // namespace accord::corpus
