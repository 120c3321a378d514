#include "store/report.h"

#include <fmt/format.h>

#include "store/point_rows.h"

namespace accord::store {
using namespace point_rows;

ReportRows report_rows(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  Viewer nobody;
  nobody.now = viewer.now;
  ReportRows out;
  const auto small = small_cells(r, nobody, instrument);
  PointFilter f;
  f.instrument = instrument, f.round = round;
  const Where w = where_of(r, nobody, f, small);
  std::map<std::string, std::int64_t> named;  // points under a name, by filing
  r.each("SELECT p.id, p.provision, p.wid, p.category, p.type, p.stance, p.visibility, p.filed_at, p.filing, p.redacted_at, x.kind FROM point p LEFT JOIN reaction x ON x.point = p.id AND x.superseded_at IS NULL" + w.sql + " ORDER BY p.place, p.id", w.binds, [&](const Row& x) {
    drafting::ReportPoint p{x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.integer(7), x.text(6) == "everyone", !x.is_null(9), x.text(10)};
    if (!p.named) p.filed_at -= p.filed_at % day;
    if (p.category.empty() || (!p.named && small.contains({round, p.category}))) p.category = "public";
    if (p.named) named[x.text(8)] += 1;
    out.points.push_back(std::move(p));
    return true;
  });
  r.each("SELECT f.id, f.person, f.organisation, f.category, f.late, f.redacted_at, n.name, o.name, " + std::string(country_of_filing) + " FROM filing f "
         "LEFT JOIN person n ON n.id = f.person AND n.superseded_at IS NULL LEFT JOIN organisation o ON o.id = f.organisation AND o.superseded_at IS NULL "
         "WHERE f.round = ? AND f.superseded_at IS NULL AND f.kind = 'filed' ORDER BY f.filed_at, f.id",
         {round}, [&](const Row& x) {
           drafting::ReportFiler filer{x.text(0), x.text(1), x.is_null(2) ? x.text(1) : x.text(2), {}, {}, x.text(3), {}, x.integer(4) != 0, false, 0};
           if (const auto it = named.find(filer.id); it != named.end() && x.is_null(5)) {
             filer.named = true, filer.points = it->second;
             filer.name = x.text(6), filer.organisation = x.text(7), filer.country = x.text(8);
           }
           out.filers.push_back(std::move(filer));
           return true;
         });
  r.each("SELECT d.point, d.outcome, d.answer, d.draft FROM disposition d JOIN point p ON p.id = d.point" + w.sql + " AND d.superseded_at IS NULL AND d.published_at IS NOT NULL ORDER BY d.point, d.part", w.binds,
         [&](const Row& x) {
           out.answers.push_back({x.text(0), x.text(1), x.text(2), x.text(3)});
           return true;
         });
  if (const auto x = r.row("SELECT COALESCE(SUM(CASE WHEN superseded_at IS NULL AND kind = 'withdrawn' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN superseded_at IS NOT NULL AND kind = 'filed' THEN 1 ELSE 0 END), 0) "
                           "FROM filing WHERE round = ?",
                           {round}))
    out.withdrawn = x->integer(0), out.replaced = x->integer(1);
  // What was withdrawn was replaced by nothing.
  out.replaced -= std::min(out.replaced, out.withdrawn);
  return out;
}

std::map<std::string, Point> points_by_id(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& ids) {
  std::map<std::string, Point> out;
  const auto small = small_cells(r, viewer, instrument);
  const bool office = viewer.may(drafting::Permission::office, instrument);
  for (std::size_t k = 0; k < ids.size(); k += 500) {  // SQLite binds 999 values at most in old builds
    const std::vector<Value> piece(ids.begin() + static_cast<std::ptrdiff_t>(k), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), k + 500)));
    PointFilter f;
    f.instrument = instrument;
    Where w = where_of(r, viewer, f, small);
    w.add("p.id IN (" + marks(piece.size()) + ")", piece);
    for (const Row& x : r.rows(std::string(point_columns) + w.sql, w.binds)) {
      auto p = point_from(x, viewer, office, small);
      out.emplace(p.id, std::move(p));
    }
  }
  return out;
}

LogState log_state(Reader& r) {
  const auto x = r.row("SELECT size, root, recorded_at FROM checkpoint ORDER BY size DESC LIMIT 1");
  return x ? LogState{x->integer(0), x->text(1), x->integer(2)} : LogState{};
}

}  // namespace accord::store
