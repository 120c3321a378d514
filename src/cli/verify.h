// accord verify: is this receipt, or this whole log, what it claims to be? Trusts nothing but the key given.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

// Adds `verify RECEIPT --key KEY`, `verify --url URL --key KEY` and `verify --data DIR`. After parsing, `exit_code` is 0 proven,
// 1 not proven, 2 unreadable or wrongly called, 3 the log could not be reached.
void add_verify(CLI::App& app, int& exit_code);

}  // namespace accord::cli
