#include "store/answers.h"

#include <fmt/format.h>

#include <set>

#include "base/bytes.h"
#include "base/json.h"
#include "record/content.h"
#include "store/point_rows.h"

namespace accord::store {
using namespace point_rows;
namespace {

using drafting::Permission;

// Of points that the viewer may see; what is prepared only for chairs.
constexpr std::string_view columns =
    "SELECT d.id, d.instrument, d.round, d.point, d.part, d.version, d.outcome, d.reason, d.changes, d.answer, d.prepared_by, d.prepared_at, d.seen_text, "
    "d.reader, d.read_at, d.draft, d.published_at, d.log_index, d.recorded_at, d.superseded_at, n.name, m.name FROM disposition d "
    "JOIN point p ON p.id = d.point AND p.superseded_at IS NULL "
    "LEFT JOIN person n ON n.id = d.prepared_by AND n.superseded_at IS NULL LEFT JOIN person m ON m.id = d.reader AND m.superseded_at IS NULL";

Disposition disposition_from(const Row& x, bool chairs) {
  Disposition d;
  d.id = x.text(0), d.instrument = x.text(1), d.round = x.text(2), d.point = x.text(3), d.part = static_cast<int>(x.integer(4)), d.version = static_cast<int>(x.integer(5));
  d.outcome = x.text(6), d.reason = x.text(7), d.changes = Json::parse(x.text(8)).get<std::vector<std::string>>(), d.answer = x.text(9);
  d.prepared_at = x.integer(11), d.read_at = x.integer(14), d.draft = x.text(15), d.published_at = x.integer(16), d.log_index = x.maybe_integer(17).value_or(-1);
  d.recorded_at = x.integer(18), d.superseded_at = x.maybe_integer(19);
  if (chairs) d.prepared_by = x.text(10), d.seen_text = x.text(12), d.reader = x.text(13), d.prepared_by_name = x.text(20), d.reader_name = x.text(21);
  return d;
}

Where visible(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round = {}) {
  PointFilter f;
  f.instrument = instrument, f.round = round;
  return where_of(r, viewer, f, {});
}

template <class T, class F>
std::vector<T> in_pieces(const std::vector<std::string>& ids, F&& of) {
  std::vector<T> out;
  for (std::size_t k = 0; k < ids.size(); k += 500) {  // SQLite binds 999 values at most in old builds
    const std::vector<Value> piece(ids.begin() + static_cast<std::ptrdiff_t>(k), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), k + 500)));
    for (auto& x : of(piece)) out.push_back(std::move(x));
  }
  return out;
}

}  // namespace

std::string said_hash(const drafting::PointText& p) { return to_hex(sha256(record::point_content({}, 0, p))).substr(0, 16); }

std::vector<Disposition> dispositions(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& points) {
  const bool chairs = viewer.may(Permission::draft, instrument);
  return in_pieces<Disposition>(points, [&](const std::vector<Value>& ids) {
    Where w = visible(r, viewer, instrument);
    w.add("d.superseded_at IS NULL");
    w.add("d.point IN (" + marks(ids.size()) + ")", ids);
    if (!chairs) w.add("d.published_at IS NOT NULL");
    std::vector<Disposition> out;
    for (const Row& x : r.rows(std::string(columns) + w.sql + " ORDER BY d.point, d.part", w.binds)) out.push_back(disposition_from(x, chairs));
    return out;
  });
}

std::vector<Disposition> disposition_history(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point) {
  const bool chairs = viewer.may(Permission::draft, instrument);
  Where w = visible(r, viewer, instrument);
  w.add("d.point = ?", {point});
  if (!chairs) w.add("d.published_at IS NOT NULL");
  std::vector<Disposition> out;
  for (const Row& x : r.rows(std::string(columns) + w.sql + " ORDER BY d.part, d.recorded_at, d.version", w.binds)) out.push_back(disposition_from(x, chairs));
  return out;
}

