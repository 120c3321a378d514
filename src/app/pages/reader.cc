// The reader: contents with the heat of points, the text with its marks, the panel of one provision.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "app/pages/answered.h"
#include "app/pages/pages.h"
#include "app/pages/placed.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

struct Page {
  store::Instrument i;
  DraftView view;
  std::optional<store::Draft> previous, next;
  std::vector<store::Draft> all;
  std::optional<store::RoundRow> round, open;  // the one on this draft; the one that is open, on whichever
  std::map<std::string, Counts> counts;            // by provision, its own points
  std::map<std::string, const store::Edge*> came;  // by new eid
  std::vector<store::Edge> edges;
  std::unordered_map<std::string, std::string> old_label;  // eid in the draft before -> label
  EarlierCounts earlier;                                   // of points of earlier rounds
  [[nodiscard]] std::int64_t earlier_at(const std::string& eid) const {
    const auto a = earlier.placed.find(eid), b = earlier.deleted.find(eid);
    return (a == earlier.placed.end() ? 0 : a->second) + (b == earlier.deleted.end() ? 0 : b->second);
  }
};

Counts counts_below(const Page& p, std::size_t k) {
  Counts out;
  for (std::size_t j = k; j < p.view.end[k]; ++j)
    if (const auto it = p.counts.find(p.view.provisions[j].eid); it != p.counts.end()) out.insert(out.end(), it->second.begin(), it->second.end());
  return out;
}

std::int64_t total(const Counts& counts) {
  std::int64_t n = 0;
  for (const auto& c : counts) n += c.points;
  return n;
}

Json change_of(const Page& p, const text::Provision& v) {
  const auto it = p.came.find(v.eid);
  if (it == p.came.end() || !p.previous) return nullptr;
  const auto& e = *it->second;
  if (e.kind == text::ChangeKind::same) return nullptr;
  std::string was;
  for (const auto& old : e.old_eids) {
    const auto label = p.old_label.find(old);
    if (label != p.old_label.end()) was += (was.empty() ? "" : " and ") + label->second;
  }
  const std::string kind(kind_label(e.kind));
  std::string label;
  switch (e.kind) {
    case text::ChangeKind::inserted: label = "new"; break;
    case text::ChangeKind::edited: label = fmt::format("edited since Draft {}", p.previous->number); break;
    case text::ChangeKind::split: label = "split from " + was; break;
    case text::ChangeKind::merged: label = "merged from " + was; break;
    default: label = fmt::format("was {} · {}", was, kind);
  }
  return {{"kind", e.kind == text::ChangeKind::inserted ? "new" : kind}, {"label", label}, {"href", fmt::format("{}..{}#{}", draft_href(p.i, p.previous->number), p.view.draft.number, v.eid)}};
}

// Marks on the quoted words: offsets of the visible text, where the heading and a line break come first.
struct Quoted {
  text::Anchor anchor;
  std::string category;
  bool earlier = false;  // of an earlier round, placed here
};
std::vector<format::Mark> marks_of(const text::Provision& v, const std::vector<Quoted>& quotes) {
  std::map<std::pair<std::size_t, std::size_t>, const Quoted*> places;
  for (const auto& x : quotes) places.emplace(std::pair{x.anchor.from, x.anchor.to}, &x);
  const std::size_t before = v.heading.empty() ? 0 : utf8::length(v.heading) + 1;
  std::vector<format::Mark> out;
  std::size_t behind = 0;
  for (const auto& [place, x] : places) {  // overlaps keep the first, so that marks never cross
    const std::size_t from = std::max(place.first, before);
    if (place.second <= from || from - before < behind) continue;
    out.push_back({from - before, place.second - before, "mark", (x->earlier ? "q earlier c-" : "q c-") + (x->category.empty() ? "public" : x->category), ""});
    behind = place.second - before;
  }
  return out;
}

