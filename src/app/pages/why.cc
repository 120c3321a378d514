#include "app/pages/why.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "app/pages/answered.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

// How an answer bears on a change. What was followed by changing other provisions did not change this one.
enum class Group { followed, not_followed, noted, elsewhere };
constexpr std::array groups = {Group::followed, Group::not_followed, Group::noted, Group::elsewhere};

std::string_view name_of(Group g) {
  switch (g) {
    case Group::followed: return "followed";
    case Group::not_followed: return "not-followed";
    case Group::noted: return "noted";
    case Group::elsewhere: return "elsewhere";
  }
  return "";
}

Group group_of(const store::Given& g, const std::set<std::string>& wids) {
  if (drafting::asks_for_change(g.outcome)) {
    const bool names = std::ranges::any_of(g.changes, [&](const auto& w) { return wids.contains(w); });
    return g.changes.empty() || names ? Group::followed : Group::elsewhere;
  }
  return g.outcome == "noted" ? Group::noted : Group::not_followed;
}

// Points of rows, those of divided points once.
class Tally {
 public:
  void add(const store::Given& g) {
    if (g.divided.empty() || seen_.insert(g.divided).second) {
      points += g.points, objects += g.objects;
      by[g.category.empty() || g.category == "withheld" ? "public" : g.category] += g.points;
    }
  }
  std::int64_t points = 0, objects = 0;
  std::map<std::string, std::int64_t> by;

 private:
  std::set<std::string> seen_;
};

// "1 provider", "12 downstream": beside a change there is little room.
std::string_view short_label(std::string_view category, std::int64_t n) {
  if (category == "downstream") return "downstream";
  if (category == "public") return n == 1 ? "other" : "others";
  return n == 1 ? category_label(category) : category_plural(category);
}

}  // namespace

Why::Why(store::Reader& r, const Viewer& v, const store::Instrument& i, const std::vector<store::RoundRow>& rounds, std::string seen) : i_(i), seen_(std::move(seen)) {
  for (const auto& round : rounds) {
    OfRound o;
    o.number = round.round.number;
    o.given = store::given(r, v, i.id, round.round.id);
    o.open = store::open_counts(r, v, i.id, round.round.id);
    Tally followed;
    for (std::size_t k = 0; k < o.given.size(); ++k) {
      const auto& g = o.given[k];
      if (drafting::asks_for_change(g.outcome)) followed.add(g);
      std::set<std::string> at(g.changes.begin(), g.changes.end());
      at.insert(g.wid);
      for (const auto& wid : at) o.by_wid[wid].push_back(k);
    }
    Totals t{o.number, store::count_round(r, v, i.id, round.round.id).submissions, 0, 0, followed.points};
    for (const auto& c : o.open) t.points += c.points, t.open += c.open;
    totals_.push_back(t);
    if (v.may(Permission::draft, i.id)) prepared_ = prepared_ || store::any_prepared(r, v, i.id, round.round.id);
    rounds_.push_back(std::move(o));
  }
}

bool Why::has_answers() const {
  return std::ranges::any_of(rounds_, [](const OfRound& o) { return !o.given.empty(); });
}

