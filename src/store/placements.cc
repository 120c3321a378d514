#include "store/placements.h"

#include "store/point_rows.h"

namespace accord::store {
using namespace point_rows;
namespace {

using drafting::Permission;

constexpr std::string_view columns =
    "l.point, l.draft, l.instrument, l.kind, l.provision, l.wid, l.place, l.anchor, l.score, l.runner_up, l.placed_by, l.note, l.log_index, l.recorded_at, l.superseded_at, b.name, e.number, p.visibility";
constexpr std::string_view joins =
    " JOIN draft e ON e.id = l.draft AND e.superseded_at IS NULL LEFT JOIN person b ON b.id = l.placed_by AND b.superseded_at IS NULL";

Placement placement_from(const Row& x, std::size_t i, bool chairs, bool office) {
  Placement p;
  p.point = x.text(i), p.draft = x.text(i + 1), p.instrument = x.text(i + 2), p.kind = x.text(i + 3), p.provision = x.text(i + 4), p.wid = x.text(i + 5), p.place = x.integer(i + 6);
  p.anchor = anchor_from(x.maybe_text(i + 7)), p.score = x.real(i + 8), p.runner_up = x.real(i + 9), p.placed_by = x.text(i + 10), p.note = x.text(i + 11);
  p.log_index = x.maybe_integer(i + 12).value_or(-1), p.recorded_at = x.integer(i + 13), p.superseded_at = x.maybe_integer(i + 14), p.draft_number = static_cast<int>(x.integer(i + 16));
  if (chairs) p.placed_by_name = x.text(i + 15);
  // What came late was placed when it was filed, and of a withheld point that instant is not told.
  if (x.text(i + 17) == "name-withheld" && p.placed_by.empty() && !office) p.recorded_at -= p.recorded_at % day;
  return p;
}

// Of points and drafts that the viewer may see.
Where visible(Reader& r, const Viewer& viewer, const std::string& instrument) {
  PointFilter f;
  f.instrument = instrument;
  Where w = where_of(r, viewer, f, {});
  if (!viewer.may(Permission::draft, instrument)) w.add("e.published_at IS NOT NULL");
  return w;
}

std::vector<Placement> of_point(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point, bool history) {
  Where w = visible(r, viewer, instrument);
  w.add("l.point = ?", {point});
  if (!history) w.add("l.superseded_at IS NULL");
  std::vector<Placement> out;
  for (const Row& x : r.rows("SELECT " + std::string(columns) + " FROM placement l JOIN point p ON p.id = l.point" + std::string(joins) + w.sql + " ORDER BY e.number, l.recorded_at", w.binds))
    out.push_back(placement_from(x, 0, viewer.may(Permission::draft, instrument), viewer.may(Permission::office, instrument)));
  return out;
}

}  // namespace

std::vector<Placement> placements(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point) { return of_point(r, viewer, instrument, point, false); }
std::vector<Placement> placement_history(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point) { return of_point(r, viewer, instrument, point, true); }

std::vector<Placed> placed(Reader& r, const Viewer& viewer, const std::string& instrument, const PlacedFilter& f) {
  const auto small = small_cells(r, viewer, instrument);
  const bool office = viewer.may(Permission::office, instrument), chairs = viewer.may(Permission::draft, instrument);
  Where w = visible(r, viewer, instrument);
  w.add("l.superseded_at IS NULL");
  w.add("l.draft = ?", {f.draft});
  if (!f.provision.empty()) w.add("l.provision = ?", {f.provision});
  if (!f.kind.empty()) w.add("l.kind = ?", {f.kind});
  w.binds.emplace_back(std::int64_t{f.limit});
  // point_columns ends with its joins: the placement's columns go in front of its FROM.
  std::string sql(point_columns);
  const auto from = sql.find(" FROM point p");
  sql.insert(from, ", " + std::string(columns));
  std::vector<Placed> out;
  for (const Row& x : r.rows(sql + " JOIN placement l ON l.point = p.id" + std::string(joins) + w.sql + " ORDER BY l.place, p.id LIMIT ?", w.binds))
    out.push_back({placement_from(x, point_width, chairs, office), point_from(x, viewer, office, small)});
  return out;
}

std::vector<PlacedCount> count_placed(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& draft) {
  Where w = visible(r, viewer, instrument);
  w.add("l.superseded_at IS NULL");
  w.add("l.draft = ?", {draft});
  std::vector<PlacedCount> out;
  for (const Row& x : r.rows("SELECT l.provision, l.kind, COUNT(*) FROM placement l JOIN point p ON p.id = l.point" + std::string(joins) + w.sql + " GROUP BY l.provision, l.kind ORDER BY 1, 2", w.binds))
    out.push_back({x.text(0), x.text(1), x.integer(2)});
  return out;
}

std::vector<ToPlace> to_place(Reader& r, const std::string& instrument, const std::string& previous) { return unplaced(r, instrument, previous, ""); }

std::vector<ToPlace> unplaced(Reader& r, const std::string& instrument, const std::string& previous, const std::string& draft, const std::string& filing) {
  std::vector<ToPlace> out;
  std::string none = " AND NOT EXISTS (SELECT 1 FROM placement n WHERE n.point = p.id AND n.draft = ? AND n.superseded_at IS NULL";
  std::vector<Value> binds = {previous, instrument, draft};
  if (filing.empty()) none += ")";
  else none += " AND n.placed_by IS NOT NULL) AND p.filing = ?", binds.emplace_back(filing);
  const auto once = binds;
  binds.insert(binds.end(), once.begin(), once.end());
  for (const Row& x : r.rows("SELECT p.id, p.provision, p.anchor, '', p.place FROM point p WHERE p.draft = ? AND p.instrument = ? AND p.superseded_at IS NULL" + none +
                                 " UNION ALL SELECT l.point, l.provision, l.anchor, l.kind, l.place FROM placement l JOIN point p ON p.id = l.point AND p.superseded_at IS NULL "
                                 "WHERE l.draft = ? AND l.instrument = ? AND l.superseded_at IS NULL" + none + " ORDER BY 1",
                             binds))
    out.push_back({x.text(0), x.text(1), anchor_from(x.maybe_text(2)), x.text(3), x.integer(4)});
  return out;
}

bool published_after(Reader& r, const std::string& instrument, int draft) {
  return r.row("SELECT 1 FROM draft WHERE instrument = ? AND number > ? AND published_at IS NOT NULL AND superseded_at IS NULL LIMIT 1", {instrument, std::int64_t{draft}}).has_value();
}

void put_placement(Writer& w, const Placement& p) {
  w.execute("UPDATE placement SET superseded_at = ? WHERE point = ? AND draft = ? AND superseded_at IS NULL", {w.now(), p.point, p.draft});
  w.execute("INSERT INTO placement (point, draft, instrument, kind, provision, wid, place, anchor, score, runner_up, placed_by, note, log_index, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {p.point, p.draft, p.instrument, p.kind, p.provision, p.wid, p.place, anchor_value(p.anchor), p.score, p.runner_up, null_if_empty(p.placed_by), p.note, p.log_index < 0 ? Value{} : Value{p.log_index}, w.now()});
}

}  // namespace accord::store
