#include "app/notices.h"

#include <fmt/format.h>

#include "base/json.h"
#include "store/points.h"

namespace accord::app {
namespace {

std::int64_t number(const Json& j, const char* key) { return j.contains(key) && j[key].is_number_integer() ? j[key].get<std::int64_t>() : 0; }
std::string text(const Json& j, const char* key) { return j.contains(key) && j[key].is_string() ? j[key].get<std::string>() : ""; }
std::string several(std::int64_t n, std::string_view one, std::string_view many) { return fmt::format("{} {}", n, n == 1 ? one : many); }

}  // namespace

NoticeWords words_of(const store::Notice& n, const std::string& slug, const std::string& title) {
  const Json data = parse_json(n.data).value_or(Json::object());
  const std::string base = "/i/" + slug, of = title.empty() ? "" : " (" + title + ")";
  const auto points = number(data, "points"), round = number(data, "round");
  const std::string point = text(data, "point").empty() ? "" : fmt::format("{}/points/{}", base, text(data, "point"));
  if (n.kind == "answered" && data.contains("corrected")) return {fmt::format("The answer to one of your points of Round {} was corrected{}.", round, of), point};
  if (n.kind == "answered")
    return {fmt::format("{} of Round {} {} answered with Draft {}{}.", points == 1 ? "Your point" : fmt::format("{} of your points", points), round, points == 1 ? "was" : "were", number(data, "draft"), of),
            fmt::format("{}/rounds/{}/points?author=me&answer=answered", base, round)};
  if (n.kind == "divided") {
    const auto parts = number(data, "parts");
    return {parts == 0 ? fmt::format("One of your points is answered as a whole again{}.", of) : fmt::format("One of your points asks several things; it was divided into {}, and each gets its answer{}.", several(parts, "part", "parts"), of), point};
  }
  if (n.kind == "replied") return {fmt::format("The author of a point objects to your answer{}.", of), point};
  if (n.kind == "handed-over") return {fmt::format("The points on {} of Round {} were given to you{}.", several(number(data, "provisions"), "provision", "provisions"), round, of), fmt::format("/desk{}/rounds/{}?who=me", base, round)};
  if (n.kind == "second-reader") return {fmt::format("{} of Round {} {} for you as second reader{}.", several(points, "answer", "answers"), round, points == 1 ? "waits" : "wait", of), fmt::format("/desk{}/rounds/{}?show=waiting", base, round)};
  return {"Something of yours changed" + of + ".", ""};
}

Result<void> mark_notices_seen(Context& ctx, const Viewer& viewer, Instant until) {
  if (!viewer.signed_in()) return fail(Kind::unauthenticated, "sign in first");
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    if (store::mark_seen(w, viewer.person, until) > 0) store::add_audit(w, viewer.person, "read notices", "", "person:" + viewer.person);
    return {};
  });
}

Result<void> set_mail_pace(Context& ctx, const Viewer& viewer, const std::string& pace) {
  if (!viewer.signed_in()) return fail(Kind::unauthenticated, "sign in first");
  if (pace != "each" && pace != "daily" && pace != "none") return fail(Kind::invalid, "this is no way to be told", "pace", "use each, daily or none");
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    store::put_mail_pace(w, viewer.person, pace);
    store::add_audit(w, viewer.person, "chose how to be told", "", "person:" + viewer.person, pace);
    return {};
  });
}

}  // namespace accord::app
