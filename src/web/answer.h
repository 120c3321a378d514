// An answer: a Response in the form in which it goes over the wire (RFC 9112 sections 4 and 6), with the headers that every
// response has.
//
// Rule: nothing that a handler sets can add a line or a second framing. Pure; answers are values that may be shared.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "web/http.h"

namespace accord::web {

struct Answer {
  int status = 200;
  std::string head;                         // status line and fields; Date, Connection and the empty line come when it is sent
  std::shared_ptr<const std::string> body;  // never null
  BodyStream stream;                        // instead of body
  bool chunked = false;                     // how a stream is framed: so, or by the end of the connection
  // Of cacheable answers: the strong entity tag, and the head of 304 for who has it already.
  std::string etag, not_modified;
};

// `minor` is that of the request's HTTP/1.x. A response with a malformed header becomes a bare 500: its meaning is lost.
Answer make_answer(Response response, int minor);

std::string http_date(Instant at);  // IMF-fixdate, RFC 9110 section 5.6.7
std::string_view reason(int status);

// Whether the list of an If-None-Match names the tag (RFC 9110 section 13.1.2, weak comparison).
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace accord::web
