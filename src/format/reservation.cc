#include "format/reservation.h"

#include <algorithm>

#include "base/json.h"
#include "base/utf8.h"
#include "format/html.h"
#include "format/media_type.h"
#include "format/xml_tags.h"

namespace accord::format {
namespace {

constexpr std::size_t largest_json = std::size_t{1} << 20U, most_elements = 100'000, largest_page = std::size_t{8} << 20U;

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1);
}
std::string lower(std::string_view s) {
  std::string out(s);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}
// Printable and short.
std::string excerpt(std::string_view s) {
  std::string out;
  for (const char c : trimmed(s).substr(0, Reservation::longest_why)) {
    const auto u = static_cast<unsigned char>(c);
    out += u < 0x20 || u >= 0x7f ? '?' : c;
  }
  return out;
}
bool is_label(std::string_view word, Labels labels) { return std::ranges::find(labels, word) != labels.end(); }

// What statements about paths of a site amount to for the site.
class Paths {
 public:
  void add(std::string_view pattern, const Reservation& r) {
    if (r.says == Says::nothing) return;
    if (pattern.empty() || robots_matches_all(pattern)) {
      if (ground_.says == Says::nothing || r.says > ground_.says) ground_ = r;
    } else if (pattern.front() == '/' || pattern.front() == '*') {
      if (strongest_.says == Says::nothing || r.says > strongest_.says) strongest_ = r;
      permits_ = permits_ || r.says < Says::part;
    }
  }
  Reservation sum() const {
    if (ground_.says == Says::reserves && permits_) return {Says::part, ground_.line, ground_.why};
    if (ground_.says >= strongest_.says && ground_.says != Says::nothing) return ground_;
    auto out = strongest_;
    // Of a part of the site: reserved in part; permitted there and silent elsewhere is not clear.
    if (out.says == Says::reserves)
      out.says = Says::part;
    else if (out.says == Says::permits)
      out.says = Says::unclear;
    return out;
  }

 private:
  Reservation ground_, strongest_;
  bool permits_ = false;
};

// A dictionary of `key=value`, separated by commas: what it says on the labels. The last member of a name counts (RFC 9651, 3.2).
Reservation read_members(std::string_view list, Labels labels, std::string_view yes, std::string_view no) {
  if (trimmed(list).empty()) return {};
  std::vector<std::pair<std::string, Says>> told;
  for (std::size_t at = 0; at <= list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    auto member = list.substr(at, end - at);
    at = end + 1;
    member = trimmed(member.substr(0, member.find(';')));
    const auto equals = member.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = lower(trimmed(member.substr(0, equals)));
    auto value = lower(trimmed(member.substr(equals + 1)));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (!is_label(key, labels)) continue;
    const auto says = value == no ? Says::reserves : value == yes ? Says::permits : Says::unclear;
    const auto before = std::ranges::find(told, key, &std::pair<std::string, Says>::first);
    if (before != told.end())
      before->second = says;
    else
      told.emplace_back(key, says);
  }
  // Several labels may mean training; the most restrictive decides (draft-ietf-aipref-vocab, combining preferences).
  auto says = told.empty() ? Says::unclear : Says::nothing;
  for (const auto& [key, s] : told) says = std::max(says, s);
  return {says, 0, excerpt(list)};
}

}  // namespace

void strengthen(Reservation& now, const Reservation& other) {
  if (other.says > now.says) now = other;
}

Reservation read_tdm_value(std::string_view value) {
  const auto v = trimmed(value);
  return {v == "1"   ? Says::reserves
          : v == "0" ? Says::permits
                     : Says::unclear,
          0, excerpt("tdm-reservation: " + std::string(v.substr(0, Reservation::longest_why)))};
}

Result<Reservation> read_tdmrep(std::string_view json) {
  if (json.starts_with("\xef\xbb\xbf")) json.remove_prefix(3);
  ACCORD_TRY(const auto j, parse_json(json, largest_json, 16));
  const auto wrong = [](std::string what) { return fail(Kind::invalid, std::move(what)); };
  if (!j.is_array()) return wrong("no array of rules");
  Paths paths;
  bool any = false;
  for (const auto& rule : j) {
    if (!rule.is_object()) return wrong("a rule that is no object");
    const auto location = rule.find("location"), reservation = rule.find("tdm-reservation");
    if (location == rule.end() || !location->is_string() || reservation == rule.end())
      continue;  // the protocol: what is wrong says nothing
    const auto value = reservation->is_string() ? reservation->get<std::string>() : reservation->dump();
    auto r = read_tdm_value(value);
    r.why = excerpt(location->get<std::string>() + " tdm-reservation " + value);
    paths.add(location->get<std::string>(), r);
    any = true;
  }
  if (!any) return Reservation{Says::unclear, 0, "no rule that can be read"};
  return paths.sum();
}

