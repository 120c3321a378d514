#include "base/json.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace accord {

std::string canonical(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::strict); }

Result<Json> parse_json(std::string_view bytes, std::size_t max_bytes, int max_depth) {
  if (bytes.size() > max_bytes)
    return fail(Kind::too_large, fmt::format("the JSON has {} bytes; at most {} are read", bytes.size(), max_bytes));
  if (const auto bad = utf8::first_bad(bytes); bad != std::string_view::npos)
    return fail(Kind::invalid, fmt::format("the JSON is not valid UTF-8 at byte {}", bad));
  // Depth is counted before the recursive parser is entered.
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') {
      if (++depth > max_depth) return fail(Kind::invalid, fmt::format("the JSON nests deeper than {} levels at byte {}", max_depth, i));
    }
    if (c == '}' || c == ']') --depth;
  }
  try {
    return Json::parse(bytes);
  } catch (const Json::parse_error& e) {
    return fail(Kind::invalid, fmt::format("the JSON cannot be read at byte {}", e.byte), {}, "check it with a JSON tool");
  } catch (const Json::exception&) {
    return fail(Kind::invalid, "the JSON cannot be read");
  }
}

}  // namespace accord
