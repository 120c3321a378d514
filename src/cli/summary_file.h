// A summary of training content from a file, whatever its format: the bytes decide, not the name.
#pragma once

#include <string>
#include <string_view>

#include "base/placed_text.h"
#include "base/result.h"

namespace accord::cli {

enum class SummaryFormat { pdf, json, yaml, html, markdown, text };
// Errors: unsupported where no reader takes such bytes.
Result<SummaryFormat> summary_format(std::string_view bytes);

Result<PlacedText> read_summary(std::string_view bytes);
// "-" is standard input. Errors: not_found, invalid (a folder), too_large (over 64 MB), and those of the readers.
Result<PlacedText> read_summary_file(const std::string& path);

}  // namespace accord::cli
