// One code for one language.
#pragma once

#include <string>
#include <string_view>

namespace accord::summary {

// The primary subtag of whatever a corpus calls a language: "en" of "en", "eng", "EN-gb", "eng_Latn"; "de" of "ger", "he" of "iw", "lv" of
// "lvs". ISO 639-1 where there is one, else ISO 639-3; "und" for what is none.
std::string language_code(std::string_view as_given);

}  // namespace accord::summary
