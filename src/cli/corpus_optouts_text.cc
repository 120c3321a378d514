// The page that `accord corpus optouts` prints: the last date in full, then how it came to be so.
#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/corpus_optouts_view.h"

namespace accord::cli {
namespace {

using namespace summary::optouts;

constexpr std::size_t most_dates = 6;

std::string right(const std::string& s, std::size_t cells) { return std::string(cells - std::min(cells, utf8::length(s)), ' ') + s; }
std::string left(const std::string& s, std::size_t cells) { return s + std::string(cells - std::min(cells, utf8::length(s)), ' '); }
std::string bold(const std::string& s, const Screen& screen) { return screen.colour ? "\x1b[1m" + s + "\x1b[0m" : s; }
std::string faint(const std::string& s, const Screen& screen) { return screen.colour ? "\x1b[2m" + s + "\x1b[0m" : s; }
std::string day(const DateShares& d) { return d.date ? summary::to_text(*d.date) : "undated"; }

const Sum& at(const std::array<Sum, standing_names.size()>& sums, Standing s) { return sums[static_cast<std::size_t>(s)]; }

// The crawlers that some site names at some date, and everybody; without "*" in the table, all.
std::vector<std::size_t> worth_a_row(const OptoutsView& v) {
  const auto& tokens = v.table->tokens;
  const bool everybody = std::ranges::any_of(tokens, [](const auto& t) { return t.token == "*"; });
  std::vector<std::size_t> out;
  for (std::size_t t = 0; t < tokens.size(); t++)
    if (!everybody || tokens[t].token == "*" ||
        std::ranges::any_of(v.weighed->dates, [&](const auto& d) { return d.named[t].domains > 0; }))
      out.push_back(t);
  return out;
}

std::string unnamed_text(const OptoutsView& v, const std::vector<std::size_t>& rows, const Screen& screen) {
  std::string names;
  for (std::size_t t = 0; t < v.table->tokens.size(); t++)
    if (!std::ranges::binary_search(rows, t)) names += (names.empty() ? "" : ", ") + v.table->tokens[t].token;
  if (names.empty()) return "";
  std::string out, line = "  named by no site, so as *:";
  for (std::size_t at = 0; at < names.size();) {
    const auto end = std::min(names.find(' ', at), names.size());
    const auto word = names.substr(at, end - at);
    if (line.size() + 1 + word.size() > static_cast<std::size_t>(std::max(screen.width, 40))) {
      out += line + "\n";
      line = "   ";
    }
    line += " " + word;
    at = end + 1;
  }
  return out + line + "\n";
}

std::string tokens_table(const OptoutsView& v, const DateShares& d, const std::vector<std::size_t>& rows, const Screen& screen) {
  const auto& w = *v.weighed;
  std::size_t name = 6;
  for (const auto t : rows) name = std::max(name, v.table->tokens[t].token.size());
  std::string out = faint(left("", name + 14) + right("domains that disallow", 24) + "   " + right("bytes", 24), screen) + "\n";
  out += faint("  " + left("token", name) + "  " + left("for", 8) + right("all", 10) + right("all but", 10) + right("some", 8) +
                   right("all", 10) + right("all but", 10) + right("some", 8),
               screen) +
         "\n";
  for (const auto t : rows) {
    const auto& s = d.tokens[t];
    out += "  " + left(v.table->tokens[t].token, name) + "  " + left(v.table->tokens[t].purpose, 8);
    out += right(share_text(at(s, Standing::whole).domains, w.domains), 10) +
           right(share_text(at(s, Standing::except).domains, w.domains), 10) +
           right(share_text(at(s, Standing::part).domains, w.domains), 8);
    out += right(share_text(at(s, Standing::whole).bytes, w.bytes), 10) + right(share_text(at(s, Standing::except).bytes, w.bytes), 10) +
           right(share_text(at(s, Standing::part).bytes, w.bytes), 8);
    out += "\n";
  }
  return out + unnamed_text(v, rows, screen);
}

std::string both(const Sum& s, const corpus::optouts::Weighed& w) {
  return fmt::format("{} of the domains, {} of the bytes", share_text(s.domains, w.domains), share_text(s.bytes, w.bytes));
}

}  // namespace

std::string optouts_text(const OptoutsView& v, const Screen& screen) {
  const auto& w = *v.weighed;
  std::string of;
  for (const auto k : v.selection.kinds) of += fmt::format("{}{}", of.empty() ? "" : " or ", summary::name(k));
  std::string out = bold(fmt::format("Opt-outs in {}", v.name), screen) + "\n";
  out += fmt::format("  {} domains, {} of content{}; {} answers of sites, {} of them robots.txt\n", grouped(w.domains), size_text(w.bytes),
                     of.empty() ? "" : " from " + of + " sources", grouped(v.archive->answers), grouped(v.archive->robots));
  if (w.dates.empty()) return out;
  const auto& d = w.dates.back();
  const auto rows = worth_a_row(v);
  out += "\n" + bold(d.date ? fmt::format("As of {}", day(d)) : "Whatever the date", screen) + "\n" + tokens_table(v, d, rows, screen);
  const auto& any = d.tokens.front();  // who has no file, and who is not known, is so for every token
  out += fmt::format("\n  no robots.txt (4xx), so nothing is disallowed: {}\n", both(at(any, Standing::no_file), w));
  out += fmt::format("  unreachable (5xx), to be taken as disallowed:  {}\n", both(at(any, Standing::unreachable), w));
  out += fmt::format("  not in the archive, so nothing is known:       {}\n", both(at(any, Standing::unknown), w));
  const auto& speakers = d.speakers;
  out += fmt::format("  spoken for by the bare name: {}, by www: {}, by other hosts: {} domains\n", grouped(speakers[0].domains),
                     grouped(speakers[1].domains), grouped(speakers[2].domains));

  std::size_t name = 8;
  for (const auto& s : v.table->signals) name = std::max(name, s.name.size());
  out += "\n" + bold("Other signals on training", screen) + "\n" +
         faint("  " + left("", name) + right("reserves", 11) + right("in part", 11) + right("permits", 11) + right("unclear", 11) +
                   "   of the domains",
               screen) +
         "\n";
  for (std::size_t s = 0; s < d.signals.size(); s++) {
    out += "  " + left(v.table->signals[s].name, name);
    for (const auto what : {Saying::reserves, Saying::part, Saying::permits, Saying::unclear})
      out += right(share_text(d.signals[s][static_cast<std::size_t>(what)].domains, w.domains), 11);
    out += "\n";
  }
  out += fmt::format("\n  reserved against training in any way: {}\n  only in part:                         {}\n", both(d.reserved, w),
                     both(d.reserved_in_part, w));

  if (w.dates.size() > 1) {
    const auto shown = std::min(w.dates.size(), most_dates);
    const auto first = w.dates.size() - shown;
    out += "\n" + bold("Over time: domains that disallow all, or all but some", screen) + "\n";
    std::size_t token = 6;
    for (const auto t : rows) token = std::max(token, v.table->tokens[t].token.size());
    std::string head = "  " + left("", token);
    for (std::size_t i = first; i < w.dates.size(); i++) head += right(day(w.dates[i]), 12);
    out += faint(head, screen) + "\n";
    for (const auto t : rows) {
      out += "  " + left(v.table->tokens[t].token, token);
      for (std::size_t i = first; i < w.dates.size(); i++) {
        const auto& s = w.dates[i].tokens[t];
        out += right(share_text(at(s, Standing::whole).domains + at(s, Standing::except).domains, w.domains), 12);
      }
      out += "\n";
    }
    if (first > 0) out += fmt::format("  and {} dates before: --json or --csv has them\n", first);
  }
  std::size_t unconfirmed = 0;
  for (const auto& t : v.table->tokens) unconfirmed += t.confirmed == "no" ? 1 : 0;
  out += fmt::format("\nTable of tokens and signals of {}; {} of {} tokens are not confirmed by their operator's pages.\n", v.table->date,
                     unconfirmed, v.table->tokens.size());
  return out;
}

}  // namespace accord::cli
