#include "summary/languages.h"

#include <unicode/locid.h>

#include <algorithm>
#include <cctype>

namespace accord::summary {

std::string language_code(std::string_view as_given) {
  auto word = as_given.substr(0, as_given.find_first_of("-_."));
  if (word.size() < 2 || word.size() > 3 || !std::ranges::all_of(word, [](unsigned char c) { return std::isalpha(c) != 0 && c < 128; })) return "und";
  std::string code;
  for (const char c : word) code += static_cast<char>(c | 0x20);
  // Codes that ISO 639 withdrew ("iw"), bibliographic ones ("ger") and members of a macrolanguage that has a code of its own ("lvs") are
  // the language that Unicode's data say (UTS 35, canonicalization), so that none stands in a list twice, or outside the Union's.
  const std::string shorter = icu::Locale::createCanonical(code.c_str()).getLanguage();
  return shorter.empty() ? "und" : shorter;
}

}  // namespace accord::summary
