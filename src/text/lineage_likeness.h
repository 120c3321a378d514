// How much the provisions of two drafts have in common, without comparing each with each.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "text/provision.h"
#include "text/words.h"

namespace accord::text {

enum class DraftSide { before = 0, after = 1 };
constexpr DraftSide other(DraftSide s) { return s == DraftSide::before ? DraftSide::after : DraftSide::before; }

// Texts are lists of words in NFC: markup and line breaks make no difference. For the search over a whole
// draft each provision is the set of its words and pairs of neighbouring words, each weighed by its
// rarity (logarithm of the inverse document frequency), so that boilerplate ties nothing together.
class Likeness {
 public:
  Likeness(const std::vector<Provision>& before, const std::vector<Provision>& after);

  // Equal numbers for equal words, across both sides. -1 for none.
  [[nodiscard]] int text_key(DraftSide side, int id) const { return text(side, id).text_key; }
  [[nodiscard]] int heading_key(DraftSide side, int id) const { return text(side, id).heading_key; }
  [[nodiscard]] int number_key(DraftSide side, int id) const { return text(side, id).number_key; }
  [[nodiscard]] std::size_t words(DraftSide side, int id) const { return text(side, id).words.size(); }
  // Twice the words that can be kept, in order, over the words of both sides laid end to end: 0 to 1.
  [[nodiscard]] double share_kept(const std::vector<int>& before, const std::vector<int>& after) const;
  // Twice the common words of the headings over all of theirs; 0 where one has none.
  [[nodiscard]] double heading_dice(int before, int after) const;

  // Prepares what follows for the `open` provisions, those that still look for a counterpart. Of the
  // others only what they share with an open one is known.
  void index(const std::array<std::vector<bool>, 2>& open);

  struct Shared {
    int id = 0;         // on the other side
    double weight = 0;  // of what both have
  };
  // The provisions of the other side that share anything rare with the open provision `id`, by position.
  [[nodiscard]] std::vector<Shared> shared(DraftSide side, int id) const;
  // Weight of what `whole` (of `side`) and the open `part` (of the other) share and none of `others`
  // (of the part's side) has.
  [[nodiscard]] double unclaimed(DraftSide side, int whole, int part, const std::vector<int>& others) const;
  [[nodiscard]] double weight(DraftSide side, int id) const { return text(side, id).weight; }
  // Twice the shared weight over the weight of both, 0 to 1; 1 for equal texts. Both open.
  [[nodiscard]] double dice(int before, int after) const;

 private:
  struct Text {
    WordIds words, heading_words;         // the latter ascending
    std::vector<std::uint32_t> features;  // ascending
    double weight = 0;
    int text_key = -1, heading_key = -1, number_key = -1;
  };
  [[nodiscard]] const Text& text(DraftSide side, int id) const { return texts_[static_cast<std::size_t>(side)][static_cast<std::size_t>(id)]; }

  std::array<std::vector<Text>, 2> texts_;
  std::array<std::vector<std::vector<int>>, 2> having_;  // feature -> provisions
  std::vector<double> feature_weight_;
};

}  // namespace accord::text
