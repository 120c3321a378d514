#include "web/http.h"

#include <algorithm>

#include "base/utf8.h"

namespace accord::web {
namespace {

std::string_view find(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  const auto it = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
  return it == pairs.end() ? std::string_view{} : std::string_view{it->second};
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string_view Request::header(std::string_view lower_name) const { return find(headers, lower_name); }
std::string_view Request::param(std::string_view name) const { return find(query, name); }

// RFC 6265 section 5.4: pairs are parted by "; ". The first of a name wins: user agents send the one with the longest path first.
std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (field != "cookie") continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto semicolon = rest.find(';');
      const auto pair = utf8::trim(rest.substr(0, semicolon));
      rest = semicolon == std::string_view::npos ? std::string_view{} : rest.substr(semicolon + 1);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return {};
}

Response Response::of(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.header("Content-Type", std::move(content_type));
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

Result<std::string> percent_decode(std::string_view s, bool plus_is_space) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%') {
      const int high = i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
      const int low = i + 2 < s.size() ? hex_value(s[i + 2]) : -1;
      if (high < 0 || low < 0)
        return fail(Kind::invalid, "a percent sign is not followed by two hexadecimal digits", "", "write %25 for a percent sign");
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(plus_is_space && s[i] == '+' ? ' ' : s[i]);
    }
  }
  if (utf8::first_bad(out) != std::string::npos)
    return fail(Kind::invalid, "the decoded text is not valid UTF-8 without NUL", "", "send text as percent-encoded UTF-8");
  return out;
}

// Leaves the unreserved characters of RFC 3986 section 2.3.
std::string percent_encode(std::string_view s) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(s.size());
  for (const char c : s) {
    const auto u = static_cast<unsigned char>(c);
    const bool unreserved =
        (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u == '-' || u == '.' || u == '_' || u == '~';
    if (unreserved) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(digits[u >> 4U]);
      out.push_back(digits[u & 15U]);
    }
  }
  return out;
}

}  // namespace accord::web
