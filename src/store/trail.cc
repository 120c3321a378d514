// Commitments with their contents, redactions and the private audit trail (declared in points.h).
#include "base/id.h"
#include "store/many_rows.h"
#include "store/points.h"

namespace accord::store {
namespace {

OpenedRow opened_from(const Row& x) { return {x.integer(0), x.text(1), x.text(2), x.maybe_text(3), x.maybe_text(4)}; }

}  // namespace

void add_opened(Writer& w, const std::vector<OpenedRow>& all) {
  insert_rows(w, "INSERT INTO opened (log_index, commitment, subject, salt, content, recorded_at) VALUES", 6, all.size(), [&](std::size_t k, std::vector<Value>& v) {
    const auto& o = all[k];
    v.insert(v.end(), {o.log_index, o.commitment, o.subject, o.salt.value_or(""), o.content.value_or(""), w.now()});
  });
}

std::vector<OpenedRow> opened(Reader& r, std::int64_t log_index) {
  std::vector<OpenedRow> out;
  for (const Row& x : r.rows("SELECT log_index, commitment, subject, salt, content FROM opened WHERE log_index = ? ORDER BY commitment", {log_index})) out.push_back(opened_from(x));
  return out;
}

std::vector<OpenedRow> opened_of(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& subject) {
  std::vector<OpenedRow> out;
  if (!viewer.may(drafting::Permission::office, instrument)) return out;
  for (const Row& x : r.rows("SELECT log_index, commitment, subject, salt, content FROM opened WHERE subject = ? ORDER BY log_index, commitment", {subject})) out.push_back(opened_from(x));
  return out;
}

std::vector<FilingPlace> filings_by(Writer& w, const std::string& person) {
  std::vector<FilingPlace> out;
  for (const Row& x : w.rows("SELECT f.id, d.instrument FROM filing f JOIN round d ON d.id = f.round AND d.superseded_at IS NULL WHERE f.person = ? ORDER BY f.log_index", {person}))
    out.push_back({x.text(0), x.text(1)});
  return out;
}

bool known_elsewhere(Writer& w, const std::string& person, const std::string& instrument) {
  return w.row("SELECT 1 FROM membership WHERE person = ? AND superseded_at IS NULL AND COALESCE(instrument, '') <> ? LIMIT 1", {person, instrument}).has_value() ||
         w.row("SELECT 1 FROM submission s JOIN round d ON d.id = s.round AND d.superseded_at IS NULL WHERE s.person = ? AND d.instrument <> ? LIMIT 1", {person, instrument}).has_value();
}

void add_redaction(Writer& w, const Redaction& x) {
  w.execute("INSERT INTO redaction (id, instrument, subject, what, ground, redacted_by, log_index, entry_index, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {x.id, x.instrument, x.subject, x.what, x.ground, x.by, x.log_index, x.entry_index, w.now()});
}

void redact_opened(Writer& w, const std::string& subject) {
  w.execute("UPDATE opened SET salt = NULL, content = NULL, redacted_at = ? WHERE subject = ? AND redacted_at IS NULL", {w.now(), subject});
}

void redact_point(Writer& w, const std::string& id) {
  // Every version of it, and what its author's desk still holds.
  w.execute("UPDATE point SET text = '', replacement = '', anchor = NULL, redacted_at = ? WHERE id = ?", {w.now(), id});
  w.execute("UPDATE draft_point SET text = '', replacement = '', anchor = NULL, superseded_at = COALESCE(superseded_at, ?) WHERE id = ?", {w.now(), id});
  if (w.dialect() == Dialect::sqlite)
    // As late as they are written.
    w.at_end([id](Writer& at) { at.execute("DELETE FROM point_search WHERE rowid IN (SELECT row FROM point WHERE id = ?)", {id}); });
  else
    w.execute("UPDATE point SET words = NULL WHERE id = ?", {id});
}

void redact_filing(Writer& w, const std::string& id) {
  w.execute("UPDATE filing SET letter = '', redacted_at = ? WHERE id = ?", {w.now(), id});
  w.execute("UPDATE submission SET letter = '' WHERE id IN (SELECT submission FROM filing WHERE id = ?)", {id});
}

std::vector<Redaction> redactions(Reader& r, const Viewer&, const std::string& instrument) {
  std::vector<Redaction> out;  // that something was removed, and on what ground, is public; what it was is gone
  for (const Row& x : r.rows("SELECT id, instrument, subject, what, ground, redacted_by, log_index, entry_index, recorded_at FROM redaction WHERE instrument = ? ORDER BY recorded_at DESC, id", {instrument}))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.integer(6), x.integer(7), x.integer(8)});
  return out;
}

std::vector<LogRow> log_entries(Reader& r, std::int64_t before, int limit) {
  std::vector<LogRow> out;
  for (const Row& x : r.rows("SELECT e.idx, e.body, (SELECT c.recorded_at FROM checkpoint c WHERE c.size > e.idx ORDER BY c.size LIMIT 1) FROM entry e WHERE e.idx < ? ORDER BY e.idx DESC LIMIT ?",
                             {before, std::int64_t{limit}}))
    out.push_back({x.integer(0), x.text(1), x.integer(2)});
  return out;
}

void add_audit(Writer& w, const std::string& person, const std::string& action, const std::string& instrument, const std::string& subject, const std::string& detail) {
  w.execute("INSERT INTO audit (id, person, action, instrument, subject, detail, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            {encode_id(w.random()(16)), person.empty() ? Value{} : Value{person}, action, instrument.empty() ? Value{} : Value{instrument}, subject, detail, w.now()});
}

std::vector<AuditRow> audit(Reader& r, const Viewer& viewer, const std::string& instrument, int limit) {
  std::vector<AuditRow> out;
  if (!viewer.may(drafting::Permission::office, instrument)) return out;
  for (const Row& x : r.rows("SELECT a.id, a.person, a.action, a.instrument, a.subject, a.detail, CASE WHEN f.redacted_at IS NULL THEN p.name ELSE '" + std::string(name_removed) + "' END, a.recorded_at FROM audit a "
                             "LEFT JOIN filing f ON a.subject LIKE 'filing:%' AND f.id = SUBSTR(a.subject, 8) "
                             "LEFT JOIN person p ON p.id = a.person AND p.superseded_at IS NULL WHERE a.instrument = ? ORDER BY a.recorded_at DESC, a.id LIMIT ?",
                             {instrument, std::int64_t{limit}}))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.integer(7)});
  return out;
}

}  // namespace accord::store