std::vector<Part> parts(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& points) {
  const bool chairs = viewer.may(Permission::draft, instrument);
  return in_pieces<Part>(points, [&](const std::vector<Value>& ids) {
    Where w = visible(r, viewer, instrument);
    w.add("x.superseded_at IS NULL");
    w.add("x.point IN (" + marks(ids.size()) + ")", ids);
    // Until its answers are published, a division is told to its author and the chairs alone.
    if (!chairs) w.add("(p.person = ? OR EXISTS (SELECT 1 FROM disposition y WHERE y.point = x.point AND y.superseded_at IS NULL AND y.published_at IS NOT NULL))", {viewer.person});
    std::vector<Part> out;
    for (const Row& x : r.rows("SELECT x.point, x.part, x.text FROM point_part x JOIN point p ON p.id = x.point" + w.sql + " ORDER BY x.point, x.part", w.binds))
      out.push_back({x.text(0), static_cast<int>(x.integer(1)), x.text(2)});
    return out;
  });
}

std::vector<Reaction> reactions(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& points) {
  return in_pieces<Reaction>(points, [&](const std::vector<Value>& ids) {
    Where w = visible(r, viewer, instrument);
    w.add("x.superseded_at IS NULL");
    w.add("x.point IN (" + marks(ids.size()) + ")", ids);
    std::vector<Reaction> out;
    for (const Row& x : r.rows("SELECT x.id, x.instrument, x.round, x.point, x.disposition, x.person, x.kind, x.reason, x.log_index, x.recorded_at, x.redacted_at, p.visibility, "
                               "CASE WHEN EXISTS (SELECT 1 FROM disposition y WHERE y.point = x.point AND y.superseded_at IS NULL AND y.published_at > x.recorded_at) THEN 1 ELSE 0 END "
                               "FROM reaction x JOIN point p ON p.id = x.point" + w.sql + " ORDER BY x.point", w.binds)) {
      Reaction a{x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.is_null(10) ? x.text(7) : "", x.integer(8), x.integer(9), {}, x.integer(12) != 0};
      // A withheld author's reaction says no more of them than their point does.
      if (x.text(11) == "name-withheld" && a.person != viewer.person && !viewer.may(Permission::office, instrument)) a.person.clear(), a.log_index = -1, a.recorded_at -= a.recorded_at % day;
      out.push_back(std::move(a));
    }
    return out;
  });
}

std::vector<Disposition> prepared(Reader& r, const Viewer& viewer, const std::string& instrument, int up_to_round) {
  std::vector<Disposition> out;
  if (!viewer.may(Permission::draft, instrument)) return out;
  Where w = visible(r, viewer, instrument);
  w.add("d.superseded_at IS NULL");
  w.add("d.published_at IS NULL");
  w.add("d.round IN (SELECT id FROM round WHERE superseded_at IS NULL AND instrument = ? AND number <= ?)", {instrument, std::int64_t{up_to_round}});
  for (const Row& x : r.rows(std::string(columns) + w.sql + " ORDER BY p.place, d.point, d.part", w.binds)) out.push_back(disposition_from(x, true));
  return out;
}

Standing standing(Reader& r, const Viewer& viewer, const std::string& instrument, int up_to_round, int from_round) {
  Standing s;
  const bool chairs = viewer.may(Permission::draft, instrument);
  Where w = visible(r, viewer, instrument);
  w.add("p.round IN (SELECT id FROM round WHERE superseded_at IS NULL AND instrument = ? AND number BETWEEN ? AND ?)", {instrument, std::int64_t{from_round}, std::int64_t{up_to_round}});
  if (const auto x = r.row(fmt::format("SELECT COUNT(*), COALESCE(SUM(CASE WHEN {} THEN 1 ELSE 0 END), 0) FROM point p", is_open) + w.sql, w.binds)) {
    s.points = x->integer(0);
    if (chairs) s.answered = s.points - x->integer(1);
  }
  if (const auto x = r.row("SELECT COALESCE(SUM(CASE WHEN d.published_at IS NULL THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN d.published_at IS NULL AND d.reader IS NOT NULL AND d.read_at IS NULL THEN 1 ELSE 0 END), 0), "
                           "COALESCE(SUM(CASE WHEN d.published_at IS NULL THEN 0 ELSE 1 END), 0), COUNT(DISTINCT CASE WHEN d.published_at IS NULL THEN NULL ELSE d.point END) "
                           "FROM disposition d JOIN point p ON p.id = d.point" + w.sql + " AND d.superseded_at IS NULL", w.binds)) {
    if (chairs)
      s.prepared = x->integer(0), s.waiting = x->integer(1);
    else
      s.answered = x->integer(3);
    s.published = x->integer(2);
  }
  return s;
}

