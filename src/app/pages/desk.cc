// The desk: what is open, the text with its points, and the answer.
#include "app/pages/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "app/answers.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

struct Row {
  const text::Provision* p = nullptr;
  Counts open, all;
  std::int64_t n_open = 0, n_all = 0;
};

// By weight: most open points first; those without any at the end, in the order of the text. `category` empty: every one.
std::vector<Row> rows_of(const Desk& d, const std::vector<store::OpenCount>& counts, const std::string& category) {
  std::map<std::string, Row> by;
  for (const auto& c : counts) {
    if (!category.empty() && c.category != category) continue;
    auto& row = by[c.provision];
    row.p = d.text.find(c.provision);
    if (c.open > 0) row.open.push_back({c.provision, c.category, c.open});
    row.all.push_back({c.provision, c.category, c.points});
    row.n_open += c.open, row.n_all += c.points;
  }
  std::vector<Row> out;
  for (const auto& p : d.text.provisions)
    if (const auto it = by.find(p.eid); it != by.end() && it->second.p != nullptr) out.push_back(std::move(it->second));
  std::ranges::stable_sort(out, [](const Row& a, const Row& b) { return a.n_open > b.n_open; });
  return out;
}

struct Filters {
  std::string show, category, stance, type, who, q;
};

std::string query_of(const Filters& f, const std::string& at) {
  std::string out;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, encode(value));
  };
  add("at", at), add("show", f.show), add("category", f.category), add("stance", f.stance), add("type", f.type), add("who", f.who), add("q", f.q);
  return out;
}

using People = std::vector<store::Colleague>;
bool has_left(const People& here, const std::string& person) { return std::ranges::find(here, person, &store::Colleague::person) == here.end(); }

// Whether a provision is somebody's work: "" anybody's, "me", "nobody" (nobody's, or of somebody who has left), or a person's.
bool is_work_of(const std::vector<store::Assignment>& assigned, const People& here, const std::string& wid, const std::string& who, const Viewer& v) {
  if (who.empty()) return true;
  const auto it = std::ranges::find(assigned, wid, &store::Assignment::wid);
  if (who == "nobody") return it == assigned.end() || has_left(here, it->person);
  return it != assigned.end() && it->person == (who == "me" ? v.person : who);
}

Json answer_json(const Viewer& v, const Desk& d, const store::Point& p, const store::Disposition& a, const People& here) {
  const auto stale = is_stale(a, p, d.next.provisions);
  const bool waits = !a.reader.empty() && a.read_at == 0 && !a.published(), gone = waits && has_left(here, a.reader);
  return {{"outcome", a.outcome},
          {"outcome_label", drafting::outcome_label(a.outcome)},
          {"reason_html", format::to_html(a.reason, {}, {5, "a" + a.id.substr(0, 8) + "-"})},
          {"by_text", fmt::format("{} by {}{}, {}", a.published() ? "published" : "prepared", a.prepared_by_name, has_left(here, a.prepared_by) ? " (who has left)" : "", moment_text(a.prepared_at))},
          {"is_published", a.published()},
          {"is_stale", stale != Stale::no},
          {"stale_text", stale == Stale::no ? Json(nullptr) : stale == Stale::text ? Json("the next text changed since") : Json("its author filed it anew in other words")},
          {"correct_href", a.published() && v.may(Permission::publish, d.i.id) ? Json(fmt::format("/i/{}/points/{}#correct-{}", d.i.slug, p.id, a.part)) : Json(nullptr)},
          {"reader_text", a.reader.empty() ? Json(nullptr) : Json(a.read_at != 0 ? fmt::format("read by {}", a.reader_name) : fmt::format("waits for {}{}", a.reader_name, gone ? ", who has left: any other chair may read it" : ""))},
          {"waits_for_me", waits && (a.reader == v.person || (gone && a.prepared_by != v.person))}};
}

std::vector<std::string> all_of(const Query& q, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [k, value] : q)
    if (k == name && !value.empty()) out.push_back(value);
  return out;
}

}  // namespace

