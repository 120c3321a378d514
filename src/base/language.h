// Names of languages in English, by ICU: no word of the domain.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace accord {

std::string language_name(std::string_view code);  // "de" gives "German"; the code itself where there is no name
// The primary code (ISO 639-1 where there is one) of a code or of an English name: "de-AT", "deu", "German" give "de".
std::optional<std::string> language_code(std::string_view code_or_name);

}  // namespace accord
