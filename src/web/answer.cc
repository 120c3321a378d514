#include "web/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/bytes.h"
#include "base/utf8.h"
#include "web/admission.h"

namespace accord::web {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Unless a handler says otherwise. The first lets a page load what the program itself serves, and nothing inline.
constexpr std::array<Pair, 6> security_headers = {{
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}};

// The listener's own: what a handler says of them does not count.
constexpr std::array<std::string_view, 4> own_headers = {"content-length", "transfer-encoding", "connection", "date"};

std::string lower_name(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool well_formed(const std::pair<std::string, std::string>& header) {
  const auto& [name, value] = header;
  const auto name_char = [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  const auto value_char = [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); };
  return !name.empty() && std::ranges::all_of(name, name_char) && std::ranges::all_of(value, value_char);
}

void line(std::string& head, std::string_view name, std::string_view value) { head.append(name).append(": ").append(value).append("\r\n"); }

// The fields of a response without those that frame it.
std::string fields_of(const Response& response, bool with_content) {
  std::string out;
  std::array<bool, security_headers.size()> set{};
  for (const auto& [name, value] : response.headers) {
    const auto lower = lower_name(name);
    if (std::ranges::find(own_headers, lower) != own_headers.end() || (!with_content && lower == "content-type")) continue;
    for (std::size_t i = 0; i < set.size(); ++i) set[i] = set[i] || lower_name(security_headers[i].first) == lower;
    line(out, name, value);
  }
  for (std::size_t i = 0; i < set.size(); ++i)
    if (!set[i]) line(out, security_headers[i].first, security_headers[i].second);
  return out;
}

std::string status_line(int status) { return fmt::format("HTTP/1.1 {} {}\r\n", status, reason(status)); }

}  // namespace

Answer make_answer(Response response, int minor) {
  if (response.status < 200 || response.status > 599 || !std::ranges::all_of(response.headers, well_formed))
    response = Response::of(500, "text/plain; charset=utf-8", "The server could not write its answer.\n");
  static const auto empty = std::make_shared<const std::string>();
  Answer answer;
  answer.status = response.status;
  answer.body = response.body ? std::move(response.body) : empty;
  const bool bodiless = response.status == 204 || response.status == 304;
  if (bodiless) answer.body = empty;

  if (response.cacheable && !response.stream && !bodiless) {
    const auto own = std::ranges::find_if(response.headers, [](const auto& h) { return same_word(h.first, "etag"); });
    if (own != response.headers.end()) {
      answer.etag = own->second;
    } else {
      answer.etag = '"' + to_base64url(view(sha256(*answer.body)).substr(0, 16)) + '"';
      response.header("ETag", answer.etag);
    }
    answer.not_modified = status_line(304) + fields_of(response, false);
  }
  answer.head = status_line(response.status) + fields_of(response, !bodiless);
  if (response.stream && !bodiless) {
    answer.stream = std::move(response.stream);
    answer.chunked = minor == 1;
    if (answer.chunked) line(answer.head, "Transfer-Encoding", "chunked");
  } else if (!bodiless) {
    line(answer.head, "Content-Length", fmt::to_string(answer.body->size()));
  }
  return answer;
}

std::string http_date(Instant at) {
  using namespace std::chrono;
  const auto seconds_since = floor<seconds>(sys_time<microseconds>(microseconds(at)));
  const auto day_start = floor<days>(seconds_since);
  const year_month_day date(day_start);
  const hh_mm_ss time(seconds_since - day_start);
  constexpr std::array<std::string_view, 7> days_of_week = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days_of_week[weekday(day_start).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return status < 400 ? "Done" : "Refused";
  }
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty()) return false;
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (utf8::trim(if_none_match) == "*") return true;
  while (!if_none_match.empty()) {
    const auto comma = std::min(if_none_match.find(','), if_none_match.size());
    auto item = utf8::trim(if_none_match.substr(0, comma));
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == etag) return true;
    if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
  }
  return false;
}

}  // namespace accord::web
