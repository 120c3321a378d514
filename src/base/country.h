// Countries by ISO 3166-1 alpha-2 code, with their names in English as CLDR has them (ICU's copy).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accord {

bool is_country(std::string_view code);            // "DE"; upper case
std::string country_name(std::string_view code);   // "Germany"; the code itself where it is none
const std::vector<std::string>& country_codes();   // by name

}  // namespace accord
