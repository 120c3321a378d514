#include "cli/corpus_inputs.h"

#include <fmt/format.h>

#include <cstdio>

namespace accord::cli {
namespace {

std::string_view state_of(const format::ReadStatus& s) { return format::input_state_names[static_cast<std::size_t>(s.state)]; }

}  // namespace

Json reading_json(const std::string& path, const format::ReadStatus& status, const char* counted) {
  Json reasons = Json::object(), passed = Json::object();
  for (const auto& [what, reason] : status.reasons) {
    Json places = Json::array();
    for (const auto p : reason.places) {
      if (status.in_rows)
        places.push_back({{"row_group", p.offset}, {"row", p.inner}});
      else
        places.push_back({{"byte", p.offset}, {"inner", p.inner}});
    }
    reasons[what] = {{"count", reason.count}, {"places", std::move(places)}};
  }
  for (const auto& [what, n] : status.passed) passed[what] = n;
  return {{"path", path},
          {"status", state_of(status)},
          {counted, status.documents},
          {"skipped", status.skipped},
          {"reasons", std::move(reasons)},
          {"passed", std::move(passed)}};
}

void tell_of_reading(const std::string& path, const format::ReadStatus& status, const char* counted) {
  if (status.reasons.empty()) return;
  fmt::print(stderr, "{}: {}, {} {}, {} skipped\n", path, state_of(status), status.documents, counted, status.skipped);
  for (const auto& [what, reason] : status.reasons)
    fmt::print(stderr, "  {} x {}, first at {}\n", reason.count, what, reason.places.empty() ? "?" : format::say(reason.places[0], status.in_rows));
}

}  // namespace accord::cli
