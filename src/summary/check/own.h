// Accord's own public summary as lines of cells, whose questions are known by their keys.
#pragma once

#include <optional>

#include "base/json.h"
#include "base/placed_text.h"

namespace accord::summary::check {

// nullopt unless `file` is an "accord-public-summary/1" (docs/formats/summary.md). Of a working file there is nothing to
// read: it is private.
std::optional<PlacedText> lines_of_own(const Json& file);

}  // namespace accord::summary::check
