#include "web/answer_page.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/demo.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "web/assets.h"
#include "web/render.h"

namespace accord::web {
namespace {

using drafting::Permission;

// What a notice says; the cookie carries its key alone, so that nobody can put words on our page.
const std::map<std::string_view, std::string_view> notices = {
    {"point-saved", "The point is in your submission. It is not filed yet."},
    {"point-dropped", "The point was deleted from your submission."},
    {"letter-saved", "Saved. It is not filed yet."},
    {"filed", "Filed. Keep the receipt: it proves what you filed and when."},
    {"withdrawn", "Withdrawn. The receipt of the withdrawal is below."},
    {"signed-out", "You are signed out."},
    {"password", "The password was changed."},
    {"ended", "Done."},
    {"imported", "The file was read. Look at what is doubtful before you publish."},
    {"corrected", "Corrected; the lineage was computed again."},
    {"paired", "Paired by hand; the rest of the lineage was computed again."},
    {"renamed", "Saved."},
    {"discarded", "The working draft was discarded."},
    {"published", "Published. The text and its round are open for all."},
    {"answered", "Prepared. Nobody but the chairs sees it until the draft is published."},
    {"seen", "Marked as read."},
    {"mail", "Saved. That is how you are told from now on."},
    {"reacted", "Your word stands beside the answer and in the log; its receipt is below."},
    {"placed", "Placed. What was found before stays in its history."},
    {"taken-back", "Taken back; the points are open again."},
    {"read", "Marked as read."},
    {"handed-over", "Handed over."},
    {"divided", "Divided. Its author is told; each part is answered on its own."},
    {"confirmed", "Confirmed: these answers hold on the words as they are now."},
    {"answer-corrected", "The correction is published and its author is told; the earlier answer stays beside it."},
    {"next-begun", "The next text begins as a copy of the last draft. Chairs and secretariat see it."},
    {"next-text", "The next text was changed."},
    {"published-answers", "Published: the text, and with it every answer, at one instant."},
    {"clock", "The demonstration's clock was moved."},
    {"extended", "The deadline was extended; the reason stands on the page of the round and in the log."},
    {"redacted", "Removed. The log shows that something was removed and on what ground."},
    {"redacted-author", "Removed: the author's name and letters in this code. The account stays, for it is also known elsewhere."},
    {"redacted-account", "Removed: the author's name and letters, and the account with its address, password and sessions."},
    {"edited", "A new version is published; the earlier one stays."},
    {"created", "The instrument is there. Import its first draft."},
};

std::string initials(const std::string& name) {
  std::string out;
  bool start = true;
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t at = i;
    const char32_t c = utf8::next(name, i);
    if (start && !utf8::is_space(c) && utf8::length(out) < 2) out += name.substr(at, i - at);
    start = utf8::is_space(c) || c == '-';
  }
  return out;
}

Json demo_json(Exchange& x) {
  if (!x.ctx.demo) return nullptr;
  Json roles = Json::array();
  const auto all = app::demo_roles(x.ctx);
  if (!all) return nullptr;
  for (const auto& r : *all) roles.push_back({{"key", r.key}, {"label", r.label}, {"hint", r.hint}, {"current", r.person == x.viewer.person}});
  const auto later = app::demo_next(x.ctx);
  return {{"action", "/demo/role"}, {"clock_text", app::pages::moment_text(x.viewer.now)}, {"roles", std::move(roles)},
          {"later_text", later == 0 ? Json(nullptr) : Json("On to " + app::pages::day_text(later))}};
}

Response html(int status, std::string body) {
  Response r = Response::of(status, "text/html; charset=utf-8", std::move(body));
  r.header("Vary", "Accept, Cookie");
  return r;
}

Response json(int status, const Json& value) {
  Response r = Response::of(status, "application/json", value.dump());
  r.header("Vary", "Accept, Cookie");
  return r;
}

}  // namespace

