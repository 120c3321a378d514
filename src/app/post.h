// The post: what people are told by mail. A mail says how much happened and where to read it: counts and links, no word of
// a point, of an answer or of a note.
//
// Rule: a notice counts as mailed only after the mail was taken over; what fails in between is sent again under the same
// Message-ID. Threads: one posts.
#pragma once

#include <set>

#include "app/context.h"

namespace accord::app {

struct Letter {
  std::string person, to, message_id, bytes;  // bytes: RFC 5322
  std::vector<std::string> notices;
};
// Takes letters away. Errors: unavailable (later, all of them), anything else: this letter is refused.
class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual Result<void> carry(const std::string& from, const Letter& letter) = 0;
};

// What is due now: for each person one letter with all that they were not told yet. `from` is a bare address.
Result<std::vector<Letter>> due_letters(Context& ctx, const std::string& from);

struct Delivery {
  int carried = 0;
  std::vector<std::pair<std::string, Error>> refused;  // by person
};
// Carries what is due, except to `without` (persons). Errors: those of the carrier that concern all, and of the database.
Result<Delivery> deliver(Context& ctx, Carrier& carrier, const std::string& from, const std::set<std::string>& without = {});

}  // namespace accord::app
