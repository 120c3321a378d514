// A round, its points, one point, and the export.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "app/pages/answered.h"
#include "app/pages/pages.h"
#include "app/pages/placed.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

struct Place {
  store::Instrument i;
  store::RoundRow round;
  DraftView view;
};

Result<Place> load(store::Reader& r, const Viewer& v, const std::string& slug, int number) {
  Place p;
  ACCORD_TRY(p.i, store::instrument(r, v, slug));
  ACCORD_TRY(p.round, store::round(r, v, p.i.id, number));
  ACCORD_TRY(auto d, store::draft(r, v, p.i.id, p.round.round.draft));
  auto provisions = store::provisions(r, v, d);
  p.view = view_of(std::move(d), std::move(provisions));
  return p;
}

struct Filters {
  std::string at, category, type, stance, author, q, answer, answer_of, change;
};
constexpr std::array filter_names = {std::pair{"at", &Filters::at},         std::pair{"category", &Filters::category}, std::pair{"type", &Filters::type},
                                     std::pair{"stance", &Filters::stance}, std::pair{"author", &Filters::author},     std::pair{"q", &Filters::q},
                                     std::pair{"answer", &Filters::answer}, std::pair{"answer_of", &Filters::answer_of}, std::pair{"change", &Filters::change}};
Filters filters_of(const Query& q) {
  Filters f;
  for (const auto& [name, member] : filter_names) f.*member = param(q, name);
  return f;
}

std::string query_of(const Filters& f, std::string_view without = {}) {
  std::string out;
  for (const auto& [name, member] : filter_names)
    if (!(f.*member).empty() && name != without) out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, encode(f.*member));
  return out;
}

// wIds, by comma.
std::vector<std::string> wids_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (comma != 0) out.emplace_back(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return out;
}

Result<store::PointFilter> store_filter(const Place& p, const Filters& f) {
  store::PointFilter s;
  s.instrument = p.i.id, s.round = p.round.round.id;
  s.category = f.category == "public" ? "withheld" : f.category;
  s.type = f.type, s.stance = f.stance, s.author = f.author, s.query = f.q;
  s.answer = f.answer, s.answer_of = f.answer_of, s.changed = wids_of(f.change);
  if (s.changed.size() > 40) return fail(Kind::invalid, "more than 40 provisions are asked for at once", "change", "ask for fewer");
  if (!f.at.empty()) {
    for (const auto& eid : p.view.below(f.at)) s.provisions.push_back(eid);
    if (s.provisions.empty()) return fail(Kind::not_found, "this provision is not in the draft of the round", f.at, "choose one of the list");
  }
  for (const auto* value : {&f.author, &f.q})
    if (value->size() > 300) return fail(Kind::invalid, "the filter is longer than 300 bytes", "q", "shorten it");
  return s;
}

Json options(std::string_view all, const std::vector<std::string_view>& values, const std::string& chosen, std::string_view (*label)(std::string_view)) {
  Json out = Json::array({option("", all, chosen.empty())});
  for (const auto v : values) out.push_back(option(v, label(v), chosen == v));
  return out;
}
// The filters by answer, as they are said.
std::string answer_label(std::string_view answer) {
  if (answer == "open") return "not answered";
  if (answer == "answered") return "answered";
  if (answer == "followed") return "led to a change";
  if (answer == "elsewhere") return "led to a change elsewhere";
  if (answer == "not-followed") return "not followed";
  if (answer == "objects") return "its author objects";
  if (answer == "satisfied") return "its author is satisfied";
  if (answer == "prepared") return "prepared, not published";
  if (answer == "waiting") return "waits for a second reader";
  return drafting::is_outcome(answer) ? std::string(drafting::outcome_label(answer)) : std::string(answer);
}

