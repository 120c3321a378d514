#include "store/instruments.h"

namespace accord::store {
namespace {

constexpr std::string_view columns = "SELECT id, slug, title, short_title, language, summary, example FROM instrument WHERE superseded_at IS NULL";
constexpr std::string_view document_columns = "SELECT id, instrument, slug, title, body, licence, credit, version, recorded_at FROM document ";

Instrument instrument_from(const Row& x) { return {x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.integer(6) != 0}; }
Document document_from(const Row& x) {
  return {x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.integer(7), x.integer(8)};
}

}  // namespace

std::vector<Instrument> instruments(Reader& r, const Viewer&) {
  std::vector<Instrument> out;
  for (const Row& x : r.rows(std::string(columns) + " ORDER BY title, id")) out.push_back(instrument_from(x));
  return out;
}

Result<Instrument> instrument(Reader& r, const Viewer&, const std::string& slug) {
  const auto x = r.row(std::string(columns) + " AND slug = ?", {slug});
  if (!x) return fail(Kind::not_found, "there is no such instrument", "/i/" + slug);
  return instrument_from(*x);
}

std::vector<Document> documents(Reader& r, const Viewer&, const std::string& instrument) {
  std::vector<Document> out;
  for (const Row& x : r.rows(std::string(document_columns) + "WHERE instrument = ? AND superseded_at IS NULL ORDER BY slug", {instrument}))
    out.push_back(document_from(x));
  return out;
}

Result<Document> document(Reader& r, const Viewer&, const std::string& instrument, const std::string& slug) {
  const auto x = r.row(std::string(document_columns) + "WHERE instrument = ? AND slug = ? AND superseded_at IS NULL", {instrument, slug});
  if (!x) return fail(Kind::not_found, "there is no such document", slug);
  return document_from(*x);
}

std::vector<Document> document_versions(Reader& r, const Viewer&, const std::string& instrument, const std::string& slug) {
  std::vector<Document> out;
  for (const Row& x : r.rows(std::string(document_columns) + "WHERE instrument = ? AND slug = ? ORDER BY version", {instrument, slug})) out.push_back(document_from(x));
  return out;
}

std::vector<Milestone> milestones(Reader& r, const Viewer&, const std::string& instrument) {
  std::vector<Milestone> out;
  for (const Row& x : r.rows("SELECT id, instrument, sort_date, date_text, date_precision, title, kind, note, source, reason, recorded_at, superseded_at "
                             "FROM milestone WHERE instrument = ? ORDER BY sort_date, id, recorded_at",
                             {instrument}))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.text(7), x.text(8), x.text(9), x.integer(10), x.maybe_integer(11)});
  return out;
}

void put_instrument(Writer& w, const Instrument& i) {
  w.execute("UPDATE instrument SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), i.id});
  w.execute("INSERT INTO instrument (id, slug, title, short_title, language, summary, example, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {i.id, i.slug, i.title, i.short_title, i.language, i.summary, std::int64_t{i.example}, w.now()});
}

void put_document(Writer& w, Document d) {
  const auto last = w.row("SELECT id, version, credit FROM document WHERE instrument = ? AND slug = ? AND superseded_at IS NULL", {d.instrument, d.slug});
  if (last) {
    d.id = last->text(0);
    d.version = last->integer(1) + 1;
    if (d.credit.empty()) d.credit = last->text(2);
    w.execute("UPDATE document SET superseded_at = ? WHERE instrument = ? AND slug = ? AND superseded_at IS NULL", {w.now(), d.instrument, d.slug});
  }
  w.execute("INSERT INTO document (id, instrument, slug, title, body, licence, credit, version, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {d.id, d.instrument, d.slug, d.title, d.body, d.licence, d.credit.empty() ? "[]" : d.credit, d.version, w.now()});
}

std::vector<Actor> actors(Reader& r, const Viewer&, const std::string& instrument) {
  std::vector<Actor> out;
  for (const Row& x : r.rows("SELECT id, instrument, name, role, count_text, source, position FROM actor WHERE instrument = ? AND superseded_at IS NULL ORDER BY position, id", {instrument}))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.integer(6)});
  return out;
}

void put_actor(Writer& w, const Actor& a) {
  w.execute("UPDATE actor SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), a.id});
  w.execute("INSERT INTO actor (id, instrument, position, name, role, count_text, source, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {a.id, a.instrument, a.position, a.name, a.role, a.count_text, a.source, w.now()});
}

void put_milestone(Writer& w, const Milestone& m) {
  w.execute("UPDATE milestone SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), m.id});
  w.execute("INSERT INTO milestone (id, instrument, sort_date, date_text, date_precision, title, kind, note, source, reason, recorded_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {m.id, m.instrument, m.sort_date, m.date_text, m.precision, m.title, m.kind, m.note, m.source, m.reason, w.now()});
}

}  // namespace accord::store