std::vector<OpenCount> open_counts(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  const auto small = small_cells(r, viewer, instrument);
  const Where w = visible(r, viewer, instrument, round);
  std::vector<OpenCount> out;
  const std::string open = viewer.may(Permission::draft, instrument) ? std::string(is_open) : "NOT EXISTS (SELECT 1 FROM disposition y WHERE y.point = p.id AND y.superseded_at IS NULL AND y.published_at IS NOT NULL)";
  for (const Row& x : r.rows(fmt::format("SELECT p.provision, p.wid, p.category, p.visibility, COUNT(*), SUM(CASE WHEN {} THEN 1 ELSE 0 END) FROM point p", open) + w.sql +
                                 " GROUP BY p.provision, p.wid, p.category, p.visibility ORDER BY 1, 3, 4",
                             w.binds)) {
    OpenCount c{x.text(0), x.text(1), x.text(2), x.integer(4), x.integer(5)};
    if (x.text(3) == "name-withheld" && small.contains({round, c.category})) c.category = "withheld";
    if (!out.empty() && out.back().provision == c.provision && out.back().category == c.category)
      out.back().points += c.points, out.back().open += c.open;
    else
      out.push_back(std::move(c));
  }
  return out;
}

std::vector<Given> given(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  const auto small = small_cells(r, viewer, instrument);
  Where w = visible(r, viewer, instrument, round);
  w.add("d.superseded_at IS NULL");
  if (!viewer.may(Permission::draft, instrument)) w.add("d.published_at IS NOT NULL");
  std::vector<Given> out;
  for (const Row& x : r.rows("SELECT p.provision, p.wid, p.category, p.visibility, d.outcome, d.answer, MIN(d.reason), MIN(p.id), MIN(d.changes), COUNT(*), "
                             "SUM(CASE WHEN x.kind = 'satisfied' THEN 1 ELSE 0 END), SUM(CASE WHEN x.kind = 'objects' THEN 1 ELSE 0 END), CASE WHEN d.part > 0 THEN p.id ELSE '' END FROM disposition d "
                             "JOIN point p ON p.id = d.point LEFT JOIN reaction x ON x.point = p.id AND x.superseded_at IS NULL" + w.sql +
                                 " GROUP BY p.provision, p.wid, p.category, p.visibility, d.outcome, d.answer, CASE WHEN d.part > 0 THEN p.id ELSE '' END ORDER BY 1, 10 DESC, 6",
                             w.binds)) {
    Given g{x.text(0), x.text(1), x.text(2), x.text(4), x.text(5), x.text(6), x.text(7), Json::parse(x.text(8)).get<std::vector<std::string>>(), x.integer(9), x.integer(10), x.integer(11), x.text(12)};
    if (x.text(3) == "name-withheld" && small.contains({round, g.category})) g.category = "withheld";
    out.push_back(std::move(g));
  }
  return out;
}

std::vector<std::pair<Instant, std::int64_t>> answered_by_day(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  std::vector<std::pair<Instant, std::int64_t>> out;
  if (!viewer.may(Permission::draft, instrument)) return out;
  for (const Row& x : r.rows(fmt::format("SELECT t.d, COUNT(*) FROM (SELECT MAX(d.prepared_at) / {} AS d FROM disposition d JOIN point p ON p.id = d.point AND p.superseded_at IS NULL "
                                         "WHERE d.round = ? AND d.superseded_at IS NULL AND NOT {} GROUP BY d.point) AS t GROUP BY t.d ORDER BY t.d",
                                         day, is_open),
                             {round}))
    out.emplace_back(x.integer(0) * day, x.integer(1));
  return out;
}

