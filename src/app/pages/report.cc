// The feedback report of a round: what was said, what became of it, what changed and why, what was not followed and why.
// It is the public's report, made as nobody in particular sees the round at the newest checkpoint of the log, and so the
// same for whoever asks and whenever the log is the same.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "app/pages/answered.h"
#include "app/pages/pages.h"
#include "app/pages/report_charts.h"
#include "app/pages/why.h"
#include "base/bytes.h"
#include "base/country.h"
#include "base/version.h"
#include "store/report.h"

namespace accord::app::pages {
namespace {

using drafting::ReportPoint;

constexpr std::size_t chosen_points = 3, shown_reasons = 5, busiest_provisions = 10, charted_countries = 12;

struct Facts {
  store::Instrument i;
  store::RoundRow round;
  store::LogState log;
  DraftView text;
  std::optional<DraftView> next;     // the draft after it, once it is published
  std::vector<store::Edge> edges;    // from this draft to the next
  std::vector<store::DeadlineRow> deadlines;
  store::ReportRows rows;
  std::optional<Why> why;
  std::map<std::string, store::Point> shown;  // whole, by id
  std::map<std::string, std::vector<drafting::Chosen>> chosen;  // by eId
  std::map<std::string, std::vector<const ReportPoint*>> on;    // by eId
  [[nodiscard]] std::string here() const { return round_href(i, round.round.number) + "/report"; }
  [[nodiscard]] std::string points(const std::string& filter = {}) const { return fmt::format("{}/points?as=public{}", round_href(i, round.round.number), filter); }
};

std::vector<std::string> order() {
  std::vector<std::string> out;
  for (const auto c : categories()) out.emplace_back(c);
  return out;
}

Result<Facts> load(store::Reader& r, const std::string& slug, int number) {
  Facts f;
  f.log = store::log_state(r);
  Viewer nobody;
  nobody.now = f.log.at;
  ACCORD_TRY(f.i, store::instrument(r, nobody, slug));
  ACCORD_TRY(f.round, store::round(r, nobody, f.i.id, number));
  ACCORD_TRY(auto d, store::draft(r, nobody, f.i.id, f.round.round.draft));
  auto provisions = store::provisions(r, nobody, d);
  f.text = view_of(std::move(d), std::move(provisions));
  f.deadlines = store::deadlines(r, nobody, f.round.round.id);
  for (auto& x : store::drafts(r, nobody, f.i.id)) {
    if (x.number <= f.text.draft.number || !x.published()) continue;
    f.edges = store::lineage(r, nobody, x);
    auto text = store::provisions(r, nobody, x);
    f.next = view_of(std::move(x), std::move(text));
    break;
  }
  f.rows = store::report_rows(r, nobody, f.i.id, f.round.round.id);
  f.why.emplace(r, nobody, f.i, std::vector{f.round}, "&as=public");
  std::map<std::string, std::string> answer_of;
  for (const auto& a : f.rows.answers) answer_of.emplace(a.point, a.answer);
  std::vector<std::string> ids;
  for (const auto& p : f.rows.points) f.on[p.eid].push_back(&p);
  for (const auto& [eid, points] : f.on)
    for (const auto& c : f.chosen[eid] = drafting::representatives(points, answer_of, order(), chosen_points)) ids.push_back(c.point->id);
  f.shown = store::points_by_id(r, nobody, f.i.id, ids);
  return f;
}

store::Count counted(std::string category, std::int64_t points) {
  store::Count c;
  c.category = std::move(category), c.points = points;
  return c;
}

// The bars of a provision; what they count has its links beside them.
Json bars_of(const Facts& f, const Counts& counts, std::int64_t whole = 0) {
  Json out = heat(f.i, f.round.round.number, counts, whole);
  if (!out.is_null())
    for (auto& b : out["bars"]) b["href"] = nullptr;
  return out;
}

std::string label_of_row(const std::string& category) { return std::string(category_plural(category)); }

// A count that is a link to what it counts; nothing to go to where nothing was counted.
Json cell(std::int64_t n, std::string href) { return {{"count", n}, {"count_text", number_text(n)}, {"href", n == 0 ? Json(nullptr) : Json(std::move(href))}}; }

std::string share(std::int64_t part, std::int64_t whole) { return whole == 0 ? "" : fmt::format("{} %", (part * 100 + whole / 2) / whole); }

std::string listed(const std::vector<BarRow>& rows) {
  std::string out;
  for (const auto& r : rows) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", r.label, number_text(r.value));
  return out + ".";
}

Json by_category(const Facts& f, const drafting::Participation& p) {
  std::vector<BarRow> bars;
  Json rows = Json::array();
  for (const auto& c : p.categories) {
    const auto label = label_of_row(c.category);
    bars.push_back({label, c.points, "c-" + c.category});
    rows.push_back({{"category", c.category}, {"label", label}, {"submissions", cell(c.submissions, fmt::format("{}?category={}#who", f.here(), c.category))}, {"points", cell(c.points, f.points("&category=" + c.category))}, {"share_text", share(c.points, p.points)}});
  }
  return {{"has_rows", !rows.empty()}, {"rows", std::move(rows)}, {"chart_html", bars.empty() ? "" : bar_chart({"by-category", "Points by stakeholder category", listed(bars)}, bars)},
          {"joined_text", p.joined ? Json(fmt::format("A category with fewer than {} authors counts those alone whose names are public; whoever else filed in it is among the others, and so is the smallest of the larger ones where a single category would be left to guess.", drafting::smallest_cell)) : Json(nullptr)}};
}

Json by_country(const Facts& f, const drafting::Participation& p) {
  std::vector<BarRow> bars;
  Json rows = Json::array();
  BarRow rest{"", 0, "rest"};
  std::size_t left = 0;
  for (const auto& c : p.countries) {
    const std::string key = c.country.empty() ? "none" : c.country, label = c.country.empty() ? "not stated" : country_name(c.country);
    if (bars.size() < charted_countries || p.countries.size() == charted_countries + 1)
      bars.push_back({label, c.submissions, "plain"});
    else
      rest.value += c.submissions, ++left;
    rows.push_back({{"country", text_or_null(c.country)}, {"label", label}, {"submissions", cell(c.submissions, fmt::format("{}?country={}#who", f.here(), key))}, {"points", cell(c.points, f.points("&country=" + key))}});
  }
  if (left > 0) rest.label = fmt::format("{} other countries", left), bars.push_back(rest);
  const auto named = p.submissions - p.unnamed;
  return {{"has_rows", !rows.empty()}, {"rows", std::move(rows)}, {"chart_html", bars.empty() ? "" : bar_chart({"by-country", "Submissions by country", listed(bars)}, bars)},
          {"unnamed", p.unnamed},
          {"unnamed_text", p.unnamed == 0 ? Json(nullptr) : Json(fmt::format("Counted are the {} under a public name. The country of the other {} is not counted: with a category it could say who they are.", plural(named, "submission", "submissions"), number_text(p.unnamed)))}};
}

struct Column {
  std::string key, label, filter;
  Pattern pattern;
};
// Points by category in columns that a filter finds, as a table and a chart of shares.
Json cross(const Facts& f, const drafting::Participation& p, const Chart& chart, const std::vector<Column>& columns, const drafting::Table& table) {
  Json head = Json::array(), rows = Json::array(), total = Json::array();
  std::vector<Series> series;
  std::vector<StackRow> stack;
  const auto at = [&](const std::string& column, const std::string& category) -> std::int64_t {
    const auto c = table.find(column);
    if (c == table.end()) return 0;
    const auto n = c->second.find(category);
    return n == c->second.end() ? 0 : n->second;
  };
  std::string description;
  for (const auto& c : columns) {
    head.push_back({{"key", c.key}, {"label", c.label}});
    series.push_back({c.label, "s-" + c.key, c.pattern});
    std::int64_t n = 0;
    for (const auto& row : p.categories) n += at(c.key, row.category);
    total.push_back(cell(n, f.points("&" + c.filter)));
    description += fmt::format("{}{} {}", description.empty() ? "In all: " : ", ", c.label, number_text(n));
  }
  for (const auto& row : p.categories) {
    if (row.points == 0) continue;
    Json cells = Json::array();
    StackRow s{label_of_row(row.category), {}};
    for (const auto& c : columns) {
      const auto n = at(c.key, row.category);
      s.values.push_back(n);
      cells.push_back(cell(n, f.points(fmt::format("&category={}&{}", row.category, c.filter))));
    }
    stack.push_back(std::move(s));
    rows.push_back({{"category", row.category}, {"label", label_of_row(row.category)}, {"cells", std::move(cells)}});
  }
  const bool any = !rows.empty();
  return {{"head", std::move(head)}, {"has_rows", any}, {"rows", std::move(rows)}, {"total", std::move(total)}, {"chart_html", any ? share_chart({chart.id, chart.title, description + "."}, series, stack) : ""}};
}

Json stances(const Facts& f, const drafting::Participation& p) {
  const std::vector<Column> columns = {{"support", "supports", "stance=support", Pattern::solid}, {"amend", "asks for a change", "stance=amend", Pattern::diagonal}, {"oppose", "opposes", "stance=oppose", Pattern::cross}, {"question", "asks a question", "stance=question", Pattern::dots}};
  drafting::Table t;
  for (const auto& x : f.rows.points) t[x.stance][x.category] += 1;
  return cross(f, p, {"by-stance", "Stance of the points, by stakeholder category", {}}, columns, t);
}

Json types(const Facts& f, const drafting::Participation& p) {
  const std::vector<Column> columns = {{"general", "general", "type=general", Pattern::solid}, {"technical", "technical", "type=technical", Pattern::diagonal}, {"editorial", "editorial", "type=editorial", Pattern::lines}};
  drafting::Table t;
  for (const auto& x : f.rows.points) t[x.type][x.category] += 1;
  return cross(f, p, {"by-type", "Kind of the points, by stakeholder category", {}}, columns, t);
}

Json outcomes(const Facts& f, const drafting::Participation& p) {
  std::vector<Column> columns;
  constexpr std::array patterns = {Pattern::solid, Pattern::diagonal, Pattern::dots, Pattern::cross, Pattern::lines};
  for (const auto o : drafting::outcomes()) columns.push_back({std::string(o), std::string(drafting::outcome_label(o)), fmt::format("answer={}", o), patterns[columns.size() % patterns.size()]});
  columns.push_back({"open", "not answered yet", "answer=open", Pattern::empty});
  return cross(f, p, {"by-outcome", "What became of the points, by stakeholder category", {}}, columns, drafting::outcomes_by_category(f.rows.points, f.rows.answers));
}

// What of a point's words is shown in the place of all of them.
Json said_json(const Facts& f, const drafting::Chosen& c) {
  const auto it = f.shown.find(c.point->id);
  if (it == f.shown.end()) return nullptr;
  const auto& p = it->second;
  return {{"href", fmt::format("/i/{}/points/{}", f.i.slug, p.id)},
          {"category", c.point->category},
          {"author_text", author_text(p)},
          {"category_label", category_label(c.point->category)},
          {"stance_label", stance_label(p.point.stance)},
          {"quote", p.point.anchor ? Json(excerpt(p.point.anchor->exact, 160)) : Json(nullptr)},
          {"text", excerpt(p.point.text, 420)},
          {"replacement", p.point.replacement.empty() ? Json(nullptr) : Json(excerpt(p.point.replacement, 260))},
          {"shares_text", c.shares < 2 ? Json(nullptr) : Json(fmt::format("one answer for {} points here", number_text(c.shares)))}};
}

// One provision of the round's draft (or a new one of the next): what was said on it and what became of it.
struct Item {
  const text::Provision* old = nullptr;
  const store::Edge* edge = nullptr;  // into the next draft
};

Json item_json(const Facts& f, const Item& item, const Json& why) {
  const auto& p = item.old != nullptr ? *item.old : *f.next->find(item.edge->new_eids.front());
  Json by = Json::array(), said = Json::array();
  Counts counts;
  std::map<std::string, std::int64_t> n;
  std::int64_t points = 0;
  if (item.old != nullptr)
    if (const auto on = f.on.find(p.eid); on != f.on.end()) {
      for (const auto* x : on->second) n[x->category] += 1, ++points;
      for (const auto& c : f.chosen.at(p.eid))
        if (auto s = said_json(f, c); !s.is_null()) said.push_back(std::move(s));
    }
  const std::string base = fmt::format("&at={}&below=no", encode(p.eid));
  auto keys = order();
  keys.emplace_back("public");
  for (const auto& key : keys)
    if (n[key] > 0) {
      counts.push_back(counted(key, n[key]));
      by.push_back({{"category", key}, {"label", n[key] == 1 ? category_label(key) : category_plural(key)}, {"count", n[key]}, {"href", f.points(fmt::format("&category={}{}", key, base))}});
    }
  Json redline = nullptr, was = nullptr;
  std::string kind = "same";
  if (item.edge != nullptr) {
    kind = text::to_string(item.edge->kind);
    const std::string anchor = item.edge->new_eids.empty() ? "deleted-" + item.edge->old_eids.front() : item.edge->new_eids.front();
    redline = fmt::format("{}..{}#{}", draft_href(f.i, f.text.draft.number), f.next->draft.number, anchor);
    std::string now;
    for (const auto& eid : item.edge->new_eids)
      if (const auto* x = f.next->find(eid)) now += (now.empty() ? "" : ", ") + label_of(*x);
    if (item.old != nullptr && !now.empty() && now != label_of(p)) was = "now " + now;
  }
  text::ChangeKind k{};
  text::from_string(kind, k);
  const bool is_new = item.old == nullptr;
  return {{"anchor", (is_new ? "new-" : "") + p.eid},
          {"eid", p.eid},
          {"wid", p.wid},
          {"label", label_of(p)},
          {"heading", label_of(p) == p.heading ? "" : p.heading},
          {"kind", kind},
          {"kind_label", item.edge == nullptr ? Json(nullptr) : Json(kind_label(k))},
          {"is_same", kind == "same"},
          {"is_new", is_new},
          {"now_text", was},
          {"href", fmt::format("{}#{}", draft_href(f.i, is_new ? f.next->draft.number : f.text.draft.number), p.eid)},
          {"redline_href", redline},
          {"points", points},
          {"points_text", plural(points, "point", "points")},
          {"points_href", points == 0 ? Json(nullptr) : Json(f.points(base))},
          {"heat", points < 2 ? Json(nullptr) : bars_of(f, counts)},
          {"has_by", !by.empty()},
          {"by", std::move(by)},
          {"more_text", points > static_cast<std::int64_t>(said.size()) && !said.empty() ? Json(fmt::format("All {} in full", plural(points, "point", "points"))) : Json(nullptr)},
          {"has_said", !said.empty()},
          {"said", std::move(said)},
          {"why", why}};
}

struct Provisions {
  Json chapters = Json::array(), quiet = Json::array(), busiest = Json::array();
  std::int64_t untouched = 0, discussed = 0, changed = 0;
};
Provisions provisions(const Facts& f) {
  Provisions out;
  std::vector<Item> items;
  if (f.next) {
    for (const auto& e : f.edges) {
      for (const auto& eid : e.old_eids) items.push_back({f.text.find(eid), &e});
      if (e.old_eids.empty()) items.push_back({nullptr, &e});
    }
  } else {
    for (const auto& p : f.text.provisions) items.push_back({&p, nullptr});
  }
  std::string chapter_label, chapter_heading;
  bool chapter_open = false;
  std::int64_t most = 1;
  for (const auto& [eid, points] : f.on) most = std::max(most, static_cast<std::int64_t>(points.size()));
  for (const auto& item : items) {
    if (item.old == nullptr && (item.edge == nullptr || f.next->find(item.edge->new_eids.front()) == nullptr)) continue;
    const auto& p = item.old != nullptr ? *item.old : *f.next->find(item.edge->new_eids.front());
    if (is_title(p)) chapter_label = label_of(p), chapter_heading = label_of(p) == p.heading ? "" : p.heading, chapter_open = false;
    std::vector<std::string> wids = {p.wid};
    if (item.edge != nullptr)
      for (const auto& eid : item.edge->new_eids)
        if (const auto* x = f.next->find(eid); x != nullptr && std::ranges::find(wids, x->wid) == wids.end()) wids.push_back(x->wid);
    const Json why = f.why->of(wids, shown_reasons, 0);
    const bool said = item.old != nullptr && f.on.contains(p.eid), changed = item.edge != nullptr && item.edge->kind != text::ChangeKind::same;
    out.discussed += said ? 1 : 0, out.changed += changed ? 1 : 0;
    if (!said && why.is_null()) {
      if (!changed)
        out.untouched += 1;
      else
        out.quiet.push_back(item_json(f, item, why));
      continue;
    }
    if (!chapter_open) out.chapters.push_back({{"label", chapter_label}, {"heading", chapter_heading}, {"has_label", !chapter_label.empty()}, {"items", Json::array()}});
    chapter_open = true;
    out.chapters.back()["items"].push_back(item_json(f, item, why));
  }
  std::vector<std::pair<std::int64_t, const Json*>> ranked;
  for (const auto& c : out.chapters)
    for (const auto& x : c["items"])
      if (x["points"] > 0) ranked.emplace_back(x["points"].get<std::int64_t>(), &x);
  std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t k = 0; k < std::min(busiest_provisions, ranked.size()); ++k) {
    const Json& x = *ranked[k].second;
    Counts counts;
    for (const auto& b : x["by"]) counts.push_back(counted(b["category"], b["count"]));
    out.busiest.push_back({{"label", x["label"]}, {"heading", x["heading"]}, {"href", "#" + x["anchor"].get<std::string>()}, {"points", cell(ranked[k].first, x["points_href"])}, {"heat", bars_of(f, counts, ranked.front().first)}});
  }
  return out;
}

Json person_json(const Facts& f, const drafting::ReportFiler& x) {
  return {{"name", x.name}, {"organisation", text_or_null(x.organisation)}, {"category", x.category.empty() ? "public" : x.category}, {"category_label", x.category.empty() ? "no category" : category_label(x.category)}, {"country", text_or_null(x.country)},
          {"country_label", x.country.empty() ? "not stated" : country_name(x.country)}, {"is_late", x.late}, {"points", cell(x.points, f.points("&author=" + encode(x.person)))}};
}

// Who filed, as far as the public knows; `category` and `country` narrow it to what a number of the tables counts.
Json who_json(const Facts& f, const drafting::Participation& p, const std::string& category, const std::string& country) {
  std::vector<const drafting::ReportFiler*> named;
  for (const auto& x : f.rows.filers) {
    if (!x.named) continue;
    if (!category.empty() && (x.category.empty() ? "public" : x.category) != category) continue;
    if (!country.empty() && (x.country.empty() ? "none" : x.country) != country) continue;
    named.push_back(&x);
  }
  std::ranges::stable_sort(named, {}, [](const auto* x) { return std::pair(x->organisation.empty() ? x->name : x->organisation, x->name); });
  Json list = Json::array();
  for (const auto* x : named) list.push_back(person_json(f, *x));
  std::int64_t unnamed = country.empty() ? p.unnamed : 0;
  std::string of;
  if (!category.empty()) {
    unnamed = 0;
    const auto it = std::ranges::find(p.categories, category, &drafting::Participation::Category::category);
    if (it != p.categories.end()) unnamed = it->submissions - static_cast<std::int64_t>(named.size());
    of = label_of_row(category);
  }
  if (!country.empty()) of += (of.empty() ? "" : ", ") + (country == "none" ? "no country stated" : country_name(country));
  return {{"of_text", text_or_null(of)}, {"all_href", f.here() + "#who"}, {"has_people", !list.empty()}, {"people", std::move(list)}, {"unnamed", unnamed},
          {"unnamed_text", unnamed == 0 ? Json(nullptr) : Json(fmt::format("{} without a name here: every point in it has the name withheld, or is for the chairs, or its author’s data was removed.", plural(unnamed, "submission is", "submissions are")))}};
}

Json late_json(const Facts& f, const drafting::Participation& p) {
  Json list = Json::array();
  for (const auto& x : f.rows.filers)
    if (x.late && x.named) list.push_back(person_json(f, x));
  return {{"count", p.late}, {"text", p.late == 0 ? Json("No submission came late.") : Json(fmt::format("{} after the deadline and {} marked so.", plural(p.late, "submission came", "submissions came"), p.late == 1 ? "is" : "are"))}, {"has_people", !list.empty()}, {"people", std::move(list)}};
}

Json removed_json(const Facts& f) {
  Json list = Json::array();
  for (const auto& p : f.rows.points)
    if (p.redacted) list.push_back({{"label", fmt::format("removed text {}", list.size() + 1)}, {"href", fmt::format("/i/{}/points/{}", f.i.slug, p.id)}});
  return list;
}

std::string_view verb(std::int64_t n, std::string_view one, std::string_view many) { return n == 1 ? one : many; }

}  // namespace

