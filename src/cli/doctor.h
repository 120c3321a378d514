// accord doctor.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

void add_doctor(CLI::App& app, int& exit_code);

}  // namespace accord::cli