int status_of(Kind kind) {
  switch (kind) {
    case Kind::invalid: return 400;
    case Kind::unauthenticated: return 401;
    case Kind::forbidden: return 403;
    case Kind::not_found: return 404;
    case Kind::conflict: return 409;
    case Kind::too_late: return 410;
    case Kind::too_large: return 413;
    case Kind::unsupported: return 415;
    case Kind::unprocessable: return 422;
    case Kind::rate_limited: return 429;
    case Kind::unavailable: return 503;
    case Kind::internal: return 500;
  }
  return 500;
}

std::string anonymous_csrf(const app::Context& ctx) {
  const auto hours = ctx.clock() / hour;
  return fmt::format("a.{}.{}", hours, app::keyed_hash(ctx.secret, fmt::format("csrf\n{}", hours)));
}

Json chrome_of(Exchange& x, std::string_view page, const std::string& title) {
  Json instrument = nullptr, bar = nullptr, notice = nullptr;
  bool is_chair = false, is_office = x.viewer.may(Permission::administer, {});
  for (const auto& m : x.viewer.memberships) is_office = is_office || m.role == "secretariat";
  if (const auto slug = x.params.find("slug"); slug != x.params.end()) {
    if (const auto s = app::pages::surroundings(x.ctx, x.viewer, slug->second)) {
      const std::string base = "/i/" + s->instrument.slug;
      const std::string& path = x.request.path;
      Json nav = Json::array();
      const auto link = [&](std::string_view label, const std::string& href, bool current) { nav.push_back({{"label", label}, {"href", href}, {"current", current}}); };
      link("Overview", base, path == base || path == base + ".json");
      if (s->latest_draft > 0) link("Drafts", fmt::format("{}/drafts/{}", base, s->latest_draft), page == "reader" || page == "composer" || page == "provision");
      if (s->earlier_draft > 0) link("Changes", fmt::format("{}/drafts/{}..{}", base, s->earlier_draft, s->latest_draft), page == "redline");
      if (s->latest_round > 0) {
        link("Rounds", fmt::format("{}/rounds/{}", base, s->latest_round), page == "round" || page == "letters" || page == "submission" || page == "receipt");
        link("Points", fmt::format("{}/rounds/{}/points", base, s->latest_round), page == "points" || page == "point");
        if (s->is_chair || s->is_office) link("Desk", fmt::format("/desk/i/{}/rounds/{}", s->instrument.slug, s->latest_round), page == "desk" || page == "desk-publish");
      }
      instrument = {{"slug", s->instrument.slug}, {"title", s->instrument.short_title}, {"href", base}, {"nav", std::move(nav)}};
      is_chair = s->is_chair;
      if (s->open) {
        const auto& d = s->open->deadline;
        const std::string round = fmt::format("{}/rounds/{}", base, s->open->number);
        bar = {{"number", s->open->number}, {"draft", s->open->draft}, {"draft_href", fmt::format("{}/drafts/{}", base, s->open->draft)}, {"href", round},
               {"time_left_text", drafting::time_left(*s->open, x.viewer.now)}, {"closes_text", long_date_time(d.closes, d.zone)}, {"closes_iso", to_rfc3339(d.closes)},
               {"closes_zone_text", d.zone == app::pages::brussels ? "Brussels time" : d.zone}, {"action_href", s->takes_part ? round + "/submission" : round},
               {"action_label", s->takes_part ? "Review and file" : "See the round"}, {"points_in_submission", s->points_in_submission}, {"has_points", s->points_in_submission > 0}};
      }
    }
  }
  if (const auto n = notices.find(x.request.cookie("__Host-accord-notice")); n != notices.end())
    notice = {{"kind", "done"}, {"text", n->second}, {"href", nullptr}, {"href_label", nullptr}};
  const std::int64_t unseen = app::pages::unseen_notices(x.ctx, x.viewer);
  std::string path = x.request.path;
  std::string query;
  if (const auto mark = x.request.target.find('?'); mark != std::string::npos) query = x.request.target.substr(mark);
  return {{"title", title}, {"page", page}, {"instrument", std::move(instrument)},
          {"viewer", {{"name", x.viewer.name}, {"initials", initials(x.viewer.name)}, {"signed_in", x.viewer.signed_in()}, {"is_office", is_office}, {"is_chair", is_chair},
                      {"has_unseen", unseen > 0}, {"unseen", unseen}, {"unseen_text", app::pages::plural(unseen, "new notice", "new notices")}}},
          {"csrf", x.csrf}, {"demo", demo_json(x)}, {"round_bar", std::move(bar)}, {"notice", std::move(notice)},
          {"assets", {{"css", asset_href("main.css")}, {"js", asset_href("main.js")}, {"icon", asset_href("icon.svg")}}},
          {"now", to_rfc3339(x.viewer.now)}, {"canonical", x.request.target}, {"json_href", x.request.method == "GET" ? Json((path == "/" ? "/index" : path) + ".json" + query) : Json(nullptr)}};
}

