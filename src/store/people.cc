#include "store/people.h"

namespace accord::store {
namespace {

Value null_if_empty(const std::string& s) { return s.empty() ? Value{} : Value{s}; }

constexpr std::string_view invitation_columns =
    "id, instrument, body, role, organisation, category, name, email, invited_by, recorded_at, expires_at, used_at";

Invitation invitation_from(const Row& x) {
  return {x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.text(7), x.text(8), x.integer(9), x.integer(10), x.maybe_integer(11)};
}

AccountSession session_from(const Row& x) { return {x.text(0), x.text(1), x.text(2), x.integer(3), x.integer(4)}; }

}  // namespace

std::optional<AccountSession> session_by_hash(Reader& r, const std::string& token_hash, Instant now) {
  const auto x = r.row("SELECT id, person, csrf, recorded_at, expires_at FROM session WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ?",
                       {token_hash, now});
  if (!x) return std::nullopt;
  return session_from(*x);
}

std::optional<std::string> person_by_token_hash(Reader& r, const std::string& token_hash) {
  const auto x = r.row("SELECT person FROM api_token WHERE token_hash = ? AND superseded_at IS NULL", {token_hash});
  if (!x) return std::nullopt;
  return x->text(0);
}

Viewer viewer_of(Reader& r, const std::string& person, Instant now) {
  Viewer v;
  v.now = now;
  if (person.empty()) return v;
  const auto p = r.row("SELECT name, email FROM person WHERE id = ? AND superseded_at IS NULL", {person});
  if (!p) return v;
  v.person = person;
  v.name = p->text(0);
  v.email = p->text(1);
  for (const Row& x : r.rows("SELECT instrument, body, role, organisation, category, from_at, to_at FROM membership "
                             "WHERE person = ? AND superseded_at IS NULL AND from_at <= ? AND (to_at IS NULL OR to_at > ?) ORDER BY id",
                             {person, now, now}))
    v.memberships.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.integer(5), x.integer(6)});
  return v;
}

std::optional<Account> account_by_email(Reader& r, const std::string& email) {
  const auto x = r.row("SELECT p.id, c.hash FROM person p JOIN credential c ON c.person = p.id AND c.superseded_at IS NULL "
                       "WHERE p.email = ? AND p.superseded_at IS NULL",
                       {email});
  if (!x) return std::nullopt;
  return Account{x->text(0), x->text(1)};
}

std::optional<Invitation> invitation_by_hash(Reader& r, const std::string& token_hash) {
  const auto x = r.row("SELECT " + std::string(invitation_columns) + " FROM invitation WHERE token_hash = ?", {token_hash});
  if (!x) return std::nullopt;
  return invitation_from(*x);
}

bool anybody_can_sign_in(Reader& r) { return r.row("SELECT 1 FROM credential LIMIT 1").has_value(); }

std::vector<AccountSession> sessions(Reader& r, const Viewer& viewer) {
  std::vector<AccountSession> out;
  for (const Row& x : r.rows("SELECT id, person, csrf, recorded_at, expires_at FROM session WHERE person = ? AND ended_at IS NULL AND expires_at > ? "
                             "ORDER BY recorded_at DESC",
                             {viewer.person, viewer.now}))
    out.push_back(session_from(x));
  return out;
}

std::vector<Token> tokens(Reader& r, const Viewer& viewer) {
  std::vector<Token> out;
  for (const Row& x : r.rows("SELECT id, label, recorded_at FROM api_token WHERE person = ? AND superseded_at IS NULL ORDER BY recorded_at DESC", {viewer.person}))
    out.push_back({x.text(0), x.text(1), x.integer(2)});
  return out;
}

