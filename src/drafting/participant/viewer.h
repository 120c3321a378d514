// drafting: how a code is drawn up; what is allowed to happen, said once and without I/O.
//
// Rule: pure; time and randomness are arguments (A3). A folder per noun.
// Threads: everything is a value or a pure function.
//
// participant/: who somebody is. What one may do follows from memberships alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace accord::drafting {

// A person in a body of an instrument, with a role, for a time. The office itself is a body without an
// instrument: its secretariat administers the installation.
struct Membership {
  std::string instrument;  // id; empty: the office
  std::string body;        // id
  std::string role;        // secretariat, chair, vice-chair, member, observer
  std::string organisation;  // id; empty: alone
  std::string category;      // stakeholder category, claimed by invitation or confirmed
  Instant from = 0;
  Instant to = 0;  // 0: open
};

enum class Permission {
  read,         // what everybody may see
  participate,  // write points and file a submission
  draft,        // see working drafts and chairs-only points, answer, write the next text
  publish,      // publish a draft with the answers prepared for it: chairs and the secretariat
  office,       // invite, open rounds, redact, read the audit trail of an instrument
  administer,   // create instruments
};

// For whom a page is made. Every store read takes one (A7). Memberships are those in force at `now`.
struct Viewer {
  std::string person;  // id; empty: anonymous
  std::string name;
  std::string email;
  std::vector<Membership> memberships;
  Instant now = 0;

  [[nodiscard]] bool signed_in() const { return !person.empty(); }
  [[nodiscard]] bool may(Permission permission, std::string_view instrument) const;
  // The membership with which the person takes part in an instrument; nullptr when there is none.
  [[nodiscard]] const Membership* participation(std::string_view instrument) const;
};

bool is_role(std::string_view role);

}  // namespace accord::drafting
