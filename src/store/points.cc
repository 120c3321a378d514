#include "store/points.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "base/json.h"
#include "base/utf8.h"
#include "drafting/report/report.h"
#include "store/point_rows.h"

namespace accord::store {
namespace point_rows {

using drafting::Permission;

Value null_if_empty(const std::string& s) { return s.empty() ? Value{} : Value{s}; }

std::string marks(std::size_t n) {
  std::string s;
  for (std::size_t i = 0; i < n; ++i) s += i == 0 ? "?" : ", ?";
  return s;
}

// Categories whose withheld points show no category: keyed by round.
SmallCells small_cells(Reader& r, const Viewer& viewer, const std::string& instrument) {
  std::set<std::pair<std::string, std::string>> out;
  if (viewer.may(Permission::office, instrument)) return out;
  std::map<std::string, std::map<std::string, std::int64_t>> authors;
  for (const Row& x : r.rows("SELECT f.round, f.category, COUNT(DISTINCT COALESCE(f.organisation, f.person)) FROM filing f JOIN round d ON d.id = f.round AND d.superseded_at IS NULL "
                             "WHERE d.instrument = ? AND f.superseded_at IS NULL AND f.kind = 'filed' GROUP BY f.round, f.category",
                             {instrument}))
    authors[x.text(0)][x.text(1)] = x.integer(2);
  for (const auto& [round, by] : authors)
    for (auto& category : drafting::small_categories(by)) out.emplace(round, std::move(category));
  return out;
}

static bool is_small(Reader& r, const std::string& round, const std::string& category) {
  std::map<std::string, std::int64_t> authors;
  for (const Row& x : r.rows("SELECT f.category, COUNT(DISTINCT COALESCE(f.organisation, f.person)) FROM filing f WHERE f.round = ? AND f.superseded_at IS NULL AND f.kind = 'filed' GROUP BY f.category", {round}))
    authors[x.text(0)] = x.integer(1);
  const auto small = drafting::small_categories(authors);
  return std::ranges::find(small, category) != small.end();
}

static std::vector<std::string> words_of(std::string_view query) {
  std::vector<std::string> out;
  std::string word;
  for (std::size_t i = 0; i < query.size() && out.size() < 16;) {
    const std::size_t at = i;
    const char32_t c = utf8::next(query, i);
    if (utf8::is_space(c) || c == '"' || c == '*') {
      if (!word.empty()) out.push_back(std::move(word));
      word.clear();
    } else {
      word += query.substr(at, i - at);
    }
  }
  if (!word.empty() && out.size() < 16) out.push_back(std::move(word));
  return out;
}

Where where_of(Reader& r, const Viewer& viewer, const PointFilter& f, const SmallCells& small) {
  Where w;
  const bool chairs = viewer.may(Permission::draft, f.instrument);
  const bool office = viewer.may(Permission::office, f.instrument);
  w.add("p.superseded_at IS NULL");
  w.add("p.instrument = ?", {f.instrument});
  if (!chairs) w.add("(p.visibility <> 'chairs-only' OR p.person = ?)", {viewer.person});
  if (!f.round.empty()) w.add("p.round = ?", {f.round});
  if (!f.draft.empty()) w.add("p.draft = ?", {f.draft});
  if (!f.provisions.empty()) w.add("p.provision IN (" + marks(f.provisions.size()) + ")", {f.provisions.begin(), f.provisions.end()});
  if (!f.wid.empty()) w.add("p.wid = ?", {f.wid});
  if (!f.type.empty()) w.add("p.type = ?", {f.type});
  if (!f.stance.empty()) w.add("p.stance = ?", {f.stance});
  if (!f.category.empty()) {
    const bool withheld = f.category == "withheld";
    if (!withheld) w.add("p.category = ?", {f.category});
    std::string hidden;
    std::vector<Value> binds;
    for (const auto& [round, category] : small) {
      if (!withheld && category != f.category) continue;
      hidden += std::string(hidden.empty() ? "" : " OR ") + "(p.round = ? AND p.category = ?)";
      binds.insert(binds.end(), {Value{round}, Value{category}});
    }
    if (!hidden.empty()) {
      binds.insert(binds.begin(), viewer.person);
      w.add((withheld ? "(p.visibility = 'name-withheld' AND p.person <> ? AND (" : "NOT (p.visibility = 'name-withheld' AND p.person <> ? AND (") + hidden + "))",
            std::move(binds));
    } else if (withheld) {
      w.add("1 = 0");
    }
  }
  add_answer(w, f, chairs);
  if (!f.answer_of.empty())
    w.add(std::string("EXISTS (SELECT 1 FROM disposition a WHERE a.point = p.id AND a.superseded_at IS NULL AND a.answer = ?") + (chairs ? ")" : " AND a.published_at IS NOT NULL)"), {f.answer_of});
  if (f.author == "me") {
    w.add("p.person = ?", {viewer.person});
  } else if (!f.author.empty()) {
    // A name that is withheld or was removed is not found by searching for it.
    const std::string like = "%" + utf8::lower(f.author) + "%";
    w.add("(p.organisation = ? OR p.organisation IN (SELECT id FROM organisation WHERE superseded_at IS NULL AND LOWER(name) LIKE ?) "
          "OR ((p.person = ? OR p.person IN (SELECT id FROM person WHERE superseded_at IS NULL AND LOWER(name) LIKE ?)) "
          "AND NOT EXISTS (SELECT 1 FROM filing f WHERE f.id = p.filing AND f.redacted_at IS NOT NULL)))",
          {f.author, like, f.author, like});
    if (!office) w.add("(p.visibility <> 'name-withheld' OR p.person = ?)", {viewer.person});
  }
  if (!f.country.empty())
    w.add(fmt::format("p.visibility = 'everyone' AND EXISTS (SELECT 1 FROM filing f WHERE f.id = p.filing AND f.redacted_at IS NULL AND COALESCE({}, '') = ?)", country_of_filing), {f.country == "none" ? "" : f.country});
  if (const auto words = words_of(f.query); !words.empty()) {  // what is redacted is in no full text
    if (r.dialect() == Dialect::sqlite) {
      std::string match;
      for (const auto& word : words) match += fmt::format("{}\"{}\"", match.empty() ? "" : " ", word);
      w.add("p.row IN (SELECT s.rowid FROM point_search s WHERE s.point_search MATCH ?)", {match});
    } else {
      w.add("p.words @@ plainto_tsquery('simple', ?)", {fmt::format("{}", fmt::join(words, " "))});
    }
  }
  return w;
}

const std::string_view point_columns =
    "SELECT p.id, p.instrument, p.round, p.draft, p.filing, p.person, p.organisation, p.category, p.provision, p.wid, p.place, p.anchor, p.type, p.stance, "
    "p.text, p.replacement, p.visibility, p.filed_at, p.late, p.log_index, p.redacted_at, CASE WHEN f.redacted_at IS NULL THEN n.name ELSE 'name removed' END, "
    "o.name, v.number, v.heading, v.kind, rd.number, d.number, p.answered_at "
    "FROM point p LEFT JOIN filing f ON f.id = p.filing LEFT JOIN person n ON n.id = p.person AND n.superseded_at IS NULL "
    "LEFT JOIN organisation o ON o.id = p.organisation AND o.superseded_at IS NULL "
    "LEFT JOIN provision v ON v.draft = p.draft AND v.eid = p.provision AND v.superseded_at IS NULL "
    "JOIN round rd ON rd.id = p.round AND rd.superseded_at IS NULL JOIN draft d ON d.id = p.draft AND d.superseded_at IS NULL";

std::optional<text::Anchor> anchor_from(const std::optional<std::string>& json) {
  if (!json || json->empty()) return std::nullopt;
  const Json j = Json::parse(*json);
  text::Anchor a;
  a.from = j.at("from"), a.to = j.at("to"), a.exact = j.at("exact"), a.prefix = j.at("prefix"), a.suffix = j.at("suffix");
  return a;
}

Value anchor_value(const std::optional<text::Anchor>& a) {
  if (!a) return {};
  return Json{{"from", a->from}, {"to", a->to}, {"exact", a->exact}, {"prefix", a->prefix}, {"suffix", a->suffix}}.dump();
}

Point point_from(const Row& x, const Viewer& viewer, bool office, const SmallCells& small) {
  Point p;
  p.id = x.text(0), p.instrument = x.text(1), p.round = x.text(2), p.draft = x.text(3), p.filing = x.text(4), p.person = x.text(5);
  p.organisation = x.text(6), p.category = x.text(7), p.point.provision = x.text(8), p.wid = x.text(9), p.place = x.integer(10);
  p.point.anchor = anchor_from(x.maybe_text(11));
  p.point.type = x.text(12), p.point.stance = x.text(13), p.point.text = x.text(14), p.point.replacement = x.text(15), p.point.visibility = x.text(16);
  p.filed_at = x.integer(17), p.late = x.integer(18) != 0, p.log_index = x.integer(19), p.redacted = !x.is_null(20);
  p.person_name = x.text(21), p.organisation_name = x.text(22), p.provision_number = x.text(23), p.provision_heading = x.text(24), p.provision_kind = x.text(25);
  p.round_number = static_cast<int>(x.integer(26)), p.draft_number = static_cast<int>(x.integer(27));
  p.mine = viewer.signed_in() && p.person == viewer.person;
  if (p.redacted) p.point.text.clear(), p.point.replacement.clear(), p.point.anchor.reset();
  if (p.point.visibility == "name-withheld" && !p.mine && !office) {
    if (small.contains({p.round, p.category})) p.category.clear(), p.category_withheld = true;
    p.person.clear(), p.organisation.clear(), p.person_name.clear(), p.organisation_name.clear(), p.filing.clear();
    p.log_index = -1;
    p.late = false;
    p.filed_at -= p.filed_at % day;
  }
  return p;
}

void settle(Writer& w, const std::string& point) {
  w.execute("UPDATE point SET answered_at = (SELECT CASE WHEN EXISTS (SELECT 1 FROM point_part x WHERE x.point = point.id AND x.superseded_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM disposition y WHERE y.point = x.point AND y.part = x.part AND y.superseded_at IS NULL)) THEN NULL ELSE MAX(d.prepared_at) END "
            "FROM disposition d WHERE d.point = point.id AND d.superseded_at IS NULL "
            "AND (d.part > 0) = EXISTS (SELECT 1 FROM point_part x WHERE x.point = point.id AND x.superseded_at IS NULL)) WHERE id = ? AND superseded_at IS NULL",
            {point});
}

}  // namespace point_rows
using namespace point_rows;
namespace {

// Those without an answer first, in a list for which that was asked.
std::string rank_of(std::string_view table) { return fmt::format("CASE WHEN {}.answered_at IS NULL THEN 0 ELSE 1 END", table); }

Result<void> add_cursor(Where& w, const std::string& after, bool ranked) {
  if (after.empty()) return {};
  const auto unreadable = [] { return fail(Kind::invalid, "the page cursor cannot be read", "after", "follow the link to the next page instead of writing it"); };
  std::int64_t rank = 0, place = 0;
  std::string_view rest = after;
  const auto number = [&](std::int64_t& n) {
    const auto dot = rest.find('.');
    const bool ok = dot != std::string_view::npos && std::from_chars(rest.data(), rest.data() + dot, n).ptr == rest.data() + dot;
    if (ok) rest.remove_prefix(dot + 1);
    return ok;
  };
  if ((ranked && !number(rank)) || !number(place)) return unreadable();
  const std::string id(rest);
  if (ranked)
    w.add(fmt::format("({}, p.place, p.id) > (?, ?, ?)", rank_of("p")), {rank, place, id});
  else
    w.add("(p.place, p.id) > (?, ?)", {place, id});
  return {};
}

Filing filing_from(const Row& x) {
  Filing f;
  f.id = x.text(0), f.submission = x.text(1), f.round = x.text(2), f.version = static_cast<int>(x.integer(3)), f.kind = x.text(4), f.person = x.text(5);
  f.organisation = x.text(6), f.category = x.text(7), f.letter = x.text(8), f.filed_at = x.integer(9), f.late = x.integer(10) != 0;
  f.idempotency_key = x.text(11), f.request_hash = x.text(12), f.notice_version = x.text(13), f.consent = x.integer(14) != 0, f.log_index = x.integer(15);
  f.superseded_at = x.maybe_integer(16), f.redacted_at = x.maybe_integer(17);
  return f;
}
constexpr std::string_view filing_columns =
    "SELECT id, submission, round, version, kind, person, organisation, category, letter, filed_at, late, idempotency_key, request_hash, notice_version, consent, "
    "log_index, superseded_at, redacted_at FROM filing WHERE person = ?";

}  // namespace

std::optional<Submission> submission(Reader& r, const Viewer& viewer, const std::string& round) {
  const auto x = r.row("SELECT id, round, person, organisation, letter, recorded_at FROM submission WHERE round = ? AND person = ? AND superseded_at IS NULL", {round, viewer.person});
  if (!x) return std::nullopt;
  return Submission{x->text(0), x->text(1), x->text(2), x->text(3), x->text(4), x->integer(5)};
}

std::vector<DraftPoint> draft_points(Reader& r, const Viewer& viewer, const std::string& submission) {
  std::vector<DraftPoint> out;
  for (const Row& x : r.rows("SELECT p.id, p.provision, p.anchor, p.type, p.stance, p.text, p.replacement, p.visibility, p.created_at, p.recorded_at FROM draft_point p "
                             "JOIN submission s ON s.id = p.submission AND s.superseded_at IS NULL "
                             "WHERE p.submission = ? AND s.person = ? AND p.superseded_at IS NULL ORDER BY p.created_at, p.id",
                             {submission, viewer.person}))
    out.push_back({x.text(0), submission, {x.text(1), anchor_from(x.maybe_text(2)), x.text(3), x.text(4), x.text(5), x.text(6), x.text(7)}, x.integer(8), x.integer(9)});
  return out;
}

void put_submission(Writer& w, const Submission& s) {
  w.execute("UPDATE submission SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), s.id});
  w.execute("INSERT INTO submission (id, round, person, organisation, letter, recorded_at) VALUES (?, ?, ?, ?, ?, ?)",
            {s.id, s.round, s.person, null_if_empty(s.organisation), s.letter, w.now()});
}

void put_draft_point(Writer& w, const DraftPoint& p) {
  const bool is_new = p.created_at == 0;
  if (!is_new) w.execute("UPDATE draft_point SET superseded_at = ? WHERE id = ? AND submission = ? AND superseded_at IS NULL", {w.now(), p.id, p.submission});
  w.execute("INSERT INTO draft_point (id, submission, provision, anchor, type, stance, text, replacement, visibility, created_at, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {p.id, p.submission, p.point.provision, anchor_value(p.point.anchor), p.point.type, p.point.stance, p.point.text, p.point.replacement, p.point.visibility,
             is_new ? w.now() : p.created_at, w.now()});
}

bool drop_draft_point(Writer& w, const std::string& submission, const std::string& id) {
  return w.execute("UPDATE draft_point SET superseded_at = ? WHERE id = ? AND submission = ? AND superseded_at IS NULL", {w.now(), id, submission}) > 0;
}

void clear_draft_points(Writer& w, const std::string& submission) {
  w.execute("UPDATE draft_point SET superseded_at = ? WHERE submission = ? AND superseded_at IS NULL", {w.now(), submission});
}

std::vector<Filing> filings(Reader& r, const Viewer& viewer, const std::string& submission) {
  std::vector<Filing> out;
  for (const Row& x : r.rows(std::string(filing_columns) + " AND submission = ? ORDER BY version DESC", {viewer.person, submission})) out.push_back(filing_from(x));
  return out;
}

std::optional<Filing> last_filing(Reader& r, const Viewer& viewer, const std::string& submission) {
  const auto x = r.row(std::string(filing_columns) + " AND submission = ? ORDER BY version DESC LIMIT 1", {viewer.person, submission});
  if (!x) return std::nullopt;
  return filing_from(*x);
}

std::optional<Filing> filing_by_key(Reader& r, const Viewer& viewer, const std::string& key) {
  const auto x = r.row(std::string(filing_columns) + " AND idempotency_key = ?", {viewer.person, key});
  if (!x) return std::nullopt;
  return filing_from(*x);
}

std::optional<Filing> own_filing(Reader& r, const Viewer& viewer, const std::string& id) {
  const auto x = r.row(std::string(filing_columns) + " AND id = ?", {viewer.person, id});
  if (!x) return std::nullopt;
  return filing_from(*x);
}

void add_filing(Writer& w, const Filing& f) {
  if (f.version > 1) {
    const std::int64_t last = f.version - 1;  // asked for by its number: the index holds all versions
    w.execute("UPDATE point SET superseded_at = ? WHERE superseded_at IS NULL AND filing = (SELECT id FROM filing WHERE submission = ? AND version = ?)", {w.now(), f.submission, last});
    w.execute("UPDATE filing SET superseded_at = ? WHERE submission = ? AND version = ? AND superseded_at IS NULL", {w.now(), f.submission, last});
  }
  w.execute("INSERT INTO filing (id, submission, round, version, kind, person, organisation, category, letter, filed_at, late, idempotency_key, request_hash, notice_version, "
            "consent, log_index, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {f.id, f.submission, f.round, std::int64_t{f.version}, f.kind, f.person, null_if_empty(f.organisation), null_if_empty(f.category), f.letter, f.filed_at,
             std::int64_t{f.late}, f.idempotency_key, f.request_hash, f.notice_version, std::int64_t{f.consent}, f.log_index, w.now()});
}

