// The text of a PDF as lines of cells, by poppler's pdftotext as a child process.
#pragma once

#include <string_view>

#include "base/placed_text.h"
#include "base/result.h"

namespace accord::format {

// Errors: unavailable where pdftotext is not installed; unprocessable where the file is damaged or locked, or holds
// pictures of pages and no text; too_large beyond 64 MB or the limits of the child.
Result<PlacedText> read_pdf_lines(std::string_view bytes);

}  // namespace accord::format
