// Admission: the head of a request, read once, strictly, from its raw bytes (RFC 9112 sections 2 to 6).
//
// Rule: what two readers could take in two ways is refused, and whoever was refused is not read further: a request can hide in a
// doubtful one. There is no second parser behind this one. Pure; no thread rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/http.h"

namespace accord::web {

// An answer that ends the connection; `message` is one sentence for a person.
struct Refusal {
  int status = 400;
  std::string_view message;
};

struct HeadLimits {
  std::size_t head_bytes = 16U << 10U;    // 431
  std::size_t line_bytes = 8U << 10U;     // of the request line: 414
  std::size_t fields = 100;               // 431
  std::uint64_t body_bytes = 24U << 20U;  // announced: 413
};

// Finds the end of a head in a buffer that grows, looking at each byte once, and refuses early what can never become a head.
class HeadScanner {
 public:
  // `buffer` begins with the first byte of the request and only ever grows at its end. Gives the size of the head with its empty
  // line, or 0 while that has not come. Limits hold whether or not it has.
  std::expected<std::size_t, Refusal> scan(std::string_view buffer, const HeadLimits& limits);
  void reset() { *this = {}; }

 private:
  std::size_t seen_ = 0;  // bytes looked at
  std::size_t line_start_ = 0;
  bool request_line_done_ = false;
};

// Views into the bytes that parse_head was given.
struct Head {
  struct Field {
    std::string_view name, value;  // value without the white space around it
  };
  std::string_view method, target, host;
  std::vector<Field> fields;
  std::uint64_t content_length = 0;
  int minor = 1;  // of HTTP/1.x
  bool keep_alive = true;
  bool chunked = false;
  bool expects_continue = false;

  [[nodiscard]] std::string_view field(std::string_view lower_name) const;  // the first, "" when absent
  [[nodiscard]] bool has_body() const { return chunked || content_length > 0; }
};

// `bytes` is a whole head, its empty line included. `hosts` are in lower case; the ports :80 and :443 of a Host do not count.
// `head` is overwritten; after a refusal its method may be read, nothing else.
std::expected<void, Refusal> parse_head(std::string_view bytes, const HeadLimits& limits, std::span<const std::string> hosts, Head& head);

// Field lines up to and with the empty line; the same syntax holds in a head and in trailers (RFC 9112 section 5).
std::expected<void, Refusal> parse_fields(std::string_view bytes, std::size_t max_fields, std::vector<Head::Field>& fields);

// Everything of a Request that the head holds: method, target, path, query, headers.
std::expected<Request, Refusal> request_of(const Head& head);

bool same_word(std::string_view a, std::string_view lower);  // ASCII case does not count

}  // namespace accord::web
