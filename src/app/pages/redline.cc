// Two drafts compared: what changed, and why.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "app/pages/pages.h"
#include "app/pages/redline_html.h"
#include "app/pages/why.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

struct Sides {
  store::Instrument i;
  DraftView before, after;
  std::vector<store::Draft> all;
  std::vector<text::Change> changes;
  std::vector<store::RoundRow> rounds;  // on the old draft and those between
  std::optional<Why> why;
};

Result<Sides> load(store::Reader& r, const Viewer& v, const std::string& slug, int before, int after) {
  Sides s;
  if (before >= after) return fail(Kind::not_found, "the older draft comes first", fmt::format("{}..{}", before, after), fmt::format("open {}..{}", after, before));
  ACCORD_TRY(s.i, store::instrument(r, v, slug));
  ACCORD_TRY(auto a, store::draft(r, v, s.i.id, before));
  ACCORD_TRY(auto b, store::draft(r, v, s.i.id, after));
  s.all = store::drafts(r, v, s.i.id);
  auto old_text = store::provisions(r, v, a);
  auto new_text = store::provisions(r, v, b);
  // Neighbours keep the lineage that was published; drafts further apart are aligned by their wIds' texts.
  std::string previous;
  for (const auto& d : s.all)
    if (d.number < after) previous = d.id;
  if (previous == a.id)
    s.changes = store::to_changes(store::lineage(r, v, b), old_text, new_text);
  else {
    std::vector<text::Pairing> same;  // who a provision is was settled when each draft was published
    std::map<std::string, int> by_wid;
    for (std::size_t k = 0; k < old_text.size(); ++k) by_wid.emplace(old_text[k].wid, static_cast<int>(k));
    std::set<int> used;
    for (std::size_t k = 0; k < new_text.size(); ++k)
      if (const auto it = by_wid.find(new_text[k].wid); it != by_wid.end() && used.insert(it->second).second) same.push_back({{it->second}, {static_cast<int>(k)}});
    s.changes = text::align(old_text, new_text, same);
  }
  s.before = view_of(std::move(a), std::move(old_text));
  s.after = view_of(std::move(b), std::move(new_text));
  for (const auto& round : store::rounds(r, v, s.i.id))
    if (round.round.draft >= before && round.round.draft < after) s.rounds.push_back(round);
  return s;
}

std::string join_labels(const DraftView& view, const std::vector<int>& ids) {
  std::string out;
  for (std::size_t k = 0; k < ids.size(); ++k) out += (k == 0 ? "" : k + 1 == ids.size() ? " and " : ", ") + label_of(view.provisions[static_cast<std::size_t>(ids[k])]);
  return out;
}

std::string joined(const DraftView& view, const std::vector<int>& ids, bool heading) {
  std::string out;
  for (const int k : ids) {
    const auto& p = view.provisions[static_cast<std::size_t>(k)];
    const auto& part = heading ? p.heading : p.body;
    if (!out.empty() && !part.empty()) out += heading ? " / " : "\n\n";
    out += part;
  }
  return out;
}

Json was_of(const Sides& s, const text::Change& c) {
  const auto old_label = join_labels(s.before, c.old_ids);
  const auto new_label = join_labels(s.after, c.new_ids);
  switch (c.kind) {
    case text::ChangeKind::moved: {
      const auto& old = s.before.provisions[static_cast<std::size_t>(c.old_ids.front())];
      const auto* parent = s.before.find(old.parent);
      return fmt::format("was {}{}", old_label, parent == nullptr ? "" : ", in " + label_of(*parent));
    }
    case text::ChangeKind::split: return fmt::format("{} split into {}", old_label, new_label);
    case text::ChangeKind::merged: return fmt::format("merged from {}", old_label);
    case text::ChangeKind::inserted:
    case text::ChangeKind::deleted: return nullptr;
    default: return old_label == new_label ? Json(nullptr) : Json("was " + old_label);
  }
}

Json why_of(const Sides& s, const text::Change& c) {
  std::vector<std::string> wids;
  const auto add = [&](const DraftView& view, const std::vector<int>& ids) {
    for (const int k : ids)
      if (const auto& wid = view.provisions[static_cast<std::size_t>(k)].wid; std::ranges::find(wids, wid) == wids.end()) wids.push_back(wid);
  };
  add(s.before, c.old_ids), add(s.after, c.new_ids);
  return s.why->of(wids, 3, 180);
}

// The other ends of a split or merge are places that links lead to as well.
Json also_of(const Sides& s, const text::Change& c) {
  Json out = Json::array();
  for (std::size_t k = 1; k < c.new_ids.size(); ++k) out.push_back({{"anchor", s.after.provisions[static_cast<std::size_t>(c.new_ids[k])].eid}});
  if (c.new_ids.empty()) return out;
  for (const int k : c.old_ids) {
    const auto& old = s.before.provisions[static_cast<std::size_t>(k)];
    const bool lives = std::ranges::any_of(c.new_ids, [&](int n) { return s.after.provisions[static_cast<std::size_t>(n)].wid == old.wid; });
    if (!lives) out.push_back({{"anchor", "deleted-" + old.eid}});
  }
  return out;
}

