#include "text/placement_search.h"

#include <algorithm>

namespace accord::text {

namespace {

// So many closed words may stand between open ones of one segment: a coincidence does not cut a sentence.
constexpr std::size_t bridged = 2;
// A word alone brings a segment into the search only when it is rare; two neighbours always do.
constexpr int rare_bits = 9;
// Segments looked at closely, and how many may have a feature before it says nothing.
constexpr std::size_t looked_at = 24, common_to = 64;
// Of a long passage this much is enough to find it.
constexpr std::size_t longest_sought = 120;
// Longer segments are cut into pieces that share so many words: what is looked at closely stays small.
constexpr std::size_t longest_segment = 384, shared_words = 160;

template <class With>
void each_feature(const WordIds& ids, std::size_t first, std::size_t last, const WordBits& bits, With with) {
  for (std::size_t w = first; w < last; ++w) {
    if (bits[ids[w]] >= rare_bits) with(std::uint64_t{ids[w]} + 1, bits[ids[w]]);
    if (w > first) with((std::uint64_t{ids[w - 1]} + 1) << 32U | (std::uint64_t{ids[w]} + 1), bits[ids[w - 1]] + bits[ids[w]]);
  }
}

}  // namespace

PassageIndex::PassageIndex(const WordedDraft& draft, const WordBits& bits, const std::vector<std::vector<bool>>& open)
    : draft_(draft), bits_(bits) {
  for (std::size_t p = 0; p < draft.size(); ++p) {
    const std::size_t size = draft[p].ids.size();
    for (std::size_t w = 0; w < size;) {
      if (!open.empty() && !open[p][w]) {
        ++w;
        continue;
      }
      Passage s{p, w, w + 1};
      for (std::size_t v = w + 1; v < size && v <= s.last + bridged; ++v)
        if (open.empty() || open[p][v]) s.last = v + 1;
      w = s.last;
      for (; s.last - s.first > longest_segment; s.first += longest_segment - shared_words)
        segments_.push_back({p, s.first, s.first + longest_segment});
      segments_.push_back(s);
    }
  }
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    const auto& [p, first, last] = segments_[s];
    each_feature(draft[p].ids, first, last, bits, [&](std::uint64_t feature, int) {
      auto& having = having_[feature];
      if (having.empty() || having.back() != s) having.push_back(static_cast<std::uint32_t>(s));
    });
  }
}

Hit PassageIndex::search(const WordIds& sought, const Passage& within) const {
  auto found =
      align_locally(sought.data(), sought.size(), draft_[within.provision].ids.data() + within.first, within.last - within.first, bits_);
  for (auto& m : found.matches) m.b += static_cast<std::uint32_t>(within.first);
  return {within.provision, found.score, std::move(found.matches)};
}

std::vector<Hit> PassageIndex::find(const WordedDraft& of, const Passage& passage) const {
  const auto& ids = of[passage.provision].ids;
  const std::size_t last = std::min(passage.last, passage.first + longest_sought);
  std::unordered_map<std::uint32_t, int> shared;
  each_feature(ids, passage.first, last, bits_, [&](std::uint64_t feature, int weight) {
    const auto having = having_.find(feature);
    if (having != having_.end() && having->second.size() <= common_to)
      for (const auto s : having->second) shared[s] += weight;
  });
  std::vector<std::pair<int, std::uint32_t>> ranked;
  for (const auto& [s, weight] : shared) ranked.emplace_back(-weight, s);
  std::ranges::sort(ranked);
  if (ranked.size() > looked_at) ranked.resize(looked_at);
  const WordIds sought(ids.begin() + static_cast<std::ptrdiff_t>(passage.first), ids.begin() + static_cast<std::ptrdiff_t>(last));
  std::vector<std::pair<Hit, Passage>> hits;  // with the segment
  for (const auto& [weight, s] : ranked)
    if (auto hit = search(sought, segments_[s]); hit.score > 0) hits.emplace_back(std::move(hit), segments_[s]);
  if (hits.empty()) return {};
  const auto by_score = [](const auto& l, const auto& r) { return l.first.score > r.first.score; };
  std::ranges::stable_sort(hits, by_score);
  // The same passage may stand twice in one segment.
  const auto [best, segment] = hits.front();
  for (const Passage& side : {Passage{segment.provision, segment.first, best.matches.front().b},
                              Passage{segment.provision, best.matches.back().b + 1, segment.last}})
    if (side.first < side.last)
      if (auto hit = search(sought, side); hit.score > 0) hits.emplace_back(std::move(hit), side);
  std::stable_sort(hits.begin() + 1, hits.end(), by_score);
  std::vector<Hit> out;
  for (auto& [hit, within] : hits) {
    const auto overlaps = [&](const Hit& o) {
      return o.provision == hit.provision && o.matches.front().b <= hit.matches.back().b && hit.matches.front().b <= o.matches.back().b;
    };
    if (std::ranges::none_of(out, overlaps)) out.push_back(std::move(hit));
  }
  return out;
}

}  // namespace accord::text
