// Lineage: which provision of the new draft is which of the old one.
#pragma once

#include "text/provision.h"

namespace accord::text {

enum class ChangeKind { same, edited, renumbered, moved, split, merged, inserted, deleted };
std::string_view to_string(ChangeKind kind);  // "new" for inserted
bool from_string(std::string_view name, ChangeKind& out);

// One typed edge. `old_ids` and `new_ids` are positions in the vectors given to align().
// same, edited, renumbered, moved: one to one; split: one to many; merged: many to one;
// inserted: none to one; deleted: one to none. Words may also change in renumbered, moved, split, merged.
struct Change {
  ChangeKind kind = ChangeKind::same;
  std::vector<int> old_ids;
  std::vector<int> new_ids;
  double score = 1.0;  // 0 to 1: share of words kept
  bool by_hand = false;
};

// A pairing that a person decided: align() keeps it whatever the words say.
struct Pairing {
  std::vector<int> old_ids;
  std::vector<int> new_ids;
};

// Every old and every new provision is in exactly one change; in order of the new draft, deletions at
// the place where the provision stood.
std::vector<Change> align(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft,
                          const std::vector<Pairing>& by_hand = {});

// Gives each provision of the new draft its wId: that of its ancestor, or `d{draft}-{eId}` where it is
// new. On a split the largest heir keeps it; on a merge the largest ancestor gives it.
void assign_wids(const std::vector<Provision>& old_draft, std::vector<Provision>& new_draft,
                 const std::vector<Change>& changes, int new_number);

}  // namespace accord::text
