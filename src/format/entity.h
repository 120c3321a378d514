// Character references of HTML.
#pragma once

#include <string>
#include <string_view>

namespace accord::format {

// "&amp;" -> "&", "&#233;" -> "é" (UTF-8). What is no known reference comes back as it is; NUL,
// surrogates and what lies beyond Unicode are U+FFFD.
std::string decode_entity(std::string_view reference);

}  // namespace accord::format
