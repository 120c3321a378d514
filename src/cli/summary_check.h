// accord summary check and accord summary diff: filed summaries of training content, read and judged.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

// Adds `check FILE [--json]` and `diff OLD NEW [--json]` to the command `summary`, which it adds where there is none.
void add_summary_check(CLI::App& app, int& exit_code);

}  // namespace accord::cli
