#include "text/placement_heirs.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace accord::text {

namespace {

// A provision is a rival of the one that the lineage chose when it explains the words as well within this
// many bits: two rare words, or three common ones. An edit that brings two provisions so much closer by
// chance would have to hit just the words in which they differ, with just those of the other.
constexpr int rival_bits = 12;
// And a text must have at least so much in common with a rival, and this share of its own weight.
constexpr int least_bits = 20;
constexpr double least_share = 0.3;
// Two neighbouring words that more provisions have are left out of the search for rivals; where all are
// so frequent, equal texts are still seen.
constexpr std::size_t common_to = 64;

std::vector<std::size_t> usable(const std::vector<int>& ids, const std::vector<std::size_t>& group_of, std::size_t none) {
  std::vector<std::size_t> out;
  for (const int id : ids)
    if (id >= 0 && static_cast<std::size_t>(id) < group_of.size() && group_of[static_cast<std::size_t>(id)] == none) out.push_back(static_cast<std::size_t>(id));
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

}  // namespace

Heirs::Heirs(const WordedDrafts& words, const std::vector<Change>& lineage)
    : fates_(words.before.size()), kept_(words.before.size(), 0), claimed_(words.after.size(), 0) {
  for (const auto& t : words.after) unclaimed_.emplace_back(t.ids.size(), true);
  take(words, lineage);
  for (const auto& g : groups_) follow(words, g);
  find_doubts(words);
}

void Heirs::take(const WordedDrafts& words, const std::vector<Change>& lineage) {
  constexpr auto none = static_cast<std::size_t>(-1);
  group_of_[0].assign(words.before.size(), none);
  group_of_[1].assign(words.after.size(), none);
  const auto add = [&](Group g) {
    for (const auto i : g.before) group_of_[0][i] = groups_.size();
    for (const auto j : g.after) group_of_[1][j] = groups_.size();
    groups_.push_back(std::move(g));
  };
  for (const auto& c : lineage) {
    Group g{c.kind, usable(c.old_ids, group_of_[0], none), usable(c.new_ids, group_of_[1], none), c.by_hand};
    if (!g.before.empty() || !g.after.empty()) add(std::move(g));
  }
  // What a lineage does not speak of has no counterpart.
  for (std::size_t i = 0; i < words.before.size(); ++i)
    if (group_of_[0][i] == none) add({ChangeKind::deleted, {i}, {}});
  for (std::size_t j = 0; j < words.after.size(); ++j)
    if (group_of_[1][j] == none) add({ChangeKind::inserted, {}, {j}});
}

// The sides of a split or merge are laid end to end, in their order.
void Heirs::follow(const WordedDrafts& words, const Group& group) {
  WordIds a, b;
  std::vector<Stands> owners;
  for (const auto j : group.after)
    for (std::size_t w = 0; w < words.after[j].ids.size(); ++w) {
      b.push_back(words.after[j].ids[w]);
      owners.push_back({j, w});
    }
  for (const auto i : group.before) a.insert(a.end(), words.before[i].ids.begin(), words.before[i].ids.end());
  const auto fates = align_words(a, b, words.bits);
  std::size_t k = 0;
  for (const auto i : group.before)
    for (const auto id : words.before[i].ids) {
      const auto& fate = fates[k++];
      auto& out = fates_[i].emplace_back(WordFate{std::nullopt, fate.margin});
      if (fate.partner == Fate::none) continue;
      out.at = owners[fate.partner];
      unclaimed_[out.at->provision][out.at->word] = false;
      kept_[i] += words.bits[id];
      claimed_[out.at->provision] += words.bits[id];
    }
}

// Whether both, each in its own group, stayed where they were, in the same order: then an equal text of
// the other is no doubt.
bool Heirs::in_order(std::size_t i, std::size_t j) const {
  const auto &x = groups_[group_of_[0][i]], &y = groups_[group_of_[1][j]];
  const auto stayed = [](const Group& g) { return g.before.size() == 1 && g.after.size() == 1 && g.kind != ChangeKind::moved; };
  return stayed(x) && stayed(y) && (x.before.front() < y.before.front()) == (x.after.front() < y.after.front());
}

void Heirs::find_doubts(const WordedDrafts& words) {
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> having;  // two neighbours -> new provisions
  std::map<WordIds, std::vector<std::uint32_t>> equal;
  const auto pair = [](const WordIds& ids, std::size_t w) { return std::uint64_t{ids[w - 1]} << 32U | ids[w]; };
  for (std::size_t j = 0; j < words.after.size(); ++j) {
    const auto& ids = words.after[j].ids;
    for (std::size_t w = 1; w < ids.size(); ++w) {
      auto& list = having[pair(ids, w)];
      if (list.empty() || list.back() != j) list.push_back(static_cast<std::uint32_t>(j));
    }
    if (!ids.empty()) equal[ids].push_back(static_cast<std::uint32_t>(j));
  }
  std::vector<int> shared(words.after.size());
  for (std::size_t i = 0; i < words.before.size(); ++i) {
    const auto& ids = words.before[i].ids;
    const auto own = group_of_[0][i];
    const double all = words.sum(ids, 0, ids.size());
    std::ranges::fill(shared, 0);
    for (std::size_t w = 1; w < ids.size(); ++w)
      if (const auto found = having.find(pair(ids, w)); found != having.end() && found->second.size() <= common_to)
        for (const auto j : found->second) shared[j] += words.bits[ids[w]];
    if (const auto same = equal.find(ids); same != equal.end())
      for (const auto j : same->second) shared[j] = static_cast<int>(all) + rival_bits;
    for (std::size_t j = 0; j < shared.size(); ++j) {
      const auto other = group_of_[1][j];
      if (other == own || groups_[own].by_hand || groups_[other].by_hand) continue;
      // Neither has a counterpart: that is no doubt about a pair, and the search finds it.
      if (groups_[own].alone() && groups_[other].alone()) continue;
      const int needed = std::max({kept_[i] - rival_bits, claimed_[j] - rival_bits, static_cast<int>(least_share * all)});
      // Words that have a common neighbour are at least half of those that can be kept, in all but very
      // mangled texts.
      if (2 * shared[j] < needed || shared[j] == 0) continue;
      const bool twins = words.after[j].ids == ids;
      const int kept = twins ? static_cast<int>(all) : kept_bits(align_words(ids, words.after[j].ids, words.bits), ids, words.bits);
      if (kept < needed || (kept < least_bits && !twins)) continue;
      if (in_order(i, j)) continue;
      groups_[own].doubtful = groups_[other].doubtful = true;
    }
  }
}

std::size_t Heirs::place_of_deleted(std::size_t old_provision) const {
  for (std::size_t i = old_provision; i-- > 0;)
    if (const auto& g = of(i); !g.after.empty() && g.kind != ChangeKind::moved) return g.after.back() + 1;
  return 0;
}

}  // namespace accord::text
