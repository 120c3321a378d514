// The feedback report of a round, as a page and as files.
#include <fmt/format.h>

#include "app/pages/report_tables.h"
#include "web/answer_page.h"
#include "web/handlers.h"
#include "web/workbook.h"

namespace accord::web::handlers {
namespace {

namespace pages = app::pages;

Response file(Exchange& x, const std::string& ending, std::string content_type, const std::function<Result<std::string>(const Json&)>& make) {
  const auto resource = pages::report(x.ctx, x.slug(), x.number("n"), {});
  if (!resource) return answer_error(x, resource.error());
  auto bytes = make(*resource);
  if (!bytes) return answer_error(x, bytes.error());
  Response r = Response::of(200, std::move(content_type), std::move(*bytes));
  r.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}-round-{}-report.{}\"", x.slug(), x.number("n"), ending));
  r.cacheable = !x.viewer.signed_in();
  return r;
}

}  // namespace

Response report(Exchange& x) {
  auto resource = pages::report(x.ctx, x.slug(), x.number("n"), x.request.query);
  const std::string title = resource ? fmt::format("{} · {}", (*resource)["title"].get<std::string>(), (*resource)["instrument"]["short_title"].get<std::string>()) : "";
  return answer(x, resource, {"report", title});
}

Response report_csv(Exchange& x) {
  return file(x, "csv", "text/csv; charset=utf-8; header=present", [](const Json& r) -> Result<std::string> { return pages::report_csv(pages::report_tables(r)); });
}

Response report_jsonl(Exchange& x) {
  return file(x, "jsonl", "application/jsonl", [](const Json& r) -> Result<std::string> { return pages::report_jsonl(pages::report_tables(r)); });
}

Response report_xlsx(Exchange& x) {
  return file(x, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              [&](const Json& r) { return workbook(pages::report_tables(r), r["title"].get<std::string>(), x.ctx.public_url, from_rfc3339(r["made"]["at"].is_string() ? r["made"]["at"].get<std::string>() : "").value_or(0)); });
}

}  // namespace accord::web::handlers
