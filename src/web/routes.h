// The one table of routes: method, path, permission, how the object is found, handler (A7). The pages, the
// permissions, the OpenAPI description and the test of authorisation are all made from it.
#pragma once

#include <map>
#include <span>

#include "app/accounts.h"
#include "app/pages/pages.h"
#include "web/http.h"

namespace accord::web {

// Who may come in at all; the verbs and reads check once more.
enum class Access { anybody, signed_in, participant, chair, secretariat, demo };

// A request on its way: who asks, for what, with which form.
struct Exchange {
  app::Context& ctx;
  const Request& request;
  drafting::Viewer viewer;
  std::string session_id, csrf;
  std::map<std::string, std::string> params;  // {slug}, {n} ... of the path
  bool wants_json = false;
  Form form;                // of a POST; JSON objects are read into fields
  Json body;                // of a POST with JSON; else null
  [[nodiscard]] std::string field(std::string_view name) const { return std::string(form.get(name)); }
  [[nodiscard]] int number(const std::string& name) const;  // of a path parameter; -1 when it is no number
  [[nodiscard]] const std::string& slug() const;
};

using Handler = Response (*)(Exchange&);

struct Route {
  std::string_view method;   // GET or POST
  std::string_view path;     // "/i/{slug}/drafts/{n}"
  Access access;
  Handler handle;
  std::string_view summary;  // for the OpenAPI description
  std::string_view fields;   // of a POST, by comma; a name with "?" may be absent
  bool page = true;          // false: a file or stream, the same whatever is accepted
};

std::span<const Route> routes();

// The route of a path and its parameters; nullptr when none fits. `other_method` tells that another would.
const Route* find_route(std::string_view method, std::string_view path, std::map<std::string, std::string>& params, bool& other_method);

}  // namespace accord::web
