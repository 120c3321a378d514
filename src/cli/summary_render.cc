// accord summary render WORKING.json --public|--private -o DIR [--labels FILE] [--pdf|--no-pdf]
//
// --public writes what may be published: index.html (one self-contained page), summary.json (docs/formats/summary.schema.json),
// summary.pdf (printed by Chromium, where there is one) and the long lists as CSV. Nothing of the working file is in them that the
// template does not ask for, unless the facts name the field under `publish:`.
// --private writes review.html: every field with where it came from, the rule, and what is missing; for counsel, not for the site.
//
// Exit: 0 written; 1 answers contradict each other; 2 the input cannot be read; 3 a file cannot be written, or --pdf has no Chromium.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "base/json.h"
#include "cli/exit.h"
#include "cli/files.h"
#include "cli/print_pdf.h"
#include "cli/summary.h"
#include "cli/summary_review.h"
#include "cli/summary_view.h"
#include "summary/publish.h"

namespace accord::cli {

namespace {

struct Options {
  std::string working, folder, labels;
  bool is_public = false, is_private = false, pdf = false, no_pdf = false, json = false;
};

Result<int> render_private(const Options& o, const Json& working) {
  ACCORD_TRY(const auto page, review_page(working));
  const auto path = o.folder + "/review.html";
  ACCORD_CHECK(write_whole(path, page));
  if (o.json)
    std::cout << Json{{"files", {path}}}.dump(1) << '\n';
  else
    std::cout << path << '\n';
  return 0;
}

Result<int> render_public(const Options& o, const Json& working) {
  ACCORD_TRY(const auto t, template_with(o.labels));
  std::string domains;
  if (const auto beside = summary::domain_file(working); !beside.empty()) {
    ACCORD_TRY(domains, read_whole((std::filesystem::path(o.working).parent_path() / std::filesystem::path(beside).filename()).string(),
                                   std::size_t{2} << 30U));
  }
  const auto published = summary::publish(working, t, domains);
  if (!published) {
    if (published.error().kind != Kind::unprocessable) return std::unexpected(published.error());
    complain(published.error());
    return 1;
  }
  const auto at = [&](const std::string& name) { return o.folder + "/" + name; };
  ACCORD_TRY(const auto page, summary_page(published->summary, t, false));
  std::vector<std::string> written;
  const auto write = [&](const std::string& name, std::string_view bytes) -> Result<void> {
    ACCORD_CHECK(write_whole(at(name), bytes));
    if (std::ranges::find(written, at(name)) == written.end()) written.push_back(at(name));
    return {};
  };
  for (const auto& f : published->files) ACCORD_CHECK(write(f.name, f.bytes));
  ACCORD_CHECK(write("summary.json", published->summary.dump(1) + "\n"));
  ACCORD_CHECK(write("index.html", page));
  std::error_code ignored;
  std::filesystem::remove(at("summary.pdf"), ignored);  // of an earlier run: it would be another summary
  if (!o.no_pdf) {
    const auto printed = print_pdf(at("index.html"), at("summary.pdf"));
    if (!printed && o.pdf) return std::unexpected(printed.error());
    if (!printed) std::cerr << fmt::format("accord: {}\n        {}\n", printed.error().message, printed.error().remedy);
    if (printed) {
      written.push_back(at("summary.pdf"));
      ACCORD_TRY(const auto with_pdf, summary_page(published->summary, t, true));
      ACCORD_CHECK(write("index.html", with_pdf));
    }
  }
  const auto& missing = published->summary["missing"];
  if (o.json)
    std::cout << Json{{"files", written}, {"missing", missing}}.dump(1) << '\n';
  else
    for (const auto& w : written) std::cout << w << '\n';
  if (!missing.empty()) {
    std::vector<std::string> keys = missing;
    std::cerr << fmt::format(
        "accord: the summary is not complete, and its page says so: {} of what the template asks for {} not stated:\n        {}\n",
        keys.size(), keys.size() == 1 ? "is" : "are", fmt::join(keys, ", "));
  }
  return 0;
}

Result<int> run(const Options& o) {
  if (o.is_public == o.is_private)
    return fail(Kind::invalid, "say who will read it", "--public or --private",
                "--public makes what goes to the site; --private what counsel reviews");
  ACCORD_TRY(const auto bytes, read_whole(o.working, std::size_t{2} << 30U));
  auto working = parse_json(bytes, std::size_t{2} << 30U);
  if (!working) {
    working.error().place = o.working;
    return std::unexpected(working.error());
  }
  return o.is_public ? render_public(o, *working) : render_private(o, *working);
}

}  // namespace

void add_summary_render(CLI::App& summary, int& exit_code) {
  auto o = std::make_shared<Options>();
  auto* render = summary.add_subcommand("render", "Make the page, the PDF, the JSON and the lists that are published");
  render->add_option("WORKING", o->working, "the working file of accord summary fill")->required();
  render->add_option("-o,--out", o->folder, "the folder to write to")->required();
  render->add_flag("--public", o->is_public, "what may be published: ranges and no counts");
  render->add_flag("--private", o->is_private, "one page for review: where every answer came from, conflicts, exact counts");
  render->add_option("--labels", o->labels, "the template's own words, as JSON that credits their author and says its version");
  auto* pdf = render->add_flag("--pdf", o->pdf, "fail when no PDF can be made");
  render->add_flag("--no-pdf", o->no_pdf, "make no PDF")->excludes(pdf);
  render->add_flag("--json", o->json, "print what was written as JSON");
  render->footer(
      "Examples:\n"
      "  accord summary render working.json --public -o site/       site/index.html is complete in itself\n"
      "  accord summary render working.json --private -o review/    review/review.html, not for the site\n"
      "  accord summary render working.json --public -o site/ --labels commission-en.json\n"
      "\nExit status: 0 written; 1 answers contradict each other; 2 the input cannot be read; 3 a file cannot be written.");
  render->callback([o, &exit_code] {
    const auto done = run(*o);
    exit_code = done ? *done : complain(done.error());
  });
}

}  // namespace accord::cli
