#include "format/robots.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "format/media_type.h"

namespace accord::format {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}
std::string_view first_word(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && !is_space(s[n])) n++;
  return s.substr(0, n);
}

// RFC 9309, 2.2.1: a product token is of these.
bool is_token(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }
std::string_view product_of(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && is_token(s[n])) n++;
  return s.substr(0, n);
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
unsigned hex(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 32) - 'a' + 10); }
void percent(std::string& out, unsigned char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  out += '%';
  out += digits[c >> 4U];
  out += digits[c & 15U];
}
bool is_unreserved(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
}

// Whether `normal` would change anything.
bool is_normal(std::string_view s, bool query_encoded) {
  bool query = false;
  for (const char c : s) {
    if (c == '%' || static_cast<unsigned char>(c) >= 0x80) return false;
    if (query && query_encoded && (c == ':' || c == '/')) return false;
    query = query || c == '?';
  }
  return true;
}

// One spelling for what RFC 9309 compares as equal: octets beyond ASCII are encoded, encoded unreserved ones are not, digits of the
// others are in upper case; ":" and "/" of a query are encoded (the second row of the RFC's table). Google's parser does the first and
// the case of the digits alone.
std::string normal(std::string_view s, RobotsDialect dialect) {
  const bool rfc = dialect == RobotsDialect::rfc;
  std::string out;
  out.reserve(s.size() + 8);
  bool query = false;
  for (std::size_t i = 0; i < s.size(); i++) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (c == '%' && i + 2 < s.size() && is_hex(s[i + 1]) && is_hex(s[i + 2])) {
      const auto octet = static_cast<unsigned char>(hex(s[i + 1]) << 4U | hex(s[i + 2]));
      if (rfc && is_unreserved(octet))
        out += static_cast<char>(octet);
      else
        percent(out, octet);
      i += 2;
    } else if (c >= 0x80 || (rfc && query && (c == ':' || c == '/'))) {
      percent(out, c);
    } else {
      query = query || c == '?';
      out += static_cast<char>(c);
    }
  }
  return out;
}

// The names of lines, and misspellings that cannot mean anything else.
enum class Name { agent, allow, disallow, other };
Name name_of(std::string_view s) {
  switch (s.size()) {
    case 5:
      return equals_ignoring_case(s, "allow") ? Name::allow : Name::other;
    case 7:
      return equals_ignoring_case(s, "disalow") ? Name::disallow : Name::other;
    case 8:
      for (const std::string_view n : {"disallow", "dissalow", "disallaw", "diasllow"})
        if (equals_ignoring_case(s, n)) return Name::disallow;
      return Name::other;
    case 9:
      if (equals_ignoring_case(s, "useragent")) return Name::agent;
      return equals_ignoring_case(s, "dissallow") ? Name::disallow : Name::other;
    case 10:
      return equals_ignoring_case(s, "user-agent") || equals_ignoring_case(s, "user agent") ? Name::agent : Name::other;
    default:
      return Name::other;
  }
}

bool can_match(std::string_view pattern) { return pattern.starts_with('/') || pattern.starts_with('*'); }

}  // namespace

bool robots_matches(std::string_view target, std::string_view pattern) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  std::size_t at = 0;
  bool first = true;
  while (true) {
    const auto star = pattern.find('*');
    const bool last = star == std::string_view::npos;
    const auto piece = pattern.substr(0, star);
    if (last && anchored) {
      // What is left has to be the end: behind a star anywhere, else here.
      if (first) return target == piece;
      return target.size() - at >= piece.size() && target.ends_with(piece);
    }
    if (first) {
      if (!target.starts_with(piece)) return false;
      at = piece.size();
    } else {
      const auto found = target.find(piece, at);
      if (found == std::string_view::npos) return false;
      at = found + piece.size();
    }
    if (last) return true;
    pattern.remove_prefix(star + 1);
    first = false;
  }
}

