// How sure the pairs of a lineage are: what ties them together, and which other pairing would keep as much.
#include <algorithm>
#include <unordered_map>

#include "text/placement_heirs.h"

namespace accord::text {

namespace {

// Words that stand nowhere else tie a pair together from two of them, or this share of a short text.
constexpr int tie_bits = 20;
constexpr double tie_share = 0.3;
// Share of both texts that, kept in place behind the same first word, is enough without such words.
constexpr double in_place_share = 0.5;

// Another pairing is looked at when the two have this much in common: a sentence.
constexpr int common_bits = 20;
constexpr double common_share = 0.25;
// Two neighbouring words that more provisions have do not bring them together.
constexpr std::size_t common_to = 64;
// Of many that are alike a few show that there is a doubt.
constexpr std::size_t weighed = 8;
// Another pairing that keeps so many bits less is no doubt.
constexpr int far_behind = 40;
// Cells of alignment tables that the weighing may fill: about a second. What is left then is in doubt.
constexpr std::size_t most_cells = 200'000'000;

std::uint64_t three(const WordIds& ids, std::size_t middle) {
  std::uint64_t out = 0;
  for (std::size_t w = middle - 1; w <= middle + 1; ++w) out = out << 21U | (ids[w] & 0x1f'ffffU);
  return out;
}

std::unordered_map<std::uint64_t, int> count_threes(const WordedDraft& draft) {
  std::unordered_map<std::uint64_t, int> out;
  for (const auto& t : draft)
    for (std::size_t w = 1; w + 1 < t.ids.size(); ++w) ++out[three(t.ids, w)];
  return out;
}

using Ids = std::vector<std::size_t>;
Ids with(Ids ids, std::size_t id) {
  ids.insert(std::ranges::upper_bound(ids, id), id);
  return ids;
}
Ids without(Ids ids, std::size_t id) {
  std::erase(ids, id);
  return ids;
}

}  // namespace

void Heirs::tie(const WordedDrafts& words, const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft) {
  std::map<std::string_view, int> headings[2];
  for (const auto& p : old_draft) ++headings[0][p.heading];
  for (const auto& p : new_draft) ++headings[1][p.heading];
  const auto before = count_threes(words.before), after = count_threes(words.after);
  const auto total = [&](const WordedText& t) { return words.sum(t.ids, 0, t.ids.size()); };
  for (const auto& g : groups_)
    for (const auto i : g.before)
      for (const auto j : g.after) {
        const auto& ids = words.before[i].ids;
        const auto& fates = fates_[i];
        int own = 0, kept = 0;
        const auto stands = [&](std::size_t w, std::size_t at) { return fates[w].at == Stands{j, at}; };
        for (std::size_t w = 0; w < ids.size(); ++w) {
          if (!fates[w].at || fates[w].at->provision != j) continue;
          const std::size_t at = fates[w].at->word;
          kept += words.bits[ids[w]];
          if (w == 0 || w + 1 == ids.size() || at == 0 || !stands(w - 1, at - 1) || !stands(w + 1, at + 1)) continue;
          if (before.at(three(ids, w)) == 1 && after.at(three(ids, w)) == 1) own += words.bits[ids[w]];
        }
        const int a = total(words.before[i]), b = total(words.after[j]);
        const bool in_place = g.before.size() == 1 && g.after.size() == 1 && g.kind != ChangeKind::moved &&
                              kept >= in_place_share * std::max(a, b) && !fates.empty() && fates[0].at == Stands{j, 0};
        const auto& heading = new_draft[j].heading;
        const bool named = !heading.empty() && old_draft[i].heading == heading && headings[0][heading] == 1 && headings[1][heading] == 1;
        sure_[{i, j}] = g.by_hand || named || in_place || own >= std::min<double>(tie_bits, tie_share * a);
      }
}

// Whether both, each in its own group, stayed where they were, in the same order: then an equal text of
// the other is no doubt.
bool Heirs::in_order(std::size_t i, std::size_t j) const {
  const auto &x = groups_[group_of_[0][i]], &y = groups_[group_of_[1][j]];
  const auto stayed = [](const Group& g) { return g.before.size() == 1 && g.after.size() == 1 && g.kind != ChangeKind::moved; };
  return stayed(x) && stayed(y) && (x.before.front() < y.before.front()) == (x.after.front() < y.after.front());
}

void Heirs::weigh_other_pairings(const WordedDrafts& words) {
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> having;  // two neighbours -> new provisions
  const auto two = [](const WordIds& ids, std::size_t w) { return std::uint64_t{ids[w - 1]} << 32U | ids[w]; };
  std::map<WordIds, std::vector<std::uint32_t>> equal;
  std::vector<int> weight;
  for (std::size_t j = 0; j < words.after.size(); ++j) {
    const auto& ids = words.after[j].ids;
    weight.push_back(words.sum(ids, 0, ids.size()));
    if (!ids.empty()) equal[ids].push_back(static_cast<std::uint32_t>(j));
    for (std::size_t w = 1; w < ids.size(); ++w) {
      auto& list = having[two(ids, w)];
      if (list.empty() || list.back() != j) list.push_back(static_cast<std::uint32_t>(j));
    }
  }
  std::vector<int> shared(words.after.size());
  for (std::size_t i = 0; i < words.before.size(); ++i) {
    const auto& ids = words.before[i].ids;
    std::ranges::fill(shared, 0);
    for (std::size_t w = 1; w < ids.size(); ++w)
      if (const auto found = having.find(two(ids, w)); found != having.end() && found->second.size() <= common_to)
        for (const auto j : found->second) shared[j] += words.bits[ids[w]];
    const int all = words.sum(ids, 0, ids.size());
    if (const auto same = equal.find(ids); same != equal.end())
      for (const auto j : same->second) shared[j] = std::max(all, common_bits);
    std::vector<std::pair<int, std::size_t>> others;  // the most alike first
    for (std::size_t j = 0; j < shared.size(); ++j)
      if (shared[j] >= common_bits && shared[j] >= common_share * std::min(all, weight[j]) && may_be(i, j))
        others.emplace_back(-shared[j], j);
    std::ranges::sort(others);
    if (others.size() > weighed) others.resize(weighed);
    for (const auto& [likeness, j] : others) weigh(words, i, j);
  }
}

bool Heirs::may_be(std::size_t i, std::size_t j) const {
  const Group &x = of(i), &y = groups_[group_of_[1][j]];
  return &x != &y && !x.by_hand && !y.by_hand && !(x.alone() && y.alone()) && !in_order(i, j);
}

// What would be kept if old `i` and new `j`, of different groups, belonged together: one of them goes over
// to the other's group, or changes places with one there.
void Heirs::weigh(const WordedDrafts& words, std::size_t i, std::size_t j) {
  const Group &x = of(i), &y = groups_[group_of_[1][j]];
  const int score = x.score + y.score;
  const auto group = [](Ids before, Ids after) { return Group{ChangeKind::edited, std::move(before), std::move(after)}; };
  weigh(words, score, group(x.before, with(x.after, j)), group(y.before, without(y.after, j)));
  weigh(words, score, group(without(x.before, i), x.after), group(with(y.before, i), y.after));
  for (const auto other : x.after)
    weigh(words, score, group(x.before, with(without(x.after, other), j)), group(y.before, with(without(y.after, j), other)));
  for (const auto other : y.before)
    weigh(words, score, group(with(without(x.before, i), other), x.after), group(with(without(y.before, other), i), y.after));
}

// The most that any alignment of the two can keep: the words that both have, in whatever order.
int Heirs::most_kept(const WordedDrafts& words, const Group& g) {
  std::vector<std::uint32_t> sides[2];
  for (const auto i : g.before) sides[0].insert(sides[0].end(), words.before[i].ids.begin(), words.before[i].ids.end());
  for (const auto j : g.after) sides[1].insert(sides[1].end(), words.after[j].ids.begin(), words.after[j].ids.end());
  for (auto& s : sides) std::ranges::sort(s);
  int out = 0;
  for (auto a = sides[0].begin(), b = sides[1].begin(); a != sides[0].end() && b != sides[1].end();) {
    if (*a == *b) out += words.bits[*a];
    const auto least = std::min(*a, *b);
    a += *a == least ? 1 : 0;
    b += *b == least ? 1 : 0;
  }
  return out;
}

void Heirs::doubt(const Group& g) {
  for (const auto i : g.before)
    for (auto& fate : fates_[i]) fate.over_other = fate.over_none = std::min({fate.over_other, fate.over_none, 0});
}

void Heirs::weigh(const WordedDrafts& words, int score, const Group& first, const Group& second) {
  if (most_kept(words, first) + most_kept(words, second) < score - far_behind) return;
  std::vector<std::pair<Stands, std::optional<Stands>>> fates;
  for (const auto* g : {&first, &second}) {
    const auto a = laid(words.before, g->before), b = laid(words.after, g->after);
    cells_ += (a.ids.size() + 1) * (b.ids.size() + 1);
    if (cells_ > most_cells) return doubt(first), doubt(second);
    const auto aligned = align_words(a.ids, b.ids, words.bits, false);
    score -= aligned.score;
    for (std::size_t k = 0; k < a.ids.size(); ++k) {
      const auto partner = aligned.fates[k].partner;
      fates.emplace_back(a.owners[k], partner == Fate::none ? std::nullopt : std::optional(b.owners[partner]));
    }
  }
  for (const auto& [word, stands] : fates) {
    auto& fate = fates_[word.provision][word.word];
    if (fate.at == stands) continue;
    auto& margin = stands ? fate.over_other : fate.over_none;
    margin = std::min(margin, score);
  }
}

}  // namespace accord::text