Json answers_options(const std::string& chosen, bool chairs, bool of_change) {
  std::vector<std::string_view> all = {"open", "answered", "followed", "not-followed"};
  if (of_change) all.emplace_back("elsewhere");
  for (const auto o : drafting::outcomes()) all.push_back(o);
  all.insert(all.end(), {"objects", "satisfied"});
  if (chairs) all.insert(all.end(), {"prepared", "waiting"});
  Json out = Json::array({option("", "Any answer or none", chosen.empty())});
  for (const auto a : all) out.push_back(option(a, answer_label(a), chosen == a));
  return out;
}

// What a filter by change is about, in words: "Measures 1.2 and 1.3".
std::string change_label(store::Reader& r, const Viewer& v, const store::Instrument& i, const std::string& change) {
  std::string out;
  for (const auto& wid : wids_of(change)) {
    const auto all = store::appearances(r, v, i.id, wid);
    const std::string label = all.empty() ? wid : label_of(all.back().provision);
    if (out.find(label) == std::string::npos) out += (out.empty() ? "" : ", ") + label;
  }
  return out;
}
std::string_view itself(std::string_view v) { return v; }

std::string csv_cell(const std::string& value) {
  // A cell that a spreadsheet would run as a formula is given a quote first.
  const bool formula = !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
  std::string out = formula ? "\"'" : "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

Result<Json> round(Context& ctx, const Viewer& v, const std::string& slug, int number) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto p, load(r, v, slug, number));
    const auto& round = p.round.round;
    const auto rounds = store::rounds(r, v, p.i.id);
    const auto counts = store::count_points(r, v, p.i.id, round.id);
    const auto totals = store::count_round(r, v, p.i.id, round.id);
    std::map<std::string, std::int64_t> category, type, stance;
    std::map<std::string, Counts> provision;
    std::int64_t all = 0, widest = 1;
    bool folded = false;
    for (const auto& c : counts) {
      const std::string key = c.category.empty() || c.category == "withheld" ? "public" : c.category;
      folded = folded || key == "public";
      widest = std::max(widest, category[key] += c.points);
      type[c.type] += c.points, stance[c.stance] += c.points, all += c.points;
      provision[c.provision].push_back(c);
    }
    Json by_category = Json::array();
    auto keys = categories();
    keys.push_back("public");
    const auto filed = store::filers_by_category(r, v, round.id);
    for (const auto key : keys) {
      const auto it = category.find(std::string(key));
      if (it == category.end()) continue;
      const auto f = filed.find(std::string(key));
      by_category.push_back({{"category", key},
                             {"label", category_plural(key)},
                             {"submissions", f == filed.end() ? 0 : f->second},
                             {"points", it->second},
                             {"share_text", fmt::format("{} %", (it->second * 100 + all / 2) / all)},
                             {"width", it->second * 1000 / widest},
                             {"href", fmt::format("{}/points?category={}", round_href(p.i, number), key)}});
    }
    const auto list = [&](const std::map<std::string, std::int64_t>& by, const char* name, std::string_view (*label)(std::string_view)) {
      std::vector<std::pair<std::string, std::int64_t>> sorted(by.begin(), by.end());
      std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
      Json out = Json::array();
      for (const auto& [key, n] : sorted) out.push_back({{"label", label(key)}, {"count", n}, {"href", fmt::format("{}/points?{}={}", round_href(p.i, number), name, key)}});
      return out;
    };
    std::vector<std::pair<std::string, std::int64_t>> busiest;
    for (const auto& [eid, cs] : provision) {
      std::int64_t n = 0;
      for (const auto& c : cs) n += c.points;
      busiest.emplace_back(eid, n);
    }
    std::ranges::stable_sort(busiest, [](const auto& a, const auto& b) { return a.second > b.second; });
    Json by_provision = Json::array();
    for (std::size_t k = 0; k < std::min<std::size_t>(10, busiest.size()); ++k) {
      const auto* x = p.view.find(busiest[k].first);
      if (x == nullptr) continue;
      const Json ref = provision_ref(p.i, round.draft, *x);
      by_provision.push_back({{"label", ref["label"]}, {"heading", x->heading}, {"href", ref["href"]}, {"points_href", fmt::format("{}/points?at={}", round_href(p.i, number), encode(x->eid))},
                              {"count", busiest[k].second}, {"heat", heat(p.i, number, provision[x->eid], busiest.front().second, x->eid)}});
    }
    Json extensions = Json::array();
    const auto deadlines = store::deadlines(r, v, round.id);
    for (std::size_t k = 1; k < deadlines.size(); ++k)
      extensions.push_back({{"recorded", instant(deadlines[k].recorded_at)}, {"recorded_text", moment_text(deadlines[k].recorded_at)}, {"from_text", long_date_time(deadlines[k - 1].deadline.closes, brussels)},
                            {"to_text", long_date_time(deadlines[k].deadline.closes, brussels)}, {"reason", deadlines[k].reason}, {"log_href", fmt::format("/log?before={}#e{}", deadlines[k].log_index + 1, deadlines[k].log_index)},
                            {"index", deadlines[k].log_index}});
    Json mine = nullptr;
    if (v.may(Permission::participate, p.i.id)) {
      const auto s = store::submission(r, v, round.id);
      const auto n = s ? static_cast<std::int64_t>(store::draft_points(r, v, s->id).size()) : 0;
      const auto versions = s ? store::filings(r, v, s->id) : std::vector<store::Filing>{};
      const bool is_filed = !versions.empty() && versions.front().kind == "filed";
      mine = {{"href", round_href(p.i, number) + "/submission"},
              {"action_label", is_filed ? "See what I filed" : "Review and file"},
              {"state_text", is_filed ? fmt::format("{}, filed on {}", plural(n, "point", "points"), day_text(versions.front().filed_at)) : n == 0 ? "Nothing written yet" : plural(n, "point", "points") + ", not filed yet"}};
    }
    Json others = Json::array();
    for (const auto& x : rounds)
      if (x.round.number != number) others.push_back(round_ref(p.i, x.round, v.now));
    const bool open = drafting::is_open(round, v.now), future = v.now < round.opens;
    const std::string base = round_href(p.i, number) + "/points";
    return Json{{"instrument", instrument_ref(p.i)},
                {"number", number},
                {"title", fmt::format("Round {}", number)},
                {"draft", draft_ref(p.i, p.view.draft)},
                {"note", text_or_null(followed_text(store::drafts(r, v, p.i.id), round, v.now))},
                {"state", open ? "open" : future ? "future" : "closed"},
                {"state_label", open ? "open" : future ? "not open yet" : "closed"},
                {"is_open", open},
                {"is_closed", !open && !future},
                {"is_future", future},
                {"deadline", deadline_json(round, v.now)},
                {"who_may_text", "Participants and observers of the plenary; each may file alone or for the organisation that they speak for."},
                {"has_extensions", !extensions.empty()},
                {"extensions", std::move(extensions)},
                {"submissions", totals.submissions},
                {"submissions_text", plural(totals.submissions, "submission", "submissions")},
                {"participants", totals.submissions},
                {"participants_text", plural(totals.submissions, "participant", "participants")},
                {"points", totals.points},
                {"points_text", plural(totals.points, "point", "points")},
                {"late", totals.late},
                {"late_text", totals.late == 0 ? Json(nullptr) : Json(plural(totals.late, "came late and is marked so", "came late and are marked so"))},
                {"has_points", all > 0},
                {"by_category", std::move(by_category)},
                {"by_type", list(type, "type", itself)},
                {"by_stance", list(stance, "stance", stance_label)},
                {"by_provision", std::move(by_provision)},
                {"suppressed_text", folded ? Json("Points with the name withheld count as “others” where their category would point at a single author.") : Json(nullptr)},
                {"mine", std::move(mine)},
                {"points_href", base},
                {"letters_href", v.may(Permission::draft, p.i.id) ? Json(round_href(p.i, number) + "/letters") : Json(nullptr)},
                {"csv_href", base + ".csv"},
                {"jsonl_href", base + ".jsonl"},
                {"has_others", !others.empty()},
                {"others", std::move(others)},
                {"office_href", v.may(Permission::office, p.i.id) ? Json("/office") : Json(nullptr)}};
  });
}

