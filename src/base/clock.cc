#include "base/clock.h"

#include <fmt/format.h>
#include <unicode/calendar.h>
#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <array>
#include <charconv>
#include <chrono>
#include <memory>

namespace accord {
namespace {

namespace chr = std::chrono;

std::unique_ptr<icu::TimeZone> zone_named(std::string_view name) {
  std::unique_ptr<icu::TimeZone> z(icu::TimeZone::createTimeZone(
      icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())})));
  if (!z || *z == icu::TimeZone::getUnknown()) return nullptr;
  return z;
}

Instant floor_div(Instant a, Instant b) { return a / b - (a % b < 0 ? 1 : 0); }

LocalTime civil(Instant at) {
  const Instant days = floor_div(at, day);
  const chr::year_month_day ymd{chr::sys_days{chr::days{days}}};
  const Instant rest = (at - days * day) / second;
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day())), static_cast<int>(rest / 3600),
          static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60), 0};
}

std::optional<Instant> from_civil(const LocalTime& t) {
  const chr::year_month_day ymd{chr::year{t.year}, chr::month{static_cast<unsigned>(t.month)}, chr::day{static_cast<unsigned>(t.day)}};
  if (!ymd.ok() || t.hour < 0 || t.hour > 24 || t.minute < 0 || t.minute > 59 || t.second < 0 || t.second > 60) return std::nullopt;
  if (t.hour == 24 && (t.minute != 0 || t.second != 0)) return std::nullopt;  // 24:00 is the day's end, ISO 8601
  return Instant{chr::sys_days{ymd}.time_since_epoch().count()} * day + t.hour * hour + t.minute * minute + t.second * second;
}

constexpr std::array months = {"January", "February", "March", "April", "May", "June", "July",
                               "August", "September", "October", "November", "December"};
constexpr std::array weekdays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::optional<int> digits(std::string_view s, std::size_t at, std::size_t n) {
  if (at + n > s.size()) return std::nullopt;
  int v = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    if (s[i] < '0' || s[i] > '9') return std::nullopt;
    v = v * 10 + (s[i] - '0');
  }
  return v;
}

}  // namespace

Clock system_clock() {
  return [] { return Instant{chr::duration_cast<chr::microseconds>(chr::system_clock::now().time_since_epoch()).count()}; };
}

std::string to_rfc3339(Instant at) {
  const LocalTime t = civil(at);
  const Instant us = at - floor_div(at, second) * second;
  auto s = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", t.year, t.month, t.day, t.hour, t.minute, t.second);
  if (us != 0) s += fmt::format(".{:06}", us);
  return s + "Z";
}

std::optional<Instant> from_rfc3339(std::string_view s) {
  const auto y = digits(s, 0, 4), mo = digits(s, 5, 2), d = digits(s, 8, 2), h = digits(s, 11, 2), mi = digits(s, 14, 2), se = digits(s, 17, 2);
  if (!y || !mo || !d || !h || !mi || !se || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != 't') || s[13] != ':' || s[16] != ':') return std::nullopt;
  auto at = from_civil({*y, *mo, *d, *h, *mi, *se, 0});
  if (!at || *h == 24) return std::nullopt;
  std::size_t i = 19;
  if (i < s.size() && s[i] == '.') {
    Instant unit = 100'000;
    const std::size_t start = ++i;
    for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; ++i, unit /= 10) *at += (s[i] - '0') * unit;
    if (i == start) return std::nullopt;
  }
  if (i + 1 == s.size() && (s[i] == 'Z' || s[i] == 'z')) return at;
  if (i + 6 != s.size() || (s[i] != '+' && s[i] != '-') || s[i + 3] != ':') return std::nullopt;
  const auto oh = digits(s, i + 1, 2), om = digits(s, i + 4, 2);
  if (!oh || !om || *oh > 23 || *om > 59) return std::nullopt;
  const Instant offset = *oh * hour + *om * minute;
  return s[i] == '+' ? *at - offset : *at + offset;
}

std::optional<LocalTime> local_time(Instant at, std::string_view zone) {
  const auto z = zone_named(zone);
  if (!z) return std::nullopt;
  std::int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  z->getOffset(static_cast<double>(floor_div(at, 1000)), 0, raw, dst, status);
  if (U_FAILURE(status)) return std::nullopt;
  LocalTime t = civil(at + (Instant{raw} + dst) * 1000);
  t.offset_minutes = (raw + dst) / 60'000;
  return t;
}

std::optional<Instant> from_local(const LocalTime& local, std::string_view zone) {
  const auto wall = from_civil(local);
  const auto z = zone_named(zone);
  if (!wall || !z) return std::nullopt;
  // Of the offsets in force a day before and after, keep those that give the wall time back.
  std::optional<Instant> found;
  for (const Instant probe : {*wall - day, *wall + day}) {
    std::int32_t raw = 0, dst = 0;
    UErrorCode status = U_ZERO_ERROR;
    z->getOffset(static_cast<double>(floor_div(probe, 1000)), 0, raw, dst, status);
    if (U_FAILURE(status)) return std::nullopt;
    const Instant at = *wall - (Instant{raw} + dst) * 1000;
    const auto back = local_time(at, zone);
    if (back && at + back->offset_minutes * minute == *wall && (!found || at > *found)) found = at;
  }
  return found;
}

std::string zone_data_version() {
  UErrorCode status = U_ZERO_ERROR;
  const char* v = icu::TimeZone::getTZDataVersion(status);
  return U_FAILURE(status) ? "unknown" : v;
}

std::string long_date(Instant at, std::string_view zone) {
  const auto t = local_time(at, zone);
  if (!t) return to_rfc3339(at);
  return fmt::format("{} {} {}", t->day, months[static_cast<std::size_t>(t->month - 1)], t->year);
}

std::string long_date_time(Instant at, std::string_view zone) {
  const auto t = local_time(at, zone);
  if (!t) return to_rfc3339(at);
  const chr::weekday w{chr::sys_days{chr::year{t->year} / t->month / t->day}};
  return fmt::format("{} {}, {:02}:{:02}", weekdays[w.c_encoding()], long_date(at, zone), t->hour, t->minute);
}

}  // namespace accord
