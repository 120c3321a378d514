#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/log_files.h"
#include "web/answer_page.h"
#include "web/handlers.h"
#include "web/site.h"

namespace accord::web::handlers {
namespace {

namespace pages = app::pages;

Response redirect(const std::string& href) {
  Response r;
  r.status = 302;
  r.header("Location", href);
  return r;
}

Response file(Exchange& x, const std::string& path) {
  auto f = app::log_file(x.ctx, path);
  if (!f) return answer_error(x, f.error());
  Response r = Response::of(200, f->content_type, std::move(f->bytes));
  if (f->immutable) r.header("Cache-Control", "public, max-age=31536000, immutable");
  r.cacheable = true;
  return r;
}

Response stream(Exchange& x, const std::string& format) {
  auto next = pages::export_points(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query, format);
  if (!next) return answer_error(x, next.error());
  Response r;
  r.header("Content-Type", format == "csv" ? "text/csv; charset=utf-8; header=present" : "application/jsonl");
  r.header("Content-Disposition", fmt::format("attachment; filename=\"{}-round-{}-points.{}\"", x.slug(), x.number("n"), format));
  r.stream = [next = std::move(*next), path = x.request.path](std::string& piece) {
    auto more = next(piece);
    if (!more) spdlog::error("{} broke off: {}", path, more.error().message);
    return more;
  };
  return r;
}

std::string short_title(Exchange& x) {
  const auto s = pages::surroundings(x.ctx, x.viewer, x.slug());
  return s ? s->instrument.short_title : x.slug();
}

}  // namespace

Response home(Exchange& x) { return answer(x, pages::home(x.ctx, x.viewer), {"home", "Codes of practice"}); }

Response instrument(Exchange& x) { return answer(x, pages::instrument(x.ctx, x.viewer, x.slug()), {"instrument", short_title(x)}); }

Response drafts(Exchange& x) {
  const auto s = pages::surroundings(x.ctx, x.viewer, x.slug());
  if (!s) return answer_error(x, s.error());
  if (s->latest_draft == 0) return answer_error(x, {Kind::not_found, "no draft is published yet"});
  return redirect(fmt::format("/i/{}/drafts/{}", x.slug(), s->latest_draft));
}

Response draft(Exchange& x) {
  const std::string n = x.params.at("n");
  if (const auto dots = n.find(".."); dots != std::string::npos) {
    Exchange& y = x;
    y.params["from"] = n.substr(0, dots);
    y.params["to"] = n.substr(dots + 2);
    return answer(x, pages::redline(x.ctx, x.viewer, x.slug(), y.number("from"), y.number("to"), x.request.query), {"redline", fmt::format("Draft {} compared with Draft {} · {}", y.params["to"], y.params["from"], short_title(x))});
  }
  return answer(x, pages::reader(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query), {"reader", fmt::format("Draft {} · {}", n, short_title(x))});
}

Response provision(Exchange& x) {
  auto resource = pages::provision(x.ctx, x.viewer, x.slug(), x.params.at("wid"));
  const std::string title = resource ? fmt::format("{} through all drafts · {}", (*resource)["label"].get<std::string>(), short_title(x)) : "";
  return answer(x, resource, {"provision", title});
}

Response rounds(Exchange& x) {
  const auto s = pages::surroundings(x.ctx, x.viewer, x.slug());
  if (!s) return answer_error(x, s.error());
  if (s->latest_round == 0) return answer_error(x, {Kind::not_found, "no round has opened yet"});
  return redirect(fmt::format("/i/{}/rounds/{}", x.slug(), s->latest_round));
}

Response round(Exchange& x) { return answer(x, pages::round(x.ctx, x.viewer, x.slug(), x.number("n")), {"round", fmt::format("Round {} · {}", x.params.at("n"), short_title(x))}); }

Response points(Exchange& x) {
  return answer(x, pages::points(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query), {"points", fmt::format("Points of Round {} · {}", x.params.at("n"), short_title(x))});
}
Response points_csv(Exchange& x) { return stream(x, "csv"); }
Response points_jsonl(Exchange& x) { return stream(x, "jsonl"); }

Response point(Exchange& x) { return answer(x, pages::point(x.ctx, x.viewer, x.slug(), x.params.at("id")), {"point", "A point · " + short_title(x)}); }

Response letters(Exchange& x) {
  return answer(x, pages::letters(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query), {"letters", fmt::format("Letters of Round {} · {}", x.params.at("n"), short_title(x))});
}

Response document(Exchange& x) {
  auto resource = pages::document(x.ctx, x.viewer, x.slug(), x.params.at("document"), x.request.query);
  const std::string title = resource ? (*resource)["title"].get<std::string>() : "";
  return answer(x, resource, {"document", title});
}

Response log(Exchange& x) { return answer(x, pages::log(x.ctx, x.viewer, x.request.query), {"log", "The public log"}); }
Response log_checkpoint(Exchange& x) { return file(x, "checkpoint"); }
Response log_tile(Exchange& x) { return file(x, "tile/" + x.params.at("tile")); }
Response log_entry(Exchange& x) { return file(x, "entries/" + x.params.at("index")); }

Response openapi_json(Exchange& x) {
  Response r = Response::of(200, "application/json", openapi(x.ctx.public_url));
  r.cacheable = true;
  return r;
}

Response health(Exchange& x) {
  const bool ok = x.ctx.db.healthy();
  return Response::of(ok ? 200 : 503, "application/json", ok ? "{\"writes\":true}" : "{\"writes\":false}");
}

}  // namespace accord::web::handlers