Json panel_of(const Page& p, store::Reader& r, const Viewer& v, const Query& q, const text::Provision& at, const Json& comment_href) {
  const std::string base = draft_href(p.i, p.view.draft.number);
  const std::string here = fmt::format("{}?at={}", base, encode(at.eid));
  const bool history = param(q, "view") == "history", earlier = param(q, "view") == "earlier";
  const std::size_t k = p.view.index.at(at.eid);
  const Counts counts = counts_below(p, k);
  const std::int64_t n = total(counts);
  const int round = p.round ? p.round->round.number : 0;

  Json points = Json::array();
  Json more = nullptr;
  if (p.round && !history && !earlier) {
    store::PointFilter f;
    f.instrument = p.i.id, f.round = p.round->round.id, f.draft = p.view.draft.id, f.after = param(q, "cursor"), f.limit = 20;
    const auto below = p.view.below(at.eid);
    f.provisions.assign(below.begin(), below.end());
    if (auto page = store::points(r, v, f)) {
      const auto removed = store::redactions(r, v, p.i.id);
      if (f.after.empty())
        for (auto& x : unfiled_points(r, v, p.i, p.view, *p.round, below)) points.push_back(std::move(x));
      Answers answers(r, v, p.i, page->points);
      for (const auto& x : page->points) {
        points.push_back(point_json(p.i, v, x, removed));
        answers.onto(points.back());
      }
      if (!page->next.empty()) more = fmt::format("{}&cursor={}#{}", here, encode(page->next), at.eid);
    }
  }
  Json past = Json::array();
  if (history) {
    const auto all = store::appearances(r, v, p.i.id, at.wid);
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
      const auto d = std::ranges::find(p.all, it->draft, &store::Draft::number);
      if (d == p.all.end()) continue;
      const auto before = std::next(it);
      past.push_back({{"draft", draft_ref(p.i, *d)},
                      {"label", label_of(it->provision)},
                      {"heading", it->provision.heading},
                      {"change_label", before == all.rend() ? (it->draft == p.view.draft.number && !change_of(p, at).is_null() ? change_of(p, at)["label"].get<std::string>() : "first") : it->provision.body == before->provision.body && it->provision.heading == before->provision.heading ? "same words" : "edited"},
                      {"href", fmt::format("{}#{}", href(p.i, *d), it->provision.eid)},
                      {"redline_href", before == all.rend() ? Json(nullptr) : Json(fmt::format("{}..{}#{}", draft_href(p.i, before->draft), it->draft, it->provision.eid))}});
    }
  }
  const auto ref = [&](std::size_t j) { return provision_ref(p.i, p.view.draft.number, p.view.provisions[j]); };
  Json tabs = Json::array();
  tabs.push_back({{"label", fmt::format("Points {}", n)}, {"href", here + "#" + at.eid}, {"current", !history && !earlier}});
  const std::int64_t before = p.earlier_at(at.eid);
  Json placed = before > 0 && !history ? from_earlier(r, v, p.i, p.view, at.eid, earlier ? 100 : 3) : Json::array();
  if (before > 0) tabs.push_back({{"label", fmt::format("Earlier rounds {}", before)}, {"href", here + "&view=earlier#" + at.eid}, {"current", earlier}});
  tabs.push_back({{"label", "History"}, {"href", here + "&view=history#" + at.eid}, {"current", history}});
  return {{"provision", provision_ref(p.i, p.view.draft.number, at)},
          {"close_href", base + "#" + at.eid},
          {"tabs", tabs},
          {"is_points", !history && !earlier},
          {"is_earlier", earlier},
          {"has_earlier", !placed.empty()},
          {"earlier_text", plural(before, "point of an earlier round", "points of earlier rounds")},
          {"earlier_href", before > static_cast<std::int64_t>(placed.size()) && !earlier ? Json(here + "&view=earlier#" + at.eid) : Json(nullptr)},
          {"earlier", std::move(placed)},
          {"is_history", history},
          {"heat", p.round ? heat(p.i, round, counts, 0, at.eid) : Json(nullptr)},
          {"points_total", n},
          {"points_text", plural(n, "point", "points")},
          {"has_points", !points.empty()},
          {"more_label", more.is_null() ? Json(nullptr) : Json("More points")},
          {"more_href", std::move(more)},
          {"points", std::move(points)},
          {"all_href", p.round ? Json(fmt::format("{}/points?at={}", round_href(p.i, round), encode(at.eid))) : Json(nullptr)},
          {"history", std::move(past)},
          {"history_href", fmt::format("{}/provisions/{}", href(p.i), encode(at.wid))},
          {"comment_href", comment_href},
          {"previous", k == 0 ? Json(nullptr) : ref(k - 1)},
          {"next", k + 1 < p.view.provisions.size() ? ref(k + 1) : Json(nullptr)}};
}

