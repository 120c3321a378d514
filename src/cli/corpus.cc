// accord corpus scan|show|merge|optouts
//
// A tally is the exact count of any part of a corpus, in one file; merging the tallies of all parts gives the tally of the whole.
#include "cli/corpus.h"

namespace accord::cli {

void add_corpus(CLI::App& app, int& exit_code) {
  auto* corpus = app.add_subcommand("corpus", "Tallies of training data: exact counts, by source, modality, language and domain");
  corpus->require_subcommand(1);
  add_corpus_scan(*corpus, exit_code);
  add_corpus_show(*corpus, exit_code);
  add_corpus_merge(*corpus, exit_code);
  add_corpus_optouts(*corpus, exit_code);
}

}  // namespace accord::cli
