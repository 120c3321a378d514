#include "drafting/disposition/disposition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace accord::drafting {
namespace {

struct Outcome {
  std::string_view key, label;
};
constexpr std::array table = {Outcome{"accepted", "accepted"}, Outcome{"accepted-in-part", "accepted in part"}, Outcome{"noted", "noted"},
                              Outcome{"not-accepted", "not accepted"}, Outcome{"out-of-scope", "out of scope"}};

Result<void> bounded(std::string_view text, const char* field) {
  ACCORD_CHECK(utf8::check(text, field));
  if (text.size() > max_reason_bytes) return fail(Kind::too_large, fmt::format("the {} is longer than {} KB", field, max_reason_bytes >> 10U), field, "shorten it; a document of the procedure has room for more");
  return {};
}

}  // namespace

std::vector<std::string_view> outcomes() {
  std::vector<std::string_view> out;
  for (const auto& o : table) out.push_back(o.key);
  return out;
}
bool is_outcome(std::string_view outcome) { return std::ranges::find(table, outcome, &Outcome::key) != table.end(); }
std::string_view outcome_label(std::string_view outcome) {
  const auto it = std::ranges::find(table, outcome, &Outcome::key);
  return it == table.end() ? "not answered yet" : it->label;
}
bool asks_for_change(std::string_view outcome) { return outcome == "accepted" || outcome == "accepted-in-part"; }

Result<void> check_disposition(std::string_view outcome, std::string_view reason) {
  if (!is_outcome(outcome)) return fail(Kind::invalid, outcome.empty() ? "no disposition is chosen" : fmt::format("\"{}\" is no disposition", outcome.substr(0, 40)), "outcome", fmt::format("use one of {}", fmt::join(outcomes(), ", ")));
  ACCORD_CHECK(bounded(reason, "reason"));
  // Ten characters: short enough for "See 4.2.", long enough that "no" does not pass for a reason.
  if (utf8::length(utf8::trim(reason)) < 10) return fail(Kind::invalid, "the disposition has no reason", "reason", "say why, in words that its author can answer");
  return {};
}

Result<void> check_reaction(std::string_view reaction, std::string_view reason) {
  if (reaction != "satisfied" && reaction != "objects") return fail(Kind::invalid, fmt::format("\"{}\" is no reaction", reaction.substr(0, 40)), "reaction", "use satisfied or objects");
  ACCORD_CHECK(bounded(reason, "reason"));
  if (reaction == "objects" && utf8::length(utf8::trim(reason)) < 10) return fail(Kind::invalid, "an objection needs its reason", "reason", "say what the answer misses; it stands beside it for everybody to read");
  return {};
}

Result<void> check_parts(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return fail(Kind::invalid, "a point is divided into two parts or more", "parts", "write one line for each thing that it asks");
  if (parts.size() > static_cast<std::size_t>(max_parts)) return fail(Kind::invalid, fmt::format("a point is divided into {} parts at most", max_parts), "parts");
  for (const auto& p : parts) {
    ACCORD_CHECK(utf8::check(p, "parts"));
    if (utf8::trim(p).empty()) return fail(Kind::invalid, "a part says nothing", "parts", "say in a few words what this part asks");
    if (p.size() > 1'000) return fail(Kind::too_large, "a part is longer than 1,000 bytes", "parts", "name what it asks; the point's own words stay beside it");
  }
  return {};
}

}  // namespace accord::drafting
