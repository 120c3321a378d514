#include "summary/check/compare.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/utf8.h"
#include "summary/check/words.h"

namespace accord::summary::check {

namespace {

bool answered(const Finding& f) { return !f.value.empty() && f.status != Status::missing && !(f.status == Status::not_due) && !(f.status == Status::empty); }

// Letters and figures alone, so that boxes, bullets and line breaks make no difference.
std::string bare(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = utf8::next(text, i);
    const bool mark = (c < 0x80 && std::isalnum(static_cast<int>(c)) == 0) || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x80 && c < 0xC0);
    if (!mark) utf8::append(out, c);
  }
  return utf8::lower(out);
}

bool alike(const Finding& a, const Finding& b) {
  if (!a.reading.empty() && !b.reading.empty()) return a.reading == b.reading;
  return bare(a.value) == bare(b.value);
}

}  // namespace

std::string_view name_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added: return "added";
    case ChangeKind::removed: return "removed";
    case ChangeKind::changed: return "changed";
  }
  return "";
}

Comparison compare(const Report& before, const Report& after) {
  Comparison out;
  out.score_before = before.score.overall;
  out.score_after = after.score.overall;
  for (std::size_t n = 0; n < before.findings.size(); ++n) {
    const Finding& a = before.findings[n];
    const Finding& b = after.findings[n];
    const bool had = answered(a);
    const bool has = answered(b);
    if (!had && !has) continue;
    FieldChange change;
    change.id = a.id;
    change.kind = !had ? ChangeKind::added : !has ? ChangeKind::removed : ChangeKind::changed;
    change.is_list = !a.items.empty() || !b.items.empty();
    if (change.is_list) {
      const std::set<std::string> old_items(a.items.begin(), a.items.end());
      const std::set<std::string> new_items(b.items.begin(), b.items.end());
      std::ranges::set_difference(new_items, old_items, std::back_inserter(change.items_added));
      std::ranges::set_difference(old_items, new_items, std::back_inserter(change.items_removed));
      change.items_kept = old_items.size() - change.items_removed.size();
    }
    const bool same = change.is_list && !a.items.empty() && !b.items.empty() ? change.items_added.empty() && change.items_removed.empty() : had && has && alike(a, b);
    if (had && has && same) {
      ++out.same;
      continue;
    }
    if (had) change.before = a.reading.empty() ? a.value : a.reading;
    if (has) change.after = b.reading.empty() ? b.value : b.reading;
    out.changes.push_back(std::move(change));
  }
  return out;
}

Json comparison_json(const Comparison& comparison) {
  Json changes = Json::array();
  std::size_t added = 0;
  std::size_t removed = 0;
  std::map<std::string, std::size_t> counts = {{"added", 0}, {"removed", 0}, {"changed", 0}, {"same", comparison.same}};
  for (const auto& c : comparison.changes) {
    const Field* field = built_in_template().field(c.id);
    ++counts[std::string(name_of(c.kind))];
    added += c.items_added.size();
    removed += c.items_removed.size();
    Json change = {{"id", c.id}, {"section", field->section}, {"label", field->label}, {"change", name_of(c.kind)}, {"before", c.before.empty() ? Json() : Json(c.before)}, {"after", c.after.empty() ? Json() : Json(c.after)}, {"items", nullptr}};
    if (c.is_list) change["items"] = {{"added", c.items_added}, {"removed", c.items_removed}, {"kept", c.items_kept}};
    changes.push_back(std::move(change));
  }
  counts["items_added"] = added;
  counts["items_removed"] = removed;
  return {{"changes", std::move(changes)}, {"counts", counts}, {"score", {{"before", comparison.score_before}, {"after", comparison.score_after}}}};
}

}  // namespace accord::summary::check
