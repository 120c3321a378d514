#include "base/country.h"

#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace accord {
namespace {

std::string name_of(const std::string& code) {
  UErrorCode status = U_ZERO_ERROR;
  char16_t name[128];
  const auto n = uloc_getDisplayCountry(("und_" + code).c_str(), "en", name, 128, &status);
  if (U_FAILURE(status) || n <= 0) return code;
  std::string out;
  icu::UnicodeString(name, n).toUTF8String(out);
  return out;
}

struct Countries {
  std::vector<std::string> by_name, by_code;
  Countries() {
    for (const char* const* c = uloc_getISOCountries(); *c != nullptr; ++c) by_code.emplace_back(*c);
    std::ranges::sort(by_code);
    by_name = by_code;
    std::ranges::stable_sort(by_name, {}, name_of);
  }
};
const Countries& countries() {
  static const Countries all;
  return all;
}

}  // namespace

bool is_country(std::string_view code) { return std::ranges::binary_search(countries().by_code, code); }
std::string country_name(std::string_view code) { return is_country(code) ? name_of(std::string(code)) : std::string(code); }
const std::vector<std::string>& country_codes() { return countries().by_name; }

}  // namespace accord
