#include <fmt/format.h>

#include <charconv>

#include "app/answers.h"
#include "app/pages/desk.h"
#include "app/placing.h"
#include "app/publish.h"
#include "app/working_text.h"
#include "web/answer_page.h"
#include "web/handlers.h"

namespace accord::web::handlers {
namespace {

namespace pages = app::pages;

std::vector<std::string> all_of(Exchange& x, std::string_view name) {
  std::vector<std::string> out;
  for (const auto v : x.form.all(name))
    if (!v.empty()) out.emplace_back(v);
  return out;
}

std::string desk_at(Exchange& x, int round, const std::string& eid) {
  std::string q = (eid.empty() ? "" : "&at=" + pages::encode(eid)) + pages::kept_query(x.form.fields);
  if (!q.empty()) q.front() = '?';
  return fmt::format("/desk/i/{}/rounds/{}{}", x.slug(), round, q);
}

// A form of the desk that was refused comes back in its place, with what was written.
Response again(Exchange& x, int round, std::string_view part, const Error& e) {
  if (x.wants_json || e.kind == Kind::unavailable || round <= 0) return answer_error(x, e);
  auto q = pages::kept_filters(x.form.fields);
  q.emplace_back("at", x.field("at"));
  auto page = pages::desk(x.ctx, x.viewer, x.slug(), round, q, x.form.fields, &e, part);
  if (!page) return answer_error(x, e);
  return answer(x, page, {"desk", fmt::format("Desk, round {}", round), status_of(e.kind)});
}

// An act on the next text: goes back to the provision of the round that one came from.
Response text_done(Exchange& x, const Result<void>& ok, Json result = Json::object()) {
  int round = 0;
  const std::string from = x.field("round");
  std::from_chars(from.data(), from.data() + from.size(), round);
  if (!ok) return again(x, round, "text", ok.error());
  return onward(x, round > 0 ? desk_at(x, round, x.field("at")) + "#next-text" : std::string("/desk"), "next-text", std::move(result));
}

app::ProvisionText text_of(Exchange& x, const char* number = "number", const char* heading = "heading", const char* body = "body") { return {x.field(number), x.field(heading), x.field(body)}; }

}  // namespace

Response desk_home(Exchange& x) {
  const auto at = pages::desk_place(x.ctx, x.viewer);
  if (!at) return answer_error(x, at.error());
  return onward(x, fmt::format("/desk/i/{}/rounds/{}", at->slug, at->round), "");
}

Response desk(Exchange& x) { return answer(x, pages::desk(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query), {"desk", fmt::format("Desk, round {}", x.number("n"))}); }

Response desk_answers(Exchange& x) {
  const int round = x.number("n");
  const auto points = all_of(x, "point");
  const std::string act = x.field("do");
  const char* notice = "answered";
  Json result = Json::object();
  Instant seen = 0;
  const std::string seen_text = x.field("seen");
  std::from_chars(seen_text.data(), seen_text.data() + seen_text.size(), seen);
  if (act == "take-back") {
    if (auto ok = app::take_back(x.ctx, x.viewer, x.slug(), points, seen); !ok) return again(x, round, "answer", ok.error());
    notice = "taken-back";
  } else if (act == "confirm") {
    const auto ok = app::confirm_answers(x.ctx, x.viewer, x.slug(), points);
    if (!ok) return again(x, round, "answer", ok.error());
    notice = "confirmed", result = {{"points", ok->points}};
  } else if (act == "read") {
    if (auto ok = app::mark_read(x.ctx, x.viewer, x.slug(), points); !ok) return again(x, round, "answer", ok.error());
    notice = "read";
  } else {
    app::AnswerInput in;
    in.points = points, in.outcome = x.field("outcome"), in.reason = x.field("reason"), in.changes = all_of(x, "changes"), in.reader = x.field("reader");
    // The page ticks the provision's own change beforehand, which is no reason to say that a refused point brought it.
    if (!x.wants_json && !drafting::asks_for_change(in.outcome)) in.changes.clear();
    in.seen = seen;
    const auto ok = app::prepare_answers(x.ctx, x.viewer, x.slug(), round, in);
    if (!ok) return again(x, round, "answer", ok.error());
    result = {{"answer", ok->answer}, {"points", ok->points}};
  }
  // On to where the next open point is.
  const auto next = pages::next_open(x.ctx, x.viewer, x.slug(), round, x.field("at"), x.form.fields);
  return onward(x, desk_at(x, round, act.empty() && next && !next->empty() ? *next : x.field("at")), notice, std::move(result));
}

Response desk_hand_over(Exchange& x) {
  app::HandOver h;
  h.wids = all_of(x, "wid"), h.from = x.field("from"), h.to = x.field("to"), h.note = x.field("note");
  const auto n = app::hand_over(x.ctx, x.viewer, x.slug(), x.number("n"), h);
  if (!n) return again(x, x.number("n"), "hand-over", n.error());
  return onward(x, desk_at(x, x.number("n"), x.field("at")), "handed-over", {{"provisions", *n}});
}

Response divide_point(Exchange& x) {
  std::vector<std::string> parts;
  for (const auto text : x.form.all("parts"))
    for (std::size_t from = 0; from < text.size();) {
      auto to = text.find('\n', from);
      if (to == std::string_view::npos) to = text.size();
      auto line = text.substr(from, to - from);
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
      if (!line.empty()) parts.emplace_back(line);
      from = to + 1;
    }
  if (parts.empty() && x.field("whole") != "yes") return answer_error(x, {Kind::invalid, "no part is written", "parts", "write one line for each thing that the point asks"});
  const std::string id = x.params.at("id");
  if (auto ok = app::divide_point(x.ctx, x.viewer, x.slug(), id, parts); !ok) return answer_error(x, ok.error());
  const std::string back = x.field("back");
  return onward(x, back.starts_with("/desk/") ? back : fmt::format("/i/{}/points/{}", x.slug(), id), "divided", {{"parts", parts.size()}});
}

Response correct_answer(Exchange& x) {
  app::AnswerCorrection in;
  in.outcome = x.field("outcome"), in.reason = x.field("reason"), in.of = x.field("of");
  if (x.form.has("changes")) in.changes = all_of(x, "changes");
  const std::string id = x.params.at("id"), part = x.field("part");
  if (auto ok = app::correct_disposition(x.ctx, x.viewer, x.slug(), part.empty() || part == "0" ? id : id + "." + part, in); !ok) return point_again(x, ok.error());
  return onward(x, fmt::format("/i/{}/points/{}#became", x.slug(), id), "answer-corrected");
}

Response place_point(Exchange& x) {
  app::PlacementInput in;
  const std::string draft = x.field("draft"), id = x.params.at("id");
  std::from_chars(draft.data(), draft.data() + draft.size(), in.draft);
  in.eid = x.field("eid"), in.quote = x.field("quote"), in.note = x.field("note"), in.confirm = x.field("confirm") == "yes";
  if (auto ok = app::place_by_hand(x.ctx, x.viewer, x.slug(), id, in); !ok) return point_again(x, ok.error());
  return onward(x, fmt::format("/i/{}/points/{}#places", x.slug(), id), "placed");
}

Response start_next(Exchange& x) {
  const auto d = app::start_next_text(x.ctx, x.viewer, x.slug());
  if (!d) return answer_error(x, d.error());
  const std::string back = x.field("back");
  return onward(x, back.starts_with("/desk") ? back : std::string("/desk"), "next-begun", {{"draft", d->number}}, 201);
}

Response text_edit(Exchange& x) { return text_done(x, app::edit_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("eid"), text_of(x), x.field("seen"))); }
Response text_split(Exchange& x) { return text_done(x, app::split_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("eid"), text_of(x), text_of(x, "number2", "heading2", "body2"), x.field("seen"))); }
Response text_merge(Exchange& x) { return text_done(x, app::merge_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("eid"), text_of(x), x.field("seen"))); }
Response text_move(Exchange& x) { return text_done(x, app::move_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("eid"), x.field("after"), x.field("inside") == "yes")); }
Response text_add(Exchange& x) {
  const auto eid = app::add_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("after"), x.field("inside") == "yes", x.field("kind"), text_of(x));
  if (!eid) return text_done(x, std::unexpected(eid.error()));
  return text_done(x, {}, {{"eid", *eid}});
}
Response text_delete(Exchange& x) {
  if (x.field("confirm") != "yes") return text_done(x, fail(Kind::invalid, "the deletion is not confirmed", "confirm", "tick the box; points on its words stay visible at its place"));
  return text_done(x, app::delete_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("eid"), x.field("seen")));
}