Response answer_error(Exchange& x, const Error& e) {
  const int status = status_of(e.kind);
  if (e.kind == Kind::internal) spdlog::error("{} ({})", e.message, e.place);
  const std::string title = status == 404 ? "Not found" : status == 401 ? "Sign in first" : status == 403 ? "Not for you" : status == 500 ? "Something failed here" : status == 503 ? "Not now" : "That did not work";
  Response r;
  if (x.wants_json) {
    r = json(status, {{"status", status}, {"title", title}, {"message", e.message}, {"place", app::pages::text_or_null(e.place)}, {"remedy", app::pages::text_or_null(e.remedy)}, {"ticket", nullptr}, {"sign_in_href", status == 401 ? Json("/sign-in") : Json(nullptr)}, {"back_href", nullptr}});
  } else {
    const std::string next = x.request.method == "GET" ? "?next=" + percent_encode(x.request.target) : "";
    const Json resource = {{"status", status}, {"title", title}, {"message", e.kind == Kind::internal ? "the program failed; nothing was changed" : e.message}, {"place", e.kind == Kind::internal ? Json(nullptr) : app::pages::text_or_null(e.place)},
                           {"remedy", app::pages::text_or_null(e.remedy)}, {"ticket", nullptr}, {"sign_in_href", status == 401 ? Json("/sign-in" + next) : Json(nullptr)}, {"back_href", "/"}};
    const auto page = render("error", resource, chrome_of(x, "error", title));
    r = page ? html(status, *page) : Response::of(status, "text/plain; charset=utf-8", e.message + "\n");
  }
  if (status == 401) r.header("WWW-Authenticate", "Bearer realm=\"Accord\"");
  if (status == 429 || status == 503) r.header("Retry-After", status == 429 ? "900" : "5");
  return r;
}

Response answer(Exchange& x, const Result<Json>& resource, const PageInfo& page) {
  if (!resource) return answer_error(x, resource.error());
  if (x.wants_json) {
    Response r = json(page.status, *resource);
    r.cacheable = x.request.method == "GET" && page.status == 200 && !x.viewer.signed_in();
    return r;
  }
  auto rendered = render(std::string(page.template_name), *resource, chrome_of(x, page.template_name, page.title));
  if (!rendered) return answer_error(x, rendered.error());
  Response r = html(page.status, std::move(*rendered));
  r.cacheable = x.request.method == "GET" && page.status == 200 && !x.viewer.signed_in();
  if (!x.request.cookie("__Host-accord-notice").empty()) r.header("Set-Cookie", "__Host-accord-notice=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
  return r;
}

Response onward(Exchange& x, const std::string& href, std::string_view notice, Json result, int json_status) {
  if (x.wants_json) {
    result["href"] = href;
    return json(json_status, result);
  }
  Response r;
  r.status = 303;
  r.header("Location", href);
  if (!notice.empty()) r.header("Set-Cookie", fmt::format("__Host-accord-notice={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60", notice));
  return r;
}

void set_session(Response& r, const std::string& token, Instant expires) {
  // __Host-: this host alone, the whole site, over a secure connection (browsers count loopback as one).
  const auto left = token.empty() ? 0 : std::max<Instant>(0, expires / second);
  std::string cookie = fmt::format("__Host-accord={}; Path=/; Secure; HttpOnly; SameSite=Lax", token);
  cookie += token.empty() ? "; Max-Age=0" : fmt::format("; Max-Age={}", left);
  r.header("Set-Cookie", cookie);
  if (token.empty()) r.header("Clear-Site-Data", "\"storage\"");
}

}  // namespace accord::web
