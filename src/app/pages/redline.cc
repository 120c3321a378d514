// Two drafts compared, and one provision through all drafts.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/pages/answers_json.h"
#include "app/pages/pages.h"
#include "app/pages/redline_html.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

struct Sides {
  store::Instrument i;
  DraftView before, after;
  std::vector<store::Draft> all;
  std::vector<text::Change> changes;
  std::map<std::string, std::int64_t> points;  // on the old text, by provision
  Counts counts;
  std::optional<store::RoundRow> round;
  std::vector<store::Given> given;  // what was answered to the round on the old text
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
  s.round = round_of_draft(store::rounds(r, v, s.i.id), s.before.draft.id);
  if (s.round) {
    s.counts = store::count_points(r, v, s.i.id, s.round->round.id);
    for (const auto& c : s.counts) s.points[c.provision] += c.points;
    if (after == before + 1) s.given = store::given(r, v, s.i.id, s.round->round.id);
  }
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

Json answered_of(const Sides& s, const text::Change& c) {
  if (!s.round) return nullptr;
  std::vector<std::string> wids, eids;
  for (const int k : c.old_ids) wids.push_back(s.before.provisions[static_cast<std::size_t>(k)].wid), eids.push_back(s.before.provisions[static_cast<std::size_t>(k)].eid);
  for (const int k : c.new_ids) wids.push_back(s.after.provisions[static_cast<std::size_t>(k)].wid);
  return why_json(s.i, s.round->round.number, s.given, wids, eids);
}

Json why_of(const Sides& s, const text::Change& c) {
  std::int64_t n = 0;
  Counts here;
  std::string at;
  for (const int k : c.old_ids) {
    const auto& eid = s.before.provisions[static_cast<std::size_t>(k)].eid;
    at = eid;
    for (const auto& x : s.counts)
      if (x.provision == eid) here.push_back(x), n += x.points;
  }
  if (n == 0 || !s.round) return nullptr;
  std::map<std::string, std::int64_t> by;
  for (const auto& x : here) by[std::string(category_plural(x.category))] += x.points;
  std::string text;
  for (const auto& [label, count] : by) text += fmt::format("{}{} {}", text.empty() ? "" : " · ", number_text(count), label);
  return {{"points", n}, {"points_text", plural(n, "point", "points") + fmt::format(" on Draft {}", s.before.draft.number)}, {"by_text", text}, {"href", fmt::format("{}/points?at={}", round_href(s.i, s.round->round.number), encode(at))}};
}

}  // namespace

Result<Json> redline(Context& ctx, const Viewer& v, const std::string& slug, int before, int after, const Query& q) {
  ACCORD_TRY(const auto s, ctx.db.read([&](store::Reader& r) { return load(r, v, slug, before, after); }));
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
                     {"why", why_of(s, c)},
                     {"answered", answered_of(s, c)}});
  }

  Json counts = Json::array();
  for (const auto k : {text::ChangeKind::edited, text::ChangeKind::renumbered, text::ChangeKind::moved, text::ChangeKind::split, text::ChangeKind::merged, text::ChangeKind::inserted,
                       text::ChangeKind::deleted, text::ChangeKind::same}) {
    const std::string name(text::to_string(k));
    if (by_kind[name] > 0)
      counts.push_back({{"kind", name}, {"label", kind_label(k)}, {"count", by_kind[name]}, {"count_text", number_text(by_kind[name])}, {"href", link(view, only, kind == name ? "" : name)}, {"current", kind == name}});
  }
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
              {"counts", std::move(counts)},
              {"words", {{"kept", words.kept}, {"deleted", words.deleted}, {"inserted", words.inserted}}},
              {"has_answers", !s.given.empty()},
              {"words_text", fmt::format("{} in, {} out, {} kept", plural(words.inserted, "word", "words"), number_text(words.deleted), number_text(words.kept))},
              {"has_items", !items.empty()},
              {"hidden_text", hidden == 0 ? Json(nullptr) : Json(fmt::format("{} not shown", plural(hidden, "provision is", "provisions are")))},
              {"items", std::move(items)}};
}