Response desk_publish_page(Exchange& x) { return answer(x, pages::desk_publish(x.ctx, x.viewer, x.slug(), x.number("n")), {"desk-publish", fmt::format("Publish Draft {}", x.number("n"))}); }

Response desk_publish(Exchange& x) {
  const auto refused = [&](const Error& e) {
    if (x.wants_json || e.kind == Kind::unavailable) return answer_error(x, e);
    auto page = pages::desk_publish(x.ctx, x.viewer, x.slug(), x.number("n"), x.form.fields, &e);
    if (!page) return answer_error(x, e);
    return answer(x, page, {"desk-publish", fmt::format("Publish Draft {}", x.number("n")), status_of(e.kind)});
  };
  if (x.field("confirm") != "yes") return refused({Kind::invalid, "the publication is not confirmed", "confirm", "tick the box: what is published never changes"});
  app::Publication p;
  p.expected_hash = x.field("hash"), p.title = x.field("title");
  p.stale_hold = x.field("stale_hold") == "yes", p.corrects = x.field("corrects") == "yes";
  if (x.form.has("note")) p.note = x.field("note");
  if (const std::string round = x.field("takes_account_of"); !round.empty()) {
    int n = 0;
    if (std::from_chars(round.data(), round.data() + round.size(), n).ptr != round.data() + round.size()) return refused({Kind::invalid, "the round is not a number", "takes_account_of", "give the number of a round"});
    p.takes_account_of = n;
  }
  if (x.field("with_round") == "yes") {
    app::NewRound r;
    r.closes_local = x.field("closes_local");
    if (x.form.has("zone")) r.zone = x.field("zone");
    if (x.form.has("rule")) r.rule = x.field("rule");
    if (x.form.has("late_policy")) r.late_policy = x.field("late_policy");
    p.round = r;
  }
  const auto d = app::publish_draft(x.ctx, x.viewer, x.slug(), x.number("n"), p);
  if (!d) return refused(d.error());
  const std::string to = d->number > 1 ? fmt::format("/i/{}/drafts/{}..{}", x.slug(), d->number - 1, d->number) : fmt::format("/i/{}/drafts/1", x.slug());
  return onward(x, to, p.takes_account_of ? "published-answers" : "published", {{"draft", d->number}, {"hash", d->hash}, {"published", to_rfc3339(d->published_at)}, {"index", d->log_index}}, 201);
}

}  // namespace accord::web::handlers