// The numbers at the head, each a link: kinds of change, which the page shows alone, and what was answered.
Json figures_of(const Sides& s, std::map<std::string, std::int64_t>& by_kind, const std::function<std::pair<std::string, bool>(const std::string&)>& link) {
  Json out = Json::array();
  const auto kinds = [&](std::initializer_list<const char*> names) {
    Json figure = nullptr;
    for (const char* name : names) {
      if (by_kind[name] == 0) continue;
      const auto [href, current] = link(name);
      text::ChangeKind kind{};
      text::from_string(name, kind);
      Json one = {{"count_text", number_text(by_kind[name])}, {"label", kind_label(kind)}, {"kind", name}, {"href", href}, {"current", current}};
      if (figure.is_null())
        figure = std::move(one), figure["also"] = nullptr;
      else
        figure["also"] = std::move(one);
    }
    if (!figure.is_null()) out.push_back(std::move(figure));
  };
  kinds({"edited"}), kinds({"moved", "renumbered"}), kinds({"split", "merged"}), kinds({"new", "deleted"}), kinds({"same"});
  for (const auto& t : s.why->totals()) {
    if (t.points == 0) continue;
    const std::string round = round_href(s.i, t.round), of = s.rounds.size() > 1 ? fmt::format(" in Round {}", t.round) : "";
    const auto figure = [&](std::int64_t n, std::string label, const std::string& href) { return Json{{"count_text", number_text(n)}, {"label", std::move(label)}, {"kind", ""}, {"href", href}, {"current", false}}; };
    out.push_back(figure(t.submissions, (t.submissions == 1 ? "submission" : "submissions") + std::string(t.open == 0 ? " answered" : "") + of, round));
    out.back()["also"] = nullptr;
    out.push_back(figure(t.points, (t.points == 1 ? "point" : "points") + of, round + "/points"));
    out.back()["also"] = t.followed == 0 ? Json(nullptr) : figure(t.followed, "led to a change", round + "/points?answer=followed");
  }
  return out;
}

}  // namespace

