// robots.txt, the Robots Exclusion Protocol (RFC 9309): which paths a crawler of a name may fetch.
//
// Groups of one crawler are merged; a crawler that is named obeys its own groups alone, everybody else those of "*". The longest
// pattern that matches decides, an allowing one where two are equally long. Lines of other kinds end no group.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace accord::format {

// How a path is compared with a pattern.
enum class RobotsDialect : std::uint8_t {
  rfc,     // RFC 9309, 2.2.2: "%62" and "b" are one octet, "ツ" and "%E3%83%84" too
  google,  // as Google's parser does, whose test cases say so: only patterns are encoded, and an Allow of .../index.html is one of .../ too
};

struct RobotsRule {
  std::string_view pattern;  // encoded; begins with "/" or "*", else it matches nothing
  bool allow = false;
  std::uint32_t line = 0;  // of the file, from 1
};

// What the rules of a crawler amount to, without a path. In order of severity.
enum class RobotsReach : std::uint8_t {
  allowed,  // nothing is disallowed
  part,     // some paths are
  except,   // everything but some paths
  whole,    // everything (but /robots.txt itself, which is always allowed)
};

struct RobotsVerdict {
  RobotsReach reach = RobotsReach::allowed;
  std::uint32_t line = 0;  // that decided: of the rule, else of the group's first User-agent; 0 where no group speaks of the crawler
  bool operator==(const RobotsVerdict&) const = default;
};

// The rules that one crawler has to obey. Views into the Robots that gave them.
class RobotsRules {
 public:
  bool own() const { return own_; }             // it is named; else these are the rules of "*", or none
  std::uint32_t line() const { return line_; }  // of the first User-agent that names it; 0 if there is none
  const std::vector<RobotsRule>& rules() const { return rules_; }
  // `target`: path and query, as robots_target gives it. /robots.txt is always allowed.
  bool allows(std::string_view target) const;
  RobotsVerdict verdict() const;

 private:
  friend class Robots;
  RobotsDialect dialect_ = RobotsDialect::rfc;
  bool own_ = false;
  std::uint32_t line_ = 0;
  std::vector<RobotsRule> rules_;
};

// A line that is no rule of RFC 9309: "License", "Content-Usage", "Content-Signal", "Sitemap" ...
struct RobotsLine {
  static constexpr std::uint32_t no_group = ~std::uint32_t{0};
  std::string_view name, value;  // as written, without white space around
  std::uint32_t line = 0;
  std::uint32_t group = no_group;  // in which group it stands
};

class Robots {
 public:
  // RFC 9309, 2.5: at least 500 KiB are read. What is behind, and a line that the limit cuts, is not.
  static constexpr std::size_t largest = std::size_t{500} * 1024;
  // `bytes` outlive it. Any bytes will do: what is no line of a known kind says nothing.
  explicit Robots(std::string_view bytes, RobotsDialect dialect = RobotsDialect::rfc);

  // `token`: the product token of a crawler ("GPTBot"; case does not matter), or "*".
  RobotsRules rules_for(std::string_view token) const;
  bool names(std::string_view token) const;  // whether a group is the crawler's own
  const std::vector<RobotsLine>& others() const { return others_; }
  bool of_everybody(std::uint32_t group) const { return group == RobotsLine::no_group || groups_[group].everybody; }  // names "*"
  bool cut() const { return cut_; }  // it was longer than the limit

 private:
  struct Agent {
    std::string_view product, word;  // "FooBot" and "FooBot/1.2" of "FooBot/1.2 (x)"; both empty for "*"
    std::uint32_t group = 0, line = 0;
  };
  struct Group {
    std::uint32_t first = 0, end = 0;  // of rules_
    bool everybody = false;
  };
  static bool is_meant(const Agent& agent, std::string_view token);
  void read_line(std::string_view line, std::uint32_t number);
  void agent(std::string_view value, std::uint32_t number);
  void rule(std::string_view value, bool allow, std::uint32_t number);
  std::string_view encoded(std::string_view pattern);

  RobotsDialect dialect_;
  std::vector<Agent> agents_;
  std::vector<Group> groups_;
  std::vector<RobotsRule> rules_;
  std::vector<RobotsLine> others_;
  std::deque<std::string> kept_;  // patterns that were not encoded as they stand
  bool closed_ = true;            // a rule came since the last User-agent: the next one begins a group
  bool cut_ = false;
};

// Path and query of a URL, without fragment: what patterns are compared with. "/" where there is none.
std::string robots_target(std::string_view url);
// Whether a pattern matches a target octet by octet: "*" is any octets, "$" at the end is the end.
bool robots_matches(std::string_view target, std::string_view pattern);
// Whether a pattern matches every path: "/", "*", "/*" and the like.
bool robots_matches_all(std::string_view pattern);

}  // namespace accord::format