Result<Page> load(store::Reader& r, const Viewer& v, const std::string& slug, int number) {
  Page p;
  ACCORD_TRY(p.i, store::instrument(r, v, slug));
  ACCORD_TRY(auto draft, store::draft(r, v, p.i.id, number));
  p.all = store::drafts(r, v, p.i.id);
  for (const auto& d : p.all) {
    if (d.number < number) p.previous = d;
    if (d.number > number && !p.next) p.next = d;
  }
  const auto rounds = store::rounds(r, v, p.i.id);
  p.round = round_of_draft(rounds, draft.id);
  p.open = open_round(rounds, v.now);
  auto provisions = store::provisions(r, v, draft);
  p.edges = store::lineage(r, v, draft);
  p.view = view_of(std::move(draft), std::move(provisions));
  p.earlier = count_earlier(r, v, p.i, p.view.draft);
  for (const auto& e : p.edges)
    for (const auto& eid : e.new_eids) p.came.emplace(eid, &e);
  if (p.previous && !p.edges.empty())
    for (const auto& old : store::provisions(r, v, *p.previous)) p.old_label.emplace(old.eid, label_of(old));
  if (p.round)
    for (auto& c : store::count_points(r, v, p.i.id, p.round->round.id)) p.counts[c.provision].push_back(std::move(c));
  return p;
}

}  // namespace

