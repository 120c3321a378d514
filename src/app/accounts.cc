#include "app/accounts.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <mutex>
#include <semaphore>
#include <unordered_map>

#include "app/pages/shared.h"
#include "base/bytes.h"
#include "base/country.h"
#include "base/utf8.h"
#include "store/instruments.h"
#include "store/points.h"

namespace accord::app {
namespace {

std::string token_hash(std::string_view token) { return to_hex(sha256(token)); }

// argon2id takes 64 MiB a hash: at most two at a time, so that a storm of sign-ins leaves the rest alone.
std::counting_semaphore<2>& hashing_slots() {
  static std::counting_semaphore<2> slots(2);
  return slots;
}

std::string hash_password(const std::string& password) {
  hashing_slots().acquire();
  char out[crypto_pwhash_STRBYTES];
  const int failed = crypto_pwhash_str(out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
  hashing_slots().release();
  return failed != 0 ? std::string() : std::string(out);
}

bool password_matches(const std::string& hash, const std::string& password) {
  hashing_slots().acquire();
  const bool ok = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  hashing_slots().release();
  return ok;
}

Result<void> check_password(const std::string& password) {
  if (utf8::first_bad(password) != std::string_view::npos) return fail(Kind::invalid, "the password is not valid UTF-8", "password");
  if (utf8::length(password) < password_min)
    return fail(Kind::invalid, fmt::format("the password has fewer than {} characters", password_min), "password", "choose a longer one, such as four or five words");
  if (password.size() > 1024) return fail(Kind::invalid, "the password is longer than 1,024 bytes", "password");
  return {};
}

// Failures per address and per account in the last 15 minutes; in memory, so a restart forgives.
class Tries {
 public:
  bool too_many(const std::string& key, Instant now) {
    const std::scoped_lock lock(mutex_);
    auto& times = times_[key];
    std::erase_if(times, [&](Instant t) { return t < now - 15 * minute; });
    return times.size() >= 10;
  }
  void failed(const std::string& key, Instant now) {
    const std::scoped_lock lock(mutex_);
    if (times_.size() > 100'000) times_.clear();  // bounded; a flood of addresses is the listener's matter
    times_[key].push_back(now);
  }
  void forget(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    times_.erase(key);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Instant>> times_;
};

Tries& tries() {
  static Tries t;
  return t;
}

SignedIn open_session(store::Writer& w, const std::string& person) {
  SignedIn s{to_base64url(w.random()(32)), person, w.now() + session_length};
  store::add_session(w, token_hash(s.token), {encode_id(w.random()(16)), person, to_base64url(w.random()(24)), w.now(), s.expires_at});
  return s;
}

Result<void> check_name(const std::string& value, const char* what, std::size_t most = 200) {
  ACCORD_CHECK(utf8::check(value, what));
  if (utf8::trim(value).empty()) return fail(Kind::invalid, fmt::format("the {} is missing", what), what, "fill it in");
  if (value.size() > most) return fail(Kind::invalid, fmt::format("the {} is longer than {} bytes", what, most), what, "shorten it");
  return {};
}

}  // namespace

Result<Asking> who_asks(Context& ctx, std::string_view session_token, std::string_view bearer_token) {
  const Instant now = ctx.clock();
  return ctx.db.read([&](store::Reader& r) -> Result<Asking> {
    Asking a;
    a.viewer.now = now;
    if (!bearer_token.empty()) {
      const auto person = store::person_by_token_hash(r, token_hash(bearer_token));
      if (!person) return fail(Kind::unauthenticated, "the token is not known or was revoked", "Authorization", "make a new one at /me");
      a.viewer = store::viewer_of(r, *person, now);
    } else if (!session_token.empty()) {
      if (const auto s = store::session_by_hash(r, token_hash(session_token), now)) {
        a.viewer = store::viewer_of(r, s->person, now);
        a.session_id = s->id;
        a.csrf = s->csrf;
      }
    }
    return a;
  });
}

Result<SignedIn> sign_in(Context& ctx, const std::string& email, const std::string& password, const std::string& address) {
  const Instant now = ctx.clock();
  const std::string account = "account:" + utf8::lower(email);
  const std::string from = "address:" + address;
  if (tries().too_many(account, now) || tries().too_many(from, now))
    return fail(Kind::rate_limited, "too many failed tries; sign-in is paused for up to 15 minutes", "email", "wait, or ask the secretariat for a new link");
  auto found = ctx.db.read([&](store::Reader& r) -> Result<std::optional<store::Account>> { return store::account_by_email(r, utf8::lower(email)); });
  if (!found) return std::unexpected(found.error());
  // An unknown account takes as long as a known one.
  static const std::string nobody = hash_password("nobody has this password");
  const bool ok = password_matches(*found ? (*found)->password_hash : nobody, password) && found->has_value();
  if (!ok) {
    tries().failed(account, now);
    tries().failed(from, now);
    return fail(Kind::unauthenticated, "the e-mail address and the password do not go together", "password", "try again, or ask the secretariat for a new link");
  }
  tries().forget(account);
  return ctx.db.write([&](store::Writer& w) -> Result<SignedIn> {
    auto s = open_session(w, (*found)->person);
    store::add_audit(w, s.person, "signed in", {}, "person:" + s.person);
    return s;
  });
}

Result<void> end_session(Context& ctx, const Viewer& viewer, const std::string& session_id) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    if (!store::end_session(w, viewer.person, session_id)) return fail(Kind::not_found, "this session has already ended");
    store::add_audit(w, viewer.person, "signed out", {}, "person:" + viewer.person);
    return {};
  });
}

Result<void> change_password(Context& ctx, const Viewer& viewer, const std::string& session_id, const std::string& old_password, const std::string& new_password) {
  if (!viewer.signed_in()) return fail(Kind::unauthenticated, "sign in first");
  ACCORD_CHECK(check_password(new_password));
  auto account = ctx.db.read([&](store::Reader& r) -> Result<std::optional<store::Account>> { return store::account_by_email(r, viewer.email); });
  if (!account) return std::unexpected(account.error());
  const std::string key = "account:" + viewer.email;
  if (tries().too_many(key, ctx.clock())) return fail(Kind::rate_limited, "too many failed tries; wait 15 minutes", "old");
  if (!*account || !password_matches((*account)->password_hash, old_password)) {
    tries().failed(key, ctx.clock());
    return fail(Kind::invalid, "the present password is another one", "old", "type it again");
  }
  const std::string hash = hash_password(new_password);
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    store::put_credential(w, viewer.person, hash);
    for (const auto& s : store::sessions(w, viewer))
      if (s.id != session_id) store::end_session(w, viewer.person, s.id);
    store::add_audit(w, viewer.person, "changed the password", {}, "person:" + viewer.person);
    return {};
  });
}

