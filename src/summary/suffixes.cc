#include "summary/suffixes.h"

#include <arpa/inet.h>
#include <unicode/idna.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/utf8.h"

namespace accord::summary {
namespace {

// What a name in the table is.
constexpr std::uint8_t suffix = 1;     // a rule
constexpr std::uint8_t wildcard = 2;   // "*.name" is a rule
constexpr std::uint8_t exception = 4;  // "!name" is a rule
constexpr std::uint8_t deeper = 8;     // some rule ends in ".name"

constexpr std::size_t max_host = 253, max_label = 63;  // RFC 1035, section 2.3.4

// 0: in no host; 1: in a host as it is; 2: an upper-case letter; 3: only by way of UTS 46 or percent-decoding.
constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> out{};
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<std::size_t>(c)] = 1;
  for (int c = '0'; c <= '9'; ++c) out[static_cast<std::size_t>(c)] = 1;
  for (int c = 'A'; c <= 'Z'; ++c) out[static_cast<std::size_t>(c)] = 2;
  out['-'] = out['_'] = out['.'] = 1;
  out['%'] = 3;
  for (std::size_t c = 128; c < 256; ++c) out[c] = 3;
  return out;
}
constexpr auto classes = make_classes();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool percent_decode(std::string_view in, std::string& out) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] != '%') {
      out += in[i];
      continue;
    }
    const auto byte = i + 2 < in.size() ? from_hex(in.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return false;
    out += *byte;
    i += 2;
  }
  return true;
}

// By UTS 46 to ASCII; empty where that fails.
std::string to_ascii(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, status));
  if (!idna || utf8::first_bad(name) != std::string_view::npos) return {};
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::IDNAInfo info;
  status = U_ZERO_ERROR;
  idna->nameToASCII_UTF8({name.data(), static_cast<std::int32_t>(name.size())}, sink, info, status);
  // Hyphens in odd places are in use; lengths and empty labels are looked at for every host alike.
  constexpr std::uint32_t tolerated = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_EMPTY_LABEL |
                                      UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG;
  if (U_FAILURE(status) || (info.getErrors() & ~tolerated) != 0) return {};
  return out;
}

// A number as the URL Standard reads one in an IPv4 address: decimal, 0x hexadecimal, 0 octal.
std::optional<std::uint64_t> ipv4_number(std::string_view s) {
  int base = 10;
  if (s.size() >= 2 && s[0] == '0' && s[1] == 'x') base = 16, s.remove_prefix(2);
  else if (s.size() >= 2 && s[0] == '0') base = 8, s.remove_prefix(1);
  if (s.empty()) return 0;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value, base);
  if (error != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return value;
}

bool ends_in_number(std::string_view host) {
  const auto last = host.substr(host.rfind('.') + 1);
  if (last.empty()) return false;
  return std::ranges::all_of(last, is_digit) || (last.starts_with("0x") && last.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos);
}

std::string ipv4(std::string_view host) {
  std::vector<std::uint64_t> parts;
  for (std::size_t at = 0; at <= host.size();) {
    const auto dot = std::min(host.find('.', at), host.size());
    const auto n = dot > at ? ipv4_number(host.substr(at, dot - at)) : std::nullopt;
    if (!n || parts.size() == 4) return {};
    parts.push_back(*n);
    at = dot + 1;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] > 255) return {};
    value |= parts[i] << (24 - 8 * i);
  }
  const auto room = std::uint64_t{1} << (8 * (5 - parts.size()));
  if (parts.back() >= room) return {};
  value |= parts.back();
  return fmt::format("{}.{}.{}.{}", value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255);
}

std::string ipv6(std::string_view inside) {
  in6_addr address{};
  char text[INET6_ADDRSTRLEN];
  if (inet_pton(AF_INET6, std::string(inside).c_str(), &address) != 1) return {};
  return fmt::format("[{}]", inet_ntop(AF_INET6, &address, text, sizeof text));
}

bool labels_fit(std::string_view host) {
  if (host.empty() || host.size() > max_host) return false;
  std::size_t length = 0;
  for (const char c : host) {
    if (c != '.') {
      if (++length > max_label) return false;
    } else {
      if (length == 0) return false;
      length = 0;
    }
  }
  return length > 0;
}

// The authority of a URL, and whether one label may be a host in it.
struct Authority {
  std::string_view text;
  bool web = false;  // http or https: "localhost" is a host there; "bucket" of s3://bucket/key is none anywhere else
};

