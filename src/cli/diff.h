// accord diff: what changed between two drafts of a rule text, without a database.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

// Adds `diff OLD NEW [--json|--html] [--all]`. After parsing, `exit_code` is 0 whether or not the drafts
// differ, 2 where a file cannot be read as a draft.
void add_diff(CLI::App& app, int& exit_code);

}  // namespace accord::cli
