// Parts of the Markdown reader that stand on their own.
#pragma once

#include <string_view>

#include "base/result.h"
#include "text/provision.h"

namespace accord::text {

// A legal text written as "key=value" paragraphs (`53.1.1.sec=...`, `53.Ti=...`, headings such as
// "Article 53" on lines of their own), one file for each part of an act. Keys give numbers and nesting.
bool is_prose_object(std::string_view source);
Result<DraftText> read_prose_object(std::string_view source);

}  // namespace accord::text
