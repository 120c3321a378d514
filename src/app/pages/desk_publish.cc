// The gate: what a draft still waits for, what goes out with it, and the act.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/pages/desk.h"

namespace accord::app::pages {
namespace {

// Answers of each of the last days, as bars; and the line down to nothing left.
Json burn_down(const std::vector<std::pair<Instant, std::int64_t>>& days, std::int64_t points, Instant now) {
  if (days.empty() || points == 0) return nullptr;
  Json bars = Json::array();
  const Instant last = now - now % day;
  const Instant first = std::max(days.front().first, last - 27 * day);
  std::int64_t left = points, k = 0;
  for (const auto& [at, n] : days)
    if (at < first) left -= n;
  const auto count = (last - first) / day + 1;
  std::string line;
  for (Instant at = first; at <= last; at += day, ++k) {
    std::int64_t n = 0;
    for (const auto& [x, c] : days)
      if (x == at) n = c;
    left -= n;
    const auto height = std::max<std::int64_t>(0, left) * 100 / points;
    bars.push_back({{"x", k * 1000 / count}, {"width", std::max<std::int64_t>(2, 1000 / count - 4)}, {"y", 100 - height}, {"height", height}, {"day_text", day_text(at)}, {"answered_text", number_text(n)}, {"left_text", number_text(std::max<std::int64_t>(0, left))}});
  }
  return {{"bars", std::move(bars)}, {"label", fmt::format("Points without an answer, day by day, from {} to {}: {} left", day_text(first), day_text(last), number_text(std::max<std::int64_t>(0, left)))}};
}

}  // namespace

Result<Json> desk_publish(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& form, const Error* problem) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_CHECK(require(v, Permission::draft, i.id));
    ACCORD_TRY(const auto draft, store::draft(r, v, i.id, number));
    if (draft.published()) return fail(Kind::conflict, fmt::format("Draft {} is published", number), {}, "go on with the next one");
    const auto rounds = store::rounds(r, v, i.id);
    const auto all = store::drafts(r, v, i.id);
    std::map<text::ChangeKind, std::int64_t> kinds;
    for (const auto& e : store::lineage(r, v, draft)) kinds[e.kind] += 1;
    const std::string redline = number > 1 ? fmt::format("{}..{}", draft_href(i, number - 1), number) : "";
    Json counts = Json::array();
    for (const auto& [kind, n] : kinds) counts.push_back({{"kind", text::to_string(kind)}, {"label", kind_label(kind)}, {"count_text", number_text(n)}, {"href", redline + "?kind=" + std::string(text::to_string(kind))}});
    Json round = nullptr, why = Json::array(), stale = Json::array();
    std::map<int, DraftView> texts;  // of the rounds whose answers are to be confirmed
    const auto label_there = [&](const store::PreparedOn& x) -> std::string {
      if (!texts.contains(x.round))
        for (const auto& y : rounds)
          for (const auto& there : all)
            if (y.round.number == x.round && there.id == y.draft_id) texts.emplace(x.round, view_of(there, store::provisions(r, v, there)));
      const auto it = texts.find(x.round);
      const auto* p = it == texts.end() ? nullptr : it->second.find(x.provision);
      return p == nullptr ? x.provision : p->number.empty() || p->heading.empty() ? label_of(*p) : fmt::format("{} · {}", label_of(*p), p->heading);
    };
    bool passes = true;
    if (!rounds.empty()) {
      const auto& last = rounds.back();
      const Gate g = gate(r, v, i, last);
      passes = g.passes();
      const std::string at_desk = desk_href(i, last.round.number);
      const auto& s = g.standing;
      // How many, and which: round by round, since what came late belongs to an earlier one.
      for (const auto& x : rounds) {
        const std::string desk_there = desk_href(i, x.round.number), of = rounds.size() == 1 ? "" : fmt::format(" of Round {}", x.round.number);
        if (std::ranges::find(g.still_open, x.round.number) != g.still_open.end())
          why.push_back({{"text", fmt::format("Round {} takes submissions until {} ({}).", x.round.number, long_date_time(x.round.deadline.closes, x.round.deadline.zone), x.round.deadline.zone)}, {"href", round_href(i, x.round.number)}, {"label", "See the round"}});
        if (s.open() == 0 && s.waiting == 0) continue;
        const auto there = store::standing(r, v, i.id, x.round.number, x.round.number);
        if (there.open() > 0) why.push_back({{"text", fmt::format("{}{} {} no answer.", plural(there.open(), "point", "points"), of, there.open() == 1 ? "has" : "have")}, {"href", desk_there + "?show=open"}, {"label", there.open() == 1 ? "Answer it" : "Answer them"}});
        if (there.waiting > 0) why.push_back({{"text", fmt::format("{}{} for a second reader.", plural(there.waiting, "answer", "answers") + of, there.waiting == 1 ? " waits" : " wait")}, {"href", desk_there + "?show=waiting"}, {"label", there.waiting == 1 ? "See it" : "See them"}});
      }
      for (const auto& x : g.stale) {
        if (stale.empty() || stale.back()["eid"] != x.provision || stale.back()["round"] != x.round)
          stale.push_back({{"eid", x.provision}, {"round", x.round}, {"label", label_there(x)}, {"answers", 0}, {"answers_text", ""}, {"href", fmt::format("{}?at={}&show=stale", desk_href(i, x.round), encode(x.provision))}});
        auto& row = stale.back();
        const auto n = row["answers"].get<std::int64_t>() + 1;
        row["answers"] = n, row["answers_text"] = plural(n, "answer", "answers");
      }
      const auto days = store::answered_by_day(r, v, i.id, last.round.id);
      const auto alone = store::standing(r, v, i.id, last.round.number, last.round.number);
      round = {{"number", last.round.number},
               {"answered_text", fmt::format("{} of {}", number_text(alone.answered), plural(alone.points, "point", "points"))},
               {"share", alone.points == 0 ? 1000 : alone.answered * 1000 / alone.points},
               {"prepared_text", plural(s.prepared, "prepared answer", "prepared answers")},
               {"stale_text", g.stale.empty() ? Json(nullptr) : Json(fmt::format("{} prepared on words that changed since: read {} again, and confirm or answer anew.", plural(static_cast<std::int64_t>(g.stale.size()), "answer was", "answers were"), g.stale.size() == 1 ? "it" : "them"))},
               {"stale_href", at_desk + "?show=stale"},
               {"stale", std::move(stale)},
               {"desk_href", at_desk},
               {"pace_text", pace_text(days, s.open(), v.now)},
               {"burn", burn_down(days, alone.points, v.now)}};
    }
    const auto open = open_round(rounds, v.now);
    const auto later = local_time(v.now + 21 * day, brussels);
    Json zones = Json::array();
    for (const auto z : {"Europe/Brussels", "UTC"}) zones.push_back(option(z, std::string_view(z) == brussels ? "Brussels" : "UTC", param(form, "zone").empty() ? std::string_view(z) == brussels : param(form, "zone") == z));
    const bool sent = !form.empty();
    return Json{{"instrument", instrument_ref(i)},
                {"draft", draft_ref(i, draft)},
                {"number", number},
                {"title", sent ? param(form, "title") : draft.title},
                {"note", sent ? param(form, "note") : draft.note},
                {"previous", all.size() > 1 ? draft_ref(i, all[all.size() - 2]) : Json(nullptr)},
                {"redline_href", text_or_null(redline)},
                {"stale_hold", param(form, "stale_hold") == "yes"},
                {"corrects", all.size() < 2 ? Json(nullptr) : Json{{"title", all[all.size() - 2].title}, {"selected", param(form, "corrects") == "yes"}}},
                {"counts", std::move(counts)},
                {"account", std::move(round)},
                {"passes", passes},
                {"has_why_not", !why.empty()},
                {"why_not", std::move(why)},
                {"can_open_round", !open},
                {"open_text", open ? Json(fmt::format("Round {} is still open, so no new round can open with this draft.", open->round.number)) : Json(nullptr)},
                {"round_number", rounds.empty() ? 1 : rounds.back().round.number + 1},
                {"with_round", !open && (!sent || param(form, "with_round") == "yes")},
                {"takes_account", !sent || !param(form, "takes_account_of").empty()},
                {"closes_local", sent ? param(form, "closes_local") : fmt::format("{:04}-{:02}-{:02}T23:59", later->year, later->month, later->day)},
                {"zones", std::move(zones)},
                {"rule", sent ? param(form, "rule") : "end of day, Brussels"},
                {"late_policies", Json::array({option("refuse", "refuse what comes later", param(form, "late_policy") != "accept-late"), option("accept-late", "take it and mark it late", param(form, "late_policy") == "accept-late")})},
                {"hash", draft_text_hash(r, v, draft)},
                {"may_publish", v.may(Permission::publish, i.id)},
                {"action", fmt::format("/desk/i/{}/drafts/{}/publish", i.slug, number)},
                {"desk_href", rounds.empty() ? Json("/desk") : Json(desk_href(i, rounds.back().round.number))},
                {"problem", problem == nullptr ? Json(nullptr) : problem_json(*problem)}};
  });
}

}  // namespace accord::app::pages
