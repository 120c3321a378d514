// accord import draft FILE --instrument SLUG (--data DIR | --url URL --token TOKEN) [--title T] [--note N] [--json]
// accord import draft FILE --dry-run [--json]
//
// Reads Markdown or HTML into the instrument's working draft: the next number, or the one that is being
// worked on, which it replaces. Nobody but the secretariat and the chairs sees it before publication.
// --dry-run needs no database and shows what was understood, what is doubtful and what was left out.
//
// Exit codes: 0 read; 2 the file is no draft, or the call is wrong; 3 the system failed.
#include "cli/import.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/drafts.h"
#include "app/publish.h"
#include "cli/data_folder.h"
#include "cli/exit.h"
#include "cli/http_client.h"
#include "cli/import_draft_dry.h"
#include "text/read.h"

namespace accord::cli {
namespace {

struct Call {
  std::string file, instrument, data, db, url, token, title, note;
  bool dry_run = false, json = false;
};

Result<std::string> read_bounded(const std::string& path) {
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  if (ec) return fail(Kind::not_found, "the file cannot be read", path, "check its name and that you may read it");
  if (size > text::max_draft_bytes) return fail(Kind::too_large, fmt::format("the file has {} bytes; a draft has at most {}", size, text::max_draft_bytes), path, "divide it, or leave pictures out");
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

Result<int> into_folder(const Call& c, std::string bytes) {
  ACCORD_TRY(auto folder, open_data_folder(c.data, c.db, std::nullopt, system_clock()));
  auto ctx = context_of(folder, "", system_clock());
  const auto d = app::import_draft(ctx, the_office(ctx.clock()), c.instrument, {std::filesystem::path(c.file).filename().string(), std::move(bytes), c.title, c.note});
  folder.db->stop();
  if (!d) return std::unexpected(d.error());
  return d->number;
}

Result<int> over_http(const Call& c, const std::string& bytes) {
  const Json body = {{"text", bytes}, {"name", std::filesystem::path(c.file).filename().string()}, {"title", c.title}, {"note", c.note}};
  ACCORD_TRY(const auto answer, post_json(c.url + "/office/i/" + c.instrument + "/drafts/next/upload", c.token, body));
  if (!answer.contains("draft") || !answer["draft"].is_number_integer()) return fail(Kind::internal, "the server's answer cannot be understood", c.url);
  return answer["draft"].get<int>();
}

int run(const Call& c) {
  auto bytes = read_bounded(c.file);
  if (!bytes) return complain(bytes.error());
  auto read = text::read_draft(*bytes, std::filesystem::path(c.file).filename().string());
  if (!read) {
    auto e = read.error();
    e.place = e.place.empty() ? c.file : c.file + ", " + e.place;
    return complain(e);
  }
  if (c.dry_run) {
    fmt::print("{}{}", c.json ? dry_run_json(*read).dump(2) : dry_run_table(*read), c.json ? "\n" : "");
    return 0;
  }
  if (c.instrument.empty()) return complain({Kind::invalid, "the instrument is missing", "--instrument", "name its slug, or use --dry-run to look only"});
  if (c.data.empty() == c.url.empty()) return complain({Kind::invalid, "say where to: --data DIR while nothing serves it, else --url URL --token TOKEN", "", ""});
  const auto number = c.data.empty() ? over_http(c, *bytes) : into_folder(c, std::move(*bytes));
  if (!number) return complain(number.error());
  if (c.json)
    fmt::print("{}\n", Json{{"draft", *number}, {"instrument", c.instrument}, {"provisions", read->provisions.size()}, {"doubts", read->doubts.size()}, {"left_out", read->left_out.size()}}.dump());
  else
    fmt::print("Working draft {}: {} provisions, {} doubtful, {} pieces left out.\nLook at /office/i/{}/drafts/{} before you publish.\n", *number, read->provisions.size(), read->doubts.size(),
               std::ranges::count_if(read->left_out, [](const auto& l) { return !text::said_by_structure(l.reason); }), c.instrument, *number);
  return 0;
}

}  // namespace

void add_import(CLI::App& app, int& exit_code) {
  auto* import = app.add_subcommand("import", "Bring texts in");
  import->require_subcommand(1);
  auto* c = import->add_subcommand("draft", "Read Markdown or HTML into a working draft");
  auto call = std::make_shared<Call>();
  c->add_option("FILE", call->file, "The text")->required();
  c->add_option("--instrument", call->instrument, "Slug of the instrument");
  c->add_option("--data", call->data, "The data folder, while nothing serves it");
  c->add_option("--db", call->db, "The database of that folder, where it is another one");
  c->add_option("--url", call->url, "The address of the server");
  c->add_option("--token", call->token, "A token of the secretariat (or the variable ACCORD_TOKEN)")->envname("ACCORD_TOKEN");
  c->add_option("--title", call->title, "Title of the draft");
  c->add_option("--note", call->note, "What its readers should know first");
  c->add_flag("--dry-run", call->dry_run, "Show what is understood; no database");
  c->add_flag("--json", call->json, "Print JSON");
  c->footer("Examples:\n  accord import draft draft-3.html --dry-run\n  accord import draft draft-3.html --dry-run --json | jq '.provisions[] | select(.kind == \"measure\") | .number'\n"
            "  accord import draft draft-3.html --instrument gpai-code --data /srv/accord\n  ACCORD_TOKEN=... accord import draft draft-3.md --instrument gpai-code --url https://accord.example.org");
  c->callback([call, &exit_code] { exit_code = run(*call); });
}

}  // namespace accord::cli
