// UTF-8 as the edge of the program demands it (A9) and as offsets count it (A16: Unicode code points).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace accord::utf8 {

// Byte offset of the first invalid sequence (RFC 3629: shortest form, no surrogates, at most U+10FFFF)
// or of the first NUL; npos when there is none.
std::size_t first_bad(std::string_view s);

// Refuses invalid UTF-8, NUL and control characters other than tab, LF and CR. `what` names the field.
Result<void> check(std::string_view s, std::string_view what);

std::size_t length(std::string_view valid);                            // in code points
std::size_t byte_offset(std::string_view valid, std::size_t points);   // clamps at the end
std::string_view slice(std::string_view valid, std::size_t from, std::size_t to);  // code points [from, to)

// Decodes one code point of valid UTF-8 at `i` and moves `i` behind it.
char32_t next(std::string_view valid, std::size_t& i);
void append(std::string& out, char32_t c);

std::string nfc(std::string_view valid);         // Unicode NFC
std::string lower(std::string_view valid);       // full case mapping, root locale
bool is_space(char32_t c);                       // White_Space property
// Trims both ends and turns each run of white space into one space.
std::string collapse(std::string_view valid);
std::string_view trim(std::string_view s);       // ASCII white space

}  // namespace accord::utf8
