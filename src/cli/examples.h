// The example files that are built into the program (cmake/examples.cmake).
#pragma once

#include <string_view>

namespace accord::cli {

const std::string_view* example_file(std::string_view name);  // "gpai/draft-1.md"; nullptr when there is none

}  // namespace accord::cli
