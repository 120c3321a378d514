// Rendering: a resource and the chrome through a template (Mustache, without lambdas).
//
// A name inside a section is looked up in that object alone, never outward, except `r.` and `chrome.`,
// which start at the root; a name that is not there fails the render (A8).
// Threads: any; templates are parsed once.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace accord::web {

// Error: internal, with the template and the missing names.
Result<std::string> render(const std::string& template_name, const Json& resource, const Json& chrome);

}  // namespace accord::web
