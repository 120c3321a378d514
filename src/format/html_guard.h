// A look at a page's tags before the parser sees them.
#pragma once

#include <string>

#include "base/result.h"

namespace accord::format {

// Refuses (unprocessable) what would make the parser deep or slow, judged so that an error is on the
// side of refusing. Renames in place, at equal length, the elements that switch the parser to rules of
// their own (svg, math, select, template, form and such): their text is read like any other.
Result<void> guard_html(std::string& page);

}  // namespace accord::format
