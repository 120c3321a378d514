#include "store/quotes.h"

#include "store/point_rows.h"

namespace accord::store {
using namespace point_rows;
namespace {

// Rows: provision, category, round, visibility, person, anchor.
std::vector<Quote> quotes_of(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& sql, const std::vector<Value>& binds) {
  const auto small = small_cells(r, viewer, instrument);
  const bool office = viewer.may(drafting::Permission::office, instrument);
  std::vector<Quote> out;
  for (const Row& x : r.rows(sql, binds)) {
    const bool hides = x.text(3) == "name-withheld" && !office && !(viewer.signed_in() && x.text(4) == viewer.person) && small.contains({x.text(2), x.text(1)});
    out.push_back({x.text(0), hides ? "" : x.text(1), *anchor_from(x.maybe_text(5))});
  }
  return out;
}

}  // namespace

std::vector<Quote> quotes(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  PointFilter f;
  f.instrument = instrument, f.round = round;
  Where w = where_of(r, viewer, f, {});
  w.binds.emplace_back(quotes_each);
  return quotes_of(r, viewer, instrument,
                   "SELECT p.provision, p.category, p.round, p.visibility, p.person, p.anchor FROM point p WHERE p.superseded_at IS NULL AND p.anchor IS NOT NULL AND p.id IN "
                   "(SELECT t.id FROM (SELECT p.id, ROW_NUMBER() OVER (PARTITION BY p.place ORDER BY p.id) AS n FROM point p" + w.sql + ") AS t WHERE t.n <= ?) ORDER BY p.place, p.id",
                   w.binds);
}

std::vector<Quote> placed_quotes(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& draft) {
  PointFilter f;
  f.instrument = instrument;
  Where w = where_of(r, viewer, f, {});
  w.add("l.draft = ?", {draft});
  w.add("l.superseded_at IS NULL AND l.kind IN ('kept', 'moved', 'changed') AND l.anchor IS NOT NULL AND p.redacted_at IS NULL");
  w.binds.emplace_back(quotes_each);
  return quotes_of(r, viewer, instrument,
                   "SELECT t.provision, t.category, t.round, t.visibility, t.person, t.anchor FROM (SELECT l.provision, p.category, p.round, p.visibility, p.person, l.anchor, l.place, p.id, "
                   "ROW_NUMBER() OVER (PARTITION BY l.place ORDER BY p.id) AS n FROM placement l JOIN point p ON p.id = l.point" + w.sql + ") AS t WHERE t.n <= ? ORDER BY t.place, t.id",
                   w.binds);
}

}  // namespace accord::store