std::vector<MembershipRow> memberships(Reader& r, const Viewer& viewer, const std::string& instrument) {
  std::vector<MembershipRow> out;
  if (!viewer.may(drafting::Permission::office, instrument)) return out;
  for (const Row& x :
       r.rows("SELECT m.id, m.person, m.body, m.instrument, m.role, m.organisation, m.category, m.from_at, m.to_at, p.name, p.email, b.name, o.name, "
              "CASE WHEN m.organisation IS NULL THEN p.country ELSE o.country END FROM membership m JOIN person p ON p.id = m.person AND p.superseded_at IS NULL "
              "JOIN body b ON b.id = m.body AND b.superseded_at IS NULL "
              "LEFT JOIN organisation o ON o.id = m.organisation AND o.superseded_at IS NULL "
              "WHERE m.superseded_at IS NULL AND COALESCE(m.instrument, '') = ? ORDER BY p.name, m.id",
              {instrument})) {
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.text(5), x.text(6), x.integer(7), x.maybe_integer(8), x.text(9), x.text(10), x.text(11), x.text(12), x.text(13)});
  }
  return out;
}

std::vector<Invitation> invitations(Reader& r, const Viewer& viewer, const std::string& instrument) {
  std::vector<Invitation> out;
  if (!viewer.may(drafting::Permission::office, instrument)) return out;
  for (const Row& x : r.rows("SELECT " + std::string(invitation_columns) + " FROM invitation WHERE COALESCE(instrument, '') = ? ORDER BY recorded_at DESC", {instrument}))
    out.push_back(invitation_from(x));
  return out;
}

std::vector<Body> bodies(Reader& r, const Viewer& viewer, const std::string& instrument) {
  std::vector<Body> out;
  const bool office = viewer.may(drafting::Permission::office, instrument);
  for (const Row& x : r.rows("SELECT id, instrument, name, visibility FROM body WHERE COALESCE(instrument, '') = ? AND superseded_at IS NULL "
                             "AND (visibility = 'public' OR ? = 1) ORDER BY recorded_at, id",
                             {instrument, std::int64_t{office}}))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3)});
  return out;
}

std::vector<Organisation> organisations(Reader& r, const Viewer&) {
  std::vector<Organisation> out;  // organisations are listed publicly, always (product.md)
  for (const Row& x : r.rows("SELECT id, name, category, country FROM organisation WHERE superseded_at IS NULL ORDER BY name, id"))
    out.push_back({x.text(0), x.text(1), x.text(2), x.text(3)});
  return out;
}

std::optional<Organisation> organisation(Reader& r, const Viewer&, const std::string& id) {
  const auto x = r.row("SELECT id, name, category, country FROM organisation WHERE id = ? AND superseded_at IS NULL", {id});
  if (!x) return std::nullopt;
  return Organisation{x->text(0), x->text(1), x->text(2), x->text(3)};
}

