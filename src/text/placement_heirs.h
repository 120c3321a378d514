// The lineage of two drafts down to the word: what became of each word of the old one in its heirs, and
// where the lineage itself is in doubt.
#pragma once

#include <optional>
#include <vector>

#include "text/lineage.h"
#include "text/placement_alignment.h"

namespace accord::text {

class Heirs {
 public:
  struct Group {
    ChangeKind kind = ChangeKind::deleted;
    std::vector<std::size_t> before, after;  // ascending
    bool by_hand = false;
    bool doubtful = false;  // another pairing would explain the words as well
    [[nodiscard]] bool alone() const { return before.empty() || after.empty(); }
  };
  struct Stands {
    std::size_t provision = 0, word = 0;
  };
  // Of a word of the old draft. The margin is that of Fate.
  struct WordFate {
    std::optional<Stands> at;
    int margin = 0;
  };

  Heirs(const WordedDrafts& words, const std::vector<Change>& lineage);

  [[nodiscard]] const Group& of(std::size_t old_provision) const { return groups_[group_of_[0][old_provision]]; }
  [[nodiscard]] const std::vector<WordFate>& fates(std::size_t old_provision) const { return fates_[old_provision]; }
  // Of each word of the new draft whether no word of the old one became it.
  [[nodiscard]] const std::vector<std::vector<bool>>& unclaimed() const { return unclaimed_; }
  // The index in the new draft before which a provision that is no more would stand.
  [[nodiscard]] std::size_t place_of_deleted(std::size_t old_provision) const;

 private:
  void take(const WordedDrafts& words, const std::vector<Change>& lineage);
  void follow(const WordedDrafts& words, const Group& group);
  void find_doubts(const WordedDrafts& words);
  [[nodiscard]] bool in_order(std::size_t old_provision, std::size_t new_provision) const;

  std::vector<Group> groups_;
  std::vector<std::size_t> group_of_[2];
  std::vector<std::vector<WordFate>> fates_;
  std::vector<std::vector<bool>> unclaimed_;
  std::vector<int> kept_, claimed_;  // bits of an old provision that stayed, of a new one that were there
};

}  // namespace accord::text
