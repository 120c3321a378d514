// Redaction: a text or a person's data is removed on a ground; the log keeps the commitment and gains an
// entry that says so (Regulation (EU) 2018/1725 for the office, the GDPR for others).
#pragma once

#include "app/context.h"

namespace accord::app {

struct RedactionInput {
  std::string point;   // id of a point
  std::string what;    // "text": its words; "author": name and letters of its author; "both"
  std::string kind;    // "personal-data", "third-party", "unlawful", "business-secret"
  std::string ground;  // in words
};
// What was removed. An instrument's secretariat removes an author from that instrument; the account, which is also
// other instruments', goes when the office asks for it or when no other instrument knows the person.
struct Redacted {
  bool text = false, author = false, account = false;
};
Result<Redacted> redact(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, const RedactionInput& in);

}  // namespace accord::app