Reservation read_tdm_meta(std::string_view html) {
  constexpr std::string_view name = "tdm-reservation";
  // Hardly any page has it: those are not parsed.
  const auto found = std::search(html.begin(), html.end(), name.begin(), name.end(),
                                 [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
  if (found == html.end() || html.size() > largest_page) return {};
  const auto page = HtmlPage::parse(html.substr(0, utf8::first_bad(html)));
  if (!page) return {};
  Reservation out;
  std::vector<HtmlNode> open = {page->root()};
  while (!open.empty()) {
    const auto node = open.back();
    open.pop_back();
    if (node.is_element() && node.tag() == "meta" && equals_ignoring_case(trimmed(node.attribute("name")), name)) {
      auto r = read_tdm_value(node.attribute("content"));
      r.line = static_cast<std::uint32_t>(std::max(0, node.line()));
      strengthen(out, r);
    }
    for (const auto& child : node.children()) open.push_back(child);
  }
  return out;
}

Reservation read_content_usage(std::string_view dictionary, Labels labels) { return read_members(dictionary, labels, "y", "n"); }
Reservation read_content_signal(std::string_view list, Labels labels) { return read_members(list, labels, "yes", "no"); }

Reservation read_robots_lines(const Robots& robots, std::string_view name, Labels labels) {
  Paths everybody;
  Reservation some;
  bool any = false;
  for (const auto& l : robots.others()) {
    if (!equals_ignoring_case(l.name, name)) continue;
    auto value = l.value;
    std::string_view pattern;
    if (value.starts_with('/')) {
      pattern = value.substr(0, value.find_first_of(" \t"));
      value = trimmed(value.substr(pattern.size()));
    }
    auto r = name == "content-usage" ? read_content_usage(value, labels) : read_content_signal(value, labels);
    if (r.says == Says::nothing) r = {Says::unclear, 0, "empty"};
    r.line = l.line;
    if (!pattern.empty()) r.why = excerpt(l.value);
    if (robots.of_everybody(l.group)) {
      everybody.add(pattern, r);
      any = true;
    } else {
      strengthen(some, r);
    }
  }
  auto out = any ? everybody.sum() : Reservation{};
  if (some.says == Says::reserves) some.says = Says::part;
  if (some.says == Says::permits) some.says = Says::unclear;
  if (!any) return some;
  if (out.says < Says::part && some.says == Says::part) return some;
  return out;
}

Reservation read_ai_txt(std::string_view bytes) {
  const Robots robots(bytes);
  const auto rules = robots.rules_for("*");
  if (rules.line() == 0) return {Says::unclear, 0, "no rules for everybody"};
  const auto v = rules.verdict();
  if (v.reach == RobotsReach::whole) return {Says::reserves, v.line, "everything is disallowed"};
  if (v.reach != RobotsReach::allowed)
    return {Says::part, v.line, v.reach == RobotsReach::except ? "everything but some is disallowed" : "some is disallowed"};
  const bool allows = std::ranges::any_of(rules.rules(), [](const auto& r) { return r.allow; });
  return {allows ? Says::permits : Says::unclear, v.line, allows ? "nothing is disallowed" : "no rules"};
}

Result<Reservation> read_rsl(std::string_view xml, Labels labels) {
  if (xml.starts_with("\xef\xbb\xbf")) xml.remove_prefix(3);
  XmlTags tags(xml);
  Paths paths;
  bool rsl = false;
  std::string pattern, inside, words, payment;
  Reservation licence, content;  // of the licence, of the content that is open
  bool in_content = false, prohibited = false, permitted = false;
  std::uint32_t line = 0;
  std::size_t elements = 0;
  const auto close_content = [&] {
    if (!in_content) return;
    if (content.says == Says::nothing) content = {Says::unclear, line, "no licence that speaks of training"};
    paths.add(pattern, content);
    in_content = false;
  };
  for (auto step = tags.next(); step != XmlTags::Step::done; step = tags.next()) {
    if (step == XmlTags::Step::begins && ++elements > most_elements) return fail(Kind::invalid, "too many elements");
    if (step == XmlTags::Step::text) {
      if (!inside.empty()) words += tags.text();
      continue;
    }
    const auto& name = tags.name();
    if (step == XmlTags::Step::begins) {
      if (name == "rsl") {
        rsl = true;
      } else if (name == "content") {
        close_content();
        in_content = true;
        content = {};
        line = tags.line();
        pattern = tags.attribute("url");
        // An address is one of the site's own; what counts is the path.
        if (pattern.find("://") != std::string::npos) pattern = robots_target(pattern);
      } else if (name == "license") {
        prohibited = permitted = false;
        payment.clear();
        licence = {Says::nothing, tags.line(), ""};
      } else if (name == "payment") {
        payment = lower(tags.attribute("type"));
      } else if (name == "permits" || name == "prohibits") {
        if (lower(tags.attribute("type")) == "usage") inside = name;
        words.clear();
      }
      continue;
    }
    if (name == inside && !inside.empty()) {
      for (auto& c : words)
        if (c == ',') c = ' ';
      std::string_view rest = words;
      while (!(rest = trimmed(rest)).empty()) {
        const auto word = rest.substr(0, std::min(rest.find_first_of(" \t\r\n"), rest.size()));
        rest.remove_prefix(word.size());
        if (is_label(lower(word), labels)) (inside == "permits" ? permitted : prohibited) = true;
      }
      inside.clear();
    } else if (name == "license") {
      const bool free = payment.empty() || payment == "free";
      if (prohibited)
        licence.says = Says::reserves, licence.why = "prohibits training";
      else if (permitted)
        licence.says = free ? Says::permits : Says::unclear,
        licence.why = free ? "permits training" : excerpt("permits training against: " + payment);
      strengthen(content, licence);
      prohibited = permitted = false;
    } else if (name == "content") {
      close_content();
    }
  }
  if (!rsl) return fail(Kind::invalid, "no RSL document");
  close_content();
  auto out = paths.sum();
  if (out.says == Says::nothing) out = {Says::unclear, 0, "no content that can be read"};
  return out;
}

}  // namespace accord::format
