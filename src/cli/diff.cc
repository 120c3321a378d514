// accord diff OLD NEW [--json|--html] [--all]
//
// Reads two drafts (Markdown or HTML), pairs their provisions and compares the words inside each pair:
// what was edited, renumbered, moved, split, merged, is new or deleted. Prints a summary and the changed
// provisions: in colour on a terminal, else as [-deleted-]{+inserted+} (also with NO_COLOR set). --html
// prints one page that needs no other file; --json prints changes, words and spans as described in
// text/redline_json.h. --all shows unchanged provisions too.
//
// Exit: 0 compared, whether or not they differ; 2 a file cannot be read as a draft.
#include "cli/diff.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "cli/diff_view.h"
#include "text/read.h"
#include "text/redline_json.h"

namespace accord::cli {

namespace {

struct Options {
  std::string old_file, new_file;
  bool json = false, html = false, all = false;
};

Result<text::DraftText> read_file(const std::string& path) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) return fail(Kind::invalid, fmt::format("{} is a folder", path), path, "name a file in it");
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Kind::not_found, fmt::format("{} cannot be opened", path), path, "check the name and that you may read it");
  std::string bytes;
  // Somewhat more than the reader takes, so that the reader is the one to refuse.
  for (std::array<char, 1U << 16U> piece{}; in && bytes.size() <= text::max_draft_bytes;) {
    in.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  auto draft = text::read_draft(bytes, path);
  if (!draft) draft.error().message = fmt::format("{}: {}", path, draft.error().message);
  return draft;
}

Result<Comparison> compare(const Options& o) {
  // The two drafts are read at the same time; the older one's trouble is told first.
  auto reading = std::async(std::launch::async, read_file, o.old_file);
  auto later = read_file(o.new_file);
  ACCORD_TRY(auto before, reading.get());
  ACCORD_TRY(auto after, std::move(later));
  auto redline = text::redline(before.provisions, after.provisions, text::align(before.provisions, after.provisions));
  const auto name = [](const std::string& path) { return std::filesystem::path(path).filename().string(); };
  return Comparison{name(o.old_file), name(o.new_file), std::move(before), std::move(after), std::move(redline)};
}

bool wants_colour() {
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org: any value but the empty one
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

int run(const Options& o) {
  const auto c = compare(o);
  if (!c) {
    const auto& e = c.error();
    std::cerr << fmt::format("accord diff: {}{}{}\n", e.message, e.remedy.empty() ? "" : "; ", e.remedy);
    return e.kind == Kind::internal ? 3 : 2;
  }
  if (o.json)
    std::cout << text::redline_json(c->before.provisions, c->after.provisions, c->redline).dump(1) << '\n';
  else if (o.html)
    std::cout << diff_page(*c, o.all);
  else
    std::cout << diff_text(*c, o.all, wants_colour());
  std::cout.flush();
  return std::cout ? 0 : 3;
}

}  // namespace

void add_diff(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  auto* diff = app.add_subcommand("diff", "What changed between two drafts: edited, renumbered, moved, split, merged, new, deleted");
  diff->add_option("OLD", options->old_file, "the earlier draft, Markdown or HTML")->required();
  diff->add_option("NEW", options->new_file, "the later draft")->required();
  auto* json = diff->add_flag("--json", options->json, "print changes, words and spans as JSON");
  diff->add_flag("--html", options->html, "print one self-contained page")->excludes(json);
  diff->add_flag("--all", options->all, "show unchanged provisions too");
  diff->footer(
      "Examples:\n"
      "  accord diff draft-2.md draft-3.md              changed provisions, in colour on a terminal\n"
      "  accord diff draft-2.md draft-3.md --html > changes.html\n"
      "  accord diff draft-2.md draft-3.html --json | jq '.changes[] | select(.kind == \"moved\")'\n"
      "\nExit status: 0 compared, whether or not they differ; 2 a file cannot be read as a draft.");
  diff->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace accord::cli
