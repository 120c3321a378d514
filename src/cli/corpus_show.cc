// accord corpus show TALLY [--top 10%|--top N] [--kind K...] [--json] [--verify]
//
// Prints what was counted: totals, modalities, sources, languages, the largest domains with their shares, dates, and what became of each
// input. --top says how many domains: a share of all, a number, or both with a comma, the lower one counts ("5%,1000"). --kind keeps the
// domains to sources of these kinds ("crawled" for the list that the template asks for). --json prints everything; all domains unless
// --top says otherwise. --verify reads the whole file against its digest first.
//
// Tokens that no column declares are estimated here, and marked so; everything else is exact.
//
// Exit codes: 0 shown; 1 --verify found that the file was altered; 2 the file is no tally, is cut off or damaged, or the call is wrong;
// 3 the system failed.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "cli/corpus.h"
#include "cli/corpus_view.h"
#include "cli/exit.h"
#include "corpus/files.h"

namespace accord::cli {
namespace {

using namespace summary;

constexpr std::uint64_t shown_to_people = 20;

struct Call {
  std::string tally, top;
  std::vector<std::string> kinds;
  bool json = false, verify = false;
};

Result<Cut> read_cut(std::string_view text) {
  Cut cut;
  const auto wrong = [&] { return fail(Kind::invalid, fmt::format("\"{}\" is no number of domains", text), "--top", "say a share such as 10%, a number such as 1000, or both: 5%,1000"); };
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    auto word = text.substr(at, end - at);
    at = end + 1;
    const bool share = word.ends_with('%');
    if (share) word.remove_suffix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (share ? cut.percent.has_value() : cut.count.has_value()) return wrong();
    double percent = 0;
    std::uint64_t count = 0;
    const auto* last = word.data() + word.size();
    const auto [stop, error] = share ? std::from_chars(word.data(), last, percent) : std::from_chars(word.data(), last, count);
    if (error != std::errc{} || stop != last) return wrong();
    if (share && !(percent > 0 && percent <= 100)) return fail(Kind::invalid, "a share of domains is above 0 % and at most 100 %", "--top");
    if (share)
      cut.percent = percent;
    else
      cut.count = count;
  }
  return cut;
}

// The list may have millions of domains: it is printed as it comes.
Result<void> print_json(const TallyFile& file, const Selection& selection, const Cut& cut, Scratch& scratch) {
  auto text = corpus_json(file.totals()).dump(1);
  text.erase(text.find_last_of('\n'));
  fmt::print("{},\n \"domains\": {{\n  \"list\": [", text);
  bool first = true;
  ACCORD_TRY(const auto sums, top_domains(file, selection, cut, scratch, [&](const DomainTotal& d) -> Result<void> {
    fmt::print("{}\n   {}", first ? "" : ",", domain_json(d).dump());
    first = false;
    return {};
  }));
  fmt::print("\n  ],\n  \"distinct\": {},\n  \"documents\": {},\n  \"bytes\": {},\n  \"listed\": {},\n  \"listed_documents\": {},\n  \"listed_bytes\": {}\n }}\n}}\n", sums.distinct, sums.documents, sums.bytes,
             sums.listed, sums.listed_documents, sums.listed_bytes);
  return {};
}

Result<void> print_text(const std::string& name, const TallyFile& file, const Selection& selection, const Cut& cut, const std::string& of, Scratch& scratch) {
  CorpusView view{name, &file.totals(), {}, {}, of};
  ACCORD_TRY(view.sums, top_domains(file, selection, cut, scratch, [&](const DomainTotal& d) -> Result<void> {
    view.domains.push_back(d);
    return {};
  }));
  fmt::print("{}", corpus_text(view, screen_of_output()));
  return {};
}

Result<void> show(const Call& c, int& exit) {
  Selection selection;
  std::string of;
  for (const auto& k : c.kinds) {
    const auto kind = source_kind_named(k);
    if (!kind) return fail(Kind::invalid, fmt::format("there is no kind of source \"{}\"", k), "--kind", "public-dataset, licensed, other-private, crawled, user, synthetic or other");
    selection.kinds.push_back(*kind);
    of += fmt::format("{}{}", of.empty() ? " of " : " or ", k);
  }
  if (!of.empty()) of += " sources";
  Cut cut;
  if (!c.top.empty()) {
    ACCORD_TRY(cut, read_cut(c.top));
  } else if (!c.json) {
    cut.count = shown_to_people;
  }
  ACCORD_TRY(auto content, corpus::open_file(c.tally));
  ACCORD_TRY(const auto file, TallyFile::open(std::move(content)));
  if (c.verify) {
    if (auto whole = file.verify(); !whole) {
      exit = whole.error().kind == Kind::invalid ? 1 : 0;
      return whole;
    }
  }
  ACCORD_TRY(const auto scratch, corpus::scratch_folder());
  ACCORD_CHECK(c.json ? print_json(file, selection, cut, *scratch) : print_text(c.tally, file, selection, cut, of, *scratch));
  if (std::fflush(stdout) != 0) return fail(Kind::unavailable, "the output cannot be written");
  return {};
}

int run(const Call& c) {
  int exit = 0;
  const auto shown = show(c, exit);
  if (shown) return 0;
  const int code = complain(shown.error());
  return exit != 0 ? exit : code;
}

}  // namespace

void add_corpus_show(CLI::App& corpus, int& exit_code) {
  auto call = std::make_shared<Call>();
  auto* show = corpus.add_subcommand("show", "What was counted: totals, sources, languages, the largest domains, inputs");
  show->add_option("TALLY", call->tally, "a tally")->required();
  show->add_option("--top", call->top, "how many domains: 10%, 1000, or the lower of both: 5%,1000 (people: 20; --json: all)");
  show->add_option("--kind", call->kinds, "domains of sources of this kind alone (may be repeated): crawled, public-dataset, licensed, other-private, user, synthetic, other");
  show->add_flag("--json", call->json, "print everything as JSON");
  show->add_flag("--verify", call->verify, "read the whole file against its digest first");
  show->footer(
      "Examples:\n"
      "  accord corpus show corpus.tally\n"
      "  accord corpus show corpus.tally --top 10% --kind crawled      the domains that the template asks for\n"
      "  accord corpus show corpus.tally --json | jq '.languages | keys'\n"
      "\nExit status: 0 shown; 1 --verify found that the file was altered; 2 the file is no whole tally, or the call is wrong; 3 the system failed.");
  show->callback([call, &exit_code] { exit_code = run(*call); });
}

}  // namespace accord::cli