static Result<void> check_country(const std::string& code) {
  if (code.empty() || is_country(code)) return {};
  return fail(Kind::invalid, fmt::format("\"{}\" is no country", code.substr(0, 40)), "country", "use its two letters of ISO 3166-1, such as DE, or leave it empty");
}

Result<Link> invite(Context& ctx, const Viewer& viewer, const NewInvitation& n) {
  ACCORD_CHECK(check_name(n.name, "name"));
  ACCORD_CHECK(check_name(n.email, "email"));
  if (n.email.find('@') == std::string::npos || n.email.find_first_of(" \r\n<>,;") != std::string::npos)
    return fail(Kind::invalid, "the e-mail address cannot be one", "email", "write it as name@example.org");
  if (!drafting::is_role(n.role)) return fail(Kind::invalid, fmt::format("\"{}\" is no role", n.role), "role", "use secretariat, chair, vice-chair, member or observer");
  ACCORD_CHECK(check_country(n.country));
  if (!n.country.empty() && n.organisation.empty()) return fail(Kind::invalid, "the country is the organisation's, and none is named", "country", "name the organisation; people who take part alone say their country when they join");
  const std::string token = to_base64url(ctx.random(32));
  return ctx.db.write([&](store::Writer& w) -> Result<Link> {
    std::string instrument;
    if (!n.instrument_slug.empty()) {
      ACCORD_TRY(const auto found, store::instrument(w, viewer, n.instrument_slug));
      instrument = found.id;
    } else if (n.role != "secretariat") {
      return fail(Kind::invalid, "the office has a secretariat only", "role", "choose the instrument that the person takes part in");
    }
    ACCORD_CHECK(require(viewer, instrument.empty() ? Permission::administer : Permission::office, instrument));
    const auto bodies = store::bodies(w, viewer, instrument);
    if (bodies.empty()) return fail(Kind::internal, "the instrument has no body");
    std::string organisation;
    if (!n.organisation.empty()) {
      ACCORD_CHECK(check_name(n.organisation, "organisation"));
      for (auto o : store::organisations(w, viewer)) {
        if (o.name != n.organisation) continue;
        organisation = o.id;
        if (n.country.empty() || n.country == o.country) continue;
        if (!o.country.empty()) return fail(Kind::conflict, fmt::format("{} is known to be in {}", o.name, country_name(o.country)), "country", "leave the country empty, or write the organisation's name as the one that you mean has it");
        o.country = n.country;
        store::put_organisation(w, o);
      }
      if (organisation.empty()) {
        if (n.category.empty()) return fail(Kind::invalid, "an organisation needs its stakeholder category", "category", "choose one");
        organisation = encode_id(w.random()(16));
        store::put_organisation(w, {organisation, n.organisation, n.category, n.country});
      }
    }
    if (!n.category.empty() && std::ranges::find(pages::categories(), n.category) == pages::categories().end())
      return fail(Kind::invalid, fmt::format("\"{}\" is no stakeholder category", n.category), "category", fmt::format("use {}", fmt::join(pages::categories(), ", ")));
    if (n.role == "member" && n.category.empty() && organisation.empty()) return fail(Kind::invalid, "a participant needs a stakeholder category", "category", "choose one");
    const Instant expires = w.now() + invitation_length;
    store::add_invitation(w, token_hash(token), {encode_id(w.random()(16)), instrument, bodies.front().id, n.role, organisation, n.category, n.name, utf8::lower(n.email), viewer.person, 0, expires, {}});
    store::add_audit(w, viewer.person, "invited", instrument, "role:" + n.role);
    return Link{ctx.public_url + "/join/" + token, expires};
  });
}

