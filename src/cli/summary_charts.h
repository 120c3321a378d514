// The small pictures of a public summary: SVG whose text stands beside it in HTML, so that it is read, scales and prints.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace accord::cli {

// Three steps, of which `step` (from 0) is filled; npos fills none. `title` says what it shows.
std::string ladder_svg(std::size_t step, std::size_t steps, std::string_view title);
std::string bar_svg(double share, std::string_view title);  // 0 to 1 of the width
std::string mark_svg(bool filled);                          // no title: a word stands beside it

std::string escape_html(std::string_view text);

}  // namespace accord::cli
