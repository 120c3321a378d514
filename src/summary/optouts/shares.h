// The shares of a tally's domains and bytes that a crawler's token or a signal reserves, by date: sums, exact.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "summary/totals.h"

namespace accord::summary::optouts {

// What is known of a domain for one crawler. Each domain is in one of them.
enum class Standing : std::uint8_t {
  whole,        // everything is disallowed
  except,       // everything but some paths
  part,         // some paths; or hosts of the domain differ
  allowed,      // the file disallows nothing
  no_file,      // 4xx: nothing is disallowed (RFC 9309, 2.3.1.3)
  unreachable,  // 5xx: to be taken as a complete disallow (RFC 9309, 2.3.1.4)
  unknown,      // the archive has no answer
};
inline constexpr std::array<std::string_view, 7> standing_names = {"whole",   "except",      "part",   "allowed",
                                                                   "no_file", "unreachable", "unknown"};

// What a signal says of a domain, in order of severity.
enum class Saying : std::uint8_t { nothing, permits, unclear, part, reserves };
inline constexpr std::array<std::string_view, 5> saying_names = {"nothing", "permits", "unclear", "part", "reserves"};

// Which hosts of a registrable domain speak for it.
enum class Speaker : std::uint8_t { bare, www, other, none };
inline constexpr std::array<std::string_view, 4> speaker_names = {"bare", "www", "other", "none"};

struct Sum {
  std::uint64_t domains = 0, bytes = 0;
  void add(std::uint64_t b) { domains++, bytes += b; }
  void take(std::uint64_t b) { domains--, bytes -= b; }
  bool operator==(const Sum&) const = default;
};

struct DateShares {
  std::optional<Date> date;                                    // nothing: answers without a date
  std::vector<std::array<Sum, standing_names.size()>> tokens;  // in the order of the table
  std::vector<Sum> named;                                      // whose file names the crawler; the others treat it as everybody
  std::vector<std::array<Sum, saying_names.size()>> signals;   // in the order of signal_ids
  std::array<Sum, speaker_names.size()> speakers{};            // who spoke in robots.txt
  // Reserved in any way: a token for training (or that of everybody) whole or all but some paths, or a signal; else in part by a rule for a
  // crawler for training by name, or by a signal.
  Sum reserved, reserved_in_part;
};

}  // namespace accord::summary::optouts