std::vector<PreparedOn> prepared_on(Reader& r, const Viewer& viewer, const std::string& instrument, int up_to_round) {
  std::vector<PreparedOn> out;
  if (!viewer.may(Permission::draft, instrument)) return out;
  for (const Row& x : r.rows("SELECT p.id, p.provision, p.wid, d.seen_text, d.part, n.number, p.anchor, p.type, p.stance, CASE WHEN p.recorded_at > d.recorded_at THEN p.text END, p.replacement, p.visibility FROM disposition d JOIN point p ON p.id = d.point AND p.superseded_at IS NULL JOIN round n ON n.id = d.round AND n.superseded_at IS NULL "
                             "WHERE d.instrument = ? AND n.number <= ? AND d.superseded_at IS NULL AND d.published_at IS NULL ORDER BY n.number, p.place, p.id, d.part",
                             {instrument, std::int64_t{up_to_round}}))
{
    // Filed again since the answer: in the same words, or in others?
    const bool restated = !x.is_null(9) && !x.text(3).starts_with(said_hash({x.text(1), anchor_from(x.maybe_text(6)), x.text(7), x.text(8), x.text(9), x.text(10), x.text(11)}));
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), static_cast<int>(x.integer(4)), static_cast<int>(x.integer(5)), restated});
  }
  return out;
}

std::vector<std::pair<std::string, std::int64_t>> authors_answered(Writer& w, const std::string& draft) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (const Row& x : w.rows("SELECT p.person, COUNT(DISTINCT p.id) FROM disposition d JOIN point p ON p.id = d.point AND p.superseded_at IS NULL WHERE d.draft = ? AND d.superseded_at IS NULL GROUP BY p.person", {draft}))
    out.emplace_back(x.text(0), x.integer(1));
  return out;
}

void put_disposition(Writer& w, const Disposition& d) {
  w.execute("UPDATE disposition SET superseded_at = ? WHERE point = ? AND part = ? AND superseded_at IS NULL", {w.now(), d.point, std::int64_t{d.part}});
  w.execute("INSERT INTO disposition (id, instrument, round, point, part, version, outcome, reason, changes, answer, prepared_by, prepared_at, seen_text, reader, read_at, draft, published_at, log_index, recorded_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {d.id, d.instrument, d.round, d.point, std::int64_t{d.part}, std::int64_t{d.version}, d.outcome, d.reason, Json(d.changes).dump(), d.answer, d.prepared_by, d.prepared_at, d.seen_text,
             null_if_empty(d.reader), d.read_at == 0 ? Value{} : Value{d.read_at}, null_if_empty(d.draft), d.published() ? Value{d.published_at} : Value{}, d.log_index < 0 ? Value{} : Value{d.log_index}, w.now()});
}

bool drop_disposition(Writer& w, const std::string& point, int part) {
  return w.execute("UPDATE disposition SET superseded_at = ? WHERE point = ? AND part = ? AND superseded_at IS NULL AND published_at IS NULL", {w.now(), point, std::int64_t{part}}) > 0;
}

void publish_disposition(Writer& w, const Disposition& d) {
  w.execute("UPDATE disposition SET draft = ?, published_at = ?, log_index = ? WHERE id = ? AND superseded_at IS NULL AND published_at IS NULL", {null_if_empty(d.draft), d.published_at, d.log_index, d.id});
}

void put_parts(Writer& w, const std::string& point, const std::vector<std::string>& texts, const std::string& by) {
  w.execute("UPDATE point_part SET superseded_at = ? WHERE point = ? AND superseded_at IS NULL", {w.now(), point});
  std::int64_t n = 0;
  for (const auto& text : texts) w.execute("INSERT INTO point_part (point, part, text, divided_by, recorded_at) VALUES (?, ?, ?, ?, ?)", {point, ++n, text, by, w.now()});
}