std::string desk_href(const store::Instrument& i, int round) { return fmt::format("/desk/i/{}/rounds/{}", i.slug, round); }

Result<Desk> load_desk(store::Reader& r, const Viewer& v, const std::string& slug, int round) {
  Desk d;
  ACCORD_TRY(d.i, store::instrument(r, v, slug));
  ACCORD_CHECK(require(v, Permission::draft, d.i.id));
  ACCORD_TRY(d.round, store::round(r, v, d.i.id, round));
  const auto all = store::drafts(r, v, d.i.id);
  for (const auto& x : all) {
    if (x.id == d.round.draft_id) d.text = view_of(x, store::provisions(r, v, x));
    if (!x.published()) d.working = x;
  }
  d.next = d.working ? view_of(*d.working, store::provisions(r, v, *d.working)) : view_of(all.back(), store::provisions(r, v, all.back()));
  if (d.working) d.edges = store::lineage(r, v, *d.working);
  return d;
}

Result<DeskPlace> desk_place(Context& ctx, const Viewer& v) {
  return ctx.db.read([&](store::Reader& r) -> Result<DeskPlace> {
    for (const auto& i : store::instruments(r, v)) {
      if (!v.may(Permission::draft, i.id)) continue;
      const auto rounds = store::rounds(r, v, i.id);
      if (!rounds.empty()) return DeskPlace{i.slug, rounds.back().round.number};
    }
    return fail(Kind::not_found, "there is no round to answer yet", {}, "the desk opens with the first round");
  });
}

Result<std::string> next_open(Context& ctx, const Viewer& v, const std::string& slug, int round, const std::string& eid, const Query& q) {
  return ctx.db.read([&](store::Reader& r) -> Result<std::string> {
    ACCORD_TRY(const auto d, load_desk(r, v, slug, round));
    const auto counts = store::open_counts(r, v, d.i.id, d.round.round.id);
    const auto assigned = store::assignments(r, v, d.i.id, d.round.round.id);
    const auto people = store::colleagues(r, v, d.i.id);
    std::string best;
    for (const auto& category : {param(q, "category"), std::string()})
      for (const auto& who : {param(q, "who"), std::string()})
        for (const auto& row : rows_of(d, counts, category)) {
          if (row.n_open == 0) break;  // by weight
          if (row.p->eid == eid) return eid;  // more to do where one is
          if (best.empty() && is_work_of(assigned, people, row.p->wid, who, v)) best = row.p->eid;
        }
    return best;
  });
}

Query kept_filters(const Query& q) {
  Query out;
  for (const auto* name : {"show", "category", "stance", "type", "who", "q"})
    if (auto value = param(q, name); !value.empty()) out.emplace_back(name, std::move(value));
  return out;
}
std::string kept_query(const Query& q) {
  std::string out;
  for (const auto& [name, value] : kept_filters(q)) out += fmt::format("&{}={}", name, encode(value));
  return out;
}

