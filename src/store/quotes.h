// Words that points quote, for the marks of a whole draft: of its own round, and of earlier rounds where their points were placed.
#pragma once

#include "store/points.h"

namespace accord::store {

// Of one provision the first so many points alone: more marks cannot be told apart, and the counts beside them say all.
constexpr std::int64_t quotes_each = 40;

struct Quote {
  std::string provision, category;  // category "": withheld
  text::Anchor anchor;
};
std::vector<Quote> quotes(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);
// Of points of earlier rounds whose words are found in the draft.
std::vector<Quote> placed_quotes(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& draft);

}  // namespace accord::store