bool robots_matches_all(std::string_view pattern) {
  if (pattern.ends_with("*$")) pattern.remove_suffix(1);
  if (pattern.empty() || pattern.ends_with('$')) return false;
  const auto rest = pattern.find_first_not_of('*');
  if (rest == std::string_view::npos) return true;
  // Every target begins with a slash.
  return pattern[rest] == '/' && pattern.find_first_not_of('*', rest + 1) == std::string_view::npos;
}

std::string robots_target(std::string_view url) {
  std::size_t from = url.starts_with("//") ? 2 : 0;
  const auto early = url.find_first_of("/?;", from);
  const auto scheme = url.find("://", from);
  if (scheme != std::string_view::npos && !(early < scheme)) from = scheme + 3;
  const auto begin = url.find_first_of("/?;", from);
  if (begin == std::string_view::npos) return "/";
  const auto hash = url.find('#', from);
  if (hash < begin) return "/";
  const auto path = url.substr(begin, hash == std::string_view::npos ? hash : hash - begin);
  return path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

bool RobotsRules::allows(std::string_view target) const {
  std::string room;
  if (dialect_ == RobotsDialect::rfc && !is_normal(target, true)) {
    room = normal(target, dialect_);
    target = room;
  }
  if (target == "/robots.txt") return true;
  std::size_t longest = 0;
  bool allowed = true;
  for (const auto& r : rules_) {
    const auto size = r.pattern.size();
    if (size < longest || (size == longest && (allowed || !r.allow))) continue;
    if (!robots_matches(target, r.pattern)) continue;
    longest = size;
    allowed = r.allow;
  }
  return allowed;
}

RobotsVerdict RobotsRules::verdict() const {
  // The longest pattern that matches every path is the ground; what is longer stands out from it.
  const RobotsRule *all_allowed = nullptr, *all_disallowed = nullptr;
  for (const auto& r : rules_) {
    if (!robots_matches_all(r.pattern)) continue;
    auto& best = r.allow ? all_allowed : all_disallowed;
    if (best == nullptr || r.pattern.size() > best->pattern.size()) best = &r;
  }
  const std::size_t allowed = all_allowed == nullptr ? 0 : all_allowed->pattern.size();
  const std::size_t disallowed = all_disallowed == nullptr ? 0 : all_disallowed->pattern.size();
  if (all_disallowed != nullptr && disallowed > allowed) {
    for (const auto& r : rules_)
      if (r.allow && r.pattern.size() >= disallowed && can_match(r.pattern) && r.pattern != "/robots.txt" && r.pattern != "/robots.txt$")
        return {RobotsReach::except, all_disallowed->line};
    return {RobotsReach::whole, all_disallowed->line};
  }
  std::unordered_set<std::string_view> same;  // patterns that are allowed too
  bool gathered = false;
  for (const auto& r : rules_) {
    if (r.allow || r.pattern.size() <= allowed || !can_match(r.pattern) || r.pattern == "/robots.txt" || r.pattern == "/robots.txt$")
      continue;
    if (!std::exchange(gathered, true)) {
      for (const auto& other : rules_)
        if (other.allow) same.insert(other.pattern);
    }
    if (!same.contains(r.pattern)) return {RobotsReach::part, r.line};
  }
  return {RobotsReach::allowed, all_allowed != nullptr ? all_allowed->line : line_};
}

Robots::Robots(std::string_view bytes, RobotsDialect dialect) : dialect_(dialect) {
  if (bytes.size() > largest) {
    cut_ = true;
    const auto end = bytes.substr(0, largest).find_last_of("\r\n");
    bytes = bytes.substr(0, end == std::string_view::npos ? 0 : end);
  }
  for (const char mark : {'\xef', '\xbb', '\xbf'}) {  // a byte order mark, whole or begun
    if (!bytes.starts_with(mark)) break;
    bytes.remove_prefix(1);
  }
  std::uint32_t number = 0;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    read_line(bytes.substr(0, end), ++number);
    bytes.remove_prefix(end);
    bytes.remove_prefix(bytes.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, bytes.size()));
  }
}

