// Instants: integer microseconds since 1970-01-01T00:00:00Z (A16).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace accord {

using Instant = std::int64_t;
constexpr Instant second = 1'000'000;
constexpr Instant minute = 60 * second;
constexpr Instant hour = 60 * minute;
constexpr Instant day = 24 * hour;

// Asked for the time; library rooms take one as an argument instead of reading a clock (A3).
using Clock = std::function<Instant()>;
Clock system_clock();

std::string to_rfc3339(Instant at);  // "2025-03-30T21:59:59Z", with microseconds only when there are some
std::optional<Instant> from_rfc3339(std::string_view text);  // with "Z" or a numeric offset

// Local time in a named zone of the IANA database (ICU's copy).
struct LocalTime {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int offset_minutes = 0;  // of the zone at that instant
};
std::optional<LocalTime> local_time(Instant at, std::string_view zone);
// The instant of a local time; nullopt for an unknown zone or a time that the clocks skip. A time that
// occurs twice is the later one: a deadline is never cut short by a change of clocks.
std::optional<Instant> from_local(const LocalTime& local, std::string_view zone);
std::string zone_data_version();  // of the IANA database in use, such as "2024a"

// "Sunday 30 March 2025, 23:59" in the zone.
std::string long_date_time(Instant at, std::string_view zone);
std::string long_date(Instant at, std::string_view zone);  // "30 March 2025"

}  // namespace accord
