// People and how they come in: accounts, sessions, tokens, invitations, memberships.
// Looking up a session, a token or a sign-in makes the Viewer, so those reads alone take none.
#pragma once

#include "drafting/participant/viewer.h"
#include "store/database.h"

namespace accord::store {

using drafting::Viewer;

struct Person {
  std::string id, name, email, country;
};
struct Organisation {
  std::string id, name, category, country;
};
struct Body {
  std::string id, instrument, name, visibility;
};
struct MembershipRow {
  std::string id, person, body, instrument, role, organisation, category;
  Instant from = 0;
  std::optional<Instant> to;
  std::string person_name, email, body_name, organisation_name;  // of the current versions; not stored here
  std::string country;  // likewise: of the organisation, or of somebody who takes part alone
};
struct AccountSession {
  std::string id, person, csrf;
  Instant recorded_at = 0, expires_at = 0;
};
struct Token {
  std::string id, label;
  Instant recorded_at = 0;
};
struct Invitation {
  std::string id, instrument, body, role, organisation, category, name, email, invited_by;
  Instant recorded_at = 0, expires_at = 0;
  std::optional<Instant> used_at;
};

// Who is asking. nullopt: no such session or token, or it has ended.
std::optional<AccountSession> session_by_hash(Reader& r, const std::string& token_hash, Instant now);
std::optional<std::string> person_by_token_hash(Reader& r, const std::string& token_hash);
Viewer viewer_of(Reader& r, const std::string& person, Instant now);  // anonymous when the person is gone
struct Account {
  std::string person, password_hash;
};
std::optional<Account> account_by_email(Reader& r, const std::string& email);
std::optional<Invitation> invitation_by_hash(Reader& r, const std::string& token_hash);
bool anybody_can_sign_in(Reader& r);

// Own things: of the viewer alone.
std::vector<AccountSession> sessions(Reader& r, const Viewer& viewer);
std::vector<Token> tokens(Reader& r, const Viewer& viewer);
// Office's.
std::vector<MembershipRow> memberships(Reader& r, const Viewer& viewer, const std::string& instrument);
std::vector<Invitation> invitations(Reader& r, const Viewer& viewer, const std::string& instrument);
std::vector<Body> bodies(Reader& r, const Viewer& viewer, const std::string& instrument);
std::vector<Organisation> organisations(Reader& r, const Viewer& viewer);
std::optional<Organisation> organisation(Reader& r, const Viewer& viewer, const std::string& id);

void put_person(Writer& w, const Person& p);  // a new version supersedes the current one
void put_organisation(Writer& w, const Organisation& o);
void put_credential(Writer& w, const std::string& person, const std::string& hash);
void put_body(Writer& w, const Body& b);
void add_membership(Writer& w, const MembershipRow& m);
bool end_membership(Writer& w, const std::string& id, const std::string& instrument, Instant at);
void add_session(Writer& w, const std::string& token_hash, const AccountSession& s);
bool end_session(Writer& w, const std::string& person, const std::string& id);
void add_token(Writer& w, const std::string& token_hash, const std::string& person, const Token& t);
bool end_token(Writer& w, const std::string& person, const std::string& id);
void add_invitation(Writer& w, const std::string& token_hash, const Invitation& i);
bool use_invitation(Writer& w, const std::string& token_hash, const std::string& person);  // false: used or expired
std::optional<std::string> instrument_of_invitation(Writer& w, const std::string& id);  // "" the office; nullopt: none
bool expire_invitation(Writer& w, const std::string& id);
void erase_person(Writer& w, const std::string& person, const std::string& placeholder);   // name and e-mail, in every version

}  // namespace accord::store