void add_point(Writer& w, const Point& p) {
  w.execute("INSERT INTO point (id, instrument, round, draft, filing, person, organisation, category, provision, wid, place, anchor, type, stance, text, replacement, visibility, "
            "filed_at, late, log_index, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {p.id, p.instrument, p.round, p.draft, p.filing, p.person, null_if_empty(p.organisation), null_if_empty(p.category), p.point.provision, p.wid, p.place,
             anchor_value(p.point.anchor), p.point.type, p.point.stance, p.point.text, p.point.replacement, p.point.visibility, p.filed_at, std::int64_t{p.late}, p.log_index, w.now()});
  const std::string words = p.point.text + "\n" + p.point.replacement;
  if (w.dialect() == Dialect::sqlite)
    w.at_end([words, row = w.row("SELECT last_insert_rowid()")->integer(0)](Writer& at) { at.execute("INSERT INTO point_search (rowid, words) VALUES (?, ?)", {row, words}); });
  else
    w.execute("UPDATE point SET words = to_tsvector('simple', ?) WHERE id = ? AND superseded_at IS NULL", {words, p.id});
  if (w.row("SELECT 1 FROM disposition WHERE point = ? LIMIT 1", {p.id})) settle(w, p.id);  // filed again
}

Result<PointPage> points(Reader& r, const Viewer& viewer, const PointFilter& f) {
  const auto small = small_cells(r, viewer, f.instrument);
  Where w = where_of(r, viewer, f, small);
  PointPage page;
  if (f.counts) {
    auto binds = w.binds;
    binds.emplace_back(counted_to + 1);
    page.total = r.row("SELECT COUNT(*) FROM (SELECT 1 AS one FROM point p" + w.sql + " LIMIT ?) AS counted", binds)->integer(0);
    page.total_is_floor = page.total > counted_to;
    page.total = std::min(page.total, counted_to);
  }
  const bool ranked = f.open_first && viewer.may(Permission::draft, f.instrument);
  ACCORD_CHECK(add_cursor(w, f.after, ranked));
  const int limit = std::clamp(f.limit, 1, 200);
  w.binds.emplace_back(std::int64_t{limit} + 1);
  const bool office = viewer.may(Permission::office, f.instrument);
  const auto order = [&](std::string_view table) { return fmt::format(" ORDER BY {}{}{}.place, {}.id", ranked ? rank_of(table) : "", ranked ? ", " : "", table, table); };
  // Which ones follows from an index; the words are read of those alone. Of a few provisions they are found before they are put in order,
  // else SQLite goes through the whole round in that order to meet them.
  const std::string found = f.provisions.empty() ? "SELECT p.id FROM point p" + w.sql + order("p") + " LIMIT ?"
                                                 : "WITH few AS MATERIALIZED (SELECT p.id, p.place, p.answered_at FROM point p" + w.sql + ") SELECT few.id FROM few" + order("few") + " LIMIT ?";
  const auto rows = r.rows(std::string(point_columns) + " WHERE p.superseded_at IS NULL AND p.id IN (" + found + ")" + order("p"), w.binds);
  const auto n = std::min(rows.size(), static_cast<std::size_t>(limit));
  for (std::size_t k = 0; k < n; ++k) page.points.push_back(point_from(rows[k], viewer, office, small));
  if (rows.size() > n) {
    const auto& last = page.points.back();
    page.next = fmt::format("{}{}.{}", ranked ? rows[n - 1].is_null(point_width - 1) ? "0." : "1." : "", last.place, last.id);
  }
  return page;
}

