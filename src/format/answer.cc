#include "format/answer.h"

namespace accord::format {

Result<void> give_answer(AnswerSink& to, Answer a, std::string_view block, HttpDecoder& http, ReadStatus& status) {
  if (block.starts_with("HTTP/")) {
    const auto p = http.read(block);
    if (p.status == 0) return status.skip("no HTTP answer", a.place), Result<void>{};
    if (!p.fault.empty()) return status.skip(p.fault, a.place), Result<void>{};
    if (!p.doubt.empty()) status.note(p.doubt, a.place);
    a.status = p.status;
    a.headers = p.headers;
    if (p.status >= 200 && p.status <= 299) a.body = p.body;
    a.type = p.type;
  } else {
    if (a.url.starts_with("dns:")) return status.pass("dns"), Result<void>{};
    a.status = 200;
    a.body = block;
  }
  status.documents++;
  return to.add(a);
}

}  // namespace accord::format
