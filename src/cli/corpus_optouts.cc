// accord corpus optouts TALLY --robots INPUT... [--at DATE...] [--kind KIND...|--source NAME...] [--tokens FILE] [--token NAME...] [--json]
// [--csv FILE] [--domains FILE] [--strict]
//
// Which share of the tally's domains and bytes reserves its content against crawlers: robots.txt (RFC 9309) for each crawler's token, and
// TDMRep, Content-Usage (AIPREF), Content Signals, RSL and ai.txt as far as the archive holds them. INPUT is a web archive (WARC, ARC;
// Common Crawl's robotstxt subset is one) or a folder by host (HOST/robots.txt). Of each host the last answer on or before a date counts. A
// domain is spoken for by its bare name, else by its www, else by its other hosts together.
//
// The tally's domains and the archive are read side by side: exact, in bounded memory, with room for the archive's answers in the folder
// for temporary files (TMPDIR).
//
// Exit codes: 0 done; 1 with --strict, and an input was not whole or an answer was skipped; 2 the call, the tally or a table is wrong, or
// the archive has no answer; 3 the system failed or it was stopped.
#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <thread>

#include "cli/corpus.h"
#include "cli/corpus_inputs.h"
#include "cli/corpus_optouts_view.h"
#include "cli/exit.h"
#include "cli/files.h"
#include "corpus/files.h"