static Result<Json> make_report(Context& ctx, const std::string& slug, int number, const Query& q) {
  ACCORD_TRY(const Facts f, ctx.db.read([&](store::Reader& r) { return load(r, slug, number); }));
  const auto& round = f.round.round;
  const Instant as_of = f.log.at;
  const auto p = drafting::participation(f.rows.filers, f.rows.points, order());
  const bool open = drafting::is_open(round, as_of);
  std::set<std::string> followed, refused, answered;
  for (const auto& a : f.rows.answers) {
    answered.insert(a.point);
    if (drafting::asks_for_change(a.outcome)) followed.insert(a.point);
    if (a.outcome == "not-accepted" || a.outcome == "out-of-scope") refused.insert(a.point);
  }
  const auto size = [](const auto& s) { return static_cast<std::int64_t>(s.size()); };
  const std::int64_t waiting = p.points - size(answered);
  const auto objects = std::ranges::count(f.rows.points, "objects", &ReportPoint::reaction), satisfied = std::ranges::count(f.rows.points, "satisfied", &ReportPoint::reaction);
  auto parts = provisions(f);

  std::string lead = fmt::format("{} with {} that everybody may read {} filed on the {} between {} and {}.", plural(p.submissions, "submission", "submissions"), plural(p.points, "point", "points"), verb(p.submissions, "was", "were"), f.text.draft.title, day_text(round.opens), day_text(open ? as_of : round.deadline.closes));
  if (!answered.empty())
    lead += fmt::format(" {} of the points led to a change of the text, {} {} not followed; each answer has its reason below.{}", number_text(size(followed)), number_text(size(refused)), verb(size(refused), "was", "were"),
                        objects == 0 ? "" : fmt::format(" The authors of {} object to their answer.", plural(objects, "point", "points")));
  // Whether the round is open now is for a clock to say; the report knows up to when it counts.
  std::string warning;
  if (waiting > 0) warning = fmt::format("This report is not complete: {} of {} {} no published answer yet.", number_text(waiting), plural(p.points, "point", "points"), verb(waiting, "has", "have"));
  if (open) warning += fmt::format("{}It counts what was filed by {}, before the deadline.", warning.empty() ? "" : " ", moment_text(as_of));

  Json figures = Json::array();
  const auto figure = [&](std::int64_t n, std::string_view label, std::string href) { figures.push_back({{"count", n}, {"count_text", number_text(n)}, {"label", label}, {"href", std::move(href)}}); };
  figure(p.submissions, verb(p.submissions, "submission", "submissions"), f.here() + "#who");
  figure(p.points, verb(p.points, "public point", "public points"), f.points());
  if (!answered.empty()) figure(size(followed), "led to a change", f.points("&answer=followed")), figure(size(refused), "not followed", f.points("&answer=not-followed"));
  if (objects > 0) figure(objects, verb(objects, "author objects", "authors object"), f.points("&answer=objects"));
  if (satisfied > 0) figure(satisfied, verb(satisfied, "author is satisfied", "authors are satisfied"), f.points("&answer=satisfied"));
  if (waiting > 0) figure(waiting, "not answered yet", f.points("&answer=open"));

  Json extensions = Json::array();
  for (std::size_t k = 1; k < f.deadlines.size(); ++k)
    extensions.push_back({{"recorded", instant(f.deadlines[k].recorded_at)}, {"recorded_text", moment_text(f.deadlines[k].recorded_at)}, {"from_text", long_date_time(f.deadlines[k - 1].deadline.closes, brussels)}, {"to_text", long_date_time(f.deadlines[k].deadline.closes, brussels)}, {"reason", f.deadlines[k].reason},
                          {"log_href", fmt::format("/log?before={}#e{}", f.deadlines[k].log_index + 1, f.deadlines[k].log_index)}, {"index", f.deadlines[k].log_index}});
  Json next = nullptr;
  if (f.next) {
    next = draft_ref(f.i, f.next->draft);
    next["redline_href"] = fmt::format("{}..{}", draft_href(f.i, f.text.draft.number), f.next->draft.number);
    next["hash"] = f.next->draft.hash;
  }
  Json removed = removed_json(f);
  const auto category = param(q, "category"), country = param(q, "country");
  Json deadline = deadline_json(round, as_of);
  deadline["time_left_text"] = nullptr;
  const bool has_removed = !removed.empty(), has_extensions = !extensions.empty(), has_chapters = !parts.chapters.empty(), has_quiet = !parts.quiet.empty(), has_busiest = !parts.busiest.empty();
  const std::string here = f.here();
  return Json{{"instrument", instrument_ref(f.i)},
              {"round", round_ref(f.i, round, as_of)},
              {"draft", draft_ref(f.i, f.text.draft)},
              {"next", std::move(next)},
              {"title", fmt::format("Feedback report of Round {}", number)},
              {"lead_text", std::move(lead)},
              {"warning", text_or_null(warning)},
              {"before_deadline", open},
              {"is_complete", !open && waiting == 0},
              {"figures", std::move(figures)},
              {"deadline", std::move(deadline)},
              {"has_extensions", has_extensions},
              {"extensions", std::move(extensions)},
              {"submissions", p.submissions},
              {"points", p.points},
              {"has_points", p.points > 0},
              {"answered", size(answered)},
              {"has_answers", !answered.empty()},
              {"withdrawn", f.rows.withdrawn},
              {"withdrawn_text", fmt::format("{} withdrawn and left nothing to read; {} by a later version of the same author, which alone counts.", plural(f.rows.withdrawn, "submission was", "submissions were"), plural(f.rows.replaced, "filing was replaced", "filings were replaced"))},
              {"replaced", f.rows.replaced},
              {"has_removed", has_removed},
              {"removed", std::move(removed)},
              {"late", late_json(f, p)},
              {"categories", by_category(f, p)},
              {"countries", by_country(f, p)},
              {"stances", stances(f, p)},
              {"types", types(f, p)},
              {"outcomes", outcomes(f, p)},
              {"has_busiest", has_busiest},
              {"busiest", std::move(parts.busiest)},
              {"has_chapters", has_chapters},
              {"chapters", std::move(parts.chapters)},
              {"has_quiet", has_quiet},
              {"quiet", std::move(parts.quiet)},
              {"untouched_text", fmt::format("{}{} drew no point{}.", number_text(parts.untouched), verb(parts.untouched, " other provision", " other provisions"), f.next ? " and did not change" : "")},
              {"chosen_text", fmt::format("At most {} points are quoted for a provision: from each of the categories with the most points there, the one whose answer was given to the most points of the provision, then one under a name, then the one filed first.", chosen_points)},
              {"who", who_json(f, p, category, country)},
              {"made", {{"log_size", f.log.size}, {"log_size_text", plural(f.log.size, "entry", "entries")}, {"root", to_base64(from_hex(f.log.root).value_or(""))}, {"log_href", fmt::format("/log?before={}", f.log.size)}, {"at", instant(as_of)}, {"at_text", moment_text(as_of)}, {"program", fmt::format("Accord {}", program_version)},
                        {"draft_hash", f.text.draft.hash}}},
              {"csv_href", here + ".csv"},
              {"jsonl_href", here + ".jsonl"},
              {"xlsx_href", here + ".xlsx"}};
}

