// Points of earlier rounds on later drafts: what text::Placer finds, as rows, and what a person says instead.
#pragma once

#include <unordered_map>

#include "app/context.h"
#include "store/placements.h"
#include "text/placement.h"

namespace accord::app {

class Placing {
 public:
  Placing(const std::vector<text::Provision>& before, const std::vector<text::Provision>& after, const std::vector<text::Change>& lineage);
  [[nodiscard]] std::vector<store::Placement> all(const std::vector<store::ToPlace>& points, const std::string& instrument, const std::string& draft) const;

 private:
  const std::vector<text::Provision>& after_;
  std::unordered_map<std::string, std::size_t> old_at_;
  std::vector<std::size_t> continues_;  // by old position: where the text goes on in the new draft
  text::Placer placer_;
};

// A person says where a point stands in a later draft: `eid` empty says that its words are gone. `quote` empty: the whole provision.
struct PlacementInput {
  int draft = 0;
  std::string eid, quote, note;
  bool confirm = false;  // as it was found
};
Result<void> place_by_hand(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const PlacementInput& in);

}  // namespace accord::app
