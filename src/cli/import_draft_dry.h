// What `accord import draft FILE --dry-run` shows of a draft that was read, without a database.
#pragma once

#include <string>

#include "base/json.h"
#include "text/provision.h"

namespace accord::cli {

// {"title", "language", "provisions": [{"eid", "kind", "number", "heading", "parent", "text" (the visible
// body), "restates", "line"}], "left_out": [{"text", "reason", "line"}], "doubts": [{"eid", "message", "line"}]}
Json dry_run_json(const text::DraftText& draft);

// For people: the outline, then counts by kind, doubts, and what was left out by reason.
std::string dry_run_table(const text::DraftText& draft);

}  // namespace accord::cli