Result<Json> desk(Context& ctx, const Viewer& v, const std::string& slug, int round, const Query& q, const Query& form, const Error* problem, std::string_view part) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto d, load_desk(r, v, slug, round));
    const std::string here = desk_href(d.i, round);
    Filters f{param(q, "show"), param(q, "category"), param(q, "stance"), param(q, "type"), param(q, "who"), param(q, "q")};
    const auto trouble = [&](std::string_view of) { return problem != nullptr && part == of ? problem_json(*problem) : Json(nullptr); };
    const auto counts = store::open_counts(r, v, d.i.id, d.round.round.id);
    const auto rows = rows_of(d, counts, f.category);
    const auto assigned = store::assignments(r, v, d.i.id, d.round.round.id);
    const auto people = store::colleagues(r, v, d.i.id);
    // The bar speaks of the whole round, whatever the list is narrowed to.
    std::int64_t points = 0, open = 0, widest = 1;
    for (const auto& c : counts) points += c.points, open += c.open;
    for (const auto& row : rows) widest = std::max(widest, row.n_open);

    // What the list is narrowed to. What waits, or is to be confirmed, is found by its points.
    std::set<std::string> only_at, stale;
    const bool by_points = f.show == "stale" || f.show == "waiting";
    if (f.show == "stale")
      for (const auto& x : gate(r, v, d.i, d.round).stale)
        if (x.round == round) only_at.insert(x.provision), stale.insert(x.point);
    if (f.show == "waiting") {
      store::PointFilter waiting;
      waiting.instrument = d.i.id, waiting.round = d.round.round.id, waiting.answer = f.show;
      ACCORD_CHECK(store::each_point(r, v, waiting, [&](const store::Point& x) { return only_at.insert(x.point.provision), true; }));
    }
    const auto passes = [&](const Row& row) {
      return is_work_of(assigned, people, row.p->wid, f.who, v) && (!by_points || only_at.contains(row.p->eid)) && (f.show != "open" || row.n_open > 0);
    };
    // The chosen provision; else the heaviest of those.
    std::string at = param(form, "at").empty() ? param(q, "at") : param(form, "at");
    const auto chosen = std::ranges::find_if(rows, [&](const Row& row) { return row.p->eid == at; });
    const text::Provision* p = chosen != rows.end() ? chosen->p : d.text.find(at);
    if (p == nullptr)
      if (const auto first = std::ranges::find_if(rows, passes); first != rows.end()) p = first->p;
    if (p == nullptr && !rows.empty()) p = rows.front().p;

    Json list = Json::array();
    std::string before, after;
    bool passed = false;
    // Whoever has left answers nothing any more: their part is shown as nobody's, and offered to the others.
    std::map<std::string, std::pair<std::string, std::int64_t>> left;
    for (const auto& a : assigned)
      if (has_left(people, a.person)) left[a.person].first = a.person_name, left[a.person].second += 1;
    for (const auto& row : rows) {
      const bool current = row.p == p;
      const auto who = std::ranges::find(assigned, row.p->wid, &store::Assignment::wid);
      const bool gone = who != assigned.end() && left.contains(who->person);
      if (!current && !passes(row)) continue;
      const std::string link = here + query_of(f, row.p->eid);
      if (current) passed = true;
      else if (!passed) before = link;
      else if (after.empty()) after = link;
      list.push_back({{"eid", row.p->eid},
                      {"where", row.p->kind == text::ProvisionKind::measure || row.p->kind == text::ProvisionKind::article ? row.p->number : label_of(*row.p)},
                      {"what", row.p->heading.empty() ? label_of(*row.p) : row.p->heading},
                      {"kind", text::to_string(row.p->kind)},
                      {"open", row.n_open},
                      {"open_text", number_text(row.n_open)},
                      {"points_text", plural(row.n_all, "point", "points")},
                      {"is_done", row.n_open == 0},
                      {"heat", heat(d.i, round, row.n_open == 0 ? row.all : row.open, row.n_open == 0 ? 0 : widest, row.p->eid)},
                      {"href", link},
                      {"current", current},
                      {"assigned_text", who == assigned.end() ? Json(nullptr) : Json(gone ? fmt::format("nobody ({} has left)", who->person_name) : who->person == v.person ? "mine" : who->person_name)}});
    }

    Json selected = nullptr;
    if (p != nullptr) {
      store::PointFilter pf;
      pf.instrument = d.i.id, pf.round = d.round.round.id, pf.provisions = {p->eid}, pf.category = f.category, pf.stance = f.stance, pf.type = f.type, pf.query = f.q;
      pf.answer = f.show == "stale" ? "prepared" : f.show, pf.after = param(q, "cursor"), pf.limit = f.show == "stale" ? 200 : 25, pf.open_first = true;  // stale ones are picked out of the page
      ACCORD_TRY(auto page, store::points(r, v, pf));
      if (f.show == "stale") std::erase_if(page.points, [&](const store::Point& x) { return !stale.contains(x.id); });
      std::vector<std::string> ids;
      for (const auto& x : page.points) ids.push_back(x.id);
      const auto answers = store::dispositions(r, v, d.i.id, ids);
      const auto parts = store::parts(r, v, d.i.id, ids);
      const auto removed = store::redactions(r, v, d.i.id);
      const auto ticked = all_of(form, "point");
      const auto answer_of = [&](const std::string& point, int n) -> const store::Disposition* {
        const auto it = std::ranges::find_if(answers, [&](const store::Disposition& a) { return a.point == point && a.part == n; });
        return it == answers.end() ? nullptr : &*it;
      };
      const auto is_open_point = [&](const store::Point& x) {
        bool any = false, missing = false;
        for (const auto& y : parts)
          if (y.point == x.id) any = true, missing = missing || answer_of(x.id, y.part) == nullptr;
        return any ? missing : answer_of(x.id, 0) == nullptr;
      };
      Json cards = Json::array(), to_confirm = Json::array();
      std::int64_t ticks = 0;
      bool any = false;
      for (const auto& x : page.points) {
        Json card = point_json(d.i, v, x, removed);
        Json asks = Json::array();
        const auto ask = [&](const std::string& value, const Json& text, const store::Disposition* a) {
          Json given = a == nullptr ? Json(nullptr) : answer_json(v, d, x, *a, people);
          if (a != nullptr && given["is_stale"]) to_confirm.push_back({{"value", value}});
          // What the list was opened for is ticked: what is open, or what waits for this reader.
          const bool first = f.show == "waiting" ? a != nullptr && given["waits_for_me"].get<bool>() : a == nullptr;
          const bool on = ticked.empty() ? first : std::ranges::find(ticked, value) != ticked.end();
          ticks += on;
          any = any || a == nullptr || !a->published();
          asks.push_back({{"value", value}, {"text", text}, {"ticked", on}, {"can_tick", a == nullptr || !a->published()}, {"answer", std::move(given)}});
        };
        bool divided = false;
        for (const auto& y : parts)
          if (y.point == x.id) divided = true, ask(fmt::format("{}.{}", x.id, y.part), fmt::format("{}. {}", y.part, y.text), answer_of(x.id, y.part));
        if (!divided) ask(x.id, nullptr, answer_of(x.id, 0));
        card["asks"] = std::move(asks);
        card["is_open"] = is_open_point(x);
        card["is_divided"] = divided;
        card["divide_action"] = fmt::format("/i/{}/points/{}/divide", d.i.slug, x.id);
        cards.push_back(std::move(card));
      }
      std::vector<std::string> own;
      for (const auto* h : heirs(d, *p)) own.push_back(h->wid);
      own.push_back(p->wid);
      Json outcomes = Json::array();
      constexpr std::array keys = {"a", "p", "o", "n", "s"};
      std::size_t k = 0;
      for (const auto o : drafting::outcomes()) outcomes.push_back({{"value", o}, {"label", drafting::outcome_label(o)}, {"selected", param(form, "outcome") == o}, {"key", keys[k++]}});
      Json readers = Json::array({option("", "nobody", param(form, "reader").empty())}), colleagues = Json::array({option("", "nobody", false)});
      for (const auto& c : people) {
        const std::string label = fmt::format("{} ({})", c.name, role_label(c.role));
        if (c.person != v.person) readers.push_back(option(c.person, label, param(form, "reader") == c.person));
        colleagues.push_back(option(c.person, label, c.person == v.person));
      }
      const auto who = std::ranges::find(assigned, p->wid, &store::Assignment::wid);
      const std::string self = here + query_of(f, p->eid);
      const auto confirm_n = static_cast<std::int64_t>(to_confirm.size());
      selected = {{"eid", p->eid},
                  {"wid", p->wid},
                  {"label", label_of(*p)},
                  {"heading", p->heading},
                  {"place_text", fmt::format("Draft {} · {}", d.text.draft.number, label_of(*p))},
                  {"reader_href", provision_ref(d.i, d.text.draft.number, *p)["href"]},
                  {"history_href", fmt::format("{}/provisions/{}", href(d.i), encode(p->wid))},
                  {"text", desk_text(d, *p, page.points, q, form, trouble("text"), part)},
                  {"points_text", plural(page.total, "point", "points")},
                  {"has_points", !cards.empty()},
                  {"points", std::move(cards)},
                  {"paging", {{"previous_href", pf.after.empty() ? Json(nullptr) : Json(self)}, {"next_href", page.next.empty() ? Json(nullptr) : Json(self + "&cursor=" + encode(page.next))}, {"shown_text", fmt::format("{} of {} shown", ids.size(), number_text(page.total))}}},
                  {"can_answer", any},
                  {"confirm", confirm_n == 0 ? Json(nullptr) : Json{{"action", here + "/answers"}, {"points", std::move(to_confirm)}, {"text", fmt::format("{} here {} prepared on words that changed since.", plural(confirm_n, "answer", "answers"), confirm_n == 1 ? "was" : "were")}, {"label", confirm_n == 1 ? "It still holds" : "They still hold"}}},
                  {"answer",
                   {{"action", here + "/answers"},
                    {"seen", v.now},
                    {"outcomes", std::move(outcomes)},
                    {"reason", param(form, "reason")},
                    {"ticked_text", plural(ticks, "answer", "answers")},
                    {"readers", std::move(readers)},
                    {"changes", change_options(d, all_of(form, "changes"), own)},
                    {"published_with", fmt::format("Draft {}", d.working ? d.working->number : d.next.draft.number + 1)},
                    {"problem", trouble("answer")}}},
                  {"hand_over",
                   {{"action", here + "/hand-over"}, {"now_text", who == assigned.end() ? "nobody in particular" : who->person == v.person ? "you" : left.contains(who->person) ? fmt::format("nobody, since {} has left", who->person_name) : who->person_name}, {"note", who == assigned.end() ? Json(nullptr) : text_or_null(who->note)}, {"people", std::move(colleagues)}, {"problem", trouble("hand-over")}}},
                  {"previous_href", before.empty() ? Json(nullptr) : Json(before)},
                  {"next_href", after.empty() ? Json(nullptr) : Json(after)}};
    }
    Json shows = Json::array(), cats = Json::array({option("", "every category", f.category.empty())}), whos = Json::array(), stances = Json::array({option("", "every stance", f.stance.empty())});
    for (const auto& [key, label] : {std::pair{"", "all points"}, {"open", "open"}, {"prepared", "prepared"}, {"waiting", "waiting for a second reader"}, {"stale", "to confirm: the words changed since"}}) shows.push_back(option(key, label, f.show == key));
    for (const auto c : categories()) cats.push_back(option(c, category_plural(c), f.category == c));
    for (const auto s : drafting::stances()) stances.push_back(option(s, stance_label(s), f.stance == s));
    for (const auto& [key, label] : {std::pair{"", "anybody's"}, {"me", "mine"}, {"nobody", "nobody's"}}) whos.push_back(option(key, label, f.who == key));
    for (const auto& c : people)
      if (c.person != v.person) whos.push_back(option(c.person, c.name, f.who == c.person));
    Json kept = Json::array();
    for (const auto& [name, value] : kept_filters(q)) kept.push_back({{"name", name}, {"value", value}});
    // What it is narrowed to, in words, since the form itself stays folded.
    std::string active;
    for (const auto* options : {&shows, &whos, &cats, &stances})
      for (const auto& o : *options)
        if (o["selected"].get<bool>() && !o["value"].get<std::string>().empty()) active += (active.empty() ? "" : " · ") + o["label"].get<std::string>();
    if (!f.q.empty()) active += fmt::format("{}“{}”", active.empty() ? "" : " · ", f.q);
    const auto week = store::answered_since(r, v, d.i.id, d.round.round.id, v.now - 7 * day);
    Json notes = Json::array(), leavers = Json::array(), other_rounds = Json::array();
    const auto note = [&](std::string text, Json href, Json label) { notes.push_back({{"text", std::move(text)}, {"href", std::move(href)}, {"label", std::move(label)}}); };
    if (drafting::is_open(d.round.round, v.now))
      note(fmt::format("The round {} open until {} ({}): answers can be prepared, the draft waits.", store::deadlines(r, v, d.round.round.id).size() > 1 ? "was extended and is" : "is", long_date_time(d.round.round.deadline.closes, d.round.round.deadline.zone), d.round.round.deadline.zone), round_href(d.i, round), "See the round");
    for (const auto& x : store::rounds(r, v, d.i.id)) {
      const auto open_there = x.round.number == round ? open : store::open_points(r, v, d.i.id, x.round.id);
      if (open_there > 0 && x.round.number < round) note(fmt::format("{} of Round {} {} no answer yet; Draft {} waits for {} too.", plural(open_there, "point", "points"), x.round.number, open_there == 1 ? "has" : "have", d.working ? d.working->number : d.next.draft.number + 1, open_there == 1 ? "it" : "them"), desk_href(d.i, x.round.number) + "?show=open", open_there == 1 ? "Answer it" : "Answer them");
      other_rounds.push_back({{"label", fmt::format("Round {}", x.round.number)}, {"open_text", open_there == 0 ? Json(nullptr) : Json(fmt::format("{} open", number_text(open_there)))}, {"href", desk_href(d.i, x.round.number)}, {"current", x.round.number == round}});
    }
    for (const auto& [person, x] : left) {
      Json to = Json::array();
      for (const auto& c : people) to.push_back(option(c.person, fmt::format("{} ({})", c.name, role_label(c.role)), c.person == v.person));
      leavers.push_back({{"text", fmt::format("{} has left: {} {} nobody now. What {} prepared stays, and goes out with the draft.", x.first, plural(x.second, "provision", "provisions"), x.second == 1 ? "is for" : "are for", "they")}, {"action", here + "/hand-over"}, {"from", person}, {"people", std::move(to)}});
    }
    const int target = d.working ? d.working->number : d.next.draft.number + 1;
    return Json{{"instrument", instrument_ref(d.i)},
                {"round", round_ref(d.i, d.round.round, v.now)},
                {"draft", draft_ref(d.i, d.text.draft)},
                {"bar",
                 {{"answered_text", fmt::format("{} of {} points answered", number_text(points - open), number_text(points))},
                  {"share", points == 0 ? 0 : (points - open) * 1000 / points},
                  {"gate_text", open == 0 && points > 0 && !store::any_prepared(r, v, d.i.id, d.round.round.id) ? std::string("Every answer is published") : open == 0 ? fmt::format("Every point is answered: Draft {} can be published", target) : fmt::format("Draft {} can be published when {} more {} answered", target, number_text(open), open == 1 ? "is" : "are")},
                  {"pace_text", pace_text(week, open, v.now)},
                  {"publish_href", d.working ? Json(fmt::format("/desk/i/{}/drafts/{}/publish", d.i.slug, d.working->number)) : Json(nullptr)}}},
                {"filters", {{"action", here}, {"q", f.q}, {"shows", std::move(shows)}, {"categories", std::move(cats)}, {"stances", std::move(stances)}, {"whos", std::move(whos)}, {"reset_href", here}, {"kept", std::move(kept)}, {"active_text", text_or_null(active)}, {"is_filtered", !query_of(f, "").empty()}}},
                {"has_rows", !list.empty()},
                {"rows", std::move(list)},
                {"start_action", d.working ? Json(nullptr) : Json(fmt::format("/desk/i/{}/next", d.i.slug))},
                {"next_title", d.working ? Json(d.working->title) : Json(nullptr)},
                {"redline_href", d.working && d.working->number > 1 ? Json(fmt::format("{}..{}?only=changes", draft_href(d.i, d.working->number - 1), d.working->number)) : Json(nullptr)},
                {"notes", std::move(notes)},
                {"left", std::move(leavers)},
                {"rounds", std::move(other_rounds)},
                {"selected", std::move(selected)}};
  });
}

std::string pace_text(std::pair<std::int64_t, Instant> week, std::int64_t open, Instant now) {
  if (open == 0) return "";
  const auto [n, first] = week;
  if (n == 0) return "nothing was answered in the last seven days";
  const auto span = std::max<Instant>(day, now - first + first % day);
  return fmt::format("at this pace on {}", day_text(now + static_cast<Instant>(static_cast<double>(open) / static_cast<double>(n) * static_cast<double>(span))));
}

}  // namespace accord::app::pages
