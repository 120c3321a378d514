// accord corpus merge TALLY... -o OUT [--json]
//
// Makes one tally of many. Any split of the inputs, in any order, gives the digest of one scan of them all, and with one build the same
// bytes. "-" reads names of tallies from standard input, a line each. Memory is bounded, however many domains there are; what does not
// fit goes to a folder for temporary files beside OUT.
//
// Exit codes: 0 merged; 2 a file is no whole tally, or they do not belong together (another stage, list of public suffixes or option; an
// input that is in two of them), and nothing was written; 3 the system failed.
#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <thread>

#include "base/json.h"
#include "cli/corpus.h"
#include "cli/exit.h"
#include "cli/stop.h"
#include "corpus/files.h"
#include "summary/tally.h"

namespace accord::cli {
namespace {

struct Call {
  std::vector<std::string> tallies;
  std::string out;
  bool json = false;
};

Result<std::vector<summary::TallyFile>> open_all(const Call& c) {
  std::vector<summary::TallyFile> files;
  const auto open = [&](const std::string& path) -> Result<void> {
    ACCORD_TRY(auto content, corpus::open_file(path));
    ACCORD_TRY(auto file, summary::TallyFile::open(std::move(content)));
    files.push_back(std::move(file));
    return {};
  };
  for (const auto& name : c.tallies) {
    if (name != "-") {
      ACCORD_CHECK(open(name));
      continue;
    }
    for (std::string line; std::getline(std::cin, line);)
      if (!line.empty()) ACCORD_CHECK(open(line));
  }
  return files;
}

Result<summary::Totals> merge(const Call& c) {
  ACCORD_TRY(const auto files, open_all(c));
  const auto parent = std::filesystem::path(c.out).parent_path();
  ACCORD_TRY(auto file, corpus::create_file(c.out));
  const auto out = corpus::stoppable(std::move(file), stop_on_signals());
  ACCORD_TRY(const auto scratch, corpus::scratch_folder(parent.empty() ? "." : parent));
  summary::Progress progress;
  if (isatty(STDERR_FILENO) != 0)
    progress = [](double done) { fmt::print(stderr, "\rmerging {:3.0f} %{}", 100 * done, done >= 1 ? "\r\x1b[K" : ""); };
  return summary::merge(files, *scratch, *out, {.counters = std::max(1U, std::thread::hardware_concurrency())}, progress);
}

int run(const Call& c) {
  const auto totals = merge(c);
  if (!totals) return complain(totals.error());
  const auto all = summary::sum(*totals);
  if (c.json)
    fmt::print("{}\n", Json{{"digest", totals->digest}, {"documents", all.documents}, {"bytes", all.bytes}, {"domains", totals->distinct_domains}, {"inputs", totals->inputs.size()}}.dump());
  else
    fmt::print("{}: {} documents, {} domains, {} inputs\ndigest {}\n", c.out, all.documents, totals->distinct_domains, totals->inputs.size(), totals->digest);
  if (std::fflush(stdout) != 0) return complain({Kind::unavailable, "the output cannot be written, but the tally is there", c.out, "look at it with accord corpus show"});
  return 0;
}

}  // namespace

void add_corpus_merge(CLI::App& corpus, int& exit_code) {
  auto call = std::make_shared<Call>();
  auto* merge = corpus.add_subcommand("merge", "One tally of many: any split, any order, the same digest");
  merge->add_option("TALLY", call->tallies, "tallies; - reads their names from standard input")->required();
  merge->add_option("-o,--output", call->out, "the tally to write")->required();
  merge->add_flag("--json", call->json, "print the result as JSON");
  merge->footer(
      "Examples:\n"
      "  accord corpus merge part-1.tally part-2.tally -o corpus.tally\n"
      "  find parts -name '*.tally' | accord corpus merge - -o corpus.tally\n"
      "\nExit status: 0 merged; 2 a file is no whole tally, or they do not belong together; 3 the system failed.");
  merge->callback([call, &exit_code] { exit_code = run(*call); });
}

}  // namespace accord::cli
