#include "web/admission.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace accord::web {
namespace {

using Table = std::array<bool, 256>;

constexpr bool is_digit(unsigned c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(unsigned c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr bool one_of(unsigned c, std::string_view set) {
  return std::ranges::any_of(set, [&](char s) { return static_cast<unsigned char>(s) == c; });
}

template <class Rule>
consteval Table table(Rule allowed) {
  Table t{};
  for (unsigned c = 0; c < 256; ++c) t[c] = allowed(c);
  return t;
}

// RFC 9110 section 5.6.2.
constexpr Table token_char = table([](unsigned c) { return is_digit(c) || is_alpha(c) || one_of(c, "!#$%&'*+-.^_`|~"); });
constexpr Table value_char = table([](unsigned c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });
// Wider than RFC 3986: what browsers send as it is in a path or a query (URL Standard, "percent-encode sets").
constexpr Table path_char = table([](unsigned c) { return c > 0x20 && c < 0x7f && !one_of(c, "\"<>#?\\"); });
constexpr Table query_char = table([](unsigned c) { return c > 0x20 && c < 0x7f && !one_of(c, "\"<>#"); });
constexpr Table host_char = table([](unsigned c) { return is_digit(c) || is_alpha(c) || one_of(c, "-._:[]"); });

bool all(std::string_view s, const Table& t) {
  return std::ranges::all_of(s, [&](char c) { return t[static_cast<unsigned char>(c)]; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim_blanks(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

template <class F>
void each_item(std::string_view list, F use) {  // of a comma-separated list
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (const auto item = trim_blanks(list.substr(0, comma)); !item.empty()) use(item);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

std::unexpected<Refusal> refuse(int status, std::string_view message) { return std::unexpected(Refusal{status, message}); }

constexpr std::array<std::string_view, 7> known_methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
// A second one of these would make the request mean two things.
constexpr std::array<std::string_view, 9> single_fields = {"host",         "content-length",   "transfer-encoding",
                                                           "content-type", "authorization",    "origin",
                                                           "expect",       "content-encoding", "x-forwarded-proto"};

std::expected<void, Refusal> parse_request_line(std::string_view line, Head& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "The request line is not method, target and version.");
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (head.method.empty() || !all(head.method, token_char)) return refuse(400, "The method is malformed.");
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(static_cast<unsigned char>(version[5])) || version[6] != '.' ||
      !is_digit(static_cast<unsigned char>(version[7])))
    return refuse(400, "The version is malformed.");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505, "This server speaks HTTP/1.1.");
  head.minor = version[7] - '0';
  if (std::ranges::find(known_methods, head.method) == known_methods.end()) return refuse(501, "This server does not know the method.");
  if (head.target == "*" && head.method == "OPTIONS") return {};
  if (!head.target.starts_with('/')) return refuse(400, "The target is not a path: it does not begin with a slash.");
  const auto question = std::min(head.target.find('?'), head.target.size());
  if (!all(head.target.substr(0, question), path_char) || !all(head.target.substr(question), query_char))
    return refuse(400, "The target holds a character that must be percent-encoded.");
  return {};
}

std::expected<void, Refusal> check_host(const Head& head, std::span<const std::string> hosts) {
  auto host = head.host;
  if (host.empty() || !all(host, host_char)) return refuse(400, "The Host is malformed.");
  for (const std::string_view port : {":80", ":443"})
    if (host.ends_with(port)) {
      host.remove_suffix(port.size());
      break;
    }
  if (std::ranges::none_of(hosts, [&](const auto& known) { return same_word(host, known); }))
    return refuse(421, "This server does not serve that host.");
  return {};
}

std::expected<void, Refusal> check_length(std::string_view digits, const HeadLimits& limits, Head& head) {
  if (digits.empty() || !std::ranges::all_of(digits, [](char c) { return is_digit(static_cast<unsigned char>(c)); }))
    return refuse(400, "The Content-Length is not one number.");
  if (digits.size() > 19) return refuse(413, "The body is larger than this server takes.");
  for (const char c : digits) head.content_length = head.content_length * 10 + static_cast<std::uint64_t>(c - '0');
  if (head.content_length > limits.body_bytes) return refuse(413, "The body is larger than this server takes.");
  return {};
}

std::expected<void, Refusal> check_coding(std::string_view coding, Head& head) {
  if (head.minor == 0) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding.");
  if (same_word(coding, "chunked")) {
    head.chunked = true;
    return {};
  }
  std::string_view final_coding;
  each_item(coding, [&](std::string_view item) { final_coding = item; });
  if (!same_word(final_coding, "chunked")) return refuse(400, "The Transfer-Encoding does not end in chunked.");
  return refuse(501, "This server knows no Transfer-Encoding but chunked.");
}

}  // namespace

bool same_word(std::string_view a, std::string_view lower_word) { return std::ranges::equal(a, lower_word, {}, lower); }

std::string_view Head::field(std::string_view lower_name) const {
  for (const auto& f : fields)
    if (same_word(f.name, lower_name)) return f.value;
  return {};
}

std::expected<std::size_t, Refusal> HeadScanner::scan(std::string_view buffer, const HeadLimits& limits) {
  if (!buffer.empty() && !token_char[static_cast<unsigned char>(buffer.front())]) return refuse(400, "This is not an HTTP request.");
  const auto too_long = [&](std::size_t size) -> std::unexpected<Refusal> {
    if (!request_line_done_ && size > limits.line_bytes) return refuse(414, "The request line is too long.");
    return refuse(431, "The header is too large.");
  };
  while (seen_ < buffer.size()) {
    const auto lf = buffer.find('\n', seen_);
    const auto stop = std::min(lf, buffer.size());
    // A CR at the end of what has come may still get its LF.
    if (const auto cr = buffer.find('\r', seen_); cr < stop && cr + 1 < stop)
      return refuse(400, "The header holds a carriage return without a line feed.");
    if (buffer.substr(seen_, stop - seen_).find('\0') != std::string_view::npos) return refuse(400, "The header holds a NUL byte.");
    const auto line_size = stop - line_start_;
    if ((!request_line_done_ && line_size > limits.line_bytes) || stop > limits.head_bytes) return too_long(line_size);
    if (lf == std::string_view::npos) {
      seen_ = buffer.ends_with('\r') ? buffer.size() - 1 : buffer.size();
      return 0;
    }
    if (lf == line_start_ || buffer[lf - 1] != '\r') return refuse(400, "The header holds a line feed without a carriage return.");
    seen_ = lf + 1;
    if (lf - 1 == line_start_) return seen_;
    line_start_ = seen_;
    request_line_done_ = true;
  }
  return 0;
}

std::expected<void, Refusal> parse_fields(std::string_view bytes, std::size_t max_fields, std::vector<Head::Field>& fields) {
  fields.clear();
  for (;;) {
    const auto end = bytes.find("\r\n");
    if (end == std::string_view::npos) return refuse(400, "The header does not end in an empty line.");
    const auto line = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    if (line.empty()) return bytes.empty() ? std::expected<void, Refusal>{} : refuse(400, "There are bytes behind the header.");
    if (fields.size() == max_fields) return refuse(431, "The header has too many fields.");
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "A line of the header is folded.");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return refuse(400, "A line of the header has no colon.");
    const auto name = line.substr(0, colon);
    if (name.empty() || !all(name, token_char)) return refuse(400, "The name of a header field is malformed.");
    const auto value = trim_blanks(line.substr(colon + 1));
    if (!all(value, value_char)) return refuse(400, "The value of a header field holds a control character.");
    if (std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) &&
        utf8::first_bad(value) != std::string_view::npos)
      return refuse(400, "The value of a header field is not valid UTF-8.");
    fields.push_back({name, value});
  }
}

std::expected<void, Refusal> parse_head(std::string_view bytes, const HeadLimits& limits, std::span<const std::string> hosts, Head& head) {
  auto fields = std::move(head.fields);  // keeps its memory from one request to the next
  head = {};
  head.fields = std::move(fields);
  const auto line_end = bytes.find("\r\n");
  if (line_end == std::string_view::npos) return refuse(400, "The request line does not end.");
  if (auto line = parse_request_line(bytes.substr(0, line_end), head); !line) return line;
  if (auto rest = parse_fields(bytes.substr(line_end + 2), limits.fields, head.fields); !rest) return rest;

  std::array<const Head::Field*, single_fields.size()> single{};
  bool close = false;
  bool keep = false;
  for (const auto& f : head.fields) {
    for (std::size_t i = 0; i < single_fields.size(); ++i) {
      if (!same_word(f.name, single_fields[i])) continue;
      if (single[i] != nullptr) return refuse(400, "A header field that may come once comes twice.");
      single[i] = &f;
    }
    if (same_word(f.name, "connection"))
      each_item(f.value, [&](std::string_view item) {
        close = close || same_word(item, "close");
        keep = keep || same_word(item, "keep-alive");
      });
  }
  const auto* host = single[0];
  const auto* length = single[1];
  const auto* coding = single[2];
  const auto* expect = single[6];
  const auto* encoding = single[7];
  head.keep_alive = !close && (head.minor == 1 || keep);
  if (host == nullptr) return refuse(400, "The request names no Host.");
  head.host = host->value;
  if (coding != nullptr && length != nullptr) return refuse(400, "The request has both a Content-Length and a Transfer-Encoding.");
  if (coding != nullptr)
    if (auto ok = check_coding(coding->value, head); !ok) return ok;
  if (auto ok = check_host(head, hosts); !ok) return ok;
  if (length != nullptr)
    if (auto ok = check_length(length->value, limits, head); !ok) return ok;
  if (encoding != nullptr && !same_word(encoding->value, "identity")) return refuse(415, "This server takes no compressed bodies.");
  if (expect != nullptr && head.minor == 1) {
    if (!same_word(expect->value, "100-continue")) return refuse(417, "This server knows no expectation but 100-continue.");
    head.expects_continue = head.has_body();
  }
  return {};
}

std::expected<Request, Refusal> request_of(const Head& head) {
  Request request;
  request.method = head.method;
  request.target = head.target;
  const auto question = std::min(head.target.find('?'), head.target.size());
  const auto raw_path = head.target.substr(0, question);
  for (std::size_t i = raw_path.find('%'); i < raw_path.size(); i = raw_path.find('%', i + 1))
    if (same_word(raw_path.substr(i, 3), "%2f")) return refuse(400, "The path holds an encoded slash.");
  auto path = percent_decode(raw_path, false);
  if (!path) return refuse(400, "The path is not percent-encoded UTF-8.");
  if (std::ranges::any_of(*path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return refuse(400, "The path holds an encoded control character.");
  request.path = std::move(*path);
  for (auto rest = head.target.substr(std::min(question + 1, head.target.size())); !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return refuse(400, "The query is not percent-encoded UTF-8.");
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  request.headers.reserve(head.fields.size());
  for (const auto& f : head.fields) {
    std::string name(f.name);
    std::ranges::transform(name, name.begin(), lower);
    request.headers.emplace_back(std::move(name), f.value);
  }
  return request;
}

}  // namespace accord::web
