// Points of earlier rounds on later drafts: what text::Placer finds, as rows, and what a person says instead.
#pragma once

#include <unordered_map>

#include "app/context.h"
#include "store/placements.h"
#include "text/placement.h"

namespace accord::app {

// Prepared once for a pair of drafts; the arguments need not outlive it. Threads: any, once it is made.
class Placing {
 public:
  Placing(const std::vector<text::Provision>& before, const std::vector<text::Provision>& after, const std::vector<text::Change>& lineage);
  [[nodiscard]] std::vector<store::Placement> all(const std::vector<store::ToPlace>& points, const std::string& instrument, const std::string& draft) const;

 private:
  struct Place {
    std::string eid, wid;
  };
  std::vector<Place> after_;
  std::unordered_map<std::string, std::size_t> old_at_;
  std::vector<std::size_t> continues_;  // by old position: where the text goes on in the new draft
  text::Placer placer_;
};

// Gives the points of a filing on a draft that others followed already (late, in a round that was extended, or while a corrected
// draft is out) their places in those, in the same transaction. What it needs of the texts is prepared once and kept: before the
// write, on a snapshot, so that the writer need not.
void prepare_to_place(store::Reader& r, const std::string& instrument, int draft);
void place_filing(store::Writer& w, const std::string& instrument, int draft, const std::string& filing);

// A person says where a point stands in a later draft: `eid` empty says that its words are gone. `quote` empty: the whole provision.
struct PlacementInput {
  int draft = 0;
  std::string eid, quote, note;
  bool confirm = false;  // as it was found
};
Result<void> place_by_hand(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const PlacementInput& in);

}  // namespace accord::app
