// accord serve, accord demo.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

void add_serve(CLI::App& app, int& exit_code);
void add_demo(CLI::App& app, int& exit_code);

}  // namespace accord::cli