Result<std::optional<Link>> first_administrator_link(Context& ctx) {
  const std::string token = to_base64url(ctx.random(32));
  return ctx.db.write([&](store::Writer& w) -> Result<std::optional<Link>> {
    if (store::anybody_can_sign_in(w)) return std::nullopt;
    Viewer office;  // the installation itself: nobody is there yet
    office.memberships.push_back({{}, {}, "secretariat", {}, {}, 0, 0});
    const auto bodies = store::bodies(w, office, {});
    std::string body = bodies.empty() ? encode_id(w.random()(16)) : bodies.front().id;
    if (bodies.empty()) store::put_body(w, {body, {}, "Office", "members"});
    const Instant expires = w.now() + invitation_length;
    store::add_invitation(w, token_hash(token), {encode_id(w.random()(16)), {}, body, "secretariat", {}, {}, "Administrator", {}, {}, 0, expires, {}});
    return Link{ctx.public_url + "/join/" + token, expires};
  });
}

Result<store::Invitation> open_invitation(Context& ctx, const std::string& token) {
  const Instant now = ctx.clock();
  return ctx.db.read([&](store::Reader& r) -> Result<store::Invitation> {
    auto i = store::invitation_by_hash(r, token_hash(token));
    if (!i || i->used_at || i->expires_at <= now) return fail(Kind::not_found, "this link has been used or has expired", {}, "ask the secretariat for a new one");
    return *std::move(i);
  });
}

