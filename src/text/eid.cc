#include <fmt/format.h>

#include <unordered_map>

#include "base/utf8.h"
#include "text/provision.h"

namespace accord::text {
namespace {

std::string_view abbreviation(ProvisionKind kind) {
  switch (kind) {
    case ProvisionKind::part: return "part";
    case ProvisionKind::chapter: return "chp";
    case ProvisionKind::section: return "sec";
    case ProvisionKind::commitment: return "cmt";
    case ProvisionKind::measure: return "msr";
    case ProvisionKind::article: return "art";
    case ProvisionKind::recital: return "rec";
    case ProvisionKind::paragraph: return "para";
    case ProvisionKind::annex: return "annex";
    case ProvisionKind::definition: return "def";
    case ProvisionKind::note: return "note";
    case ProvisionKind::faq: return "faq";
    case ProvisionKind::form: return "form";
    case ProvisionKind::field: return "field";
  }
  return "para";
}

std::string slug(std::string_view number) {
  std::string out;
  for (const char c : utf8::lower(number)) {
    const bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.';
    out += kept ? c : '-';
  }
  return out;
}

constexpr std::string_view sibling_doubt = "two siblings are numbered ";

}  // namespace

void assign_eids(DraftText& draft) {
  std::unordered_map<std::string, std::string> renamed{{"", ""}};
  std::unordered_map<std::string, int> ordinals, numbered, taken;
  std::erase_if(draft.doubts, [](const Doubt& d) { return d.message.starts_with(sibling_doubt); });
  std::vector<Doubt> found;
  for (Provision& p : draft.provisions) {
    const auto known = renamed.find(p.parent);
    const std::string parent = known == renamed.end() ? std::string() : known->second;
    const std::string stem = fmt::format("{}{}{}_", parent, parent.empty() ? "" : "__", abbreviation(p.kind));
    const int ordinal = ++ordinals[stem];
    std::string eid = stem + (p.number.empty() ? std::to_string(ordinal) : slug(p.number));
    const bool repeated = !p.number.empty() && ++numbered[eid] > 1;
    // No slug holds "~", so the longer name is free.
    if (const int n = ++taken[eid]; n > 1) eid += fmt::format("~{}", n);
    if (repeated) found.push_back({eid, fmt::format("{}{}", sibling_doubt, p.number), p.line});
    if (!p.eid.empty()) renamed[p.eid] = eid;
    p.parent = parent;
    p.eid = std::move(eid);
  }
  const auto follow = [&](std::string& eid) {
    if (const auto it = renamed.find(eid); it != renamed.end()) eid = it->second;
  };
  for (Provision& p : draft.provisions) follow(p.restates);
  for (Doubt& d : draft.doubts) follow(d.eid);
  draft.doubts.insert(draft.doubts.end(), found.begin(), found.end());
}

}  // namespace accord::text
