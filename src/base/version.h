// The program's own version, as --version says it and as what it computes carries it.
#pragma once

#include <string_view>

namespace accord {

constexpr std::string_view program_version = "0.1.0";

}  // namespace accord
