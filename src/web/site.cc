#include "web/site.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <charconv>

#include "base/bytes.h"
#include "web/answer_page.h"
#include "web/assets.h"

namespace accord::web {
namespace {

using drafting::Permission;

Response static_file(const Asset& a) {
  Response r = Response::of(200, std::string(a.content_type), std::string(a.bytes));
  r.header("Cache-Control", "public, max-age=31536000, immutable");  // the name holds the hash
  r.cacheable = true;
  return r;
}

bool asks_for_json(const Request& request) {
  const auto accept = request.header("accept");
  const auto json = accept.find("application/json");
  const auto html = accept.find("text/html");
  return json != std::string_view::npos && (html == std::string_view::npos || json < html);
}

// JSON in a body stands for the form's fields: strings, numbers and booleans by their text, lists repeated.
Result<void> read_body(Exchange& x) {
  const auto type = x.request.header("content-type");
  if (!type.starts_with("application/json")) {
    ACCORD_TRY(x.form, parse_form(x.request));
    return {};
  }
  ACCORD_TRY(x.body, parse_json(x.request.body));
  if (!x.body.is_object()) return fail(Kind::invalid, "the JSON must be an object", "body", "send the fields of the form as an object");
  const auto add = [&](const std::string& name, const Json& v) {
    if (v.is_string()) x.form.fields.emplace_back(name, v.get<std::string>());
    else if (v.is_boolean()) x.form.fields.emplace_back(name, v.get<bool>() ? "yes" : "");
    else if (v.is_number()) x.form.fields.emplace_back(name, v.dump());
  };
  for (const auto& [name, v] : x.body.items()) {
    if (v.is_array())
      for (const auto& item : v) add(name, item);
    else
      add(name, v);
  }
  return {};
}

// A change needs the token of its own session, or a bearer token, which no other site can make a browser
// send; and it must not come from another site.
Result<void> check_origin(const Exchange& x, bool bearer) {
  if (bearer) return {};
  const auto site = x.request.header("sec-fetch-site");
  const auto origin = x.request.header("origin");
  // Host was checked against the hosts of this site when the request was admitted.
  const bool elsewhere = site == "cross-site" || (!origin.empty() && !origin.ends_with(fmt::format("://{}", x.request.header("host"))));
  const auto given = x.form.has("csrf") ? std::string(x.form.get("csrf")) : std::string(x.request.header("x-csrf-token"));
  bool good = false;
  if (!x.session_id.empty()) {
    good = equal_constant_time(given, x.csrf);
  } else {
    // Tokens of anonymous forms are good for a day; pages are cached for seconds.
    for (Instant hours = x.ctx.clock() / hour, k = 0; k < 24 && !good; ++k)
      good = equal_constant_time(given, fmt::format("a.{}.{}", hours - k, app::keyed_hash(x.ctx.secret, fmt::format("csrf\n{}", hours - k))));
  }
  if (elsewhere || !good)
    return fail(Kind::forbidden, "this request did not come from a page of this site, or the page is too old", "csrf", "open the page again and repeat; programs send a token as Authorization: Bearer");
  return {};
}

Result<void> check_access(Exchange& x, const Route& route) {
  if (route.access == Access::anybody) return {};
  // What chairs alone read is absent for everybody else.
  if (route.access == Access::chair) {
    const auto instrument = x.params.find("slug");
    if (instrument == x.params.end()) return {};  // the way to the desk looks for the instrument itself
    const auto ok = app::require_at(x.ctx, x.viewer, Permission::draft, instrument->second);
    return ok || ok.error().kind == Kind::unavailable ? ok : fail(Kind::not_found, "there is no such page");
  }
  if (route.access == Access::demo) return x.ctx.demo ? Result<void>{} : fail(Kind::not_found, "there is no such page");
  if (!x.viewer.signed_in()) return fail(Kind::unauthenticated, "sign in first", {}, "sign in at /sign-in, or send a token");
  if (route.access == Access::signed_in) return {};
  const auto slug = x.params.find("slug");
  if (slug == x.params.end()) return {};  // the office's own pages look at every membership
  const auto permission = route.access == Access::participant ? Permission::participate : Permission::office;
  return app::require_at(x.ctx, x.viewer, permission, slug->second);
}

Response dispatch(Exchange& x) {
  std::string path = x.request.path;
  bool other_method = false;
  const std::string method = x.request.method == "HEAD" ? "GET" : x.request.method;
  const Route* route = nullptr;
  // A page's address with .json behind it comes first: what ends an address may well be a name that could hold it.
  if (path.ends_with(".json")) {
    const std::string page = path == "/index.json" ? "/" : path.substr(0, path.size() - 5);
    route = find_route(method, page, x.params, other_method);
    if (route != nullptr && route->page) {
      path = page;
      x.wants_json = true;
    } else {
      route = nullptr;
    }
  }
  if (route == nullptr) {
    x.params.clear();
    route = find_route(method, path, x.params, other_method);
  }
  if (route == nullptr) {
    if (other_method) {
      Response r = answer_error(x, {Kind::invalid, fmt::format("{} is not possible here", x.request.method), x.request.path, "see /openapi.json"});
      r.status = 405;
      r.header("Allow", method == "POST" ? "GET, HEAD" : "POST");
      return r;
    }
    return answer_error(x, {Kind::not_found, "there is no such page", x.request.path, "start at the front page"});
  }
  const auto authorization = x.request.header("authorization");
  const bool bearer = authorization.starts_with("Bearer ");
  if (!authorization.empty() && !bearer) return answer_error(x, {Kind::unauthenticated, "only bearer tokens are taken", "Authorization", "send Authorization: Bearer TOKEN"});
  // A session that came in clear text is not taken for its owner's.
  const bool safe = x.request.secure || x.request.loopback;
  auto asking = app::who_asks(x.ctx, safe ? x.request.cookie("__Host-accord") : std::string_view{}, bearer ? authorization.substr(7) : std::string_view{});
  if (!asking) return answer_error(x, asking.error());
  x.viewer = std::move(asking->viewer);
  x.session_id = asking->session_id;
  if (!bearer) x.csrf = x.session_id.empty() ? anonymous_csrf(x.ctx) : asking->csrf;
  if (auto ok = check_access(x, *route); !ok) return answer_error(x, ok.error());
  if (route->method == "POST") {
    if (auto ok = read_body(x); !ok) return answer_error(x, ok.error());
    if (auto ok = check_origin(x, bearer); !ok) return answer_error(x, ok.error());
  }
  return route->handle(x);
}

}  // namespace

int Exchange::number(const std::string& name) const {
  const auto it = params.find(name);
  int n = -1;
  if (it == params.end() || it->second.size() > 6) return -1;
  const auto [end, ec] = std::from_chars(it->second.data(), it->second.data() + it->second.size(), n);
  return ec == std::errc() && end == it->second.data() + it->second.size() ? n : -1;
}

const std::string& Exchange::slug() const { return params.at("slug"); }

Response serve(app::Context& ctx, const Request& request) {
  if (request.path.starts_with("/assets/") && request.method != "POST")
    if (const auto* a = find_asset(std::string_view(request.path).substr(1))) return static_file(*a);
  Exchange x{ctx, request, {}, {}, {}, {}, asks_for_json(request), {}, nullptr};
  x.viewer.now = ctx.clock();
  try {
    Response r = dispatch(x);
    bool cached = false;
    for (const auto& [name, value] : r.headers) cached = cached || name == "Cache-Control";
    if (!cached) r.header("Cache-Control", x.viewer.signed_in() || request.method == "POST" ? "private, no-store" : "no-cache");
    return r;
  } catch (const std::exception& e) {
    // The one edge where an exception of a library ends; its text is for the operator.
    spdlog::error("{} {}: {}", request.method, request.path, e.what());
    return Response::of(500, "text/plain; charset=utf-8", "The program failed; nothing was changed.\n");
  }
}

Response turn_away(app::Context& ctx, const Request& request) {
  const auto credential = std::string(request.cookie("__Host-accord")) + std::string(request.header("authorization"));
  Response r = Response::of(503, "text/plain; charset=utf-8", "The server is full. Try again in a few seconds; nothing was stored.\n");
  r.header("Retry-After", "5");
  if (request.method == "POST" && !credential.empty()) {
    // Reloading the page sends the form again with this cookie: it then counts as having arrived now.
    const auto ticket = app::make_ticket(ctx, credential, request.path, ctx.clock());
    r.header("Set-Cookie", fmt::format("__Host-accord-ticket={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600", ticket));
    r.header("Accord-Ticket", ticket);
    r.body = std::make_shared<const std::string>("The server is full and nothing was stored. Reload this page within ten minutes: what you sent then counts as having arrived now, even if the deadline passes meanwhile.\n");
  }
  return r;
}

}  // namespace accord::web