Result<SignedIn> join(Context& ctx, const std::string& token, const Newcomer& n) {
  const auto& password = n.password;
  ACCORD_TRY(const auto invitation, open_invitation(ctx, token));
  const std::string email = invitation.email.empty() ? utf8::lower(n.email) : invitation.email;
  ACCORD_CHECK(check_name(n.name, "name"));
  ACCORD_CHECK(check_name(email, "email"));
  ACCORD_CHECK(check_country(n.country));
  auto account = ctx.db.read([&](store::Reader& r) -> Result<std::optional<store::Account>> { return store::account_by_email(r, email); });
  if (!account) return std::unexpected(account.error());
  std::string hash;
  if (*account) {
    // Somebody who has an account joins another body with the password of that account.
    if (!password_matches((*account)->password_hash, password)) return fail(Kind::invalid, "this address has an account with another password", "password", "type that password");
  } else {
    ACCORD_CHECK(check_password(password));
    hash = hash_password(password);
    if (hash.empty()) return fail(Kind::unavailable, "there is no memory to keep the password safely", {}, "try again in a minute");
  }
  return ctx.db.write([&](store::Writer& w) -> Result<SignedIn> {
    const auto now_known = store::account_by_email(w, email);
    if (now_known.has_value() != account->has_value()) return fail(Kind::conflict, "this address was registered a moment ago", "email", "open the link again");
    const std::string person = now_known ? now_known->person : encode_id(w.random()(16));
    if (!store::use_invitation(w, token_hash(token), person)) return fail(Kind::not_found, "this link has been used or has expired");
    if (!now_known) {
      store::put_person(w, {person, n.name, email, n.country});
      store::put_credential(w, person, hash);
    }
    store::MembershipRow m;
    m.id = encode_id(w.random()(16)), m.person = person, m.body = invitation.body, m.instrument = invitation.instrument, m.role = invitation.role;
    m.organisation = invitation.organisation, m.category = invitation.category, m.from = w.now();
    store::add_membership(w, m);
    store::add_audit(w, person, "joined as " + invitation.role, invitation.instrument, "person:" + person);
    return open_session(w, person);
  });
}

Result<void> revoke_invitation(Context& ctx, const Viewer& viewer, const std::string& id) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    const auto instrument = store::instrument_of_invitation(w, id);
    if (!instrument) return fail(Kind::not_found, "there is no such invitation");
    ACCORD_CHECK(require(viewer, instrument->empty() ? Permission::administer : Permission::office, *instrument));
    if (!store::expire_invitation(w, id)) return fail(Kind::conflict, "the invitation was used or has expired");
    store::add_audit(w, viewer.person, "took an invitation back", *instrument, "invitation:" + id);
    return {};
  });
}

Result<void> end_membership(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& membership) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    std::string instrument;
    if (!slug.empty()) {
      ACCORD_TRY(const auto found, store::instrument(w, viewer, slug));
      instrument = found.id;
    }
    ACCORD_CHECK(require(viewer, instrument.empty() ? Permission::administer : Permission::office, instrument));
    if (!store::end_membership(w, membership, instrument, w.now())) return fail(Kind::not_found, "there is no such membership in force");
    store::add_audit(w, viewer.person, "ended a membership", instrument, "membership:" + membership);
    return {};
  });
}

Result<std::string> make_token(Context& ctx, const Viewer& viewer, const std::string& label) {
  if (!viewer.signed_in()) return fail(Kind::unauthenticated, "sign in first");
  ACCORD_CHECK(check_name(label, "name"));
  const std::string token = "accord_" + to_base64url(ctx.random(32));
  return ctx.db.write([&](store::Writer& w) -> Result<std::string> {
    store::add_token(w, token_hash(token), viewer.person, {encode_id(w.random()(16)), label, 0});
    store::add_audit(w, viewer.person, "made a token", {}, "person:" + viewer.person, label);
    return token;
  });
}

Result<void> revoke_token(Context& ctx, const Viewer& viewer, const std::string& id) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    if (!store::end_token(w, viewer.person, id)) return fail(Kind::not_found, "there is no such token");
    store::add_audit(w, viewer.person, "revoked a token", {}, "person:" + viewer.person);
    return {};
  });
}

Result<SignedIn> become(Context& ctx, const std::string& person) {
  if (!ctx.demo) return fail(Kind::not_found, "there is no such page");
  return ctx.db.write([&](store::Writer& w) -> Result<SignedIn> {
    if (!store::viewer_of(w, person, w.now()).signed_in()) return fail(Kind::not_found, "there is no such person");
    return open_session(w, person);
  });
}

}  // namespace accord::app
