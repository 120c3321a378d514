// A page of HTML as lines of cells: a block is a line, a row of a table a line with a cell for each of its fields.
#pragma once

#include <string_view>

#include "base/placed_text.h"
#include "base/result.h"

namespace accord::format {

// Headings are marked so; ticks of forms come as ☒ and ☐, list entries begin with "• ", a link is followed by its address.
// Navigation, scripts, charts and what is hidden are left out. Errors: those of HtmlPage::parse.
Result<PlacedText> read_html_lines(std::string_view bytes);

}  // namespace accord::format
