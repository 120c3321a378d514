// round/: a window on one draft. One deadline object is used by every page, form and refusal.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace accord::drafting {

enum class LatePolicy { refuse, accept_late };
std::string_view to_string(LatePolicy policy);  // "refuse", "accept-late"
bool from_string(std::string_view name, LatePolicy& out);

// An instant with how it came about: the rule in words and the wall time in a named zone (A16).
struct Deadline {
  Instant closes = 0;
  std::string zone = "Europe/Brussels";
  std::string rule;  // "end of day, Brussels"
  std::string zone_version;
  LatePolicy late_policy = LatePolicy::refuse;
};

// From a wall time such as "2025-03-30T23:59" or "2025-03-30T24:00" in the zone.
Result<Deadline> make_deadline(std::string_view local, std::string_view zone, std::string_view rule, LatePolicy policy);

struct Round {
  std::string id;
  int number = 0;
  int draft = 0;
  Instant opens = 0;
  Deadline deadline;
};

enum class Timing { early, in_time, late, refused };
// `arrived` is when the last byte came in; what came before the deadline counts (P4).
Timing timing(const Round& round, Instant arrived);
bool is_open(const Round& round, Instant now);

// Rules: a deadline lies after the opening; it is only ever extended, with a reason.
Result<void> check_opening(Instant opens, const Deadline& deadline);
Result<void> check_extension(const Deadline& now, const Deadline& next, std::string_view reason);

// "2 d 06 h left", "41 min left", "closed".
std::string time_left(const Round& round, Instant now);

}  // namespace accord::drafting
