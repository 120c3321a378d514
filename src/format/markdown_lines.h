// Markdown as lines of cells, each with its line in the source.
#pragma once

#include <string_view>

#include "base/placed_text.h"

namespace accord::format {

// Headings are marked so, rows of tables divided into cells, emphasis and tags of HTML left out; a link is followed by
// its address. `text` is valid UTF-8. What is no Markdown comes out as it is.
PlacedText read_markdown_lines(std::string_view text);

}  // namespace accord::format
