// JSON values, the one canonical encoding that hashes are taken over, and capped parsing.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace accord {

using Json = nlohmann::json;

// The canonical bytes of a value: object keys sorted bytewise, no white space, strings in UTF-8 with
// only the escapes that RFC 8259 demands, integers in decimal. Floats are not canonical and are refused
// by an assertion: the log holds none.
std::string canonical(const Json& value);

// Parses foreign JSON: at most `max_depth` levels and `max_bytes` bytes, valid UTF-8.
Result<Json> parse_json(std::string_view bytes, std::size_t max_bytes = 8U << 20U, int max_depth = 64);

}  // namespace accord
