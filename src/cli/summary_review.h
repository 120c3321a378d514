// The working file as a page for counsel: private.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace accord::cli {

// Every field with its answer, both sides of a conflict, the rule with its source, notes and exact figures. Errors: invalid.
Result<std::string> review_page(const Json& working);

}  // namespace accord::cli