void put_reaction(Writer& w, const Reaction& x) {
  w.execute("UPDATE reaction SET superseded_at = ? WHERE point = ? AND superseded_at IS NULL", {w.now(), x.point});
  w.execute("INSERT INTO reaction (id, instrument, round, point, disposition, person, kind, reason, log_index, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {x.id, x.instrument, x.round, x.point, x.disposition, x.person, x.kind, x.reason, x.log_index, w.now()});
}

void mark_read(Writer& w, const std::string& disposition) {
  w.execute("UPDATE disposition SET read_at = ? WHERE id = ? AND superseded_at IS NULL AND read_at IS NULL", {w.now(), disposition});
}

void own_words(Writer& w, const std::string& person, const std::string& instrument, const std::string& wid, const std::string& was, const std::string& words) {
  w.execute("UPDATE disposition SET seen_text = SUBSTR(seen_text, 1, 16) || ? WHERE prepared_by = ? AND instrument = ? AND published_at IS NULL AND superseded_at IS NULL AND SUBSTR(seen_text, 17) = ? AND point IN (SELECT id FROM point WHERE wid = ? AND superseded_at IS NULL)",
            {words, person, instrument, was, wid});
}

std::string author(Writer& w, const std::string& point) {
  const auto x = w.row("SELECT person FROM point WHERE id = ? AND superseded_at IS NULL", {point});
  return x ? x->text(0) : "";
}

std::string preparer(Writer& w, const std::string& disposition) {
  const auto x = w.row("SELECT prepared_by FROM disposition WHERE id = ?", {disposition});
  return x ? x->text(0) : "";
}

namespace {
std::vector<Colleague> answering(Reader& r, const std::string& instrument, Instant now) {
  std::vector<Colleague> out;
  for (const Row& x : r.rows("SELECT DISTINCT m.person, n.name, m.role FROM membership m JOIN person n ON n.id = m.person AND n.superseded_at IS NULL "
                             "WHERE m.instrument = ? AND m.superseded_at IS NULL AND m.role IN ('chair', 'vice-chair', 'secretariat') AND m.from_at <= ? AND (m.to_at IS NULL OR m.to_at > ?) ORDER BY 3, 2",
                             {instrument, now, now}))
    out.push_back({x.text(0), x.text(1), x.text(2)});
  return out;
}
}  // namespace

std::vector<Colleague> colleagues(Reader& r, const Viewer& viewer, const std::string& instrument) {
  return viewer.may(Permission::draft, instrument) ? answering(r, instrument, viewer.now) : std::vector<Colleague>{};
}

std::vector<Colleague> to_tell(Writer& w, const std::string& instrument) { return answering(w, instrument, w.now()); }

std::vector<Assignment> assignments(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  std::vector<Assignment> out;
  if (!viewer.may(Permission::draft, instrument)) return out;
  for (const Row& x : r.rows("SELECT a.id, a.instrument, a.round, a.wid, a.person, a.assigned_by, a.note, n.name, a.recorded_at FROM assignment a LEFT JOIN person n ON n.id = a.person AND n.superseded_at IS NULL "
                             "WHERE a.instrument = ? AND a.round = ? AND a.superseded_at IS NULL ORDER BY a.wid",
                             {instrument, round}))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.text(7), x.integer(8)});
  return out;
}

void put_assignment(Writer& w, const Assignment& a) {
  w.execute("UPDATE assignment SET superseded_at = ? WHERE round = ? AND wid = ? AND superseded_at IS NULL", {w.now(), a.round, a.wid});
  if (a.person.empty()) return;
  w.execute("INSERT INTO assignment (id, instrument, round, wid, person, assigned_by, note, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", {a.id, a.instrument, a.round, a.wid, a.person, a.assigned_by, a.note, w.now()});
}

}  // namespace accord::store
