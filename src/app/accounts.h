// Coming in and going out: invitations, passwords, sessions, tokens.
#pragma once

#include "app/context.h"
#include "store/people.h"

namespace accord::app {

constexpr std::size_t password_min = 12;  // characters
constexpr Instant session_length = 14 * day;
constexpr Instant invitation_length = 14 * day;

struct SignedIn {
  std::string token;  // of the cookie; shown once
  std::string person;
  Instant expires_at = 0;
};

// Who asks, by cookie or bearer token; anonymous when neither is good. `csrf` receives the session's.
struct Asking {
  Viewer viewer;
  std::string session_id, csrf;
};
Result<Asking> who_asks(Context& ctx, std::string_view session_token, std::string_view bearer_token);

// Counts tries per address and per account: after 10 failures in 15 minutes, rate_limited.
Result<SignedIn> sign_in(Context& ctx, const std::string& email, const std::string& password, const std::string& address);
Result<void> end_session(Context& ctx, const Viewer& viewer, const std::string& session_id);
// Ends every other session: whoever changes a password may do so because somebody else is in.
Result<void> change_password(Context& ctx, const Viewer& viewer, const std::string& session_id, const std::string& old_password, const std::string& new_password);

struct NewInvitation {
  std::string instrument_slug;  // empty: the office
  std::string role, name, email, organisation, category;
  std::string country;  // of the organisation: ISO 3166-1 alpha-2; empty: not stated, or as it is known
};
struct Link {
  std::string url;
  Instant expires_at = 0;
};
Result<Link> invite(Context& ctx, const Viewer& viewer, const NewInvitation& invitation);
// The link with which the first administrator sets a password; nullopt once somebody has.
Result<std::optional<Link>> first_administrator_link(Context& ctx);
Result<store::Invitation> open_invitation(Context& ctx, const std::string& token);  // not_found when used or expired
struct Newcomer {
  std::string name;
  std::string email;    // counts only where the invitation names none (the first administrator's)
  std::string password;
  std::string country;  // of somebody new; empty: not stated
};
Result<SignedIn> join(Context& ctx, const std::string& token, const Newcomer& newcomer);
Result<void> revoke_invitation(Context& ctx, const Viewer& viewer, const std::string& id);
Result<void> end_membership(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, const std::string& membership);

Result<std::string> make_token(Context& ctx, const Viewer& viewer, const std::string& label);  // shown once
Result<void> revoke_token(Context& ctx, const Viewer& viewer, const std::string& id);

// The demo's switch: a session for a person, without a password. Refused unless ctx.demo.
Result<SignedIn> become(Context& ctx, const std::string& person);

}  // namespace accord::app
