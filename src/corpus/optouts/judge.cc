#include "corpus/optouts/judge.h"

#include <algorithm>

#include "format/media_type.h"

namespace accord::corpus::optouts {
namespace {

using format::Reservation, format::Says;
using summary::optouts::Speaker;

std::int64_t two_digits(std::string_view s, std::size_t at) {
  if (at + 2 > s.size() || s[at] < '0' || s[at] > '9' || s[at + 1] < '0' || s[at + 1] > '9') return -1;
  return (s[at] - '0') * 10 + s[at + 1] - '0';
}

// ":8080" of an authority, where it is not the usual port.
std::string_view unusual_port(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  const auto colon = url.rfind(':');
  if (colon == std::string_view::npos || url.find(']', colon) != std::string_view::npos) return {};
  const auto port = url.substr(colon);
  return port == ":80" || port == ":443" || port == ":" ? std::string_view{} : port;
}

void say(Evidence& e, unsigned signal, Reservation r) {
  if (r.says == Says::nothing) return;
  const auto at = std::ranges::find(e.said, static_cast<std::uint8_t>(signal), &SignalSaid::signal);
  if (at == e.said.end())
    e.said.push_back({static_cast<std::uint8_t>(signal), std::move(r)});
  else
    format::strengthen(at->said, r);
}

}  // namespace

std::optional<SiteFile> kind_of_path(std::string_view path) {
  path = path.substr(0, path.find('?'));
  if (path == "/robots.txt") return SiteFile::robots;
  if (path == "/.well-known/tdmrep.json") return SiteFile::tdmrep;
  if (path == "/ai.txt") return SiteFile::ai_txt;
  if (path == "/license.xml") return SiteFile::licence;
  if (path == "/rsl.xml") return SiteFile::rsl;
  return std::nullopt;
}

std::int64_t seconds_of(std::string_view date) {
  const auto day = format::day_of(date.size() > 14 && date.find('-') == std::string_view::npos ? date.substr(0, 14) : date);
  if (day == format::no_day) return undated;
  std::int64_t h = -1, m = -1, s = -1;
  if (date.size() >= 19 && date[13] == ':') {
    h = two_digits(date, 11), m = two_digits(date, 14), s = two_digits(date, 17);
  } else if (date.size() == 14) {
    h = two_digits(date, 8), m = two_digits(date, 10), s = two_digits(date, 12);
  }
  const bool time = h >= 0 && h < 24 && m >= 0 && m < 60 && s >= 0 && s <= 60;
  return std::int64_t{day} * 86400 + (time ? std::min<std::int64_t>(h * 3600 + m * 60 + s, 86399) : 0);
}

std::optional<Evidence> Judge::judge(const format::Answer& a, format::ReadStatus& status) {
  const auto host = summary::Suffixes::host(a.url, host_room_);
  const auto domain = suffixes_.domain(a.url, domain_room_);
  if (host.empty() || domain.empty()) return status.pass("address without a host"), std::nullopt;
  Evidence e;
  e.domain = domain;
  e.host = host;
  const auto port = unusual_port(a.url);
  e.host += port;
  // RFC 9309, 2.3: a file speaks for its authority. www. is the one other host that people take for the site.
  e.speaker = e.host == domain                                                               ? Speaker::bare
              : port.empty() && host.size() == domain.size() + 4 && host.starts_with("www.") ? Speaker::www
                                                                                             : Speaker::other;
  e.time = seconds_of(a.date);
  const auto target = format::robots_target(a.url);
  const auto kind = kind_of_path(target);
  e.kind = kind.value_or(SiteFile::page);
  if (a.status >= 200 && a.status <= 299) {
    e.answered = Answered::ok;
  } else if (a.status >= 400 && a.status <= 499) {
    e.answered = Answered::no_file;
  } else if (a.status >= 500 && a.status <= 599) {
    e.answered = Answered::unreachable;
  } else {
    return status.pass(a.status >= 300 && a.status <= 399 ? "redirect" : "another status"), std::nullopt;
  }
  if (e.answered == Answered::ok) {
    headers(a, e);
    if (kind == SiteFile::robots)
      robots(a, e);
    else
      file(a, e, status);
  }
  if (e.kind == SiteFile::page) {
    if (e.said.empty()) return status.pass("page without a signal"), std::nullopt;
    // It speaks for itself alone; the front page is taken for the site.
    for (auto& s : e.said) {
      if (target == "/") break;
      if (s.said.says == Says::reserves) s.said.says = Says::part;
      if (s.said.says == Says::permits) s.said.says = Says::unclear;
    }
  }
  return e;
}

void Judge::robots(const format::Answer& a, Evidence& e) {
  const format::Robots robots(a.body);
  e.everybody = robots.rules_for("*").verdict();
  for (std::size_t i = 0; i < table_.tokens.size(); i++) {
    const auto& token = table_.tokens[i].token;
    if (robots.names(token)) e.named.push_back({static_cast<std::uint16_t>(i), robots.rules_for(token).verdict()});
  }
  if (robots.others().empty()) return;
  const auto& signals = table_.signals;
  say(e, summary::optouts::content_usage,
      format::read_robots_lines(robots, "content-usage", signals[summary::optouts::content_usage].training));
  say(e, summary::optouts::content_signal,
      format::read_robots_lines(robots, "content-signal", signals[summary::optouts::content_signal].training));
  for (const auto& l : robots.others()) {
    if (!format::equals_ignoring_case(l.name, "license")) continue;
    // Terms are somewhere else; what they are, the document says, if the archive has it.
    Reservation r{Says::unclear, l.line, "License: "};
    for (const char c : l.value.substr(0, 100))
      r.why += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f ? '?' : c;
    say(e, summary::optouts::rsl, std::move(r));
    break;
  }
}

void Judge::headers(const format::Answer& a, Evidence& e) const {
  format::HeaderLines lines(a.headers);
  std::string_view name, value;
  while (lines.next(name, value)) {
    if (format::equals_ignoring_case(name, "tdm-reservation")) {
      say(e, summary::optouts::tdmrep, format::read_tdm_value(value));
    } else if (format::equals_ignoring_case(name, "content-usage")) {
      auto r = format::read_content_usage(value, table_.signals[summary::optouts::content_usage].training);
      say(e, summary::optouts::content_usage, std::move(r));
    }
  }
  for (auto& s : e.said) s.said.why = "header " + s.said.why;
}

void Judge::file(const format::Answer& a, Evidence& e, format::ReadStatus& status) const {
  const auto take = [&](unsigned signal, const Result<Reservation>& r, const char* what) {
    if (r) return say(e, signal, *r);
    status.note(what, a.place);
    say(e, signal, {Says::unclear, 0, "cannot be read: " + r.error().message.substr(0, 80)});
  };
  // A page that says "not found" with status 200 is no file of a site.
  const bool html = format::equals_ignoring_case(a.type.substr(0, 9), "text/html");
  if (html && e.kind != SiteFile::page) {
    e.answered = Answered::no_file;
    return;
  }
  switch (e.kind) {
    case SiteFile::tdmrep:
      return take(summary::optouts::tdmrep, format::read_tdmrep(a.body), "tdmrep.json that cannot be read");
    case SiteFile::ai_txt:
      return say(e, summary::optouts::ai_txt, format::read_ai_txt(a.body));
    case SiteFile::licence:
      if (const auto r = format::read_rsl(a.body, table_.signals[summary::optouts::rsl].training)) say(e, summary::optouts::rsl, *r);
      return;
    case SiteFile::rsl:
      return take(summary::optouts::rsl, format::read_rsl(a.body, table_.signals[summary::optouts::rsl].training),
                  "RSL document that cannot be read");
    case SiteFile::page:
      if (html) say(e, summary::optouts::tdmrep, format::read_tdm_meta(a.body));
      return;
    case SiteFile::robots:
      return;
  }
}

}  // namespace accord::corpus::optouts