Authority authority(std::string_view url) {
  url = utf8::trim(url);
  bool web = false, slashes = url.starts_with("//");
  if (slashes) {
    url.remove_prefix(2);
  } else if (const auto colon = url.find(':'); colon != std::string_view::npos && url.substr(colon + 1, 2) == "//") {
    const auto scheme = url.substr(0, colon);
    const auto is = [&](std::string_view word) { return std::ranges::equal(scheme, word, {}, [](char c) { return static_cast<char>(c | 0x20); }); };
    const bool named = !scheme.empty() && std::ranges::all_of(scheme, [](char c) { return classes[static_cast<std::uint8_t>(c)] % 3 != 0 || c == '+'; });
    if (!named) return {};
    web = is("http") || is("https");
    slashes = true;
    url.remove_prefix(colon + 3);
  }
  url = url.substr(0, std::min(url.find_first_of("/?#\\"), url.size()));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    if (!slashes) return {};  // an address of mail
    url.remove_prefix(at + 1);
  }
  return {url, web};
}

// The host of most addresses, which can be taken as it stands: in one pass. Empty for whatever needs a second look.
std::string_view plain_host(std::string_view url) {
  if (url.starts_with("https://"))
    url.remove_prefix(8);
  else if (url.starts_with("http://"))
    url.remove_prefix(7);
  else
    return {};
  std::size_t i = 0, label = 0;
  for (; i < url.size() && classes[static_cast<std::uint8_t>(url[i])] == 1; ++i) {
    if (url[i] == '.') {
      if (i == label || i - label > max_label) return {};
      label = i + 1;
    } else if (url[i] == '-' && i > 0 && url[i - 1] == '-') {
      return {};
    }
  }
  if (i < url.size() && url[i] != '/' && url[i] != '?' && url[i] != '#') return {};
  return i == label || i - label > max_label || i > max_host || is_digit(url[label]) ? std::string_view() : url.substr(0, i);
}

}  // namespace