Result<Point> point(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& id) {
  PointFilter f;
  f.instrument = instrument;
  Where w = where_of(r, viewer, f, {});
  w.add("p.id = ?", {id});
  const auto x = r.row(std::string(point_columns) + w.sql, w.binds);
  if (!x) return fail(Kind::not_found, "there is no such point, or it is not for you to see");
  // Whether its category says who withheld the name is asked for this one cell.
  const bool office = viewer.may(Permission::office, instrument);
  SmallCells small;
  if (!office && x->text(16) == "name-withheld" && is_small(r, x->text(2), x->text(7))) small.emplace(x->text(2), x->text(7));
  return point_from(*x, viewer, office, small);
}

Result<void> each_point(Reader& r, const Viewer& viewer, const PointFilter& f, const std::function<bool(const Point&)>& each) {
  const auto small = small_cells(r, viewer, f.instrument);
  Where w = where_of(r, viewer, f, small);
  ACCORD_CHECK(add_cursor(w, f.after, false));
  const bool office = viewer.may(Permission::office, f.instrument);
  r.each(std::string(point_columns) + w.sql + " ORDER BY p.place, p.id", w.binds, [&](const Row& x) { return each(point_from(x, viewer, office, small)); });
  return {};
}

std::vector<Count> count_points(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  const auto small = small_cells(r, viewer, instrument);
  PointFilter f;
  f.instrument = instrument;
  f.round = round;
  const Where w = where_of(r, viewer, f, small);
  std::vector<Count> out;
  for (const Row& x : r.rows("SELECT p.provision, p.category, p.visibility, COUNT(*) FROM point p" + w.sql + " GROUP BY p.provision, p.category, p.visibility ORDER BY 1, 2, 3", w.binds)) {
    Count c{x.text(0), x.text(1), x.integer(3)};
    if (x.text(2) == "name-withheld" && small.contains({round, c.category})) c.category = "withheld";
    if (!out.empty() && out.back().provision == c.provision && out.back().category == c.category)
      out.back().points += c.points;
    else
      out.push_back(std::move(c));
  }
  return out;
}

