// Words of a text and the longest common subsequence of two word lists.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
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

// Gives equal words equal small numbers, from 0. Keeps views: the texts must outlive it.
class Interner {
 public:
  std::uint32_t id(std::string_view word) { return ids_.try_emplace(word, static_cast<std::uint32_t>(ids_.size())).first->second; }
  WordIds ids(const std::vector<std::string_view>& words);
  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  std::unordered_map<std::string_view, std::uint32_t> ids_;
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