Result<Json> points(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto p, load(r, v, slug, number));
    const Filters f = filters_of(q);
    ACCORD_TRY(auto s, store_filter(p, f));
    s.after = param(q, "cursor");
    s.limit = 50;
    if (const auto limit = param(q, "limit"); !limit.empty()) std::from_chars(limit.data(), limit.data() + limit.size(), s.limit);
    ACCORD_TRY(const auto page, store::points(r, v, s));
    const auto removed = store::redactions(r, v, p.i.id);
    Json list = Json::array();
    Answers answers(r, v, p.i, page.points);
    for (const auto& x : page.points) {
      list.push_back(point_json(p.i, v, x, removed));
      answers.onto(list.back());
    }
    // Links give an author's id; people read the name.
    const bool by_id = !page.points.empty() && !f.author.empty() && page.points.front().person == f.author;
    const std::string author = by_id ? page.points.front().person_name : f.author;
    const std::string base = round_href(p.i, number) + "/points";
    Json provisions = Json::array({option("", "Whole draft", f.at.empty())});
    for (std::size_t k = 0; k < p.view.provisions.size(); ++k) {
      const auto& x = p.view.provisions[k];
      if (x.kind == text::ProvisionKind::recital || x.kind == text::ProvisionKind::definition || x.kind == text::ProvisionKind::field) continue;
      std::string label(static_cast<std::size_t>(std::min(p.view.level[k], 4) - 1) * 2, ' ');
      label += label_of(x);
      if (!x.number.empty() && !x.heading.empty()) label += " · " + x.heading;
      provisions.push_back(option(x.eid, label, f.at == x.eid));
    }
    Json active = Json::array();
    const auto chip = [&](const char* name, const std::string& value, const std::string& label) {
      if (!value.empty()) active.push_back({{"label", label}, {"remove_href", base + query_of(f, name)}});
    };
    if (const auto* x = p.view.find(f.at)) chip("at", f.at, label_of(*x) + " and below");
    chip("category", f.category, std::string(category_plural(f.category)));
    chip("type", f.type, f.type);
    chip("stance", f.stance, std::string(stance_label(f.stance)));
    chip("author", f.author, f.author == "me" ? "my own" : "by " + author);
    chip("answer", f.answer, answer_label(f.answer));
    if (!f.change.empty()) chip("change", f.change, "behind the change of " + change_label(r, v, p.i, f.change));
    if (!f.answer_of.empty()) chip("answer_of", f.answer_of, "given one and the same answer");
    chip("q", f.q, "“" + f.q + "”");
    const std::string total = page.total_is_floor ? "more than " + number_text(page.total) + " points" : plural(page.total, "point", "points");
    Counts counts;
    if (active.empty()) counts = store::count_points(r, v, p.i.id, p.round.round.id);
    Json next = nullptr;
    if (!page.next.empty()) {
      std::string query = query_of(f);
      if (const auto limit = param(q, "limit"); !limit.empty()) query += (query.empty() ? "?limit=" : "&limit=") + encode(limit);
      next = base + query + (query.empty() ? "?" : "&") + "cursor=" + encode(page.next);
    }
    return Json{{"instrument", instrument_ref(p.i)},
                {"round", round_ref(p.i, p.round.round, v.now)},
                {"draft", draft_ref(p.i, p.view.draft)},
                {"filters", {{"action", base}, {"q", f.q}, {"author", author}, {"provisions", std::move(provisions)}, {"categories", options("All categories", categories(), f.category, category_plural)},
                             {"types", options("All types", drafting::types(), f.type, itself)}, {"stances", options("All stances", drafting::stances(), f.stance, stance_label)},
                             {"answers", answers_options(f.answer, v.may(Permission::draft, p.i.id), !f.change.empty())}, {"answer_of", text_or_null(f.answer_of)}, {"change", text_or_null(f.change)}, {"is_filtered", !active.empty()}, {"reset_href", base}}},
                {"active", std::move(active)},
                {"heat", heat(p.i, number, counts)},
                {"total", page.total},
                {"total_text", total},
                {"has_points", !list.empty()},
                {"paging", {{"previous_href", s.after.empty() ? Json(nullptr) : Json(base + query_of(f))}, {"next_href", next}, {"shown_text", fmt::format("{} shown of {}", list.size(), total)}}},
                {"points", std::move(list)},
                {"csv_href", base + ".csv" + query_of(f)},
                {"jsonl_href", base + ".jsonl" + query_of(f)}};
  });
}

