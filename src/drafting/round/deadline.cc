#include "drafting/round/deadline.h"

#include <fmt/format.h>

#include <charconv>

#include "base/utf8.h"

namespace accord::drafting {

std::string_view to_string(LatePolicy policy) { return policy == LatePolicy::refuse ? "refuse" : "accept-late"; }

bool from_string(std::string_view name, LatePolicy& out) {
  if (name == "refuse") out = LatePolicy::refuse;
  else if (name == "accept-late") out = LatePolicy::accept_late;
  else return false;
  return true;
}

Result<Deadline> make_deadline(std::string_view local, std::string_view zone, std::string_view rule, LatePolicy policy) {
  LocalTime t;
  const auto number = [&](std::size_t at, std::size_t n, int& out) {
    if (at + n > local.size()) return false;
    const auto [end, ec] = std::from_chars(local.data() + at, local.data() + at + n, out);
    return ec == std::errc() && end == local.data() + at + n;
  };
  const bool well_formed = (local.size() == 16 || local.size() == 19) && number(0, 4, t.year) && local[4] == '-' && number(5, 2, t.month) &&
                           local[7] == '-' && number(8, 2, t.day) && local[10] == 'T' && number(11, 2, t.hour) && local[13] == ':' &&
                           number(14, 2, t.minute) && (local.size() == 16 || (local[16] == ':' && number(17, 2, t.second)));
  if (!well_formed)
    return fail(Kind::invalid, fmt::format("the deadline \"{}\" is not a date and time", local), "closes", "write it as 2025-03-30T23:59");
  const auto at = from_local(t, zone);
  if (!at)
    return fail(Kind::invalid, fmt::format("{} does not occur in the zone {}", local, zone), "closes",
                "name a zone such as Europe/Brussels, and a time that its clocks show");
  return Deadline{*at, std::string(zone), std::string(rule), zone_data_version(), policy};
}

Timing timing(const Round& round, Instant arrived) {
  if (arrived < round.opens) return Timing::early;
  if (arrived < round.deadline.closes) return Timing::in_time;
  return round.deadline.late_policy == LatePolicy::accept_late ? Timing::late : Timing::refused;
}

bool is_open(const Round& round, Instant now) { return now >= round.opens && now < round.deadline.closes; }

Result<void> check_opening(Instant opens, const Deadline& deadline) {
  if (deadline.closes <= opens)
    return fail(Kind::unprocessable, fmt::format("the deadline ({}) is not after the opening ({})", to_rfc3339(deadline.closes), to_rfc3339(opens)),
                "closes", "choose a deadline after the opening");
  return {};
}

Result<void> check_extension(const Deadline& now, const Deadline& next, std::string_view reason) {
  if (next.closes <= now.closes)
    return fail(Kind::unprocessable, fmt::format("a deadline is only ever extended: {} is not after {}", to_rfc3339(next.closes), to_rfc3339(now.closes)),
                "closes", "choose a later instant");
  if (utf8::length(utf8::trim(reason)) < 10)
    return fail(Kind::unprocessable, "an extension needs its reason, in words that everybody will read", "reason", "say why, such as the outage and its hours");
  return {};
}

std::string time_left(const Round& round, Instant now) {
  if (now < round.opens) return "not open yet";
  const Instant left = round.deadline.closes - now;
  if (left <= 0) return "closed";
  if (left >= day) return fmt::format("{} d {:02} h left", left / day, left % day / hour);
  if (left >= hour) return fmt::format("{} h {:02} min left", left / hour, left % hour / minute);
  if (left >= minute) return fmt::format("{} min left", left / minute);
  return "less than a minute left";
}

}  // namespace accord::drafting