Result<Json> redline(Context& ctx, const Viewer& v, const std::string& slug, int before, int after, const Query& q) {
  Sides s;
  ACCORD_CHECK(ctx.db.read([&](store::Reader& r) -> Result<void> {
    ACCORD_TRY(s, load(r, v, slug, before, after));
    s.why.emplace(r, v, s.i, s.rounds);
    return {};
  }));
  const std::string here = fmt::format("{}..{}", draft_href(s.i, before), after);
  std::string view = param(q, "view");
  if (view != "side" && view != "clean") view = "inline";
  const bool only = param(q, "only") == "changes";
  const std::string kind = param(q, "kind");
  const auto link = [&](const std::string& w, bool o, const std::string& k) {
    std::string query;
    if (w != "inline") query += "&view=" + w;
    if (o) query += "&only=changes";
    if (!k.empty()) query += "&kind=" + k;
    return query.empty() ? here : here + "?" + query.substr(1);
  };

  Json items = Json::array();
  std::map<std::string, std::int64_t> by_kind;
  text::WordCounts words;
  std::int64_t hidden = 0;
  for (const auto& c : s.changes) {
    const std::string name(text::to_string(c.kind));
    const bool same = c.kind == text::ChangeKind::same;
    by_kind[name] += 1;
    const auto heading = compare_lines(joined(s.before, c.old_ids, true), joined(s.after, c.new_ids, true));
    const auto& anchor_view = c.new_ids.empty() ? s.before : s.after;
    const auto k = static_cast<std::size_t>(c.new_ids.empty() ? c.old_ids.front() : c.new_ids.front());
    const auto& p = anchor_view.provisions[k];
    const auto body = compare_bodies(joined(s.before, c.old_ids, false), joined(s.after, c.new_ids, false), p.eid);
    text::WordCounts w = heading.words;
    w += body.words;
    words += w;
    if ((!kind.empty() && kind != name) || (only && same && !is_title(p))) {
      hidden += 1;
      continue;
    }
    const auto* old = c.old_ids.empty() ? nullptr : &s.before.provisions[static_cast<std::size_t>(c.old_ids.front())];
    const bool gone = c.new_ids.empty();
    const auto html = [](const std::string& h) { return Json(h); };
    items.push_back({{"anchor", gone ? "deleted-" + p.eid : p.eid},
                     {"also", also_of(s, c)},
                     {"kind", name},
                     {"kind_label", kind_label(c.kind)},
                     {"is_same", same},
                     {"level", std::min(anchor_view.level[k], 4)},
                     {"is_title", is_title(p)},
                     {"label", gone ? label_of(p) : join_labels(s.after, c.new_ids)},
                     {"was_text", was_of(s, c)},
                     {"old_href", old == nullptr ? Json(nullptr) : Json(fmt::format("{}#{}", draft_href(s.i, before), old->eid))},
                     {"new_href", gone ? Json(nullptr) : Json(fmt::format("{}#{}", draft_href(s.i, after), p.eid))},
                     {"history_href", fmt::format("{}/provisions/{}", href(s.i), encode(p.wid))},
                     {"has_heading", !heading.inline_html.empty()},
                     {"heading_html", heading.inline_html},
                     {"body_html", body.inline_html},
                     {"old_label", old == nullptr ? Json(nullptr) : Json(join_labels(s.before, c.old_ids))},
                     {"old_heading_html", old == nullptr ? Json(nullptr) : html(heading.old_html)},
                     {"old_body_html", old == nullptr ? Json(nullptr) : html(body.old_html)},
                     {"new_label", gone ? Json(nullptr) : Json(join_labels(s.after, c.new_ids))},
                     {"new_heading_html", gone ? Json(nullptr) : html(heading.new_html)},
                     {"new_body_html", gone ? Json(nullptr) : html(body.new_html)},
                     {"clean_heading_html", gone ? Json(nullptr) : html(escape(joined(s.after, c.new_ids, true)))},
                     {"clean_body_html", gone ? Json(nullptr) : html(format::to_html(joined(s.after, c.new_ids, false), {}, {5, "c-" + p.eid + "-"}))},
                     {"words_text", w.deleted + w.inserted == 0 ? Json(nullptr) : Json(fmt::format("{} in, {} out", plural(w.inserted, "word", "words"), number_text(w.deleted)))},
                     {"why", why_of(s, c)}});
  }

  Json counts = Json::array();
  for (const auto k : {text::ChangeKind::edited, text::ChangeKind::renumbered, text::ChangeKind::moved, text::ChangeKind::split, text::ChangeKind::merged, text::ChangeKind::inserted,
                       text::ChangeKind::deleted, text::ChangeKind::same}) {
    const std::string name(text::to_string(k));
    if (by_kind[name] > 0)
      counts.push_back({{"kind", name}, {"label", kind_label(k)}, {"count", by_kind[name]}, {"count_text", number_text(by_kind[name])}, {"href", link(view, only, kind == name ? "" : name)}, {"current", kind == name}});
  }
  Json figures = figures_of(s, by_kind, [&](const std::string& name) { return std::pair{link(view, only, kind == name ? "" : name), kind == name}; });
  Json pairs = Json::array();
  for (std::size_t k = 1; k < s.all.size(); ++k) {
    const int a = s.all[k - 1].number, b = s.all[k].number;
    pairs.push_back({{"label", fmt::format("Draft {} → Draft {}", a, b)}, {"href", fmt::format("{}..{}", draft_href(s.i, a), b)}, {"current", a == before && b == after}});
  }
  if (s.all.size() > 2) {
    const int a = s.all.front().number, b = s.all.back().number;
    pairs.push_back({{"label", fmt::format("Draft {} → Draft {}", a, b)}, {"href", fmt::format("{}..{}", draft_href(s.i, a), b)}, {"current", a == before && b == after}});
  }
  const auto tab = [&](const char* key, const char* label) { return Json{{"key", key}, {"label", label}, {"href", link(key, only, kind)}, {"current", view == key}}; };
  return Json{{"instrument", instrument_ref(s.i)},
              {"old", draft_ref(s.i, s.before.draft)},
              {"new", draft_ref(s.i, s.after.draft)},
              {"pairs", std::move(pairs)},
              {"views", Json::array({tab("inline", "Inline"), tab("side", "Side by side"), tab("clean", "Clean")})},
              {"is_inline", view == "inline"},
              {"is_side", view == "side"},
              {"is_clean", view == "clean"},
              {"only", {{"label", "Only changes"}, {"href", link(view, !only, kind)}, {"current", only}}},
              {"figures", std::move(figures)},
              {"counts", std::move(counts)},
              {"prepared_text", s.why->has_prepared() ? Json("Some of these answers are prepared and not published: chairs and the secretariat see them, nobody else.") : Json(nullptr)},
              {"words", {{"kept", words.kept}, {"deleted", words.deleted}, {"inserted", words.inserted}}},
              {"has_answers", s.why->has_answers()},
              {"words_text", fmt::format("{} in, {} out, {} kept", plural(words.inserted, "word", "words"), number_text(words.deleted), number_text(words.kept))},
              {"has_items", !items.empty()},
              {"hidden_text", hidden == 0 ? Json(nullptr) : Json(fmt::format("{} not shown", plural(hidden, "provision is", "provisions are")))},
              {"items", std::move(items)}};
}

}  // namespace accord::app::pages
