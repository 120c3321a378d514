#include "cli/import_draft_dry.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/utf8.h"

namespace accord::cli {
namespace {

std::string shortened(std::string_view s, std::size_t points) {
  const std::string line = utf8::collapse(s);
  if (utf8::length(line) <= points) return line;
  return std::string(utf8::slice(line, 0, points - 1)) + "\xE2\x80\xA6";
}

}  // namespace

Json dry_run_json(const text::DraftText& draft) {
  Json provisions = Json::array(), left_out = Json::array(), doubts = Json::array();
  for (const auto& p : draft.provisions)
    provisions.push_back({{"eid", p.eid},
                          {"kind", text::to_string(p.kind)},
                          {"number", p.number},
                          {"heading", p.heading},
                          {"parent", p.parent},
                          {"text", text::visible_body(p.body)},
                          {"restates", p.restates},
                          {"line", p.line}});
  for (const auto& l : draft.left_out) left_out.push_back({{"text", l.text}, {"reason", l.reason}, {"line", l.line}});
  for (const auto& d : draft.doubts) doubts.push_back({{"eid", d.eid}, {"message", d.message}, {"line", d.line}});
  return {{"title", draft.title}, {"language", draft.language}, {"provisions", provisions}, {"left_out", left_out}, {"doubts", doubts}};
}

std::string dry_run_table(const text::DraftText& draft) {
  constexpr std::size_t line_width = 72, words_width = 48;
  std::string out = fmt::format("{} ({})\n\n", draft.title.empty() ? "untitled" : draft.title, draft.language);
  std::map<std::string, int> depth{{"", -1}};
  std::vector<int> counts(static_cast<std::size_t>(text::ProvisionKind::field) + 1);
  std::map<std::string, std::vector<std::string>> doubts;
  for (const auto& d : draft.doubts) doubts[d.eid].push_back(d.message);
  for (const auto& p : draft.provisions) {
    const int level = depth[p.eid] = depth[p.parent] + 1;
    ++counts[static_cast<std::size_t>(p.kind)];
    const std::string indent(2 * static_cast<std::size_t>(level), ' ');
    const std::string words = p.heading.empty() ? text::visible_body(p.body) : p.heading;
    out += fmt::format("{}{}{}{}  {}\n", indent, text::to_string(p.kind), p.number.empty() ? "" : " ", p.number, shortened(words, line_width));
    if (!p.restates.empty()) out += fmt::format("{}  restates {}\n", indent, p.restates);
    for (const auto& message : doubts[p.eid]) out += fmt::format("{}  ? {}\n", indent, message);
  }
  out += fmt::format("\n{} provisions:", draft.provisions.size());
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] > 0) out += fmt::format(" {} {},", counts[k], text::to_string(static_cast<text::ProvisionKind>(k)));
  if (out.ends_with(',')) out.pop_back();
  out += fmt::format("\n{} {}\n", draft.doubts.size(), draft.doubts.size() == 1 ? "doubt" : "doubts");
  std::map<std::string, std::pair<int, std::string>> reasons;
  for (const auto& l : draft.left_out) {
    auto& [count, example] = reasons[l.reason];
    ++count;
    if (example.empty()) example = shortened(l.text, words_width);
  }
  if (!reasons.empty()) out += "left out:\n";
  for (const auto& [reason, what] : reasons)
    out += fmt::format("  {} ({}){}{}\n", reason, what.first, what.second.empty() ? "" : ": ", what.second);
  return out;
}

}  // namespace accord::cli
