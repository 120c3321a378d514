// Which provisions of two drafts belong together, not yet by what kind of change.
#pragma once

#include <array>
#include <optional>

#include "text/lineage.h"
#include "text/lineage_likeness.h"

namespace accord::text {

// One provision of each side, or one of one side and several of the other. Ascending.
struct Group {
  std::array<std::vector<int>, 2> ids;
  bool by_hand = false;
  std::optional<double> share_kept;  // where pairing had to know it
  [[nodiscard]] const std::vector<int>& of(DraftSide s) const { return ids[static_cast<std::size_t>(s)]; }
};

struct Groups {
  std::vector<Group> all;
  std::array<std::vector<int>, 2> group;   // of each provision; none where it stands alone
  std::array<std::vector<int>, 2> parent;  // position of each provision's parent; none at the top
  static constexpr int none = -1;
  [[nodiscard]] int group_of(DraftSide s, int id) const { return group[static_cast<std::size_t>(s)][static_cast<std::size_t>(id)]; }
  [[nodiscard]] int parent_of(DraftSide s, int id) const { return parent[static_cast<std::size_t>(s)][static_cast<std::size_t>(id)]; }
};

Groups pair_up(const std::vector<Provision>& before, const std::vector<Provision>& after, const std::vector<Pairing>& by_hand,
               Likeness& likeness);

}  // namespace accord::text