SaidCounts count_said(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  PointFilter f;
  f.instrument = instrument, f.round = round;
  Where w = where_of(r, viewer, f, {});
  // One way through the index; in groups it would be sorted twice.
  std::string sums;
  std::vector<Value> binds;
  const auto types = drafting::types(), stances = drafting::stances();
  const auto add = [&](std::string_view column, const std::vector<std::string_view>& values) {
    for (const auto value : values) sums += fmt::format("{}COALESCE(SUM(CASE WHEN {} = ? THEN 1 ELSE 0 END), 0)", sums.empty() ? "" : ", ", column), binds.emplace_back(std::string(value));
  };
  add("p.type", types), add("p.stance", stances);
  binds.insert(binds.end(), w.binds.begin(), w.binds.end());
  SaidCounts out;
  const auto x = r.row("SELECT " + sums + " FROM point p" + w.sql, binds);
  const auto put = [&](std::map<std::string, std::int64_t>& into, const std::vector<std::string_view>& values, std::size_t from) {
    for (std::size_t k = 0; k < values.size(); ++k)
      if (const auto n = x->integer(from + k); n > 0) into[std::string(values[k])] = n;
  };
  put(out.types, types, 0), put(out.stances, stances, types.size());
  return out;
}

std::map<std::string, std::int64_t> filers_by_category(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  // In a small category the public counts those alone whose name it reads: the difference would be the others.
  const auto small = small_cells(r, viewer, instrument);
  std::map<std::string, std::int64_t> out;
  for (const Row& x : r.rows("SELECT t.category, t.named, COUNT(*) FROM (SELECT f.category AS category, CASE WHEN f.redacted_at IS NULL AND EXISTS (SELECT 1 FROM point p WHERE p.filing = f.id AND p.superseded_at IS NULL "
                             "AND p.visibility = 'everyone') THEN 1 ELSE 0 END AS named FROM filing f WHERE f.round = ? AND f.superseded_at IS NULL AND f.kind = 'filed') AS t GROUP BY t.category, t.named",
                             {round}))
    out[x.integer(1) == 0 && small.contains({round, x.text(0)}) ? "public" : x.text(0)] += x.integer(2);
  return out;
}

