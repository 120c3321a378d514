#include "text/placement_heirs.h"

#include <algorithm>

namespace accord::text {

namespace {

std::vector<std::size_t> usable(const std::vector<int>& ids, const std::vector<std::size_t>& group_of, std::size_t none) {
  std::vector<std::size_t> out;
  for (const int id : ids)
    if (id >= 0 && static_cast<std::size_t>(id) < group_of.size() && group_of[static_cast<std::size_t>(id)] == none)
      out.push_back(static_cast<std::size_t>(id));
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

}  // namespace

Heirs::Laid Heirs::laid(const WordedDraft& draft, const std::vector<std::size_t>& provisions) {
  Laid out;
  for (const auto p : provisions)
    for (std::size_t w = 0; w < draft[p].ids.size(); ++w) {
      out.ids.push_back(draft[p].ids[w]);
      out.owners.push_back({p, w});
    }
  return out;
}

Heirs::Heirs(const WordedDrafts& words, const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft,
             const std::vector<Change>& lineage) {
  for (const auto& t : words.before) fates_.emplace_back(t.ids.size());
  for (const auto& t : words.after) ancestors_.emplace_back(t.ids.size());
  take(words, lineage);
  for (auto& g : groups_) follow(words, g);
  tie(words, old_draft, new_draft);
  weigh_other_pairings(words);
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

void Heirs::follow(const WordedDrafts& words, Group& group) {
  if (group.alone()) return;
  const auto a = laid(words.before, group.before), b = laid(words.after, group.after);
  const auto aligned = align_words(a.ids, b.ids, words.bits, true);
  group.score = aligned.score;
  for (std::size_t k = 0; k < a.ids.size(); ++k) {
    const auto& fate = aligned.fates[k];
    auto& out = fates_[a.owners[k].provision][a.owners[k].word];
    out = {std::nullopt, fate.over_other, fate.over_none};
    if (fate.partner == Fate::none) continue;
    out.at = b.owners[fate.partner];
    ancestors_[out.at->provision][out.at->word] = a.owners[k];
  }
}

bool Heirs::sure(std::size_t old_provision, std::size_t heir) const {
  const auto found = sure_.find({old_provision, heir});
  return found != sure_.end() && found->second;
}

std::size_t Heirs::place_of_deleted(std::size_t old_provision) const {
  for (std::size_t i = old_provision; i-- > 0;)
    if (const auto& g = of(i); !g.after.empty() && g.kind != ChangeKind::moved) return g.after.back() + 1;
  return 0;
}

}  // namespace accord::text
