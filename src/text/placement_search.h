// Where in a draft a passage stands, or something like it.
#pragma once

#include <unordered_map>
#include <vector>

#include "text/placement_alignment.h"

namespace accord::text {

struct Passage {
  std::size_t provision = 0, first = 0, last = 0;  // words [first, last)
};

// A place found: `matches` pair words of the passage sought (a) with words of the provision (b).
struct Hit {
  std::size_t provision = 0;
  int score = 0;  // bits, less the costs of align_locally
  std::vector<Match> matches;
};

class PassageIndex {
 public:
  // `open` says of each word of each provision whether it may be found; none of its words: all may. The
  // draft and the bits must outlive the index.
  PassageIndex(const WordedDraft& draft, const WordBits& bits, const std::vector<std::vector<bool>>& open);

  // Places like the passage that do not overlap each other, the best first; only those that have a pair of
  // neighbouring words, or a rare word, in common with it, and few of them. `of` is the draft that it is from.
  [[nodiscard]] std::vector<Hit> find(const WordedDraft& of, const Passage& passage) const;

 private:
  [[nodiscard]] Hit search(const WordIds& sought, const Passage& within) const;

  const WordedDraft& draft_;
  const WordBits& bits_;
  std::vector<Passage> segments_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> having_;  // feature -> segments, each once
};

}  // namespace accord::text
