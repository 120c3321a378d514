// The form that corrects a published answer, beside the answer that it would take the place of.
#include <fmt/format.h>

#include <algorithm>

#include "app/pages/answered.h"

namespace accord::app::pages {
namespace {

std::string name_of(const text::Provision& p) { return p.number.empty() || p.heading.empty() ? label_of(p) : fmt::format("{} · {}", label_of(p), p.heading); }

// What the draft of an answer changed, and what the text after it changes: as boxes; those of the answer are ticked.
Json changes_of(store::Reader& r, const Viewer& v, const store::Instrument& i, const std::string& draft, const std::vector<std::string>& chosen) {
  Json out = Json::array();
  std::vector<std::string> known;
  const auto all = store::drafts(r, v, i.id);
  for (std::size_t k = 1; k < all.size(); ++k) {
    if (all[k].id != draft && k + 1 != all.size()) continue;
    const auto now = store::provisions(r, v, all[k]), before = store::provisions(r, v, all[k - 1]);
    for (const auto& e : store::lineage(r, v, all[k])) {
      if (e.kind == text::ChangeKind::same) continue;
      const auto& text = e.new_eids.empty() ? before : now;
      for (const auto& eid : e.new_eids.empty() ? e.old_eids : e.new_eids) {
        const auto p = std::ranges::find(text, eid, &text::Provision::eid);
        if (p == text.end() || std::ranges::find(known, p->wid) != known.end()) continue;
        known.push_back(p->wid);
        out.push_back(option(p->wid, fmt::format("{} ({} in Draft {})", name_of(*p), kind_label(e.kind), all[k].number), std::ranges::find(chosen, p->wid) != chosen.end()));
      }
    }
  }
  for (const auto& wid : chosen)
    if (std::ranges::find(known, wid) == known.end()) {
      const auto was = store::appearances(r, v, i.id, wid);
      out.push_back(option(wid, was.empty() ? wid : fmt::format("{} (Draft {})", name_of(was.back().provision), was.back().draft), true));
    }
  return out;
}

}  // namespace

Json corrections_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& p, const Query& form, const Error* problem) {
  Json out = Json::array();
  if (!v.may(Permission::publish, i.id)) return out;
  const auto parts = store::parts(r, v, i.id, {p.id});
  for (const auto& d : store::dispositions(r, v, i.id, {p.id})) {
    if (!d.published()) continue;
    const bool typed = problem != nullptr && (param(form, "part").empty() ? "0" : param(form, "part")) == std::to_string(d.part);
    const auto part = std::ranges::find(parts, d.part, &store::Part::part);
    std::vector<std::string> chosen = d.changes;
    if (typed) {
      chosen.clear();
      for (const auto& [key, value] : form)
        if (key == "changes" && !value.empty()) chosen.push_back(value);
    }
    const std::string outcome = typed ? param(form, "outcome") : d.outcome;
    Json outcomes = Json::array();
    for (const auto o : drafting::outcomes()) outcomes.push_back(option(o, drafting::outcome_label(o), outcome == o));
    Json changes = changes_of(r, v, i, d.draft, chosen);
    out.push_back({{"key", fmt::format("correct-{}", d.part)},
                   {"part", d.part},
                   {"summary", part == parts.end() ? std::string("Correct this answer") : fmt::format("Correct the answer to part {}: {}", d.part, part->text)},
                   {"was_label", drafting::outcome_label(d.outcome)},
                   {"was_outcome", d.outcome},
                   {"was_reason", d.reason},
                   {"action", fmt::format("{}/points/{}/correct", href(i), p.id)},
                   {"of", typed && problem->kind != Kind::conflict ? param(form, "of") : d.id},
                   {"outcomes", std::move(outcomes)},
                   {"reason", typed ? param(form, "reason") : d.reason},
                   {"has_changes", !changes.empty()},
                   {"changes", std::move(changes)},
                   {"problem", typed ? problem_json(*problem) : Json(nullptr)}});
  }
  return out;
}

}  // namespace accord::app::pages
