// Answers: a resource as JSON or HTML, the way onward after a POST, an error.
#pragma once

#include "web/routes.h"

namespace accord::web {

int status_of(Kind kind);  // the one mapping of errors to HTTP

struct PageInfo {
  std::string_view template_name;
  std::string title;
  int status = 200;
};
// The resource, or its error, as the client accepts it (A8).
Response answer(Exchange& x, const Result<Json>& resource, const PageInfo& page);
Response answer_error(Exchange& x, const Error& error);
// After a POST: 303 with a notice for a browser, the JSON object for a program.
Response onward(Exchange& x, const std::string& href, std::string_view notice, Json result = Json::object(), int json_status = 200);
void set_session(Response& r, const std::string& token, Instant expires);  // "" signs out
Json chrome_of(Exchange& x, std::string_view page, const std::string& title);
std::string anonymous_csrf(const app::Context& ctx);

}  // namespace accord::web
