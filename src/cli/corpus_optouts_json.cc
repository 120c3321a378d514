// Opt-outs as JSON and CSV (docs/formats/optouts.md).
#include <fmt/format.h>

#include "cli/corpus_inputs.h"
#include "cli/corpus_optouts_view.h"

namespace accord::cli {
namespace {

using namespace summary::optouts;
using corpus::optouts::Answered, corpus::optouts::DomainState;

double share(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }

Json sum_json(const Sum& s, const corpus::optouts::Weighed& w) {
  return {
      {"domains", s.domains}, {"bytes", s.bytes}, {"domains_share", share(s.domains, w.domains)}, {"bytes_share", share(s.bytes, w.bytes)}};
}

Json date_json(const std::optional<summary::Date>& d) { return d ? Json(summary::to_text(*d)) : Json(); }

Json confirmed_json(const std::string& s) { return s == "no" || s.empty() ? Json(false) : Json(s); }

Json token_json(const CrawlerToken& t) {
  Json out = {{"token", t.token},
              {"operator", t.operated_by},
              {"purpose", t.purpose},
              {"source", t.source},
              {"since", t.since.empty() ? Json() : Json(t.since)},
              {"confirmed", confirmed_json(t.confirmed)}};
  if (!t.note.empty()) out["note"] = t.note;
  return out;
}
Json signal_json(const Signal& s) {
  Json out = {{"signal", s.id},        {"name", s.name},     {"specification", s.specification},         {"version", s.version},
              {"date", s.date},        {"status", s.status}, {"confirmed", confirmed_json(s.confirmed)}, {"read", s.read},
              {"training", s.training}};
  if (!s.note.empty()) out["note"] = s.note;
  return out;
}

Json shares_json(const OptoutsView& v, const DateShares& d) {
  const auto& w = *v.weighed;
  Json out = {{"date", date_json(d.date)},
              {"tokens", Json::array()},
              {"signals", Json::array()},
              {"reserved", sum_json(d.reserved, w)},
              {"reserved_in_part", sum_json(d.reserved_in_part, w)}};
  for (std::size_t i = 0; i < d.speakers.size(); i++) out["speakers"][std::string(speaker_names[i])] = sum_json(d.speakers[i], w);
  for (std::size_t t = 0; t < d.tokens.size(); t++) {
    Json row = {{"token", v.table->tokens[t].token}, {"named", sum_json(d.named[t], w)}};
    for (std::size_t i = 0; i < standing_names.size(); i++) row[std::string(standing_names[i])] = sum_json(d.tokens[t][i], w);
    out["tokens"].push_back(std::move(row));
  }
  for (std::size_t s = 0; s < d.signals.size(); s++) {
    Json row = {{"signal", signal_ids[s]}};
    for (std::size_t i = 0; i < saying_names.size(); i++) row[std::string(saying_names[i])] = sum_json(d.signals[s][i], w);
    out["signals"].push_back(std::move(row));
  }
  return out;
}

std::string cell(std::string_view s) {
  // A spreadsheet takes some beginnings for formulas.
  std::string out = !s.empty() && std::string_view("=+-@").contains(s.front()) ? "'" : "";
  out += s;
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Json optouts_json(const OptoutsView& v) {
  const auto& t = *v.totals;
  const auto& w = *v.weighed;
  const auto& a = *v.archive;
  Json kinds = Json::array(), sources = Json::array();
  for (const auto k : v.selection.kinds) kinds.push_back(summary::name(k));
  for (const auto& s : t.sources) {
    const bool kind = v.selection.kinds.empty() || std::ranges::find(v.selection.kinds, s.source.kind) != v.selection.kinds.end();
    const bool named = v.selection.sources.empty() || std::ranges::find(v.selection.sources, s.source.name) != v.selection.sources.end();
    if (kind && named) sources.push_back(s.source.name);
  }
  Json out = {{"accord_optouts", 1}};
  out["tally"] = {{"path", v.name},
                  {"digest", t.digest},
                  {"stage", name(t.header.stage)},
                  {"suffix_list",
                   {{"date", t.header.suffixes.date}, {"sha256", t.header.suffixes.sha256}, {"section", name(t.header.suffixes.section)}}},
                  {"kinds", std::move(kinds)},
                  {"sources", std::move(sources)},
                  {"domains", w.domains},
                  {"documents", w.documents},
                  {"bytes", w.bytes}};
  out["archive"] = {{"answers", a.answers},
                    {"robots", a.robots},
                    {"first", a.days.empty() ? Json() : date_json(summary::Date(std::chrono::days(*a.days.begin())))},
                    {"last", a.days.empty() ? Json() : date_json(summary::Date(std::chrono::days(*a.days.rbegin())))},
                    {"undated", a.undated},
                    {"domains_not_in_tally", w.unmatched},
                    {"inputs", Json::array()}};
  for (const auto& i : a.inputs) out["archive"]["inputs"].push_back(reading_json(i.path, i.status, "answers"));
  out["table"] = {{"title", v.table->title},
                  {"date", v.table->date},
                  {"sha256", v.table->sha256},
                  {"tokens", Json::array()},
                  {"signals", Json::array()}};
  for (const auto& c : v.table->tokens) out["table"]["tokens"].push_back(token_json(c));
  for (const auto& s : v.table->signals) out["table"]["signals"].push_back(signal_json(s));
  out["dates"] = Json::array();
  for (const auto& d : w.dates) out["dates"].push_back(shares_json(v, d));
  return out;
}

std::string optouts_csv(const OptoutsView& v) {
  std::string out = "date,of,name,standing,domains,bytes,domains_share,bytes_share\n";
  const auto& w = *v.weighed;
  const auto line = [&](const DateShares& d, std::string_view of, std::string_view what, std::string_view standing, const Sum& s) {
    out += fmt::format("{},{},{},{},{},{},{:.6f},{:.6f}\n", d.date ? summary::to_text(*d.date) : "", of, cell(what), standing, s.domains,
                       s.bytes, share(s.domains, w.domains), share(s.bytes, w.bytes));
  };
  for (const auto& d : w.dates) {
    for (std::size_t t = 0; t < d.tokens.size(); t++)
      for (std::size_t i = 0; i < standing_names.size(); i++) line(d, "token", v.table->tokens[t].token, standing_names[i], d.tokens[t][i]);
    for (std::size_t t = 0; t < d.tokens.size(); t++) line(d, "token", v.table->tokens[t].token, "named", d.named[t]);
    for (std::size_t s = 0; s < d.signals.size(); s++)
      for (std::size_t i = 0; i < saying_names.size(); i++) line(d, "signal", signal_ids[s], saying_names[i], d.signals[s][i]);
  }
  return out;
}

std::string domains_csv_head(const SignalTable& table) {
  std::string out = "domain,date,documents,bytes,speaker,host,robots,hosts_differ";
  for (const auto& t : table.tokens) out += "," + cell(t.token) + "," + cell(t.token + " line");
  for (const auto id : signal_ids) out += fmt::format(",{},{} why", id, id);
  return out + "\n";
}

std::string domains_csv_lines(const SignalTable& table, const summary::DomainTotal& domain, const corpus::optouts::Dates& dates,
                              const std::vector<DomainState>& states) {
  constexpr std::string_view answered[] = {"ok", "no_file", "unreachable"};
  constexpr std::string_view files[] = {"robots.txt", "tdmrep.json", "ai.txt", "license.xml", "rsl.xml", "page"};
  std::string out;
  for (std::size_t d = 0; d < dates.size(); d++) {
    const auto& s = states[d];
    const bool known = s.speaker != Speaker::none;
    out += fmt::format("{},{},{},{},{},{},{},{}", cell(domain.domain), dates[d] ? summary::to_text(*dates[d]) : "", domain.documents,
                       domain.bytes, speaker_names[static_cast<std::size_t>(s.speaker)], cell(s.host),
                       known ? answered[static_cast<std::size_t>(s.answered)] : "unknown", s.differ ? "yes" : "");
    for (std::size_t t = 0; t < table.tokens.size(); t++) {
      const auto number = static_cast<std::uint16_t>(t);
      const auto line = known && s.answered == Answered::ok ? s.verdict(number).line : 0;
      out += fmt::format(",{},{}", standing_names[static_cast<std::size_t>(s.standing(number))], line == 0 ? "" : fmt::to_string(line));
    }
    for (const auto& signal : s.signals) {
      if (signal.said.says == format::Says::nothing) {
        out += ",,";
        continue;
      }
      auto why = fmt::format("{}/{}{}", signal.host, files[static_cast<std::size_t>(signal.from)],
                             signal.said.line == 0 ? "" : fmt::format(":{}", signal.said.line));
      if (!signal.said.why.empty()) why += ": " + signal.said.why;
      out += fmt::format(",{},{}", format::says_names[static_cast<std::size_t>(signal.said.says)], cell(why));
    }
    out += "\n";
  }
  return out;
}

}  // namespace accord::cli
