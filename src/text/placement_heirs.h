// The lineage of two drafts down to the word: what became of each word of the old one in its heirs, and
// how sure that is.
#pragma once

#include <map>
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
    int score = 0;  // of the alignment
    [[nodiscard]] bool alone() const { return before.empty() || after.empty(); }
  };
  struct Stands {
    std::size_t provision = 0, word = 0;
    bool operator==(const Stands&) const = default;
  };
  // Of a word of the old draft. The margins are those of Fate; other pairings of the provisions, where they
  // would keep about as much, count among the alignments that say otherwise.
  struct WordFate {
    std::optional<Stands> at;
    int over_other = certain, over_none = certain;
  };

  Heirs(const WordedDrafts& words, const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft,
        const std::vector<Change>& lineage);

  [[nodiscard]] const Group& of(std::size_t old_provision) const { return groups_[group_of_[0][old_provision]]; }
  [[nodiscard]] bool is_new(std::size_t new_provision) const { return groups_[group_of_[1][new_provision]].before.empty(); }
  [[nodiscard]] const std::vector<WordFate>& fates(std::size_t old_provision) const { return fates_[old_provision]; }
  // Whether words that stand nowhere else tie the two together, or nearly all words, the heading and the
  // place do. Where only a sentence that recurs is common to both, the lineage may have paired a provision
  // that was deleted with a new one.
  [[nodiscard]] bool sure(std::size_t old_provision, std::size_t heir) const;
  // Of each word of the new draft the word of the old one that became it; nothing where none did.
  [[nodiscard]] const std::vector<std::vector<std::optional<Stands>>>& ancestors() const { return ancestors_; }
  // The index in the new draft before which a provision that is no more would stand.
  [[nodiscard]] std::size_t place_of_deleted(std::size_t old_provision) const;

 private:
  // The sides of a split or merge laid end to end, in their order.
  struct Laid {
    WordIds ids;
    std::vector<Stands> owners;
  };
  static Laid laid(const WordedDraft& draft, const std::vector<std::size_t>& provisions);
  static int most_kept(const WordedDrafts& words, const Group& g);

  void take(const WordedDrafts& words, const std::vector<Change>& lineage);
  void follow(const WordedDrafts& words, Group& group);
  void tie(const WordedDrafts& words, const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft);
  void weigh_other_pairings(const WordedDrafts& words);
  void weigh(const WordedDrafts& words, std::size_t old_provision, std::size_t new_provision);
  void weigh(const WordedDrafts& words, int score, const Group& first, const Group& second);
  void doubt(const Group& g);
  // Whether another pairing of the two may be weighed at all.
  [[nodiscard]] bool may_be(std::size_t old_provision, std::size_t new_provision) const;
  [[nodiscard]] bool in_order(std::size_t old_provision, std::size_t new_provision) const;

  std::vector<Group> groups_;
  std::vector<std::size_t> group_of_[2];
  std::vector<std::vector<WordFate>> fates_;
  std::vector<std::vector<std::optional<Stands>>> ancestors_;
  std::map<std::pair<std::size_t, std::size_t>, bool> sure_;
  std::size_t cells_ = 0;  // spent on other pairings
};

}  // namespace accord::text
