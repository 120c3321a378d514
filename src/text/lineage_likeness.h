// How much the provisions of two drafts have in common, without comparing each with each.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/provision.h"
#include "text/words.h"

namespace accord::text {

enum class DraftSide { before = 0, after = 1 };
constexpr DraftSide other(DraftSide s) { return s == DraftSide::before ? DraftSide::after : DraftSide::before; }

// Each provision as the set of its words and pairs of neighbouring words, each weighed by its rarity in
// the draft (logarithm of the inverse document frequency), so that boilerplate ties nothing together.
// All texts are compared in NFC with white space collapsed.
class Likeness {
 public:
  Likeness(const std::vector<Provision>& before, const std::vector<Provision>& after);

  struct Shared {
    int id = 0;         // on the other side
    double weight = 0;  // of what both have
  };
  // The provisions of the other side that share anything rare with `id`, in order of position.
  [[nodiscard]] std::vector<Shared> shared(DraftSide side, int id) const;
  // Weight of what `whole` (of `side`) and `part` (of the other) share and none of `others` (of the
  // part's side) has.
  [[nodiscard]] double unclaimed(DraftSide side, int whole, int part, const std::vector<int>& others) const;
  [[nodiscard]] double weight(DraftSide side, int id) const { return texts(side)[at(id)].weight; }
  // Twice the shared weight over the weight of both, 0 to 1; 1 for equal texts.
  [[nodiscard]] double dice(int before, int after) const;

  // The same of the words of the headings, 0 where one has none.
  [[nodiscard]] double heading_dice(int before, int after) const;

  // Equal numbers for equal strings, across both sides. -1 for an empty one.
  [[nodiscard]] int text_key(DraftSide side, int id) const { return texts(side)[at(id)].text_key; }
  [[nodiscard]] int heading_key(DraftSide side, int id) const { return texts(side)[at(id)].heading_key; }
  [[nodiscard]] int number_key(DraftSide side, int id) const { return texts(side)[at(id)].number_key; }
  [[nodiscard]] const WordIds& words(DraftSide side, int id) const { return texts(side)[at(id)].words; }

 private:
  struct Text {
    std::string normal, heading;
    WordIds words, heading_words;  // the latter ascending
    std::vector<std::uint32_t> features;  // ascending
    double weight = 0;
    int text_key = -1, heading_key = -1, number_key = -1;
  };
  static std::size_t at(int id) { return static_cast<std::size_t>(id); }
  [[nodiscard]] const std::vector<Text>& texts(DraftSide side) const { return texts_[static_cast<std::size_t>(side)]; }
  void read(const std::vector<Provision>& draft, std::vector<Text>& out);
  void weigh();

  std::array<std::vector<Text>, 2> texts_;
  std::array<std::vector<std::vector<int>>, 2> having_;  // feature -> provisions, rare features only
  std::vector<double> feature_weight_;
  Interner interner_;
  std::unordered_map<std::uint64_t, std::uint32_t> features_;
  std::unordered_map<std::string, int> keys_;
};

}  // namespace accord::text
