// What a site says about the mining of its content, other than by Allow and Disallow: TDMRep, AIPREF's Content-Usage, Content-Signal,
// RSL and ai.txt.
//
// Rule: each reader takes any bytes and says what they amount to for training; what it cannot tell is unclear, never permitted.
// Which words mean training is the caller's: `labels`, in lower case.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/robots.h"

namespace accord::format {

// In order of severity.
enum class Says : std::uint8_t {
  nothing,
  permits,
  unclear,  // the signal is there, and does not say it for training, or against conditions
  part,     // reserved for a part of the site, or for some
  reserves,
};
inline constexpr std::string_view says_names[] = {"nothing", "permits", "unclear", "part", "reserves"};

struct Reservation {
  Says says = Says::nothing;
  std::uint32_t line = 0;  // of the file; 0 where there are no lines
  std::string why{};       // what stands there, in short: "ai-train=no"; at most `longest_why` bytes, UTF-8
  static constexpr std::size_t longest_why = 120;
  bool operator==(const Reservation&) const = default;
};
// The more severe one; of equals the first.
void strengthen(Reservation& now, const Reservation& other);

using Labels = std::span<const std::string>;

// TDMRep (W3C Community Group). The value of the header or the meta element tdm-reservation: "1" reserves, "0" does not.
Reservation read_tdm_value(std::string_view value);
// The file /.well-known/tdmrep.json: an array of rules with `location` (a pattern of robots.txt) and `tdm-reservation`.
// Errors: invalid for what is no such file.
Result<Reservation> read_tdmrep(std::string_view json);
// The meta element of a page; nothing where it has none.
Reservation read_tdm_meta(std::string_view html);

// AIPREF: a dictionary (RFC 9651) such as "train-ai=n, search=y"; of a label that is given twice, the last counts.
Reservation read_content_usage(std::string_view dictionary, Labels labels);
// Content Signals: "search=yes, ai-train=no".
Reservation read_content_signal(std::string_view list, Labels labels);
// The lines of robots.txt that are named `name` ("content-usage", "content-signal"), as they are for a crawler that the file does not name.
// A line may begin with a pattern. Lines that only some crawlers are told are `part` at most.
Reservation read_robots_lines(const Robots& robots, std::string_view name, Labels labels);

// ai.txt (Spawning): rules as in robots.txt, by kind of file.
Reservation read_ai_txt(std::string_view bytes);

// RSL (Really Simple Licensing): a document of `content` elements with `license`, `permits` and `prohibits`. Errors: invalid for what is no
// such document, or has over 100,000 elements.
Result<Reservation> read_rsl(std::string_view xml, Labels labels);

}  // namespace accord::format
