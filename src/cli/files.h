// Whole files in and out, with errors that name the path.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace accord::cli {

// Errors: not_found, too_large, invalid (a folder).
Result<std::string> read_whole(const std::string& path, std::size_t max_bytes);
// Written beside it first and then renamed: there is never half a file. Makes the folders above it.
Result<void> write_whole(const std::string& path, std::string_view bytes);

}  // namespace accord::cli
