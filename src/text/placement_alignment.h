// Two word lists aligned by the weight of what is kept, and how sure that is for each word.
#pragma once

#include <cstdint>
#include <vector>

#include "text/placement_words.h"

namespace accord::text {

// What every unbroken run of kept words costs, in bits: a frequent word that stands alone between changed
// ones is taken for a coincidence.
constexpr int run_cost = 4;

// What became of a word.
struct Fate {
  static constexpr std::uint32_t none = ~0U;
  std::uint32_t partner = none;  // position in the other list
  // Bits by which the best alignment that says otherwise is worse: that the word stands at another place,
  // and that it stands nowhere. Of a word without partner the first alone is meant.
  int over_other = 0, over_none = 0;
};
constexpr int certain = 1'000'000;  // the margin where there is no other alignment

// The alignment is global and keeps the order: of all common subsequences the one with the most bits, each
// run less run_cost (a Needleman-Wunsch alignment with affine gaps, O. Gotoh 1982, without cost for
// length). The margins, which are left out unless asked for, come from a forward and a backward pass.
// Lists whose product is beyond some millions are compared by their changed middle, or by the longest
// common subsequence, with the weight of a run as its margin.
struct Alignment {
  std::vector<Fate> fates;  // of each word of `a`
  int score = 0;            // bits kept, less the costs
};
Alignment align_words(const WordIds& a, const WordIds& b, const WordBits& bits, bool with_margins);

// The best place of a passage in a longer list: a local alignment (T. F. Smith, M. S. Waterman 1981) with
// the same costs and `skip_cost` for each word that either side skips.
constexpr int skip_cost = 2;
struct Local {
  int score = 0;               // bits, less the costs
  std::vector<Match> matches;  // a: position in the passage, b: in the list
};
Local align_locally(const std::uint32_t* a, std::size_t a_size, const std::uint32_t* b, std::size_t b_size, const WordBits& bits);

}  // namespace accord::text
