#include <fmt/format.h>

#include "app/demo.h"
#include "app/notices.h"
#include "web/answer_page.h"
#include "web/handlers.h"

namespace accord::web::handlers {
namespace {

namespace pages = app::pages;

// Only places of this site: an open redirect would lend its name to others.
std::string safe_next(const std::string& next) {
  if (next.size() < 2 || next[0] != '/' || next[1] == '/' || next[1] == '\\' || next.find_first_of("\r\n\\") != std::string::npos) return "/";
  return next;
}

// A session cookie must not travel in clear text.
Result<void> check_secure(const Exchange& x) {
  if (x.request.secure || x.request.loopback) return {};
  return fail(Kind::forbidden, "signing in needs HTTPS", {}, "open the site by its https address; the operator names the proxy with --trust-proxy");
}

Json sign_in_form(Exchange& x, const Error* problem) {
  const std::string next = x.form.has("next") ? x.field("next") : std::string(x.request.param("next"));
  return {{"action", "/sign-in"}, {"email", x.field("email")}, {"next", safe_next(next)}, {"problem", problem == nullptr ? Json(nullptr) : pages::problem_json(*problem)}};
}

Json join_form(Exchange& x, const store::Invitation& i, const Error* problem) {
  Json instrument = nullptr;
  Json organisation = nullptr;
  if (auto names = pages::invitation_names(x.ctx, x.viewer, i)) instrument = names->instrument, organisation = names->organisation;
  // Of an organisation the secretariat says it.
  Json countries = organisation.is_null() && !instrument.is_null() ? pages::country_options(x.field("country")) : Json::array();
  return {{"action", "/join/" + x.params.at("token")},
          {"name", x.form.has("name") ? x.field("name") : i.name},
          {"email", i.email.empty() ? x.field("email") : i.email},
          {"email_is_fixed", !i.email.empty()},
          {"invited_by", i.invited_by.empty() ? Json(nullptr) : Json("the secretariat")},
          {"instrument", std::move(instrument)},
          {"role_label", pages::role_label(i.role)},
          {"organisation", std::move(organisation)},
          {"category_label", i.category.empty() ? Json(nullptr) : Json(pages::category_label(i.category))},
          {"is_new", true},
          {"has_countries", !countries.empty()},
          {"countries", std::move(countries)},
          {"expires_text", pages::moment_text(i.expires_at)},
          {"password_min", app::password_min},
          {"problem", problem == nullptr ? Json(nullptr) : pages::problem_json(*problem)}};
}

Response signed_in(Exchange& x, const app::SignedIn& s, const std::string& next) {
  if (!x.session_id.empty()) (void)app::end_session(x.ctx, x.viewer, x.session_id);  // a new session at every sign-in
  Response r = onward(x, next, "", {{"person", s.person}});
  set_session(r, s.token, s.expires_at - x.ctx.clock());
  return r;
}

}  // namespace

Response sign_in_page(Exchange& x) { return answer(x, sign_in_form(x, nullptr), {"sign-in", "Sign in"}); }

Response sign_in(Exchange& x) {
  if (auto ok = check_secure(x); !ok) return answer_error(x, ok.error());
  const auto s = app::sign_in(x.ctx, x.field("email"), x.field("password"), x.request.remote);
  if (s) return signed_in(x, *s, safe_next(x.field("next")));
  if (x.wants_json || (s.error().kind != Kind::unauthenticated && s.error().kind != Kind::invalid)) return answer_error(x, s.error());
  return answer(x, sign_in_form(x, &s.error()), {"sign-in", "Sign in", status_of(s.error().kind)});
}

Response sign_out(Exchange& x) {
  if (auto ok = app::end_session(x.ctx, x.viewer, x.session_id); !ok && ok.error().kind != Kind::not_found) return answer_error(x, ok.error());
  Response r = onward(x, "/", "signed-out");
  set_session(r, "", 0);
  return r;
}

Response join_page(Exchange& x) {
  const auto i = app::open_invitation(x.ctx, x.params.at("token"));
  if (!i) return answer_error(x, i.error());
  Response r = answer(x, join_form(x, *i, nullptr), {"join", "Join"});
  r.cacheable = false;
  return r;
}

Response join(Exchange& x) {
  if (auto ok = check_secure(x); !ok) return answer_error(x, ok.error());
  const auto i = app::open_invitation(x.ctx, x.params.at("token"));
  if (!i) return answer_error(x, i.error());
  const auto s = app::join(x.ctx, x.params.at("token"), {x.field("name"), x.field("email"), x.field("password"), x.field("country")});
  if (s) return signed_in(x, *s, i->instrument.empty() ? "/office" : "/");
  if (x.wants_json || s.error().kind != Kind::invalid) return answer_error(x, s.error());
  return answer(x, join_form(x, *i, &s.error()), {"join", "Join", 400});
}

Response me(Exchange& x) { return answer(x, pages::me(x.ctx, x.viewer, x.session_id), {"me", "My page"}); }

Response my_export(Exchange& x) {
  const auto data = pages::my_data(x.ctx, x.viewer);
  if (!data) return answer_error(x, data.error());
  Response r = Response::of(200, "application/json", data->dump(2) + "\n");
  r.header("Content-Disposition", "attachment; filename=\"my-data.json\"");
  return r;
}

Response make_token(Exchange& x) {
  const auto token = app::make_token(x.ctx, x.viewer, x.field("name"));
  if (!token && x.wants_json) return answer_error(x, token.error());
  if (x.wants_json) return onward(x, "/me", "", {{"token", *token}}, 201);
  pages::Once once;
  if (token) once.new_token = *token;
  return answer(x, pages::me(x.ctx, x.viewer, x.session_id, once, token ? nullptr : &token.error()), {"me", "My page", token ? 200 : status_of(token.error().kind)});
}

Response revoke_token(Exchange& x) {
  if (auto ok = app::revoke_token(x.ctx, x.viewer, x.params.at("id")); !ok) return answer_error(x, ok.error());
  return onward(x, "/me", "ended");
}

Response end_session(Exchange& x) {
  if (auto ok = app::end_session(x.ctx, x.viewer, x.params.at("id")); !ok) return answer_error(x, ok.error());
  return onward(x, "/me", "ended");
}

Response change_password(Exchange& x) {
  const auto ok = app::change_password(x.ctx, x.viewer, x.session_id, x.field("old"), x.field("new"));
  if (ok) return onward(x, "/me", "password");
  if (x.wants_json) return answer_error(x, ok.error());
  return answer(x, pages::me(x.ctx, x.viewer, x.session_id, {}, &ok.error()), {"me", "My page", status_of(ok.error().kind)});
}

Response notices_seen(Exchange& x) {
  // Without an instant: all that there are now.
  const auto until = from_rfc3339(x.field("until"));
  if (!until && !x.field("until").empty()) return answer_error(x, {Kind::invalid, "this is no instant", "until", "write it as 2025-03-30T21:59:00Z"});
  if (auto ok = app::mark_notices_seen(x.ctx, x.viewer, until.value_or(x.ctx.clock())); !ok) return answer_error(x, ok.error());
  return onward(x, "/me#notices", "seen");
}

Response mail_pace(Exchange& x) {
  if (auto ok = app::set_mail_pace(x.ctx, x.viewer, x.field("pace")); !ok) return answer_error(x, ok.error());
  return onward(x, "/me#notices", "mail");
}

Response demo_clock(Exchange& x) {
  if (auto ok = app::move_demo_clock(x.ctx); !ok) return answer_error(x, ok.error());
  return onward(x, safe_next(x.field("next")), "clock");
}

Response demo_role(Exchange& x) {
  const auto roles = app::demo_roles(x.ctx);
  if (!roles) return answer_error(x, roles.error());
  const std::string next = safe_next(x.field("next"));
  for (const auto& r : *roles) {
    if (r.key != x.field("role")) continue;
    if (!x.session_id.empty()) (void)app::end_session(x.ctx, x.viewer, x.session_id);
    Response out = onward(x, next, "");
    if (r.person.empty()) {
      set_session(out, "", 0);
      return out;
    }
    const auto s = app::become(x.ctx, r.person);
    if (!s) return answer_error(x, s.error());
    set_session(out, s->token, s->expires_at - x.ctx.clock());
    return out;
  }
  return answer_error(x, {Kind::invalid, "there is no such role in the demonstration", "role", "choose one of the bar"});
}

}  // namespace accord::web::handlers
