// Where points of earlier rounds sit in later drafts, as pages show it.
#pragma once

#include <map>

#include "app/pages/shared.h"
#include "store/placements.h"

namespace accord::app::pages {

// {draft, kind, kind_text, where, href, quote, by_hand, by_hand_text, score_text, note, is_ambiguous, when_text, log_href}.
// Score, note, instant and the person's name are for chairs. `at`: its provision, where the draft has one.
Json placement_json(const store::Placement& p, const store::Instrument& i, const text::Provision* at, bool chairs);

// `places` of a point's page; for chairs each with its history and the form that settles it (`form`, `problem`: as it came back).
Json places_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& point, const Query& form, const Error* problem);

// How many points of earlier rounds sit on each provision of a draft, and how many sat on words deleted before it ("" stands
// for the end of the draft).
struct EarlierCounts {
  std::map<std::string, std::int64_t> placed, deleted;
};
EarlierCounts count_earlier(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Draft& d);
std::string deleted_text(std::int64_t points);  // "2 points sat on words that were deleted here"

// What it means to write to a round whose draft others followed already; "" when none has, or when nothing is taken any more.
std::string followed_text(const std::vector<store::Draft>& drafts, const drafting::Round& round, Instant now);
// Of two drafts one behind the other: {title, href, note, redline_href} where the later one corrects the earlier; else null.
Json correction_json(const store::Instrument& i, const std::optional<store::Draft>& earlier, const std::optional<store::Draft>& later, const store::Draft& shown);

// Points of earlier rounds placed on a provision of a draft, as points with their answers and `place` set.
Json from_earlier(store::Reader& r, const Viewer& v, const store::Instrument& i, const DraftView& view, const std::string& eid, int limit);

}  // namespace accord::app::pages
