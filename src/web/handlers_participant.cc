#include <fmt/format.h>

#include <charconv>

#include "app/answers.h"
#include "web/answer_page.h"
#include "web/handlers.h"

namespace accord::web::handlers {
namespace {

namespace pages = app::pages;

std::string round_of(Exchange& x) { return fmt::format("/i/{}/rounds/{}", x.slug(), x.number("n")); }

// When it counts as having arrived: now, or when it was turned away, if its ticket is good.
Instant arrived(Exchange& x) {
  auto ticket = x.request.header("accord-ticket");
  if (ticket.empty()) ticket = x.form.get("ticket");
  if (ticket.empty()) ticket = x.request.cookie("__Host-accord-ticket");
  if (ticket.empty()) return x.request.received;
  const auto credential = std::string(x.request.cookie("__Host-accord")) + std::string(x.request.header("authorization"));
  return app::check_ticket(x.ctx, ticket, credential, x.request.path, x.request.received).value_or(x.request.received);
}

std::optional<std::size_t> count(std::string_view s) {
  std::size_t n = 0;
  if (s.empty() || std::from_chars(s.data(), s.data() + s.size(), n).ptr != s.data() + s.size()) return std::nullopt;
  return n;
}

app::PointInput point_of(Exchange& x) {
  app::PointInput p;
  p.id = x.field("point"), p.provision = x.field("at"), p.quote = x.field("quote"), p.start = count(x.form.get("start"));
  p.text = x.field("text"), p.replacement = x.field("replacement");
  if (x.form.has("type")) p.type = x.field("type");
  if (x.form.has("stance")) p.stance = x.field("stance");
  if (x.form.has("visibility")) p.visibility = x.field("visibility");
  if (x.form.has("on_behalf_of")) p.organisation = x.field("on_behalf_of");
  return p;
}

// A point in JSON: "at" (or "provision"), "quote", "start", "type", "stance", "text", "replacement", "visibility".
Result<app::PointInput> point_of(const Json& j, std::size_t index) {
  const std::string place = fmt::format("points[{}]", index);
  if (!j.is_object()) return fail(Kind::invalid, "a point must be an object", place);
  app::PointInput p;
  const auto text = [&](const char* name, std::string& out) -> Result<void> {
    const auto it = j.find(name);
    if (it == j.end() || it->is_null()) return {};
    if (!it->is_string()) return fail(Kind::invalid, fmt::format("\"{}\" must be text", name), place);
    out = it->get<std::string>();
    return {};
  };
  ACCORD_CHECK(text("at", p.provision));
  ACCORD_CHECK(text("quote", p.quote));
  ACCORD_CHECK(text("type", p.type));
  ACCORD_CHECK(text("stance", p.stance));
  ACCORD_CHECK(text("text", p.text));
  ACCORD_CHECK(text("replacement", p.replacement));
  ACCORD_CHECK(text("visibility", p.visibility));
  if (const auto it = j.find("start"); it != j.end() && it->is_number_unsigned()) p.start = it->get<std::size_t>();
  return p;
}

}  // namespace

Response composer(Exchange& x) { return answer(x, pages::composer(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query), {"composer", fmt::format("Comment on Draft {}", x.params.at("n"))}); }

Response save_point(Exchange& x) {
  const int draft = x.number("n");
  const auto back = [&](const Error* problem, int status) {
    return answer(x, pages::composer(x.ctx, x.viewer, x.slug(), draft, x.request.query, x.form.fields, problem), {"composer", fmt::format("Comment on Draft {}", draft), status});
  };
  if (x.field("do") == "preview") return back(nullptr, 200);
  const auto round = pages::round_number(x.ctx, x.viewer, x.slug(), draft);
  if (!round) return answer_error(x, round.error());
  app::PointInput p = point_of(x);
  if (p.quote.empty() && x.form.has("sentence")) {
    // The composer itself turns picked sentences into the quoted words.
    const auto resource = pages::composer(x.ctx, x.viewer, x.slug(), draft, x.request.query, x.form.fields);
    if (resource && !(*resource)["form"].is_null() && (*resource)["form"]["quote"].is_string()) {
      p.quote = (*resource)["form"]["quote"].get<std::string>();
      p.start = (*resource)["form"]["quote_start"].get<std::size_t>();
    }
  }
  const auto saved = app::save_point(x.ctx, x.viewer, x.slug(), *round, p);
  if (!saved) {
    if (x.wants_json || saved.error().kind == Kind::not_found) return answer_error(x, saved.error());
    return back(&saved.error(), status_of(saved.error().kind));
  }
  return onward(x, fmt::format("/i/{}/drafts/{}?at={}#{}", x.slug(), draft, percent_encode(p.provision), p.provision), "point-saved", {{"point", saved->id}, {"submission", saved->submission}}, 201);
}

Response drop_point(Exchange& x) {
  if (auto ok = app::drop_point(x.ctx, x.viewer, x.slug(), x.number("n"), x.params.at("id")); !ok) return answer_error(x, ok.error());
  return onward(x, round_of(x) + "/submission", "point-dropped");
}

Response submission(Exchange& x) { return answer(x, pages::submission(x.ctx, x.viewer, x.slug(), x.number("n")), {"submission", fmt::format("My submission to Round {}", x.params.at("n"))}); }

Response file_submission(Exchange& x) {
  const int n = x.number("n");
  const auto back = [&](const Error& e) {
    if (x.wants_json || e.kind == Kind::not_found || e.kind == Kind::unavailable) return answer_error(x, e);
    return answer(x, pages::submission(x.ctx, x.viewer, x.slug(), n, x.form.fields, &e), {"submission", fmt::format("My submission to Round {}", n), status_of(e.kind)});
  };
  if (x.field("do") == "save") {
    const auto ok = app::save_letter(x.ctx, x.viewer, x.slug(), n, x.field("letter"), x.field("on_behalf_of"));
    return ok ? onward(x, round_of(x) + "/submission", "letter-saved") : back(ok.error());
  }
  app::FilingInput in;
  in.idempotency_key = x.request.header("idempotency-key").empty() ? x.field("idempotency_key") : std::string(x.request.header("idempotency-key"));
  if (x.form.has("letter")) in.letter = x.field("letter");
  if (x.form.has("on_behalf_of")) in.organisation = x.field("on_behalf_of");
  in.consent = x.field("consent") == "yes";
  in.notice_version = x.field("privacy_version");
  in.arrived = arrived(x);
  if (x.body.is_object() && x.body.contains("points")) {
    if (!x.body["points"].is_array()) return back({Kind::invalid, "\"points\" must be a list", "points", ""});
    in.points.emplace();
    for (std::size_t k = 0; k < x.body["points"].size(); ++k) {
      auto p = point_of(x.body["points"][k], k);
      if (!p) return back(p.error());
      in.points->push_back(std::move(*p));
    }
  }
  const auto filed = app::file_submission(x.ctx, x.viewer, x.slug(), n, in);
  if (!filed) return back(filed.error());
  const std::string href = fmt::format("{}/receipts/{}", round_of(x), filed->filing);
  Json result = {{"filing", filed->filing}, {"version", filed->version}, {"late", filed->late}, {"repeated", filed->repeated}, {"index", filed->index}, {"receipt", nullptr}};
  if (x.wants_json) {
    const auto receipt = app::receipt(x.ctx, x.viewer, filed->filing);
    if (receipt) result["receipt"] = Json::parse(*receipt);
  }
  return onward(x, href, "filed", std::move(result), filed->repeated ? 200 : 201);
}

Response withdraw(Exchange& x) {
  if (x.field("confirm") != "yes") return answer_error(x, {Kind::invalid, "the withdrawal is not confirmed", "confirm", "tick the box, then withdraw"});
  const auto done = app::withdraw_submission(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("idempotency_key"), arrived(x));
  if (!done) return answer_error(x, done.error());
  return onward(x, round_of(x) + "/submission", "withdrawn", {{"filing", done->filing}, {"version", done->version}, {"index", done->index}});
}

Response receipt(Exchange& x) { return answer(x, pages::receipt(x.ctx, x.viewer, x.slug(), x.number("n"), x.params.at("id")), {"receipt", "Receipt"}); }

Response receipt_file(Exchange& x) {
  const auto bytes = app::receipt(x.ctx, x.viewer, x.params.at("id"), std::string(x.request.param("point")));
  if (!bytes) return answer_error(x, bytes.error());
  Response r = Response::of(200, "application/json", *bytes);
  r.header("Content-Disposition", fmt::format("attachment; filename=\"receipt-{}-{}-{}.json\"", x.slug(), x.number("n"), x.params.at("id").substr(0, 8)));
  return r;
}

// The page of the point again, with what was typed and what was wrong with it.
Response point_again(Exchange& x, const Error& e) {
  if (x.wants_json || e.kind == Kind::forbidden || e.kind == Kind::unavailable) return answer_error(x, e);
  return answer(x, pages::point(x.ctx, x.viewer, x.slug(), x.params.at("id"), x.form.fields, &e), {"point", "A point", status_of(e.kind)});
}

Response react(Exchange& x) {
  const std::string id = x.params.at("id"), page = fmt::format("/i/{}/points/{}", x.slug(), id);
  const auto index = app::react(x.ctx, x.viewer, x.slug(), id, {x.field("reaction"), x.field("reason"), {}});
  if (!index) return point_again(x, index.error());
  return onward(x, x.field("back") == "me" ? "/me#point-" + id : page + "#became", "reacted", {{"index", *index}, {"receipt", page + "/reaction/receipt"}}, 201);
}

Response reaction_receipt(Exchange& x) {
  const auto bytes = app::reaction_receipt(x.ctx, x.viewer, x.slug(), x.params.at("id"));
  if (!bytes) return answer_error(x, bytes.error());
  Response r = Response::of(200, "application/json", *bytes);
  r.header("Content-Disposition", fmt::format("attachment; filename=\"receipt-reaction-{}.json\"", x.params.at("id").substr(0, 8)));
  return r;
}

}  // namespace accord::web::handlers