Result<Json> reader(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(Page p, load(r, v, slug, number));
    const auto& d = p.view.draft;
    const std::string base = draft_href(p.i, number);
    const std::string at = param(q, "at");
    const std::string show = param(q, "show");
    if (!at.empty() && p.view.find(at) == nullptr) return fail(Kind::not_found, "this provision is not in the draft", at, "open the draft and choose it there");

    // Open, or taken late, unless a later text is what is asked about now.
    const auto timing = p.round ? drafting::timing(p.round->round, v.now) : drafting::Timing::refused;
    const bool open = timing == drafting::Timing::in_time || (timing == drafting::Timing::late && !p.open);
    const bool may = v.may(Permission::participate, p.i.id);
    Json why = nullptr;
    Json sign_in = nullptr;
    if (!d.published()) why = "This is a working draft; it is commented on once it is published.";
    else if (!p.round) why = "There is no round on this draft.";
    else if (v.now < p.round->round.opens) why = fmt::format("Round {} is not open yet.", p.round->round.number);
    else if (!open) why = fmt::format("Round {} has closed.{}", p.round->round.number, p.open && p.open->round.number > p.round->round.number ? fmt::format(" Round {} is open, on Draft {}.", p.open->round.number, p.open->round.draft) : "");
    else if (!v.signed_in()) {
      why = "Sign in to comment.";
      sign_in = "/sign-in?next=" + encode(base);
    } else if (!may) why = "You read this as somebody who does not comment: chairs and the secretariat answer.";
    const bool can = why.is_null();

    // Points by provision, for marks; the panel reads its own page of them.
    std::map<std::string, std::vector<Quoted>> quoted;
    std::set<std::string> mine;
    if (p.round) {
      store::PointFilter f;
      f.instrument = p.i.id, f.round = p.round->round.id;
      std::int64_t seen = 0;
      ACCORD_CHECK(store::each_point(r, v, f, [&](const store::Point& x) {
        if (x.mine) mine.insert(x.point.provision);
        if (x.point.anchor) quoted[x.point.provision].push_back({*x.point.anchor, x.category, false});
        return ++seen < 5'000;  // marks are for reading; with more, the counts and the panel say it
      }));
      if (v.signed_in())
        if (const auto s = store::submission(r, v, p.round->round.id))
          for (const auto& x : store::draft_points(r, v, s->id)) mine.insert(x.point.provision);
    }

    // Those of this round come first: where both quote the same words, the mark is theirs.
    if (!p.earlier.placed.empty()) {
      store::PlacedFilter f;
      f.draft = d.id, f.limit = 5'000;
      for (const auto& x : store::placed(r, v, p.i.id, f))
        if (x.placement.anchor && x.placement.kind != "text-deleted" && x.placement.kind != "ambiguous" && !x.point.redacted) quoted[x.placement.provision].push_back({*x.placement.anchor, x.point.category, true});
    }

    // Chapters are compared with chapters, and measures with measures.
    std::map<int, std::int64_t> whole;
    std::int64_t words = 0;
    for (std::size_t k = 0; k < p.view.provisions.size(); ++k) {
      auto& largest = whole[std::min(p.view.level[k], 4)];
      largest = std::max(largest, total(counts_below(p, k)));
    }
    const int round = p.round ? p.round->round.number : 0;

    Json contents = Json::array();
    Json provisions = Json::array();
    std::int64_t changed = 0, with_points = 0;
    Counts everything;
    for (std::size_t k = 0; k < p.view.provisions.size(); ++k) {
      const auto& x = p.view.provisions[k];
      const std::string visible = text::visible_text(x);
      for (std::size_t j = 0; j < visible.size(); ++j) words += visible[j] != ' ' && visible[j] != '\n' && (j == 0 || visible[j - 1] == ' ' || visible[j - 1] == '\n');
      const auto own = p.counts.find(x.eid);
      const Counts& counts = own == p.counts.end() ? Counts{} : own->second;
      everything.insert(everything.end(), counts.begin(), counts.end());
      const std::int64_t n = total(counts);
      const Json change = change_of(p, x);
      changed += !change.is_null();
      with_points += n > 0;
      const int level = std::min(p.view.level[k], 4);
      const bool current = x.eid == at;
      if (!x.heading.empty() && x.kind != text::ProvisionKind::definition && x.kind != text::ProvisionKind::field)
        contents.push_back({{"eid", x.eid},
                            {"level", level},
                            {"label", is_title(x) && !x.number.empty() ? label_of(x) : x.number},
                            {"heading", x.heading},
                            {"href", fmt::format("{}?at={}#{}", base, encode(x.eid), x.eid)},
                            {"current", current},
                            {"heat", p.round ? heat(p.i, round, counts_below(p, k), whole[level], x.eid) : Json(nullptr)}});
      if ((show == "changed" && change.is_null()) || (show == "points" && n == 0) || (show == "mine" && !mine.contains(x.eid))) continue;
      std::map<std::string, std::int64_t> by;
      for (const auto& c : counts) by[c.category.empty() || c.category == "withheld" ? "public" : c.category] += c.points;
      std::vector<std::pair<std::string, std::int64_t>> largest(by.begin(), by.end());
      std::ranges::stable_sort(largest, [](const auto& a, const auto& b) { return a.second > b.second; });
      Json pins = Json::array();
      for (std::size_t j = 0; j < std::min<std::size_t>(3, largest.size()); ++j)
        pins.push_back({{"category", largest[j].first}, {"label", category_plural(largest[j].first)}, {"count", largest[j].second}});
      const auto marks = marks_of(x, quoted[x.eid]);
      const auto gone = p.earlier.deleted.find(x.eid);
      const std::int64_t before = p.earlier_at(x.eid);
      const std::string body = x.body.empty() ? "" : format::to_html(x.body, marks, {5, x.eid + "-"});
      provisions.push_back({{"eid", x.eid},
                            {"wid", x.wid},
                            {"level", level},
                            {"kind", text::to_string(x.kind)},
                            {"kind_label", text::to_string(x.kind)},
                            {"number", x.number},
                            {"label", label_of(x)},
                            {"heading", x.heading},
                            {"has_heading", !x.heading.empty()},
                            {"is_title", is_title(x)},
                            {"href", fmt::format("{}?at={}#{}", base, encode(x.eid), x.eid)},
                            {"binding", x.binding},
                            {"language", x.language.empty() || x.language == d.language ? Json(nullptr) : Json(x.language)},
                            {"text_html", body},
                            {"has_text", !body.empty()},
                            {"change", change},
                            {"deleted_text", gone == p.earlier.deleted.end() ? Json(nullptr) : Json(deleted_text(gone->second))},
                            {"earlier", before},
                            {"earlier_text", before == 0 ? Json(nullptr) : Json(plural(before, "point of an earlier round", "points of earlier rounds"))},
                            {"earlier_href", fmt::format("{}?at={}&view=earlier#{}", base, encode(x.eid), x.eid)},
                            {"history_href", fmt::format("{}/provisions/{}", href(p.i), encode(x.wid))},
                            {"comment_href", can ? Json(fmt::format("{}/comment?at={}", base, encode(x.eid))) : Json(nullptr)},
                            {"points", n},
                            {"points_label", fmt::format("{} on {}", plural(n, "point", "points"), label_of(x))},
                            {"has_points", n > 0},
                            {"pins", std::move(pins)},
                            {"current", current}});
    }

    const auto tab = [&](const char* key, std::string label, Json count, bool current) {
      return Json{{"key", key}, {"label", std::move(label)}, {"count", std::move(count)}, {"href", *key == 'a' ? base : fmt::format("{}?show={}", base, key)}, {"current", current}};
    };
    const bool filtered = show == "changed" || show == "points" || show == "mine";
    Json shows = Json::array({tab("all", "Whole draft", nullptr, !filtered)});
    if (p.previous && !p.edges.empty()) shows.push_back(tab("changed", fmt::format("Changed since Draft {}", p.previous->number), changed, show == "changed"));
    if (p.round) shows.push_back(tab("points", "With points", with_points, show == "points"));
    if (v.signed_in() && may && p.round) shows.push_back(tab("mine", "My points", mine.size(), show == "mine"));

    Json all = Json::array();
    for (const auto& x : p.all) all.push_back({{"number", x.number}, {"title", x.title}, {"href", href(p.i, x)}, {"current", x.number == number}});
    const auto neighbour = [&](const std::optional<store::Draft>& other, int from, int to) {
      if (!other) return Json(nullptr);
      Json ref = draft_ref(p.i, *other);
      ref["redline_href"] = fmt::format("{}..{}", draft_href(p.i, from), to);
      return ref;
    };
    const std::string followed = p.round ? followed_text(p.all, p.round->round, v.now) : "";
    Json draft = draft_ref(p.i, d);
    draft.update({{"kind", d.kind}, {"kind_label", d.kind == "working" ? "working draft" : "draft"}, {"hash", d.hash}, {"language", d.language}, {"provisions", p.view.provisions.size()},
                  {"words", words}, {"words_text", plural(words, "word", "words")}, {"is_working", !d.published()}, {"note", text_or_null(d.note)}});
    const auto* chosen = at.empty() ? nullptr : p.view.find(at);
    Json comment = can && chosen != nullptr ? Json(fmt::format("{}/comment?at={}", base, encode(at))) : Json(nullptr);
    return Json{{"instrument", instrument_ref(p.i)},
                {"draft", std::move(draft)},
                {"previous", neighbour(p.previous, p.previous ? p.previous->number : 0, number)},
                {"next", neighbour(p.next, number, p.next ? p.next->number : 0)},
                {"drafts", std::move(all)},
                {"round", p.round ? round_ref(p.i, p.round->round, v.now) : Json(nullptr)},
                {"can_comment", can},
                {"heat", p.round ? heat(p.i, round, everything) : Json(nullptr)},
                {"show", std::move(shows)},
                {"contents", std::move(contents)},
                {"provisions", std::move(provisions)},
                {"panel", chosen == nullptr ? Json(nullptr) : panel_of(p, r, v, q, *chosen, comment)},
                {"deleted_at_end_text", p.earlier.deleted.contains("") ? Json(deleted_text(p.earlier.deleted.at(""))) : Json(nullptr)},
                {"why_no_comment", std::move(why)},
                {"followed_text", p.round && may && open ? text_or_null(!followed.empty() ? followed : timing == drafting::Timing::late ? fmt::format("Round {} has closed. What is filed now is taken and marked late.", round) : "") : Json(nullptr)},
                {"corrected_by", correction_json(p.i, d, p.next, d)},
                {"corrects", correction_json(p.i, p.previous, d, d)},
                {"sign_in_href", std::move(sign_in)}};
  });
}

}  // namespace accord::app::pages
