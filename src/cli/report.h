// accord report: the feedback report of a round, from a server into a file.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

void add_report(CLI::App& app, int& exit_code);

}  // namespace accord::cli
