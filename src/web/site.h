// The site: from a request to its response.
#pragma once

#include "app/context.h"
#include "web/http.h"

namespace accord::web {

// Routes, authenticates, checks CSRF and the permission of the route, and handles. Never throws.
Response serve(app::Context& ctx, const Request& request);
// For whoever is turned away: 503 with a ticket to retry with (P4).
Response turn_away(app::Context& ctx, const Request& request);
// The OpenAPI 3.1 description, made from the route table.
std::string openapi(const std::string& public_url);

}  // namespace accord::web
