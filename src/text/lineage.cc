#include "text/lineage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "text/lineage_likeness.h"
#include "text/lineage_pairing.h"

namespace accord::text {

namespace {

constexpr std::pair<ChangeKind, std::string_view> kind_names[] = {
    {ChangeKind::same, "same"},   {ChangeKind::edited, "edited"}, {ChangeKind::renumbered, "renumbered"}, {ChangeKind::moved, "moved"},
    {ChangeKind::split, "split"}, {ChangeKind::merged, "merged"}, {ChangeKind::inserted, "new"},          {ChangeKind::deleted, "deleted"}};

constexpr int top = -1;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// Says of each one-to-one group whether it left its place: another parent, or another order among its
// siblings. What only made room for others did not move.
class Moves {
 public:
  Moves(const Groups& groups, const Likeness& likeness, std::array<int, 2> sizes) : groups_(groups), moved_(groups.all.size(), false) {
    for (const auto s : {DraftSide::before, DraftSide::after}) {
      auto& weight = weight_[static_cast<std::size_t>(s)];
      const int n = sizes[static_cast<std::size_t>(s)];
      for (int i = 0; i < n; ++i) weight.push_back(1 + static_cast<long>(likeness.words(s, i)));
      for (int i = n - 1; i >= 0; --i)
        if (const int p = groups.parent_of(s, i); p != Groups::none) weight[at(p)] += weight[at(i)];
      find_wrappers(s, n);
    }
    std::map<int, std::vector<int>> siblings;  // parent's group -> groups
    for (std::size_t g = 0; g < groups.all.size(); ++g) {
      const auto& ids = groups.all[g].ids;
      if (ids[0].empty() || ids[1].empty()) continue;
      const int p = place(DraftSide::before, ids[0].front()), q = place(DraftSide::after, ids[1].front());
      if (p == q)
        siblings[p].push_back(static_cast<int>(g));
      else
        moved_[g] = true;
    }
    for (auto& [parent, members] : siblings) leave_order(members);
  }
  [[nodiscard]] bool moved(std::size_t group) const { return moved_[group]; }

 private:
  // A deleted or new heading is looked through when most of its children stood, or stand, where the
  // heading itself is: wrapping some measures in a new section moves none of them.
  void find_wrappers(DraftSide s, int n) {
    std::vector<int> children(at(n), 0), through(at(n), 0);
    for (const auto& g : groups_.all) {
      if (g.ids[0].empty() || g.ids[1].empty()) continue;
      const int p = groups_.parent_of(s, g.of(s).front());
      if (p == Groups::none || groups_.group_of(s, p) != Groups::none) continue;
      ++children[at(p)];
      through[at(p)] += group_above(s, p) == group_above(other(s), g.of(other(s)).front());
    }
    auto& wrapper = wrapper_[static_cast<std::size_t>(s)];
    for (int p = 0; p < n; ++p) wrapper.push_back(2 * through[at(p)] > children[at(p)]);
  }
  [[nodiscard]] int group_above(DraftSide s, int id) const {
    const int p = groups_.parent_of(s, id);
    return p == Groups::none ? top : groups_.group_of(s, p) == Groups::none ? lone(s, p) : groups_.group_of(s, p);
  }
  [[nodiscard]] int place(DraftSide s, int id) const {
    int p = groups_.parent_of(s, id);
    while (p != Groups::none && groups_.group_of(s, p) == Groups::none && wrapper_[static_cast<std::size_t>(s)][at(p)])
      p = groups_.parent_of(s, p);
    return p == Groups::none ? top : groups_.group_of(s, p) == Groups::none ? lone(s, p) : groups_.group_of(s, p);
  }
  // A number for a provision without counterpart that equals no group's and none of the other side.
  static int lone(DraftSide s, int id) { return -2 - 2 * id - (s == DraftSide::after ? 1 : 0); }

  // Siblings that kept their order are the heaviest ascending run; the others moved. Heaviest, so that of
  // a chapter and a sentence that changed places the sentence moved. A Fenwick tree of maxima finds it.
  void leave_order(std::vector<int>& members) {
    const auto first = [&](int g, std::size_t s) { return groups_.all[at(g)].ids[s].front(); };
    std::ranges::sort(members, {}, [&](int g) { return first(g, 0); });
    std::vector<std::size_t> rank(members.size());
    std::vector<std::size_t> by_old(members.size());
    for (std::size_t k = 0; k < members.size(); ++k) by_old[k] = k;
    std::ranges::sort(by_old, {}, [&](std::size_t k) { return first(members[k], 1); });
    for (std::size_t k = 0; k < by_old.size(); ++k) rank[by_old[k]] = k;  // place in the new order

    struct Run {
      long weight = 0;
      std::optional<std::size_t> last;
    };
    std::vector<Run> tree(members.size() + 1);
    std::vector<std::optional<std::size_t>> previous(members.size());
    Run best;
    for (std::size_t k = 0; k < members.size(); ++k) {
      Run run;
      for (std::size_t t = rank[k]; t > 0; t -= t & (~t + 1))
        if (tree[t].weight > run.weight) run = tree[t];
      previous[k] = run.last;
      const Run mine{run.weight + weight_[0][at(first(members[k], 0))], k};
      for (std::size_t t = rank[k] + 1; t < tree.size(); t += t & (~t + 1))
        if (mine.weight > tree[t].weight) tree[t] = mine;
      if (mine.weight > best.weight) best = mine;
    }
    for (const int g : members) moved_[at(g)] = true;
    for (auto k = best.last; k; k = previous[*k]) moved_[at(members[*k])] = false;
  }

