#include "drafting/point/point.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace accord::drafting {
namespace {

Result<void> one_of(std::string_view value, const std::vector<std::string_view>& allowed, const char* field) {
  if (std::ranges::find(allowed, value) != allowed.end()) return {};
  return fail(Kind::invalid, fmt::format("\"{}\" is no {}", value.substr(0, 40), field), field, fmt::format("use one of {}", fmt::join(allowed, ", ")));
}

Result<void> bounded(std::string_view value, const char* field) {
  if (value.size() > max_point_bytes)
    return fail(Kind::too_large, fmt::format("the {} has {} bytes; a point holds at most {}", field, value.size(), max_point_bytes), field,
                "divide it into several points, or put it into the covering letter");
  return utf8::check(value, field);
}

}  // namespace

std::vector<std::string_view> types() { return {"general", "technical", "editorial"}; }
std::vector<std::string_view> stances() { return {"support", "oppose", "amend", "question"}; }
std::vector<std::string_view> visibilities() { return {"everyone", "name-withheld", "chairs-only"}; }

Result<void> check_point(const PointText& p) {
  ACCORD_CHECK(one_of(p.type, types(), "type"));
  ACCORD_CHECK(one_of(p.stance, stances(), "stance"));
  ACCORD_CHECK(one_of(p.visibility, visibilities(), "visibility"));
  ACCORD_CHECK(bounded(p.text, "text"));
  ACCORD_CHECK(bounded(p.replacement, "replacement"));
  if (utf8::trim(p.text).empty() && utf8::trim(p.replacement).empty())
    return fail(Kind::invalid, "the point says nothing yet", "text", "write what you want to say, or the words to put instead");
  return {};
}

}  // namespace accord::drafting