void put_person(Writer& w, const Person& p) {
  w.execute("UPDATE person SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), p.id});
  w.execute("INSERT INTO person (id, name, email, country, recorded_at) VALUES (?, ?, ?, ?, ?)",
            {p.id, p.name, null_if_empty(p.email), null_if_empty(p.country), w.now()});
}

void put_organisation(Writer& w, const Organisation& o) {
  w.execute("UPDATE organisation SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), o.id});
  w.execute("INSERT INTO organisation (id, name, category, country, recorded_at) VALUES (?, ?, ?, ?, ?)",
            {o.id, o.name, o.category, null_if_empty(o.country), w.now()});
}

void put_credential(Writer& w, const std::string& person, const std::string& hash) {
  w.execute("UPDATE credential SET superseded_at = ? WHERE person = ? AND superseded_at IS NULL", {w.now(), person});
  w.execute("INSERT INTO credential (person, hash, recorded_at) VALUES (?, ?, ?)", {person, hash, w.now()});
}

void put_body(Writer& w, const Body& b) {
  w.execute("UPDATE body SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), b.id});
  w.execute("INSERT INTO body (id, instrument, name, visibility, recorded_at) VALUES (?, ?, ?, ?, ?)",
            {b.id, null_if_empty(b.instrument), b.name, b.visibility, w.now()});
}

void add_membership(Writer& w, const MembershipRow& m) {
  w.execute("INSERT INTO membership (id, person, body, instrument, role, organisation, category, from_at, to_at, recorded_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {m.id, m.person, m.body, null_if_empty(m.instrument), m.role, null_if_empty(m.organisation), null_if_empty(m.category), m.from,
             m.to ? Value{*m.to} : Value{}, w.now()});
}

bool end_membership(Writer& w, const std::string& id, const std::string& instrument, Instant at) {
  const auto x = w.row("SELECT person, body, role, organisation, category, from_at FROM membership WHERE id = ? AND COALESCE(instrument, '') = ? "
                       "AND superseded_at IS NULL AND to_at IS NULL",
                       {id, instrument});
  if (!x) return false;
  w.execute("UPDATE membership SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), id});
  add_membership(w, {id, x->text(0), x->text(1), instrument, x->text(2), x->text(3), x->text(4), x->integer(5), at, {}, {}, {}, {}, {}});
  return true;
}

void add_session(Writer& w, const std::string& token_hash, const AccountSession& s) {
  w.execute("INSERT INTO session (token_hash, id, person, csrf, recorded_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            {token_hash, s.id, s.person, s.csrf, w.now(), s.expires_at});
}

bool end_session(Writer& w, const std::string& person, const std::string& id) {
  return w.execute("UPDATE session SET ended_at = ? WHERE person = ? AND id = ? AND ended_at IS NULL", {w.now(), person, id}) > 0;
}

void add_token(Writer& w, const std::string& token_hash, const std::string& person, const Token& t) {
  w.execute("INSERT INTO api_token (token_hash, id, person, label, recorded_at) VALUES (?, ?, ?, ?, ?)", {token_hash, t.id, person, t.label, w.now()});
}

bool end_token(Writer& w, const std::string& person, const std::string& id) {
  return w.execute("UPDATE api_token SET superseded_at = ? WHERE person = ? AND id = ? AND superseded_at IS NULL", {w.now(), person, id}) > 0;
}

void add_invitation(Writer& w, const std::string& token_hash, const Invitation& i) {
  w.execute("INSERT INTO invitation (token_hash, id, instrument, body, role, organisation, category, name, email, invited_by, recorded_at, expires_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {token_hash, i.id, null_if_empty(i.instrument), i.body, i.role, null_if_empty(i.organisation), null_if_empty(i.category), i.name,
             null_if_empty(i.email), null_if_empty(i.invited_by), w.now(), i.expires_at});
}

bool use_invitation(Writer& w, const std::string& token_hash, const std::string& person) {
  return w.execute("UPDATE invitation SET used_at = ?, used_by = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?",
                   {w.now(), person, token_hash, w.now()}) == 1;
}

std::optional<std::string> instrument_of_invitation(Writer& w, const std::string& id) {
  const auto x = w.row("SELECT instrument FROM invitation WHERE id = ?", {id});
  if (!x) return std::nullopt;
  return x->text(0);
}

bool expire_invitation(Writer& w, const std::string& id) {
  return w.execute("UPDATE invitation SET expires_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?", {w.now(), id, w.now()}) == 1;
}

void erase_person(Writer& w, const std::string& person, const std::string& placeholder) {
  w.execute("UPDATE person SET name = ?, email = NULL, country = NULL WHERE id = ?", {placeholder, person});
  w.execute("UPDATE credential SET superseded_at = ? WHERE person = ? AND superseded_at IS NULL", {w.now(), person});
  w.execute("UPDATE session SET ended_at = ? WHERE person = ? AND ended_at IS NULL", {w.now(), person});
  w.execute("UPDATE api_token SET superseded_at = ? WHERE person = ? AND superseded_at IS NULL", {w.now(), person});
  w.execute("UPDATE invitation SET name = ?, email = NULL WHERE used_by = ?", {placeholder, person});
}

}  // namespace accord::store
