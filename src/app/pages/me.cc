// The account: what somebody filed, what became of it, what they were told, and how they come in.
#include <fmt/format.h>

#include <algorithm>

#include "app/notices.h"
#include "app/pages/answered.h"
#include "app/pages/pages.h"

namespace accord::app::pages {
namespace {

constexpr int shown_of_round = 50;

// One's own points and their answers, by round, the latest first.
Json became_of_mine(store::Reader& r, const Viewer& v) {
  Json out = Json::array();
  for (const auto& i : store::instruments(r, v)) {
    const auto rounds = store::rounds(r, v, i.id);
    for (auto round = rounds.rbegin(); round != rounds.rend(); ++round) {
      store::PointFilter f;
      f.instrument = i.id, f.round = round->round.id, f.author = "me", f.limit = shown_of_round;
      const auto page = store::points(r, v, f);
      if (!page || page->points.empty()) continue;
      f.answer = "answered", f.limit = 1;
      const auto answered = store::points(r, v, f);
      Answers answers(r, v, i, page->points);
      const auto removed = store::redactions(r, v, i.id);
      Json list = Json::array();
      for (const auto& x : page->points) {
        Json j = point_json(i, v, x, removed);
        answers.onto(j);
        j["react"] = answers.published(x.id) ? reaction_form(i, x.id, answers.reaction(x.id)) : Json(nullptr);
        if (!j["react"].is_null()) j["react"]["back"] = "me";
        list.push_back(std::move(j));
      }
      const std::int64_t n = answered ? answered->total : 0;
      const std::string all = fmt::format("{}/points?author=me", round_href(i, round->round.number));
      out.push_back({{"instrument", instrument_ref(i)},
                     {"round", round_ref(i, round->round, v.now)},
                     {"anchor", fmt::format("became-{}-{}", i.slug, round->round.number)},
                     {"state_text", n == 0 ? "not answered yet" : n == page->total ? "answered" : fmt::format("{} of {} answered", number_text(n), number_text(page->total))},
                     {"is_answered", n > 0},
                     {"points_text", plural(page->total, "point", "points")},
                     {"points_href", all},
                     {"more_href", page->next.empty() ? Json(nullptr) : Json(all)},
                     {"points", std::move(list)}});
    }
  }
  return out;
}

Json notices_json(store::Reader& r, const Viewer& v) {
  const auto all = store::instruments(r, v);
  Json list = Json::array();
  Instant newest = 0;
  for (const auto& n : store::notices(r, v, 100)) {
    const auto i = std::ranges::find(all, n.instrument, &store::Instrument::id);
    if (i == all.end()) continue;
    const auto words = words_of(n, i->slug, all.size() > 1 ? i->short_title : "");
    newest = std::max(newest, n.recorded_at);
    list.push_back({{"kind", n.kind}, {"text", words.text}, {"href", text_or_null(words.href)}, {"at", instant(n.recorded_at)}, {"at_text", moment_text(n.recorded_at)}, {"is_new", !n.seen_at.has_value()}});
  }
  const std::int64_t unseen = store::unseen(r, v);
  const std::string pace = store::mail_pace(r, v);
  return {{"has_notices", !list.empty()},
          {"notices", std::move(list)},
          {"unseen", unseen},
          {"unseen_text", plural(unseen, "new notice", "new notices")},
          {"seen", unseen == 0 ? Json(nullptr) : Json{{"action", "/me/seen"}, {"until", instant(newest)}}},
          {"mail", {{"action", "/me/mail"},
                    {"paces", Json::array({option("each", "at once, a mail each time", pace == "each"), option("daily", "once a day, gathered", pace == "daily"), option("none", "no mail; I look here", pace == "none")})}}}};
}

// Everything that was answered to one's own points of a round, for the export.
Json answers_to_mine(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::RoundRow& round) {
  Json out = Json::array();
  store::PointFilter f;
  f.instrument = i.id, f.round = round.round.id, f.author = "me";
  std::vector<std::string> ids;
  (void)store::each_point(r, v, f, [&](const store::Point& x) { return ids.push_back(x.id), true; });
  const auto parts = store::parts(r, v, i.id, ids);
  const auto reactions = store::reactions(r, v, i.id, ids);
  for (const auto& id : ids) {
    Json point = {{"point", id}, {"parts", Json::array()}, {"dispositions", Json::array()}, {"reaction", nullptr}};
    for (const auto& p : parts)
      if (p.point == id) point["parts"].push_back(p.text);
    for (const auto& d : store::disposition_history(r, v, i.id, id))
      if (d.published())
        point["dispositions"].push_back({{"part", d.part}, {"version", d.version}, {"outcome", d.outcome}, {"reason", d.reason}, {"changes", d.changes}, {"published_at", instant(d.published_at)}, {"log_index", d.log_index}, {"current", !d.superseded_at}});
    for (const auto& x : reactions)
      if (x.point == id) point["reaction"] = {{"kind", x.kind}, {"reason", x.reason}, {"at", instant(x.recorded_at)}, {"log_index", x.log_index}, {"receipt_href", fmt::format("{}/points/{}/reaction/receipt", href(i), id)}};
    if (!point["dispositions"].empty() || !point["parts"].empty() || !point["reaction"].is_null()) out.push_back(std::move(point));
  }
  return out;
}

}  // namespace

std::int64_t unseen_notices(Context& ctx, const Viewer& v) {
  if (!v.signed_in()) return 0;
  return ctx.db.read([&](store::Reader& r) -> Result<std::int64_t> { return store::unseen(r, v); }).value_or(0);
}

Result<Json> me(Context& ctx, const Viewer& v, const std::string& session_id, const Once& once, const Error* problem) {
  if (!v.signed_in()) return fail(Kind::unauthenticated, "sign in first");
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    Json memberships = Json::array(), submissions = Json::array(), receipts = Json::array(), tokens = Json::array(), sessions = Json::array();
    std::string organisation, category;
    for (const auto& x : v.memberships) {
      std::string body = "the office";
      for (const auto& i : store::instruments(r, v))
        if (i.id == x.instrument) body = i.short_title;
      memberships.push_back({{"body", body}, {"role_label", role_label(x.role)}, {"since_text", "since " + day_text(x.from)}});
      for (const auto& o : store::organisations(r, v))
        if (o.id == x.organisation) organisation = o.name, category = o.category;
      if (category.empty()) category = x.category;
    }
    for (const auto& i : store::instruments(r, v))
      for (const auto& round : store::rounds(r, v, i.id)) {
        const auto s = store::submission(r, v, round.round.id);
        if (!s) continue;
        const auto versions = store::filings(r, v, s->id);
        const auto points = store::draft_points(r, v, s->id);
        const bool filed = !versions.empty() && versions.front().kind == "filed";
        const std::string base = round_href(i, round.round.number);
        submissions.push_back({{"instrument", instrument_ref(i)}, {"round", round_ref(i, round.round, v.now)}, {"state_text", versions.empty() ? "Not filed yet" : (filed ? "Filed on " : "Withdrawn on ") + day_text(versions.front().filed_at)},
                               {"points_text", plural(static_cast<std::int64_t>(points.size()), "point", "points")}, {"href", base + "/submission"}, {"is_filed", filed},
                               {"receipt_href", filed ? Json(fmt::format("{}/receipts/{}", base, versions.front().id)) : Json(nullptr)},
                               {"deadline_text", (drafting::is_open(round.round, v.now) ? "closes " : "closed ") + long_date_time(round.round.deadline.closes, brussels)}});
        for (std::size_t k = 0; k < versions.size(); ++k) {
          const auto& f = versions[k];
          receipts.push_back({{"file_name", fmt::format("receipt-{}-{}-{}.json", i.slug, round.round.number, f.version)}, {"filed", instant(f.filed_at)}, {"filed_text", moment_text(f.filed_at)}, {"round", round_ref(i, round.round, v.now)}, {"version", f.version},
                              {"index", f.log_index}, {"state_label", f.kind == "withdrawn" ? "withdrawal" : k == 0 ? "counts" : "replaced"}, {"href", fmt::format("{}/receipts/{}/file", base, f.id)},
                              {"page_href", fmt::format("{}/receipts/{}", base, f.id)}});
        }
      }
    for (const auto& t : store::tokens(r, v)) tokens.push_back({{"id", t.id}, {"name", t.label}, {"created_text", day_text(t.recorded_at)}, {"last_used_text", ""}, {"revoke_action", fmt::format("/me/tokens/{}/revoke", t.id)}});
    for (const auto& s : store::sessions(r, v)) sessions.push_back({{"id", s.id}, {"started_text", moment_text(s.recorded_at)}, {"from_text", "until " + day_text(s.expires_at)}, {"current", s.id == session_id}, {"end_action", fmt::format("/me/sessions/{}/end", s.id)}});
    Json out{{"person", {{"name", v.name}, {"email", v.email}, {"organisation", text_or_null(organisation)}, {"category_label", category.empty() ? Json(nullptr) : Json(category_label(category))}, {"has_memberships", !memberships.empty()}, {"memberships", std::move(memberships)}}},
                {"has_submissions", !submissions.empty()}, {"submissions", std::move(submissions)}, {"has_receipts", !receipts.empty()}, {"receipts", std::move(receipts)}, {"has_tokens", !tokens.empty()}, {"tokens", std::move(tokens)},
                {"new_token", text_or_null(once.new_token)}, {"token_action", "/me/tokens"}, {"sessions", std::move(sessions)}, {"password_action", "/me/password"}, {"export_href", "/me/export"},
                {"problem", problem == nullptr ? Json(nullptr) : problem_json(*problem)}};
    out.update(notices_json(r, v));
    Json became = became_of_mine(r, v);
    out["has_became"] = !became.empty();
    out["became"] = std::move(became);
    return out;
  });
}

