// accord summary check FILE [--json] [--all]
//
// Reads a public summary of training content as JSON, YAML, HTML, Markdown, text or PDF (by pdftotext of poppler-utils),
// in any of the 24 official languages of the Union as far as its headings tell, and says for each question of the template
// whether its answer is there and well-formed, where it stands, and what would help. The score, 0 to 1, is described in
// docs/formats/summary-check.md.
//
// accord summary diff OLD NEW [--json] [--all]
//
// What changed between two summaries, question by question, whatever the formats of the two.
//
// Exit: check: 0 complete, 1 not; diff: 0 compared; both: 2 a file cannot be read as a summary, 3 the system failed or
// pdftotext is not installed.
#include "cli/summary_check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include "base/clock.h"
#include "cli/exit.h"
#include "cli/summary_check_text.h"
#include "cli/summary_file.h"
#include "summary/check/compare.h"
#include "summary/check/report.h"

namespace accord::cli {

namespace {

struct Options {
  std::string file, other;
  bool json = false, all = false;
};

bool wants_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

Result<summary::check::Report> report_on(const std::string& path) {
  ACCORD_TRY(const auto text, read_summary_file(path));
  const auto now = local_time(system_clock()(), "UTC");
  const int today = now ? now->year * 372 + (now->month - 1) * 31 + now->day - 1 : 0;
  auto report = summary::check::check_summary(text, summary::check::built_in_labels(), summary::check::built_in_weights(), today);
  if (!report.recognised)
    return fail(Kind::unprocessable, fmt::format("{}: no question of the template was found in it", path), "", "is it a public summary of training content? Its questions are recognised by number and wording, in the official languages of the Union");
  return report;
}

std::string name_of_file(const std::string& path) { return path == "-" ? "standard input" : std::filesystem::path(path).filename().string(); }

int finish(int code) {
  std::cout.flush();
  return std::cout ? code : 3;
}

int run_check(const Options& o) {
  const auto report = report_on(o.file);
  if (!report) return complain(report.error());
  if (o.json) {
    Json out = report_json(*report);
    out["file"]["name"] = name_of_file(o.file);
    std::cout << out.dump(1) << '\n';
  } else {
    std::cout << check_text(*report, name_of_file(o.file), o.all, wants_colour());
  }
  return finish(report->complete() ? 0 : 1);
}

int run_diff(const Options& o) {
  const auto before = report_on(o.file);
  if (!before) return complain(before.error());
  const auto after = report_on(o.other);
  if (!after) return complain(after.error());
  const auto comparison = compare(*before, *after);
  if (o.json)
    std::cout << comparison_json(comparison).dump(1) << '\n';
  else
    std::cout << comparison_text(comparison, o.all, wants_colour());
  return finish(0);
}

}  // namespace

void add_summary_check(CLI::App& app, int& exit_code) {
  const auto there = app.get_subcommands([](const CLI::App* command) { return command->get_name() == "summary"; });
  CLI::App* summary = there.empty() ? nullptr : there[0];
  if (summary == nullptr) {
    summary = app.add_subcommand("summary", "The public summary of training content (Article 53(1)(d) of the AI Act)");
    summary->require_subcommand(1);
  }
  auto options = std::make_shared<Options>();
  auto* check = summary->add_subcommand("check", "Whether a summary answers the template: question by question, with place, remedy and a score");
  check->add_option("FILE", options->file, "JSON, YAML, HTML, Markdown, text or PDF; - is standard input")->required();
  check->add_flag("--json", options->json, "fields, problems, remedies and the score as JSON");
  check->add_flag("--all", options->all, "show advice for questions that are not due as well");
  check->footer(
      "Examples:\n"
      "  accord summary check summary.pdf\n"
      "  accord summary check public/summary.json --json | jq '.score'\n"
      "  curl -s https://example.com/summary.html | accord summary check -\n"
      "\nExit status: 0 every required question is answered and well-formed, 1 not; 2 the file cannot be read as a summary;\n"
      "3 the system failed, or a PDF is given and pdftotext (poppler-utils) is not installed.");
  check->callback([options, &exit_code] { exit_code = run_check(*options); });

  auto pair = std::make_shared<Options>();
  auto* diff = summary->add_subcommand("diff", "What changed between two summaries: answers, datasets, domains, whatever their formats");
  diff->add_option("OLD", pair->file, "the earlier summary")->required();
  diff->add_option("NEW", pair->other, "the later one")->required();
  diff->add_flag("--json", pair->json, "changes, items and counts as JSON");
  diff->add_flag("--all", pair->all, "whole texts and lists");
  diff->footer(
      "Examples:\n"
      "  accord summary diff summary-1.0.pdf summary-1.1.html\n"
      "  accord summary diff old.json new.json --json | jq '.counts'\n"
      "\nExit status: 0 compared, whether or not they differ; 2 a file cannot be read as a summary; 3 the system failed.");
  diff->callback([pair, &exit_code] { exit_code = run_diff(*pair); });
}

}  // namespace accord::cli