Result<Json> provision(Context& ctx, const Viewer& v, const std::string& slug, const std::string& wid) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    const auto all = store::appearances(r, v, i.id, wid);
    if (all.empty()) return fail(Kind::not_found, "there is no provision with this identifier", wid, "wIds begin with the draft of their first appearance, such as d1-chp_1");
    const auto drafts = store::drafts(r, v, i.id);
    const auto rounds = store::rounds(r, v, i.id);
    const auto draft_of = [&](int number) { return *std::ranges::find(drafts, number, &store::Draft::number); };
    Json versions = Json::array();
    const bool gone = all.back().draft != drafts.back().number;
    for (std::size_t n = 0; n < all.size(); ++n) {
      const auto& a = all[n];
      const store::Draft d = draft_of(a.draft);
      const text::Provision* before = n == 0 ? nullptr : &all[n - 1].provision;
      const auto heading = compare_lines(before == nullptr ? a.provision.heading : before->heading, a.provision.heading);
      const auto body = compare_bodies(before == nullptr ? a.provision.body : before->body, a.provision.body, fmt::format("d{}", a.draft));
      text::ChangeKind kind = text::ChangeKind::inserted;
      Json relatives = Json::array();
      Json was = nullptr;
      for (const auto& e : store::lineage(r, v, d)) {
        if (std::ranges::find(e.new_eids, a.provision.eid) == e.new_eids.end()) continue;
        kind = e.kind;
        const auto others = [&](const std::vector<std::string>& eids, const store::Draft& in, const std::string& self) {
          for (const auto& p : store::provisions(r, v, in))
            if (p.eid != self && std::ranges::find(eids, p.eid) != eids.end())
              relatives.push_back({{"label", fmt::format("{} in Draft {}", label_of(p), in.number)}, {"href", fmt::format("{}/provisions/{}", href(i), encode(p.wid))}});
        };
        if (e.new_eids.size() > 1) others(e.new_eids, d, a.provision.eid);
        if (before == nullptr || e.old_eids.size() > 1)
          for (const auto& other : drafts)
            if (other.number == d.number - 1) others(e.old_eids, other, before == nullptr ? "" : before->eid);
        break;
      }
      if (before != nullptr && label_of(*before) != label_of(a.provision)) was = "was " + label_of(*before);
      Counts counts;
      const auto round = round_of_draft(rounds, d.id);
      std::int64_t points = 0;
      if (round)
        for (const auto& c : store::count_points(r, v, i.id, round->round.id))
          if (c.provision == a.provision.eid) counts.push_back(c), points += c.points;
      versions.insert(versions.begin(),
                      Json{{"draft", draft_ref(i, d)},
                           {"eid", a.provision.eid},
                           {"label", label_of(a.provision)},
                           {"heading", a.provision.heading},
                           {"href", fmt::format("{}#{}", href(i, d), a.provision.eid)},
                           {"kind", n == 0 && d.number == drafts.front().number ? "new" : std::string(text::to_string(kind))},
                           {"change_label", n == 0 ? (d.number == drafts.front().number ? "in the first draft" : std::string(kind_label(kind))) : std::string(kind_label(kind))},
                           {"is_deleted", false},
                           {"heading_html", heading.inline_html},
                           {"body_html", body.inline_html},
                           {"was_text", was},
                           {"redline_href", before == nullptr ? Json(nullptr) : Json(fmt::format("{}..{}#{}", draft_href(i, all[n - 1].draft), d.number, a.provision.eid))},
                           {"has_relatives", !relatives.empty()},
                           {"relatives", std::move(relatives)},
                           {"points", points},
                           {"points_text", plural(points, "point", "points")},
                           {"points_href", round && points > 0 ? Json(fmt::format("{}/points?at={}", round_href(i, round->round.number), encode(a.provision.eid))) : Json(nullptr)},
                           {"heat", round ? heat(i, round->round.number, counts, 0, a.provision.eid) : Json(nullptr)}});
    }
    if (gone) {
      const auto next = std::ranges::find_if(drafts, [&](const store::Draft& d) { return d.number > all.back().draft; });
      versions.insert(versions.begin(), Json{{"draft", draft_ref(i, *next)}, {"eid", nullptr}, {"label", label_of(all.back().provision)}, {"heading", all.back().provision.heading}, {"href", nullptr},
                                             {"kind", "deleted"}, {"change_label", "deleted"}, {"is_deleted", true}, {"heading_html", ""}, {"body_html", ""}, {"was_text", nullptr},
                                             {"redline_href", fmt::format("{}..{}#deleted-{}", draft_href(i, all.back().draft), next->number, all.back().provision.eid)},
                                             {"relatives", Json::array()}, {"has_relatives", false}, {"points", 0}, {"points_text", "0 points"}, {"points_href", nullptr}, {"heat", nullptr}});
    }
    const auto& last = all.back().provision;
    return Json{{"instrument", instrument_ref(i)},
                {"wid", wid},
                {"label", label_of(last)},
                {"heading", last.heading},
                {"is_deleted", gone},
                {"summary_text", fmt::format("In {} of {}", plural(static_cast<std::int64_t>(all.size()), "draft", "drafts"), plural(static_cast<std::int64_t>(drafts.size()), "draft", "drafts"))},
                {"versions", std::move(versions)}};
  });
}

}  // namespace accord::app::pages
