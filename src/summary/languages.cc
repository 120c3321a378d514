#include "summary/languages.h"

#include <unicode/uloc.h>

#include <algorithm>
#include <cctype>

namespace accord::summary {

std::string language_code(std::string_view as_given) {
  auto word = as_given.substr(0, as_given.find_first_of("-_."));
  if (word.size() < 2 || word.size() > 3 || !std::ranges::all_of(word, [](unsigned char c) { return std::isalpha(c) != 0 && c < 128; })) return "und";
  std::string code;
  for (const char c : word) code += static_cast<char>(c | 0x20);
  char shorter[ULOC_LANG_CAPACITY];
  UErrorCode status = U_ZERO_ERROR;
  uloc_getLanguage(code.c_str(), shorter, sizeof shorter, &status);
  if (U_FAILURE(status) != 0 || shorter[0] == '\0') return "und";
  return shorter;
}

}  // namespace accord::summary