Result<Json> my_data(Context& ctx, const Viewer& v) {
  if (!v.signed_in()) return fail(Kind::unauthenticated, "sign in first");
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    Json memberships = Json::array(), submissions = Json::array();
    for (const auto& m : v.memberships)
      memberships.push_back({{"instrument", m.instrument}, {"role", m.role}, {"organisation", text_or_null(m.organisation)}, {"category", text_or_null(m.category)}, {"from", instant(m.from)}, {"to", instant(m.to)}});
    for (const auto& i : store::instruments(r, v))
      for (const auto& round : store::rounds(r, v, i.id)) {
        const auto s = store::submission(r, v, round.round.id);
        if (!s) continue;
        Json points = Json::array(), filings = Json::array();
        for (const auto& d : store::draft_points(r, v, s->id))
          points.push_back({{"id", d.id}, {"provision", d.point.provision}, {"quote", d.point.anchor ? Json(d.point.anchor->exact) : Json(nullptr)}, {"type", d.point.type}, {"stance", d.point.stance}, {"text", d.point.text},
                            {"replacement", text_or_null(d.point.replacement)}, {"visibility", d.point.visibility}});
        for (const auto& f : store::filings(r, v, s->id)) {
          Json contents = Json::array();
          for (const auto& o : store::opened(r, f.log_index))
            contents.push_back({{"commitment", o.commitment}, {"salt", o.salt ? Json(*o.salt) : Json(nullptr)}, {"content", o.content ? parse_json(*o.content).value_or(Json(nullptr)) : Json(nullptr)}});
          filings.push_back({{"id", f.id}, {"version", f.version}, {"kind", f.kind}, {"filed_at", instant(f.filed_at)}, {"late", f.late}, {"letter", f.letter}, {"privacy_notice", f.notice_version}, {"consent_to_publish", f.consent}, {"log_index", f.log_index}, {"contents", std::move(contents)}});
        }
        submissions.push_back({{"instrument", i.slug}, {"round", round.round.number}, {"letter", s->letter}, {"on_behalf_of", text_or_null(s->organisation)}, {"points", std::move(points)}, {"filings", std::move(filings)}, {"answers", answers_to_mine(r, v, i, round)}});
      }
    Json told = Json::array();
    for (const auto& n : store::notices(r, v, 10'000)) told.push_back({{"kind", n.kind}, {"data", parse_json(n.data).value_or(Json::object())}, {"at", instant(n.recorded_at)}, {"seen_at", n.seen_at ? instant(*n.seen_at) : Json(nullptr)}});
    return Json{{"person", {{"id", v.person}, {"name", v.name}, {"email", v.email}}}, {"memberships", std::move(memberships)}, {"submissions", std::move(submissions)}, {"notices", std::move(told)}, {"mail_pace", store::mail_pace(r, v)}, {"exported_at", to_rfc3339(v.now)}};
  });
}

}  // namespace accord::app::pages
