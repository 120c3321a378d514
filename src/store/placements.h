// Where the points of earlier rounds sit in later drafts. Seen by whoever may see the point and the draft.
#pragma once

#include "store/points.h"

namespace accord::store {

struct Placement {
  std::string point, draft, instrument;
  std::string kind;            // kept, moved, changed, text-deleted, ambiguous
  std::string provision, wid;  // of the draft; for text-deleted: the provision before which the place is, "" at the end
  std::int64_t place = 0;
  std::optional<text::Anchor> anchor;
  double score = 1, runner_up = 0;
  std::string placed_by, placed_by_name, note;  // by a person; else empty
  std::int64_t log_index = -1;
  Instant recorded_at = 0;
  std::optional<Instant> superseded_at;
  int draft_number = 0;  // joined
};
std::vector<Placement> placements(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point);  // current, by draft
std::vector<Placement> placement_history(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point);
// The points of earlier rounds that sit on a provision of a draft (deleted ones: at the place before it), at most `limit`.
struct Placed {
  Placement placement;
  Point point;
};
struct PlacedFilter {
  std::string draft;
  std::string provision;  // eid; empty: anywhere
  std::string kind;       // empty: any
  int limit = 50;
};
std::vector<Placed> placed(Reader& r, const Viewer& viewer, const std::string& instrument, const PlacedFilter& f);
struct PlacedCount {
  std::string provision, kind;
  std::int64_t points = 0;
};
std::vector<PlacedCount> count_placed(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& draft);

// Every point that is to be placed on the draft after `previous`: those of the rounds on it, and those placed on it.
struct ToPlace {
  std::string point, provision;
  std::optional<text::Anchor> anchor;
  std::string kind;        // of its placement on `previous`; empty for those filed on it
  std::int64_t place = 0;  // of its provision in `previous`
};
std::vector<ToPlace> to_place(Reader& r, const std::string& instrument, const std::string& previous);
// Those of them that have no place on the draft after it yet: they came while or after it was published. Of a `filing`: all that no
// person has placed there, since it may say now what was said differently before.
std::vector<ToPlace> unplaced(Reader& r, const std::string& instrument, const std::string& previous, const std::string& draft, const std::string& filing = {});
bool published_after(Reader& r, const std::string& instrument, int draft);  // whether a draft with a higher number is out
void put_placement(Writer& w, const Placement& p);  // supersedes the current one of that point on that draft

}  // namespace accord::store