namespace accord::cli {
namespace {

using namespace corpus::optouts;
using summary::optouts::SignalTable;

struct Call {
  std::string tally, tokens, date, csv, domains, suffixes = "/usr/share/publicsuffix/public_suffix_list.dat";
  std::vector<std::string> robots, at, kinds, sources, token;
  unsigned threads = 0;
  std::uint64_t memory_mb = 128;
  bool json = false, strict = false;
};

std::atomic<bool> stopped{false};
void stop(int) { stopped = true; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The table, less or more what --token says: names alone are asked about; "+NAME" comes to those of the table.
Result<SignalTable> table_of(const Call& c) {
  SignalTable table = summary::optouts::built_in_signals();
  if (!c.tokens.empty()) {
    ACCORD_TRY(const auto bytes, read_whole(c.tokens, std::size_t{1} << 20U));
    auto read = summary::optouts::read_signals(bytes);
    if (!read) {
      read.error().place = c.tokens + (read.error().place.empty() ? "" : ", " + read.error().place);
      return std::unexpected(read.error());
    }
    table = *std::move(read);
  }
  std::vector<summary::optouts::CrawlerToken> only;
  for (const auto& word : c.token) {
    const bool more = word.starts_with('+');
    const auto name = more ? word.substr(1) : word;
    if (name.empty() ||
        (name != "*" && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != std::string::npos))
      return fail(Kind::invalid, fmt::format("\"{}\" is no name of a crawler", name), "--token",
                  "the name as robots.txt has it, such as GPTBot; letters, digits, \"-\", \"_\", \".\"");
    const auto known = std::ranges::find_if(table.tokens, [&](const auto& t) { return same_name(t.token, name); });
    summary::optouts::CrawlerToken t{name, "not in the table", "other", "--token", "", "no", ""};
    if (known != table.tokens.end()) t = *known;
    if (!more) {
      if (std::ranges::none_of(only, [&](const auto& o) { return same_name(o.token, name); })) only.push_back(t);
    } else if (known == table.tokens.end()) {
      table.tokens.push_back(t);
    }
  }
  if (only.empty()) return table;
  for (const auto& t : table.tokens)
    if (t.source == "--token") only.push_back(t);
  table.tokens = std::move(only);
  return table;
}

Result<summary::Selection> selection_of(const Call& c, const summary::Totals& totals) {
  summary::Selection out;
  out.sources = c.sources;
  for (const auto& name : c.sources) {
    if (std::ranges::any_of(totals.sources, [&](const auto& s) { return s.source.name == name; })) continue;
    std::string names;
    for (const auto& s : totals.sources) names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", s.source.name);
    return fail(Kind::invalid, fmt::format("the tally has no source \"{}\"", name), "--source",
                names.empty() ? "it has none" : "it has " + names);
  }
  for (const auto& k : c.kinds) {
    if (k == "all") return summary::Selection{.sources = c.sources};
    const auto kind = summary::source_kind_named(k);
    if (!kind)
      return fail(Kind::invalid, fmt::format("there is no kind of source \"{}\"", k), "--kind",
                  "public-dataset, licensed, other-private, crawled, user, synthetic, other, or all");
    out.kinds.push_back(*kind);
  }
  if (out.kinds.empty() && out.sources.empty()) out.kinds.push_back(summary::SourceKind::crawled);
  return out;
}

Result<summary::Date> day_of(const std::string& text, const char* option) {
  const auto d = text.size() == 10 ? summary::date_from(text) : std::nullopt;
  if (!d) return fail(Kind::invalid, fmt::format("\"{}\" is no day", text), option, "say it as 2026-03-31");
  return *d;
}

Result<summary::Suffixes> suffixes_of(const Call& c, const summary::SuffixList& of) {
  ACCORD_TRY(const auto list, read_whole(c.suffixes, std::size_t{16} << 20U));
  ACCORD_TRY(auto suffixes, summary::Suffixes::read(list, of.section, of.date));
  // With another list hosts would fall to other domains than those that the tally counted.
  if (suffixes.list().sha256 != of.sha256)
    return fail(Kind::invalid, fmt::format("the tally was made with another public suffix list (of {}, SHA-256 {})", of.date, of.sha256),
                c.suffixes, "give that list with --psl FILE, or scan again with this one");
  return suffixes;
}

// What was not whole, an input a line, with the place where it began.
bool complain_of_inputs(const Archive& a, bool quiet) {
  bool whole = true;
  for (const auto& i : a.inputs) {
    whole = whole && i.status.state == format::InputState::ok && i.status.skipped == 0;
    if (!quiet) tell_of_reading(i.path, i.status, "answers");
  }
  return whole;
}

Result<int> optouts(const Call& c) {
  ACCORD_TRY(auto content, corpus::open_file(c.tally));
  ACCORD_TRY(const auto tally, summary::TallyFile::open(std::move(content)));
  const auto& totals = tally.totals();
  ACCORD_TRY(const auto table, table_of(c));
  ACCORD_TRY(const auto selection, selection_of(c, totals));
  ACCORD_TRY(const auto suffixes, suffixes_of(c, totals.header.suffixes));
  ArchiveOptions o{.inputs = c.robots,
                   .threads = c.threads != 0 ? c.threads : std::max(1U, std::thread::hardware_concurrency()),
                   .memory = c.memory_mb << 20U};
  if (!c.date.empty()) {
    ACCORD_TRY(o.date, day_of(c.date, "--date"));
  }
  Dates dates;
  for (const auto& d : c.at) {
    ACCORD_TRY(const auto day, day_of(d, "--at"));
    dates.emplace_back(day);
  }
  std::ranges::sort(dates);
  dates.erase(std::ranges::unique(dates).begin(), dates.end());
  ACCORD_TRY(const auto scratch, corpus::scratch_folder());
  EvidenceRuns runs(*scratch);
  ACCORD_TRY(const auto archive, read_archive(o, table, suffixes, runs, stopped));
  const bool whole = complain_of_inputs(archive, c.json);
  if (archive.answers == 0) {
    if (c.json) complain_of_inputs(archive, false);
    return fail(Kind::invalid, "the archive has no answer of a site", c.robots.front(),
                "give a web archive of robots.txt answers, or a folder of HOST/robots.txt; accord corpus optouts --help has both");
  }
  if (dates.empty()) dates = archive.days.empty() ? Dates{std::nullopt} : dates_of(archive.days);

  ACCORD_TRY(auto evidence, EvidenceReader::open(runs));
  std::unique_ptr<summary::Output> lines;
  std::string waiting;
  if (!c.domains.empty()) {
    ACCORD_TRY(lines, corpus::create_file(c.domains));
    waiting = domains_csv_head(table);
  }
  const EachDomain each = [&](const summary::DomainTotal& d, const std::vector<DomainState>& states) -> Result<void> {
    if (stopped) return fail(Kind::unavailable, "stopped");
    if (!lines) return {};
    waiting += domains_csv_lines(table, d, dates, states);
    if (waiting.size() < (1U << 20U)) return {};
    ACCORD_CHECK(lines->write(waiting));
    waiting.clear();
    return {};
  };
  ACCORD_TRY(const auto weighed, weigh(tally, selection, dates, table, evidence, each));
  if (lines) {
    ACCORD_CHECK(lines->write(waiting));
    ACCORD_CHECK(lines->close());
  }
  const OptoutsView view{c.tally, &totals, selection, &table, &archive, &weighed};
  if (!c.csv.empty()) ACCORD_CHECK(write_whole(c.csv, optouts_csv(view)));
  if (c.json)
    fmt::print("{}\n", optouts_json(view).dump(1, ' ', false, Json::error_handler_t::replace));
  else
    fmt::print("{}", optouts_text(view, screen_of_output()));
  if (std::fflush(stdout) != 0) return fail(Kind::unavailable, "the output cannot be written");
  return c.strict && !whole ? 1 : 0;
}

int run(const Call& c) {
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
  const auto done = optouts(c);
  return done ? *done : complain(done.error());
}

}  // namespace

void add_corpus_optouts(CLI::App& corpus, int& exit_code) {
  auto call = std::make_shared<Call>();
  auto* o = corpus.add_subcommand(
      "optouts", "Which share of a tally's domains and bytes is reserved against crawlers, by robots.txt and other signals");
  o->add_option("TALLY", call->tally, "A tally")->required();
  o->add_option("--robots", call->robots, "Web archives of robots.txt answers, or folders by host (may be repeated)")->required();
  o->add_option("--at", call->at, "As of this day, YYYY-MM-DD (may be repeated; else the days of the archive)");
  o->add_option("--date", call->date, "Day of answers that have none, YYYY-MM-DD");
  o->add_option("--kind", call->kinds, "Domains of sources of this kind (may be repeated; all for every kind; else crawled)");
  o->add_option("--source", call->sources, "Domains of this source (may be repeated)");
  o->add_option("--tokens", call->tokens, "Another table of crawlers and signals (docs/formats/optouts.md)");
  o->add_option("--token", call->token, "Ask about this crawler alone (may be repeated); +NAME: about it too");
  o->add_option("--csv", call->csv, "Write the shares to this file");
  o->add_option("--domains", call->domains, "Write to this file, domain by domain, what was decided and by which line");
  o->add_option("--psl", call->suffixes, "The public suffix list that the tally was made with");
  o->add_option("--threads", call->threads, "How many threads read (default: all cores)");
  o->add_option("--memory", call->memory_mb, "MB for answers, before they go to the folder for temporary files (TMPDIR)")
      ->check(CLI::Range(1, 1 << 20));
  o->add_flag("--strict", call->strict, "Exit 1 if an input is not whole or an answer was skipped");
  o->add_flag("--json", call->json, "Print everything as JSON");
  o->footer(
      "A folder by host has HOST/robots.txt, HOST/ai.txt, HOST/license.xml, HOST/rsl.xml, HOST/.well-known/tdmrep.json or HOST.txt; a "
      "folder\n"
      "YYYY-MM-DD above or below HOST says the day.\n"
      "\nExamples:\n"
      "  accord corpus optouts corpus.tally --robots 'robotstxt/*.warc.gz'\n"
      "  accord corpus optouts corpus.tally --robots robots/ --date 2026-03-31 --domains decided.csv\n"
      "  accord corpus optouts corpus.tally --robots robots/ --at 2025-06-30 --at 2025-12-31 --token GPTBot --token '*'\n"
      "  accord corpus optouts corpus.tally --robots robots/ --json | jq '.dates[-1].tokens[] | {token, all: .whole.bytes_share}'\n"
      "\nExit status: 0 done; 1 --strict, and an input was not whole; 2 the call or a file is wrong, or there is no answer; 3 the system "
      "failed.");
  o->callback([call, &exit_code] { exit_code = run(*call); });
}

}  // namespace accord::cli
