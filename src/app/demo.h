// The demonstration: an example code in a throw-away database, seen through the eyes of a few roles.
#pragma once

#include <functional>
#include <string_view>

#include "app/context.h"

namespace accord::app {

// The bytes of an example file, by its name such as "gpai/draft-1.md"; nullptr when there is none.
using ExampleFile = std::function<const std::string_view*(std::string_view name)>;

// What the clock of the demonstration shows when it starts: two days before the third round closes.
constexpr Instant demo_starts = 1'743'175'800 * second;  // 2025-03-28T15:30:00Z

// Loads the example through the same verbs that everybody uses, and marks the database as a demonstration.
Result<void> load_example(Context& ctx, const ExampleFile& file);
Result<bool> is_demo(store::Database& db);

struct DemoRole {
  std::string key, label, hint, person;  // person "": signed out
};
Result<std::vector<DemoRole>> demo_roles(Context& ctx);  // not_found unless ctx.demo

// The morning after the open round closes, which the demonstration's clock can be moved on to; 0 when no round is open.
Instant demo_next(Context& ctx);
Result<void> move_demo_clock(Context& ctx);  // not_found unless ctx.demo

}  // namespace accord::app
