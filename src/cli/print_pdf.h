// A page printed by a Chromium that is installed, since its PDF is tagged and has the page's links.
#pragma once

#include <string>

#include "base/result.h"

namespace accord::cli {

// Prints the HTML file `page` to `pdf`, within a minute. Errors: unavailable when no Chromium is found; internal when it fails.
Result<void> print_pdf(const std::string& page, const std::string& pdf);

}  // namespace accord::cli
