// What a web archive holds of one request: the answer with its status and header, also where it is no document.
#pragma once

#include <string_view>

#include "format/document.h"
#include "format/http_payload.h"

namespace accord::format {

// Views that are good until the sink returns.
struct Answer {
  std::string_view url, date;          // as stored; the date is of the record
  int status = 0;                      // of HTTP; 200 for a record that is the resource itself
  std::string_view headers{}, body{};  // lines "name: value"; the payload after transfer and content decoding, of 2xx answers only
  std::string_view type{};             // media type
  Place place{};
};

class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  virtual Result<void> add(const Answer& answer) = 0;  // an error ends the reading
};

// Completes an answer by its block and hands it on; what cannot be decoded is skipped and counted.
Result<void> give_answer(AnswerSink& to, Answer answer, std::string_view block, HttpDecoder& http, ReadStatus& status);

}  // namespace accord::format