Result<std::function<Result<bool>(std::string&)>> export_points(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q, const std::string& format) {
  // Page after page, so that memory is bounded and no snapshot is held while a slow client reads.
  struct State {
    Place place;
    store::PointFilter filter;
    bool first = true, done = false;
  };
  auto state = std::make_shared<State>();
  ACCORD_CHECK(ctx.db.read([&](store::Reader& r) -> Result<void> {
    ACCORD_TRY(state->place, load(r, v, slug, number));
    ACCORD_TRY(state->filter, store_filter(state->place, filters_of(q)));
    state->filter.limit = 200;
    return {};
  }));
  return [&ctx, v, state, format](std::string& piece) -> Result<bool> {
    if (state->done) return false;
    piece.clear();
    if (state->first && format == "csv") piece = "point,round,draft,provision,number,heading,type,stance,category,author,organisation,filed,late,visibility,quote,text,replacement,answer,reason,reaction\r\n";
    state->first = false;
    std::vector<Json> resources;
    const auto page = ctx.db.read([&](store::Reader& r) -> Result<store::PointPage> {
      ACCORD_TRY(auto found, store::points(r, v, state->filter));
      Answers answers(r, v, state->place.i, found.points);
      for (const auto& x : found.points) {
        resources.push_back(point_json(state->place.i, v, x));
        answers.onto(resources.back());
      }
      return found;
    });
    if (!page) return std::unexpected(page.error());
    for (std::size_t k = 0; k < resources.size(); ++k) {
      const auto& x = page->points[k];
      const Json& j = resources[k];
      if (format == "jsonl") {
        piece += j.dump() + "\n";
        continue;
      }
      const auto text = [&](const char* key) { return j[key].is_string() ? j[key].get<std::string>() : std::string(); };
      // Of a divided point part by part, a line each.
      std::string outcome, reason;
      for (const auto& a : j["answers"]) {
        const std::string part = a["part_text"].is_string() ? a["part_text"].get<std::string>() + " " : "";
        outcome += (outcome.empty() ? "" : "\n") + a["outcome_label"].get<std::string>();
        reason += (reason.empty() ? "" : "\n") + part + a["reason"].get<std::string>();
      }
      for (const auto& cell : {x.id, std::to_string(x.round_number), std::to_string(x.draft_number), x.point.provision, x.provision_number, x.provision_heading, x.point.type, x.point.stance, text("category"),
                               text("author"), text("organisation"), text("filed"), std::string(x.late ? "late" : ""), x.point.visibility, text("quote"), x.point.text, x.point.replacement, outcome, reason})
        piece += csv_cell(cell) + ",";
      piece += csv_cell(j["reaction"].is_null() ? "" : j["reaction"]["kind"].get<std::string>()) + "\r\n";
    }
    state->filter.after = page->next;
    state->done = page->next.empty();
    return true;
  };
}

}  // namespace accord::app::pages
