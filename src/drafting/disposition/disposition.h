// disposition/: what the chairs answer to a point, and what its author says to that.
//
// Rule: every point gets one, with a reason; a published one never changes, a correction is a new version (P1).
// Threads: values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace accord::drafting {

constexpr std::size_t max_reason_bytes = 16U << 10U;
constexpr std::size_t max_answered_at_once = 1'000;
constexpr int max_parts = 12;  // of one point

// Closed lists. Outcomes: accepted, accepted-in-part, noted, not-accepted, out-of-scope. (A withdrawn point is not
// answered; it is no longer there.) Reactions: satisfied, objects.
std::vector<std::string_view> outcomes();
bool is_outcome(std::string_view outcome);
std::string_view outcome_label(std::string_view outcome);  // "accepted in part"
bool asks_for_change(std::string_view outcome);            // accepted or accepted in part

// Errors name the field: "outcome", "reason".
Result<void> check_disposition(std::string_view outcome, std::string_view reason);
// An objection needs its reason; satisfaction may have one. Fields: "reaction", "reason".
Result<void> check_reaction(std::string_view reaction, std::string_view reason);
// The questions that a point is divided into: two to max_parts, none empty. Field: "parts".
Result<void> check_parts(const std::vector<std::string>& parts);

}  // namespace accord::drafting
