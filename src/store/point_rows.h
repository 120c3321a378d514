// For the sources of this room that read points: one place decides what a viewer may see of them (points.h).
#pragma once

#include <set>

#include "store/points.h"

namespace accord::store::point_rows {

struct Where {
  std::string sql;
  std::vector<Value> binds;
  void add(std::string_view condition, std::vector<Value> values = {}) {
    sql += sql.empty() ? " WHERE " : " AND ";
    sql += condition;
    binds.insert(binds.end(), values.begin(), values.end());
  }
};
using SmallCells = std::set<std::pair<std::string, std::string>>;  // round, category

std::string marks(std::size_t n);  // "?, ?, ?"
Value null_if_empty(const std::string& s);
std::optional<text::Anchor> anchor_from(const std::optional<std::string>& json);
Value anchor_value(const std::optional<text::Anchor>& a);

// Categories whose withheld points show no category.
SmallCells small_cells(Reader& r, const Viewer& viewer, const std::string& instrument);
// Conditions on `point p`: current, of the instrument, and for this viewer's eyes.
Where where_of(Reader& r, const Viewer& viewer, const PointFilter& f, const SmallCells& small);
// The part of it that is by answer. What is prepared is nobody's but the chairs': for others only published answers count.
void add_answer(Where& w, const PointFilter& f, bool chairs);

extern const std::string_view point_columns;  // "SELECT ... FROM point p ..."
constexpr std::size_t point_width = 29;       // columns; the last one is answered_at
Point point_from(const Row& x, const Viewer& viewer, bool office, const SmallCells& small);

// The country of `filing f`: of the organisation that it speaks for, else of the person, as it was stated at that time, so
// that what is counted by it follows from what was filed.
constexpr std::string_view country_of_filing =
    "(CASE WHEN f.organisation IS NULL THEN (SELECT c.country FROM person c WHERE c.id = f.person AND c.recorded_at <= f.recorded_at AND (c.superseded_at IS NULL OR c.superseded_at > f.recorded_at)) "
    "ELSE (SELECT c.country FROM organisation c WHERE c.id = f.organisation AND c.recorded_at <= f.recorded_at AND (c.superseded_at IS NULL OR c.superseded_at > f.recorded_at)) END)";

// Whether a point `p` still needs an answer: it has no disposition, or one of its parts has none.
constexpr std::string_view is_open = "(p.answered_at IS NULL)";
// Brings that in step, for whoever changes the dispositions or the parts of a point, or its version.
void settle(Writer& w, const std::string& point);

}  // namespace accord::store::point_rows
