// Points by what became of them.
#include "store/point_rows.h"

namespace accord::store::point_rows {

void add_answer(Where& w, const PointFilter& f, bool chairs) {
  const std::string given = std::string("EXISTS (SELECT 1 FROM disposition a WHERE a.point = p.id AND a.superseded_at IS NULL") + (chairs ? "" : " AND a.published_at IS NOT NULL");
  std::string named, here;
  std::vector<Value> names, wids;
  for (const auto& wid : f.changed) {
    // A wId holds "_", which LIKE takes for any letter.
    named += std::string(named.empty() ? "" : " OR ") + "REPLACE(a.changes, ?, '') <> a.changes";
    names.emplace_back('"' + wid + '"');
    wids.emplace_back(wid);
  }
  if (!wids.empty()) here = "p.wid IN (" + marks(wids.size()) + ")";
  const auto with = [&](const std::string& condition, bool any, std::vector<Value> values = {}) {
    // `any`: every answer that is behind the change; else what was followed here.
    if (f.changed.empty()) return w.add(given + condition + ")", std::move(values));
    values.insert(values.end(), names.begin(), names.end());
    values.insert(values.end(), wids.begin(), wids.end());
    w.add(given + condition + " AND (" + named + " OR (" + (any ? "" : "a.changes = '[]' AND ") + here + ")))", std::move(values));
  };
  constexpr std::string_view asked = " AND a.outcome IN ('accepted', 'accepted-in-part')";
  if (f.answer.empty()) {
    if (f.changed.empty()) return;
    auto values = wids;
    values.insert(values.end(), names.begin(), names.end());
    w.add("(" + here + " OR " + given + " AND (" + named + ")))", std::move(values));
  } else if (f.answer == "open") {
    w.add(chairs ? std::string(is_open) : "NOT " + given + ")");
    if (!here.empty()) w.add(here, wids);
  } else if (f.answer == "answered") {
    with("", true);
  } else if (chairs && (f.answer == "prepared" || f.answer == "waiting")) {
    with(f.answer == "waiting" ? " AND a.published_at IS NULL AND a.reader IS NOT NULL AND a.read_at IS NULL" : " AND a.published_at IS NULL", true);
  } else if (f.answer == "objects" || f.answer == "satisfied") {
    w.add("EXISTS (SELECT 1 FROM reaction a WHERE a.point = p.id AND a.superseded_at IS NULL AND a.kind = ?)", {f.answer});
    if (!f.changed.empty()) with("", true);
  } else if (f.answer == "followed") {
    with(std::string(asked), false);
  } else if (f.answer == "elsewhere") {
    if (f.changed.empty()) return w.add("1 = 0");
    auto values = names;
    values.insert(values.end(), wids.begin(), wids.end());
    w.add(given + std::string(asked) + " AND a.changes <> '[]' AND NOT (" + named + ") AND " + here + ")", std::move(values));
  } else if (f.answer == "not-followed") {
    with(" AND a.outcome IN ('not-accepted', 'out-of-scope')", true);
  } else {
    with(" AND a.outcome = ?", true, {f.answer});
  }
}

}  // namespace accord::store::point_rows
