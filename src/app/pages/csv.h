// Lines of comma-separated values (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace accord::app::pages {

// A quoted cell. One that a spreadsheet would run as a formula is given a quote first.
inline std::string csv_cell(std::string_view value) {
  const bool formula = !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
  std::string out = formula ? "\"'" : "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace accord::app::pages
