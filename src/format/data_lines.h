// JSON, and YAML as JSON, as lines of cells: a key and its value are the two cells of a line, whose place is its path.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/placed_text.h"

namespace accord::format {

// Keys are written as words ("training_data_size", "trainingDataSize": "training data size"); an object that names
// itself ("id", "label", "question" beside "value", "answer") is a line of its own; true and false are yes and no; an
// entry of a list is a line without a key. At most 50,000 lines.
PlacedText lines_of_data(const Json& value, std::string_view format);

}  // namespace accord::format
