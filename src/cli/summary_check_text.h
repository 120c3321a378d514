// A check and a comparison of summaries, as a terminal shows them.
#pragma once

#include <string>

#include "summary/check/compare.h"
#include "summary/check/report.h"

namespace accord::cli {

// Sections with a mark for each question, the place and remedy of what is wrong, the score, and what would raise it most.
// `all`: also what is in order, in full. Never shows the ids of fields, which are not official.
std::string check_text(const summary::check::Report& report, const std::string& file, bool all, bool colour);
std::string comparison_text(const summary::check::Comparison& comparison, bool all, bool colour);

}  // namespace accord::cli
