// accord import draft.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

void add_import(CLI::App& app, int& exit_code);

}  // namespace accord::cli