Result<Json> report(Context& ctx, const std::string& slug, int number, const Query& q) {
  // A report follows from the log, so one that was made stands under the log's root. Threads: any.
  static std::mutex mutex;
  static std::deque<std::pair<std::string, Json>> made;
  constexpr std::size_t most = 8;
  if (!param(q, "category").empty() || !param(q, "country").empty()) return make_report(ctx, slug, number, q);
  ACCORD_TRY(const auto log, ctx.db.read([](store::Reader& r) -> Result<store::LogState> { return store::log_state(r); }));
  const auto key = [&](const std::string& root) { return fmt::format("{}\n{}\n{}", root, slug, number); };
  {
    const std::lock_guard lock(mutex);
    const auto it = std::ranges::find(made, key(to_base64(from_hex(log.root).value_or(""))), [](const auto& m) -> const std::string& { return m.first; });
    if (it != made.end()) return it->second;
  }
  auto fresh = make_report(ctx, slug, number, q);
  if (!fresh || log.size == 0) return fresh;
  const std::lock_guard lock(mutex);
  made.emplace_front(key((*fresh)["made"]["root"].get<std::string>()), *fresh);  // the log may have grown meanwhile
  if (made.size() > most) made.pop_back();
  return fresh;
}

}  // namespace accord::app::pages