Json Why::of(const std::vector<std::string>& provisions, std::size_t reasons, std::size_t characters) const {
  const std::set<std::string> wids(provisions.begin(), provisions.end());
  std::string change;
  for (const auto& wid : provisions) change += (change.empty() ? "" : ",") + encode(wid);
  Json out = Json::array();
  for (const auto& round : rounds_) {
    std::set<std::size_t> rows;
    for (const auto& wid : wids)
      if (const auto it = round.by_wid.find(wid); it != round.by_wid.end()) rows.insert(it->second.begin(), it->second.end());
    const std::string base = fmt::format("{}/points?change={}{}", round_href(i_, round.number), change, seen_);
    Tally all;
    for (const std::size_t k : rows) all.add(round.given[k]);
    bool first = true;
    const auto add = [&](std::string_view kind, std::string before, std::int64_t points, std::string after, const std::map<std::string, std::int64_t>& by, Json said, Json more) {
      Json list = Json::array();
      std::vector<std::pair<std::string, std::int64_t>> most(by.begin(), by.end());
      std::ranges::stable_sort(most, [](const auto& a, const auto& b) { return a.second > b.second; });
      for (const auto& [category, n] : most)
        list.push_back({{"category", category}, {"label", short_label(category, n)}, {"count", n}, {"href", category == "public" ? Json(nullptr) : Json(fmt::format("{}&answer={}&category={}", base, kind, category))}});
      out.push_back({{"kind", kind},
                     {"round", round.number},
                     {"round_text", rounds_.size() > 1 && first ? Json(fmt::format("Round {}", round.number)) : Json(nullptr)},
                     {"before_text", std::move(before)},
                     {"points", points},
                     {"points_text", plural(points, "point", "points")},
                     {"after_text", std::move(after)},
                     {"href", fmt::format("{}&answer={}", base, kind)},
                     {"has_by", !list.empty()},
                     {"by", std::move(list)},
                     {"has_reasons", !said.empty()},
                     {"reasons", std::move(said)},
                     {"more_text", std::move(more)},
                     {"objections", nullptr}});
      first = false;
    };
    for (const Group group : groups) {
      Tally tally;
      struct Reason {
        const store::Given* given = nullptr;
        Tally tally;
      };
      std::vector<Reason> said;  // by answer: what is shared is said once
      for (const std::size_t k : rows) {
        const auto& g = round.given[k];
        if (group_of(g, wids) != group) continue;
        tally.add(g);
        auto it = std::ranges::find_if(said, [&](const Reason& x) { return x.given->answer == g.answer; });
        if (it == said.end()) it = said.insert(said.end(), Reason{&g, {}});
        it->tally.add(g);
      }
      if (tally.points == 0) continue;
      std::ranges::stable_sort(said, [](const Reason& a, const Reason& b) { return a.tally.points + a.tally.objects > b.tally.points + b.tally.objects; });
      Json list = Json::array();
      for (std::size_t k = 0; k < std::min(said.size(), reasons); ++k) {
        const auto& g = *said[k].given;
        const std::int64_t n = said[k].tally.points, objects = said[k].tally.objects;
        const std::string href = n == 1 ? fmt::format("{}/points/{}#answers", pages::href(i_), g.point) : fmt::format("{}&answer_of={}", base, encode(g.answer));
        list.push_back({{"outcome", g.outcome},
                        {"outcome_label", drafting::outcome_label(g.outcome)},
                        {"text", characters == 0 ? "" : excerpt(g.reason, characters)},
                        {"text_html", characters == 0 ? format::to_html(g.reason, {}, {5, fmt::format("w{}-{}-", round.number, g.answer.substr(0, 6))}) : ""},
                        {"reason", characters == 0 ? Json(g.reason) : Json(nullptr)},
                        {"points", n},
                        {"points_text", plural(n, "point", "points")},
                        {"objections", objects == 0 ? Json(nullptr) : Json{{"count", objects}, {"text", plural(objects, "objection", "objections")}, {"href", fmt::format("{}&answer_of={}&answer=objects", base, encode(g.answer))}}},
                        {"href", href}});
      }
      const auto left = static_cast<std::int64_t>(said.size()) - static_cast<std::int64_t>(list.size());
      Json more = left > 0 ? Json(plural(left, "more reason", "more reasons")) : Json(nullptr);
      switch (group) {
        case Group::followed: add(name_of(group), "Asked for by", tally.points, "", tally.by, std::move(list), std::move(more)); break;
        case Group::not_followed: add(name_of(group), "Not followed:", tally.points, "", tally.by, std::move(list), std::move(more)); break;
        case Group::noted: add(name_of(group), "Noted:", tally.points, "", tally.by, std::move(list), std::move(more)); break;
        case Group::elsewhere: add(name_of(group), "", tally.points, tally.points == 1 ? "here led to a change elsewhere" : "here led to changes elsewhere", tally.by, std::move(list), std::move(more)); break;
      }
    }
    std::int64_t open = 0;
    std::map<std::string, std::int64_t> by;
    for (const auto& c : round.open)
      if (wids.contains(c.wid) && c.open > 0) open += c.open, by[c.category.empty() || c.category == "withheld" ? "public" : c.category] += c.open;
    if (open > 0) add("open", "", open, "without an answer yet", by, Json::array(), nullptr);
    if (all.objects > 0 && characters > 0) out.back()["objections"] = {{"count", all.objects}, {"text", plural(all.objects, "objection", "objections")}, {"href", base + "&answer=objects"}};
  }
  return out.empty() ? Json(nullptr) : Json{{"groups", std::move(out)}};
}

}  // namespace accord::app::pages