std::string_view Suffixes::host(std::string_view url, std::string& room) {
  if (const auto plain = plain_host(url); !plain.empty()) return plain;
  const auto [whole, web] = authority(url);
  if (whole.starts_with('[')) {
    const auto close = whole.find(']');
    if (close == std::string_view::npos) return {};
    const auto rest = whole.substr(close + 1);
    if (!rest.empty() && (rest[0] != ':' || !std::ranges::all_of(rest.substr(1), is_digit))) return {};
    return room = ipv6(whole.substr(1, close - 1));
  }
  auto host = whole;
  if (const auto colon = whole.rfind(':'); colon != std::string_view::npos) {
    if (!std::ranges::all_of(whole.substr(colon + 1), is_digit)) return {};
    host = whole.substr(0, colon);
  }
  if (host.empty() || host.size() > 4 * max_host) return {};
  std::uint8_t most = 0;
  bool all = true;
  for (const char c : host) {
    const auto kind = classes[static_cast<std::uint8_t>(c)];
    all &= kind != 0;
    most = std::max(most, kind);
  }
  if (!all) return {};
  // Punycode is looked into as well: not every "xn--" is a name.
  if (most < 3 && host.find("--") != std::string_view::npos) most = 3;
  if (most == 3) {
    std::string decoded;
    if (!percent_decode(host, decoded)) return {};
    room = to_ascii(decoded);
    host = room;
    if (!std::ranges::all_of(host, [](char c) { return classes[static_cast<std::uint8_t>(c)] == 1; })) return {};
  } else if (most == 2) {
    room.assign(host);
    for (char& c : room)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    host = room;
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  if (!labels_fit(host)) return {};
  if (is_digit(host[host.rfind('.') + 1]) && ends_in_number(host)) return room = ipv4(host);
  if (!web && host.find('.') == std::string_view::npos) return {};
  return host;
}

bool Suffixes::is_address(std::string_view domain) { return domain.starts_with('[') || (!domain.empty() && ends_in_number(domain)); }

std::string_view Suffixes::domain(std::string_view url, std::string& room) const {
  const auto h = host(url, room);
  return h.empty() || h.front() == '[' || (is_digit(h[h.rfind('.') + 1]) && is_address(h)) ? h : registrable(h);
}

std::string_view Suffixes::registrable(std::string_view host) const {
  // Label by label from the right, as long as some rule may be longer; the longest rule wins, an exception at once. Without any
  // rule the last label is the public suffix.
  std::size_t start = host.size(), suffix_at = host.size(), labels = 0;
  std::uint8_t before = deeper;
  while (start > 0 && (before & (deeper | wildcard)) != 0) {
    const auto dot = host.rfind('.', start - 1);
    const auto label = dot == std::string_view::npos ? 0 : dot + 1;
    const auto what = rule(host.substr(label));
    if ((what & exception) != 0) return host.substr(label);
    if ((what & suffix) != 0 || (before & wildcard) != 0 || labels == 0) suffix_at = label;
    before = what;
    ++labels;
    if (label == 0) break;
    start = label - 1;
  }
  if (suffix_at == 0) return host;
  const auto dot = suffix_at >= 2 ? host.rfind('.', suffix_at - 2) : std::string_view::npos;
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

std::uint8_t Suffixes::rule(std::string_view name) const {
  const auto mask = table_.size() - 1;
  for (auto slot = XXH3_64bits(name.data(), name.size()) & mask;; slot = (slot + 1) & mask) {
    const auto& r = table_[slot];
    if (r.size == 0) return 0;
    if (r.size == name.size() && std::memcmp(names_.data() + r.at, name.data(), name.size()) == 0) return r.what;
  }
}

void Suffixes::insert(std::string_view name, std::uint8_t what) {
  const auto mask = table_.size() - 1;
  auto slot = XXH3_64bits(name.data(), name.size()) & mask;
  for (; table_[slot].size != 0; slot = (slot + 1) & mask) {
    auto& r = table_[slot];
    if (std::string_view(names_).substr(r.at, r.size) != name) continue;
    r.what |= what;
    return;
  }
  table_[slot] = {static_cast<std::uint32_t>(names_.size()), static_cast<std::uint16_t>(name.size()), what};
  names_ += name;
}

Result<Suffixes> Suffixes::read(std::string_view list, SuffixSection section, std::string_view date) {
  const auto no = [](std::string message, std::size_t line) {
    return fail(Kind::invalid, "this is no Public Suffix List: " + std::move(message), line > 0 ? fmt::format("line {}", line) : "",
                "take it from https://publicsuffix.org/list/, or install Debian's package publicsuffix");
  };
  constexpr std::size_t max_bytes = 16U << 20U, max_rules = 1U << 20U;
  if (list.size() > max_bytes) return no("it is larger than 16 MiB", 0);
  Suffixes out;
  out.list_ = {std::string(date), to_hex(sha256(list)), section};
  std::vector<std::pair<std::string, std::uint8_t>> rules;
  bool icann = false, wanted = false;
  std::size_t number = 0;
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find('\n', at), list.size());
    auto line = utf8::trim(list.substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.starts_with("//")) {
      if (line.find("===BEGIN ICANN DOMAINS===") != std::string_view::npos) icann = wanted = true;
      if (line.find("===BEGIN PRIVATE DOMAINS===") != std::string_view::npos) wanted = section == SuffixSection::all;
      if (line.find("===END ") != std::string_view::npos) wanted = false;
      constexpr std::string_view version = "// VERSION: ";  // 2025-06-26_08-33-55_UTC
      if (line.starts_with(version) && date_from(line.substr(version.size(), 10))) out.list_.date = line.substr(version.size(), 10);
      continue;
    }
    line = line.substr(0, line.find_first_of(" \t"));
    if (line.empty() || !wanted) continue;
    std::uint8_t what = suffix;
    if (line.starts_with('!')) what = exception, line.remove_prefix(1);
    else if (line.starts_with("*.")) what = wildcard, line.remove_prefix(2);
    if (line == "*") continue;  // the rule that holds without a list
    const auto name = to_ascii(line);
    if (!labels_fit(name) || rules.size() > max_rules) return no(fmt::format("\"{}\" is no rule", line.substr(0, 80)), number);
    rules.emplace_back(name, what);
  }
  if (!icann || rules.empty()) return no("it has no section of ICANN domains", 0);
  std::size_t names = 0, slots = 64;
  for (const auto& [name, what] : rules) names += 1 + static_cast<std::size_t>(std::ranges::count(name, '.'));
  while (slots < names * 2) slots *= 2;
  out.table_.resize(slots);
  for (const auto& [name, what] : rules) {
    out.insert(name, what);
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) out.insert(std::string_view(name).substr(dot + 1), deeper);
  }
  return out;
}

}  // namespace accord::summary