RoundCounts count_round(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round) {
  PointFilter f;
  f.instrument = instrument;
  f.round = round;
  const Where w = where_of(r, viewer, f, {});
  RoundCounts c;
  // How many filed is public; that somebody filed chairs-only points alone is not told apart.
  if (const auto x = r.row("SELECT COUNT(*), COALESCE(SUM(late), 0) FROM filing WHERE round = ? AND superseded_at IS NULL AND kind = 'filed'", {round}))
    c.submissions = x->integer(0), c.late = x->integer(1);
  c.points = r.row("SELECT COUNT(*) FROM point p" + w.sql, w.binds)->integer(0);
  return c;
}

Result<LetterPage> letters(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round, bool written, std::size_t from, std::size_t limit) {
  if (!viewer.may(Permission::draft, instrument)) return fail(Kind::not_found, "there is no such page");
  const bool office = viewer.may(Permission::office, instrument);
  const auto small = small_cells(r, viewer, instrument);
  LetterPage out;
  std::vector<Letter> all;
  for (const Row& x : r.rows("SELECT f.id, f.person, f.category, n.name, o.name, f.filed_at, f.late, f.redacted_at, CASE WHEN f.letter = '' THEN 0 ELSE 1 END, "
                             "(SELECT COUNT(*) FROM point p WHERE p.filing = f.id AND p.superseded_at IS NULL), "
                             "(SELECT COUNT(*) FROM point p WHERE p.filing = f.id AND p.superseded_at IS NULL AND p.visibility = 'name-withheld') "
                             "FROM filing f LEFT JOIN person n ON n.id = f.person AND n.superseded_at IS NULL "
                             "LEFT JOIN organisation o ON o.id = f.organisation AND o.superseded_at IS NULL "
                             "WHERE f.round = ? AND f.superseded_at IS NULL AND f.kind = 'filed'",
                             {round})) {
    ++out.submissions;
    out.written += x.integer(8);
    if (written && x.integer(8) == 0) continue;
    Letter l;
    l.filing = x.text(0), l.person = x.text(1), l.category = x.text(2), l.person_name = x.text(3), l.organisation_name = x.text(4);
    l.filed_at = x.integer(5), l.late = x.integer(6) != 0, l.redacted = !x.is_null(7);
    l.withheld = x.integer(9) > 0 && x.integer(9) == x.integer(10);
    l.points = x.integer(9) - (office ? 0 : x.integer(10));
    if (l.redacted) l.person_name = name_removed;
    all.push_back(std::move(l));
  }
  // Among the others, their place would tell when the withheld ones came.
  std::ranges::sort(all, {}, [&](const Letter& l) { return l.withheld && !office ? std::tuple(true, Instant{0}, l.filing) : std::tuple(false, l.filed_at, l.filing); });
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())));
  all.resize(std::min(limit, all.size()));
  for (Letter& l : all) {
    l.letter = r.row("SELECT letter FROM filing WHERE id = ?", {l.filing})->text(0);
    if (!l.withheld || office) continue;
    if (small.contains({round, l.category})) l.category.clear();
    l.filing.clear(), l.person.clear(), l.person_name.clear(), l.organisation_name.clear();
    l.filed_at = 0, l.late = false, l.points = 0;
  }
  out.letters = std::move(all);
  return out;
}

}  // namespace accord::store
