#include "cli/summary.h"

#include <CLI/CLI.hpp>

#include "base/json.h"
#include "cli/files.h"

namespace accord::cli {

void add_summary(CLI::App& app, int& exit_code) {
  auto* summary = app.add_subcommand("summary", "The public summary of training content: begin, fill, render");
  summary->require_subcommand(1);
  summary->footer(
      "From a corpus to a page that can be published:\n"
      "  accord corpus scan corpus.toml -o corpus.tally                             count\n"
      "  accord summary init -o provider.yaml                                       write down what only you know\n"
      "  accord summary fill --tally corpus.tally --facts provider.yaml -o working.json\n"
      "  accord summary render working.json --public -o site/                       site/index.html, summary.json, summary.pdf, "
      "domains.csv");

  add_summary_init(*summary, exit_code);
  add_summary_fill(*summary, exit_code);
  add_summary_render(*summary, exit_code);
}

Result<summary::Template> template_with(const std::string& labels_path) {
  if (labels_path.empty()) return summary::built_in_template();
  ACCORD_TRY(const auto bytes, read_whole(labels_path, 4U << 20U));
  const auto refused = [&](Error e) {
    e.place = e.place.empty() ? labels_path : labels_path + ": " + e.place;
    return std::unexpected(std::move(e));
  };
  const auto labels = parse_json(bytes);
  if (!labels) return refused(labels.error());
  auto t = summary::with_labels(summary::built_in_template(), *labels);
  if (!t) return refused(t.error());
  return *std::move(t);
}

}  // namespace accord::cli
