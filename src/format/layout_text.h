// Plain text, and pages as `pdftotext -layout` prints them, as lines of cells.
#pragma once

#include <string_view>

#include "base/placed_text.h"

namespace accord::format {

// Cells are divided by two or more spaces or a tab, and where a column of the neighbouring lines begins; a form feed
// ends a page. Ligatures are taken apart; zero-width and soft-hyphen characters, and lines that hold a page's number
// alone, are left out. `text` is valid UTF-8. `pages`: count pages (else `page` is 0 and lines are of the file).
PlacedText read_layout_text(std::string_view text, bool pages);

// The text without what only typesetting needs: U+FB00..06 as letters, U+00A0 and the like as a space, zero-width
// and soft-hyphen characters and other controls dropped.
std::string plain_letters(std::string_view text);

}  // namespace accord::format
