// web: speaks HTTP, and renders. A request is admitted (admission.h), framed (listener.h), routed
// (routes.h), handled on a bounded pool, and answered as JSON or HTML from one resource (A8).
//
// Rule: a handler makes one resource; only templates make HTML. Threads: handlers run on pool threads
// and may block; nothing blocks the I/O executor (A13).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace accord::web {

struct Request {
  std::string method;  // upper case, one of GET HEAD POST PUT PATCH DELETE OPTIONS
  std::string target;  // as sent
  std::string path;    // percent-decoded once, valid UTF-8, without query
  std::vector<std::pair<std::string, std::string>> query;    // decoded
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string remote;    // address of the client, after --trust-proxy
  bool secure = false;   // HTTPS, or X-Forwarded-Proto: https from the trusted proxy
  bool loopback = false; // the peer is on the loopback interface and is not a proxy
  Instant received = 0;  // when the last byte of the body arrived (P4)

  [[nodiscard]] std::string_view header(std::string_view lower_name) const;  // "" when absent
  [[nodiscard]] std::string_view param(std::string_view name) const;         // of the query, "" when absent
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

// Writes a body piece by piece: fills `piece` and returns true, or false at the end; after an error the connection is
// broken off, so that nobody takes a part for the whole. Runs on a pool thread, one call at a time.
using BodyStream = std::function<Result<bool>(std::string& piece)>;

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Content-Length, Date and the security headers are added
  std::shared_ptr<const std::string> body;                   // null: empty
  BodyStream stream;                                         // instead of body; sent chunked
  bool cacheable = false;  // the same for every anonymous client until the next durable change

  void header(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
  static Response of(int status, std::string content_type, std::string body);
};

// application/x-www-form-urlencoded and multipart/form-data, with caps: 2,000 fields, 20 MiB.
struct FormFile {
  std::string name, file_name, content_type, bytes;
};
struct Form {
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<FormFile> files;
  [[nodiscard]] std::string_view get(std::string_view name) const;  // "" when absent
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
};
Result<Form> parse_form(const Request& request);
Result<std::string> percent_decode(std::string_view s, bool plus_is_space);
std::string percent_encode(std::string_view s);  // for a query value or path segment

}  // namespace accord::web