  const Groups& groups_;
  std::vector<bool> moved_;
  std::array<std::vector<long>, 2> weight_;  // words of a provision and all below it
  std::array<std::vector<bool>, 2> wrapper_;
};

Change typed(const Group& g, bool moved, const std::vector<Provision>& before, const std::vector<Provision>& after, const Likeness& likeness) {
  Change c{ChangeKind::edited, g.of(DraftSide::before), g.of(DraftSide::after), 0, g.by_hand};
  if (c.old_ids.empty() || c.new_ids.empty()) {
    c.kind = c.old_ids.empty() ? ChangeKind::inserted : ChangeKind::deleted;
    return c;
  }
  c.score = g.share_kept ? *g.share_kept : likeness.share_kept(c.old_ids, c.new_ids);
  const int i = c.old_ids.front(), j = c.new_ids.front();
  if (c.new_ids.size() > 1)
    c.kind = ChangeKind::split;
  else if (c.old_ids.size() > 1)
    c.kind = ChangeKind::merged;
  else if (moved)
    c.kind = ChangeKind::moved;
  else if (likeness.number_key(DraftSide::before, i) != likeness.number_key(DraftSide::after, j))
    c.kind = ChangeKind::renumbered;
  else if (likeness.text_key(DraftSide::before, i) == likeness.text_key(DraftSide::after, j) &&
           likeness.heading_key(DraftSide::before, i) == likeness.heading_key(DraftSide::after, j) && before[at(i)].kind == after[at(j)].kind)
    c.kind = ChangeKind::same;
  return c;
}

// In order of the new draft; a deleted provision behind the nearest one before it that stayed.
void put_in_order(std::vector<Change>& changes, std::size_t old_size) {
  constexpr int start = -1;
  std::vector<int> stayed(old_size, start);  // where an old provision that kept its order now is
  for (const auto& c : changes)
    if (!c.new_ids.empty() && c.kind != ChangeKind::moved)
      for (const int i : c.old_ids) stayed[at(i)] = c.new_ids.front();
  for (std::size_t i = 1; i < old_size; ++i)
    if (stayed[i] == start) stayed[i] = stayed[i - 1];
  const auto rank = [&](const Change& c) {
    const bool deleted = c.new_ids.empty();
    return std::tuple(deleted ? stayed[at(c.old_ids.front())] : c.new_ids.front(), deleted, deleted ? c.old_ids.front() : 0);
  };
  std::ranges::sort(changes, {}, rank);
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
  for (const auto& [k, name] : kind_names)
    if (k == kind) return name;
  return {};
}

bool from_string(std::string_view name, ChangeKind& out) {
  for (const auto& [k, n] : kind_names)
    if (n == name) {
      out = k;
      return true;
    }
  return false;
}

std::vector<Change> align(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Pairing>& by_hand) {
  Likeness likeness(old_draft, new_draft);
  const Groups groups = pair_up(old_draft, new_draft, by_hand, likeness);
  const Moves moves(groups, likeness, {static_cast<int>(old_draft.size()), static_cast<int>(new_draft.size())});
  std::vector<Change> out;
  for (std::size_t g = 0; g < groups.all.size(); ++g) out.push_back(typed(groups.all[g], moves.moved(g), old_draft, new_draft, likeness));
  for (int i = 0; at(i) < old_draft.size(); ++i)
    if (groups.group_of(DraftSide::before, i) == Groups::none) out.push_back({ChangeKind::deleted, {i}, {}, 0, false});
  for (int j = 0; at(j) < new_draft.size(); ++j)
    if (groups.group_of(DraftSide::after, j) == Groups::none) out.push_back({ChangeKind::inserted, {}, {j}, 0, false});
  put_in_order(out, old_draft.size());
  return out;
}

void assign_wids(const std::vector<Provision>& old_draft, std::vector<Provision>& new_draft, const std::vector<Change>& changes, int new_number) {
  const auto largest = [](const std::vector<Provision>& draft, const std::vector<int>& ids) {
    const auto words = [&](int i) { return count_words(visible_text(draft[at(i)])); };
    return ids.size() == 1 ? ids.front() : *std::ranges::max_element(ids, {}, words);
  };
  std::set<std::string_view> taken;
  for (auto& p : new_draft) p.wid.clear();
  for (const auto& c : changes) {
    if (c.old_ids.empty() || c.new_ids.empty()) continue;
    const auto& ancestor = old_draft[at(largest(old_draft, c.old_ids))];
    if (!ancestor.wid.empty() && taken.insert(ancestor.wid).second) new_draft[at(largest(new_draft, c.new_ids))].wid = ancestor.wid;
  }
  for (auto& p : new_draft)
    if (p.wid.empty()) p.wid = fmt::format("d{}-{}", new_number, p.eid);
}

}  // namespace accord::text