void Robots::read_line(std::string_view line, std::uint32_t number) {
  line = trimmed(line.substr(0, line.find('#')));
  if (line.empty()) return;
  auto colon = line.find(':');
  std::string_view value;
  if (colon != std::string_view::npos) {
    value = trimmed(line.substr(colon + 1));
  } else {
    // "disallow /": two words without a colon mean what they would with one.
    const auto word = first_word(line);
    value = trimmed(line.substr(word.size()));
    if (value.empty() || first_word(value).size() != value.size()) return;
    colon = word.size();
  }
  const auto name = trimmed(line.substr(0, colon));
  if (name.empty()) return;
  switch (name_of(name)) {
    case Name::agent:
      return agent(value, number);
    case Name::allow:
      return rule(value, true, number);
    case Name::disallow:
      return rule(value, false, number);
    case Name::other:
      others_.push_back({name, value, number, groups_.empty() ? RobotsLine::no_group : static_cast<std::uint32_t>(groups_.size() - 1)});
  }
}

void Robots::agent(std::string_view value, std::uint32_t number) {
  if (closed_) {
    const auto at = static_cast<std::uint32_t>(rules_.size());
    groups_.push_back({at, at, false});
    closed_ = false;
  }
  const auto group = static_cast<std::uint32_t>(groups_.size() - 1);
  if (value.starts_with('*') && (value.size() == 1 || is_space(value[1]))) {
    groups_.back().everybody = true;
    agents_.push_back({{}, {}, group, number});
  } else if (const auto product = product_of(value), word = first_word(value); !product.empty() || !word.empty()) {
    agents_.push_back({product, word, group, number});
  }
}

void Robots::rule(std::string_view value, bool allow, std::uint32_t number) {
  if (groups_.empty()) return;  // RFC 9309, 2.2.1: outside of a group it says nothing to anybody
  closed_ = true;
  if (value.empty()) return;  // RFC 9309, 2.2.2: it matches nothing
  const auto pattern = encoded(value);
  rules_.push_back({pattern, allow, number});
  if (dialect_ == RobotsDialect::google && allow) {
    const auto slash = pattern.rfind('/');
    if (slash != std::string_view::npos && pattern.substr(slash).starts_with("/index.htm")) {
      kept_.push_back(std::string(pattern.substr(0, slash + 1)) + "$");
      rules_.push_back({kept_.back(), true, number});
    }
  }
  groups_.back().end = static_cast<std::uint32_t>(rules_.size());
}

std::string_view Robots::encoded(std::string_view pattern) {
  if (is_normal(pattern, dialect_ == RobotsDialect::rfc)) return pattern;
  kept_.push_back(normal(pattern, dialect_));
  return kept_.back();
}

bool Robots::is_meant(const Agent& a, std::string_view token) {
  if (a.word.size() < token.size() || a.word.empty() || lower(a.word.front()) != lower(token.front())) return false;
  // A name with a digit in it ("Ai2Bot") is no product token by the RFC; written out as it is, it can only be meant.
  return same(a.product, token) || same(a.word, token) || same(a.word.substr(0, a.word.find('/')), token);
}

bool Robots::names(std::string_view token) const {
  return !token.empty() && token != "*" && std::ranges::any_of(agents_, [&](const Agent& a) { return is_meant(a, token); });
}

RobotsRules Robots::rules_for(std::string_view token) const {
  RobotsRules out;
  out.dialect_ = dialect_;
  const auto take = [&](const Agent& a, std::uint32_t& last) {
    if (out.line_ == 0) out.line_ = a.line;
    if (a.group == last) return;  // named twice in one group
    last = a.group;
    const auto& g = groups_[a.group];
    out.rules_.insert(out.rules_.end(), rules_.begin() + g.first, rules_.begin() + std::max(g.first, g.end));
  };
  std::uint32_t last = RobotsLine::no_group;
  if (token != "*" && !token.empty()) {
    for (const auto& a : agents_) {
      if (!is_meant(a, token)) continue;
      out.own_ = true;
      take(a, last);
    }
    if (out.own_) return out;
  }
  for (const auto& a : agents_)
    if (a.word.empty()) take(a, last);
  return out;
}

}  // namespace accord::format
