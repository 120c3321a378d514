// Words of a text and the longest common subsequence of two word lists.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace accord::text {

// text = gaps[0] words[0] gaps[1] ... words[n-1] gaps[n]. A word is a maximal run of code points without
// the White_Space property; only the first and the last gap may be empty. Views into the text.
struct Words {
  std::vector<std::string_view> words;
  std::vector<std::string_view> gaps;
};
Words split_words(std::string_view valid_utf8);
std::size_t count_words(std::string_view valid_utf8);

using WordIds = std::vector<std::uint32_t>;

// Whether Markdown has nothing that could be markup, so that its words are the visible ones. May say no
// where the answer is yes: it only saves a parse.
bool is_plain(std::string_view markdown);

// Gives equal words equal small numbers, from 0. Keeps views: the texts must outlive it.
class Interner {
 public:
  std::uint32_t id(std::string_view word);
  WordIds ids(const std::vector<std::string_view>& words);
  WordIds ids(std::string_view text);  // of its words

 private:
  void grow();

  struct Known {
    std::string_view word;
    std::uint64_t head, tail;  // its first and last eight bytes: nearly every word is told by them and its length
    std::uint64_t hash;
  };
  std::vector<Known> known_;          // by id
  std::vector<std::uint32_t> table_;  // open addressing; id + 1, 0 for a free place
};

struct Match {
  std::uint32_t a = 0, b = 0;  // positions
};

// A longest common subsequence, ascending in both. Exact while the work stays within a fixed budget,
// which two unrelated texts of 400 KB do; beyond it (megabytes without likeness) still a common
// subsequence, near the longest. Ids must be small numbers, as an Interner gives them.
//
// Method: words that one side lacks are set aside, common ends trimmed; then the bidirectional search of
// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), and where the texts differ so
// much that it would be slow, D. S. Hirschberg's division (1975) over bit-parallel rows (H. Hyyro, 2004).
std::vector<Match> longest_common(const WordIds& a, const WordIds& b);

}  // namespace accord::text
