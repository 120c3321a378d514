// The payload of an HTTP answer as an archive holds it: after transfer and content decoding (RFC 9110, RFC 9112).
#pragma once

#include <string_view>

#include "format/byte_source.h"
#include "format/document.h"

namespace accord::format {

// Lines "name: value" one after the other, until an empty one.
class HeaderLines {
 public:
  explicit HeaderLines(std::string_view block) : rest_(block) {}
  bool next(std::string_view& name, std::string_view& value);  // both without white space around
  std::string_view rest() const { return rest_; }              // behind the empty line

 private:
  std::string_view rest_;
};

struct HttpPayload {
  int status = 0;  // 0: the bytes are no HTTP answer
  std::string_view headers;  // lines, without the first
  std::string_view body, type, language;
  std::string_view doubt;  // what was wrong and passed over, as a reason: "wrong chunks", "not gzip as it says"
  std::string_view fault;  // why there is no body: "payload cannot be decoded", "payload over the cap", "unknown content coding"
};

// Whether an answer of an archive is a document: a 2xx one that could be decoded. Says in `status` why not, and what was passed over.
bool counts(const HttpPayload& payload, Place start, ReadStatus& status);

// Views are of `message` or of buffers that the next call uses again.
class HttpDecoder {
 public:
  explicit HttpDecoder(std::size_t cap) : cap_(cap) {}
  HttpPayload read(std::string_view message);

 private:
  enum class Outcome { done, wrong, too_large, unknown };
  Outcome decode(std::string_view coding, std::string_view& body, HttpPayload& payload);
  Outcome unchunk(std::string_view& body, HttpPayload& payload);
  Outcome inflate(std::string_view coding, std::string_view& body);
  Buffer& other_buffer();

  std::size_t cap_;
  Buffer buffers_[2];
  bool second_ = false;
};

}  // namespace accord::format
