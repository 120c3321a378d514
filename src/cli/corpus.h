// accord corpus: tallies of training data. A file for each of its sub-commands.
#pragma once

#include <CLI/CLI.hpp>

namespace accord::cli {

// Adds `corpus` with all that follow. After parsing, `exit_code` is that of the sub-command.
void add_corpus(CLI::App& app, int& exit_code);

void add_corpus_scan(CLI::App& corpus, int& exit_code);   // corpus_scan.cc
void add_corpus_show(CLI::App& corpus, int& exit_code);   // corpus_show.cc
void add_corpus_merge(CLI::App& corpus, int& exit_code);  // corpus_merge.cc
void add_corpus_optouts(CLI::App& corpus, int& exit_code);  // corpus_optouts.cc

}  // namespace accord::cli
