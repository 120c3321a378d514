#include "text/lineage_pairing.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace accord::text {

namespace {

// Likeness from which two provisions are one wherever they stand. A text with a fifth of its words
// replaced keeps about .65; two provisions on different matters reach about .1.
constexpr double alike = 0.5;
// Share of words kept from which the only provision with its heading, or its number, under the same parent
// is the same without a search over the draft. Most of a draft is paired by this.
constexpr double steady = 0.7;
// The same number (or place between the same neighbours) under the same parent, but the words mostly
// rewritten: what remains must still be more than chance.
constexpr double same_number = 0.2, same_place = 0.15;
// What an equal heading adds to the likeness where context has already narrowed the choice.
constexpr double heading_bonus = 0.25;
// And from which share of common words two headings there are one.
constexpr double like_heading = 0.6;
// A part of a split or merge has at least this share of its weight from the whole that no other part
// has, and has at least that share of the whole's words.
constexpr double part_from_whole = 0.45, part_of_whole = 0.1;
// Context decides between provisions that are equally alike.
constexpr double parent_bonus = 0.10, number_bonus = 0.05, kind_bonus = 0.05;
// Below this many words, equal text is no evidence outside the same parent or number ("Reserved.").
constexpr std::size_t telling_words = 5;
// Classes up to this many pairs are searched for their best pairs, larger ones paired in order.
constexpr std::size_t class_pairs = 4096;

using Key = std::array<int, 4>;
using KeyOf = std::function<std::optional<Key>(DraftSide, int)>;
constexpr DraftSide sides[] = {DraftSide::before, DraftSide::after};

class Pairer {
 public:
  Pairer(const std::vector<Provision>& before, const std::vector<Provision>& after, Likeness& likeness)
      : drafts_{&before, &after}, likeness_(likeness) {
    for (const auto s : sides) {
      const auto& draft = this->draft(s);
      std::unordered_map<std::string_view, int> by_eid;
      auto& parent = groups_.parent[static_cast<std::size_t>(s)];
      for (std::size_t i = 0; i < draft.size(); ++i) {
        const auto p = draft[i].parent.empty() ? by_eid.end() : by_eid.find(draft[i].parent);
        parent.push_back(p == by_eid.end() ? Groups::none : p->second);
        by_eid.try_emplace(draft[i].eid, static_cast<int>(i));
      }
      groups_.group[static_cast<std::size_t>(s)].assign(draft.size(), Groups::none);
    }
  }

  Groups run(const std::vector<Pairing>& by_hand) {
    for (const auto& p : by_hand) take(p);
    const auto kind = [&](DraftSide s, int i) { return static_cast<int>(at(s, i).kind); };
    const auto text = [&](DraftSide s, int i) { return likeness_.text_key(s, i); };
    const auto number = [&](DraftSide s, int i) { return likeness_.number_key(s, i); };
    const auto heading = [&](DraftSide s, int i) { return likeness_.heading_key(s, i); };
    const auto key = [](bool valid, Key k) { return valid ? std::optional(k) : std::nullopt; };
    const KeyOf same_text = [&](DraftSide s, int i) { return key(text(s, i) >= 0, {kind(s, i), text(s, i)}); };
    const KeyOf same_text_and_number = [&](DraftSide s, int i) {
      return key(text(s, i) >= 0 && number(s, i) >= 0, {kind(s, i), text(s, i), number(s, i)});
    };
    const KeyOf telling_text = [&](DraftSide s, int i) {
      return key(text(s, i) >= 0 && likeness_.words(s, i) >= telling_words, {kind(s, i), text(s, i)});
    };
    const auto under_parent = [&](auto value) -> KeyOf {
      return [&, value](DraftSide s, int i) { return key(value(s, i) >= 0 && parent(s, i) >= top, {kind(s, i), parent(s, i), value(s, i)}); };
    };
    const KeyOf text_and_number_under_parent = [&](DraftSide s, int i) {
      return key(text(s, i) >= 0 && parent(s, i) >= top, {kind(s, i), parent(s, i), text(s, i), number(s, i)});
    };

    pair_classes(same_text, 0, true);
    pair_parents(false);
    for (std::size_t known = groups_.all.size() + 1; known != groups_.all.size();) {
      known = groups_.all.size();
      pair_steady(under_parent(heading));
      pair_steady(under_parent(number));
    }
    pair_classes(text_and_number_under_parent, 0);
    pair_classes(under_parent(text), 0);
    likeness_.index({open(DraftSide::before), open(DraftSide::after)});
    pair_alike();
    pair_parents(true);
    pair_classes(under_parent(text), 0);
    pair_classes(same_text_and_number, 0);
    pair_classes(telling_text, 0);
    pair_classes(under_parent(heading), same_number);
    attach_parts(DraftSide::before);
    attach_parts(DraftSide::after);
    for (std::size_t known = 0; known != groups_.all.size();) {
      known = groups_.all.size();
      pair_parents(true);
      pair_classes(under_parent(number), same_number);
      pair_classes(under_parent(heading), 0);
      const auto neighbour = elder_siblings();
      pair_classes(
          [&](DraftSide s, int i) {
            const int elder = neighbour[static_cast<std::size_t>(s)][static_cast<std::size_t>(i)];
            return key(parent(s, i) >= top && elder >= top, {kind(s, i), parent(s, i), elder});
          },
          same_place);
    }
    for (auto& g : groups_.all)
      for (auto& ids : g.ids) std::ranges::sort(ids);
    return std::move(groups_);
  }

 private:
  static constexpr int top = -1, unknown = -2;

  const std::vector<Provision>& draft(DraftSide s) const { return *drafts_[static_cast<std::size_t>(s)]; }
  const Provision& at(DraftSide s, int i) const { return draft(s)[static_cast<std::size_t>(i)]; }
  int size(DraftSide s) const { return static_cast<int>(draft(s).size()); }
  bool free(DraftSide s, int i) const { return groups_.group_of(s, i) == Groups::none; }

  // The group of the parent, comparable between the sides.
  int parent(DraftSide s, int i) const {
    const int p = groups_.parent_of(s, i);
    if (p == Groups::none) return top;
    const int g = groups_.group_of(s, p);
    return g == Groups::none ? unknown : g;
  }

  void join(int g, DraftSide s, int id) {
    auto& group = groups_.all[static_cast<std::size_t>(g)];
    group.ids[static_cast<std::size_t>(s)].push_back(id);
    group.share_kept.reset();
    groups_.group[static_cast<std::size_t>(s)][static_cast<std::size_t>(id)] = g;
  }
  int new_group() {
    groups_.all.emplace_back();
    return static_cast<int>(groups_.all.size()) - 1;
  }
  void pair(int before, int after) {
    const int g = new_group();
    join(g, DraftSide::before, before);
    join(g, DraftSide::after, after);
  }

  // What a person said. Several to several is read in order: one to one, the rest with the last.
  // A side that is empty says that the others have no counterpart.
  void take(const Pairing& p) {
    const auto usable = [&](DraftSide s, const std::vector<int>& ids) {
      std::vector<int> out;
      for (const int id : ids)
        if (id >= 0 && id < size(s) && free(s, id) && std::ranges::find(out, id) == out.end()) out.push_back(id);
      return out;
    };
    const auto before = usable(DraftSide::before, p.old_ids), after = usable(DraftSide::after, p.new_ids);
    const std::size_t groups = std::max<std::size_t>(1, std::min(before.size(), after.size()));
    const bool alone = before.empty() || after.empty();
    const auto add = [&](DraftSide s, const std::vector<int>& ids, int first) {
      for (std::size_t k = 0; k < ids.size(); ++k)
        join(alone && k > 0 ? hand_group() : first + static_cast<int>(std::min(k, groups - 1)), s, ids[k]);
    };
    if (before.empty() && after.empty()) return;
    const int first = hand_group();
    for (std::size_t k = 1; k < groups; ++k) hand_group();
    add(DraftSide::before, before, first);
    add(DraftSide::after, after, first);
  }
  int hand_group() {
    const int g = new_group();
    groups_.all.back().by_hand = true;
    return g;
  }

  using Classes = std::map<Key, std::array<std::vector<int>, 2>>;
  Classes classes(const KeyOf& key_of) const {
    Classes out;
    for (const auto s : sides)
      for (int i = 0; i < size(s); ++i)
        if (free(s, i))
          if (const auto key = key_of(s, i)) out[*key][static_cast<std::size_t>(s)].push_back(i);
    return out;
  }

  // Pairs provisions that alone have their key, if enough words stayed.
  void pair_steady(const KeyOf& key_of) {
    for (const auto& [key, members] : classes(key_of)) {
      const auto& [before, after] = members;
      if (before.size() != 1 || after.size() != 1) continue;
      const double kept = likeness_.share_kept(before, after);
      if (kept < steady) continue;
      pair(before.front(), after.front());
      groups_.all.back().share_kept = kept;
    }
  }
  std::vector<bool> open(DraftSide s) const {
    std::vector<bool> out;
    for (int i = 0; i < size(s); ++i) out.push_back(free(s, i));
    return out;
  }

  // Pairs free provisions with equal keys, the most alike first.
  void pair_classes(const KeyOf& key_of, double least, bool only_unique = false) {
    for (const auto& [key, members] : classes(key_of)) {
      const auto& [before, after] = members;
      if (before.empty() || after.empty()) continue;
      const std::size_t pairs = before.size() * after.size();
      if (only_unique && pairs > 1) continue;
      if (pairs > class_pairs) {
        for (std::size_t k = 0; k < std::min(before.size(), after.size()); ++k)
          if (in_context(before[k], after[k], least) >= 0) pair(before[k], after[k]);
        continue;
      }
      std::vector<std::tuple<double, std::size_t, int, int>> found;
      for (std::size_t i = 0; i < before.size(); ++i)
        for (std::size_t j = 0; j < after.size(); ++j)
          if (const double d = in_context(before[i], after[j], least); d >= 0)
            found.emplace_back(-d, i > j ? i - j : j - i, before[i], after[j]);
      pair_best(found);
    }
  }
  // Likeness among provisions with one key; -1 where it is below `least` and the headings differ too.
  double in_context(int before, int after, double least) const {
    const double text = likeness_.dice(before, after), heading = likeness_.heading_dice(before, after);
    return text >= least || heading >= like_heading ? text + heading_bonus * heading : -1;
  }
  template <class Ranked>
  void pair_best(std::vector<Ranked>& found) {
    std::ranges::sort(found);
    for (const auto& [rank, off, i, j] : found)
      if (free(DraftSide::before, i) && free(DraftSide::after, j)) pair(i, j);
  }

  void pair_alike() {
    std::vector<std::tuple<double, int, int, int>> found;
    for (int j = 0; j < size(DraftSide::after); ++j) {
      if (!free(DraftSide::after, j)) continue;
      for (const auto& o : likeness_.shared(DraftSide::after, j)) {
        if (!free(DraftSide::before, o.id)) continue;
        const double dice = 2 * o.weight / (likeness_.weight(DraftSide::before, o.id) + likeness_.weight(DraftSide::after, j));
        if (dice < alike) continue;
        const int above = parent(DraftSide::before, o.id), number = likeness_.number_key(DraftSide::before, o.id);
        double rank = dice;
        if (above != unknown && above == parent(DraftSide::after, j)) rank += parent_bonus;
        if (number >= 0 && number == likeness_.number_key(DraftSide::after, j)) rank += number_bonus;
        if (at(DraftSide::before, o.id).kind == at(DraftSide::after, j).kind) rank += kind_bonus;
        found.emplace_back(-rank, std::abs(o.id - j), o.id, j);
      }
    }
    pair_best(found);
  }

  // A heading is the one that most of its children are under, seen from either side; of its children all,
  // or where the children are `settled` only those that have a counterpart. One with a text of its own
  // must keep something of that too.
  void pair_parents(bool settled) {
    for (bool more = true; more;) {
      more = false;
      std::map<std::pair<int, int>, int> votes;
      std::array<std::map<int, int>, 2> total;
      for (const auto s : sides)
        for (int i = 0; i < size(s); ++i) total[static_cast<std::size_t>(s)][groups_.parent_of(s, i)] += !settled || shared_group(s, i);
      for (const auto& g : groups_.all)
        if (!g.ids[0].empty() && !g.ids[1].empty())
          ++votes[{groups_.parent_of(DraftSide::before, g.ids[0].front()), groups_.parent_of(DraftSide::after, g.ids[1].front())}];
      for (const auto& [pq, n] : votes) {
        const auto [p, q] = pq;
        if (p == Groups::none || q == Groups::none || !free(DraftSide::before, p) || !free(DraftSide::after, q)) continue;
        const auto &before = at(DraftSide::before, p), &after = at(DraftSide::after, q);
        if (before.kind != after.kind || 2 * n <= total[0][p] || 2 * n <= total[1][q]) continue;
        if (!(before.body.empty() && after.body.empty()) && likeness_.dice(p, q) < same_place) continue;
        pair(p, q);
        more = true;
      }
    }
  }
  bool shared_group(DraftSide s, int i) const {
    return !free(s, i) && !groups_.all[static_cast<std::size_t>(groups_.group_of(s, i))].of(other(s)).empty();
  }

  // Free provisions of the other side that hold a share of a provision of `whole`: further heirs of a
  // split (whole = before) or ancestors of a merge (whole = after).
  void attach_parts(DraftSide whole) {
    const DraftSide part = other(whole);
    std::map<int, std::vector<int>> of_free;
    for (int n = 0; n < size(part); ++n) {
      if (!free(part, n)) continue;
      const double least = part_from_whole * likeness_.weight(part, n);
      int best = Groups::none;
      double most = 0;
      const auto words = static_cast<double>(likeness_.words(part, n));
      for (const auto& o : likeness_.shared(part, n)) {
        if (o.weight < least) continue;
        const int g = groups_.group_of(whole, o.id);
        double own = o.weight;
        if (g != Groups::none) {
          const auto& group = groups_.all[static_cast<std::size_t>(g)];
          if (group.by_hand || group.of(whole).size() != 1) continue;
          own = likeness_.unclaimed(whole, o.id, n, group.of(part));
        }
        if (own < least || words < part_of_whole * static_cast<double>(likeness_.words(whole, o.id)) || own <= most) continue;
        best = o.id;
        most = own;
      }
      if (best == Groups::none) continue;
      if (const int g = groups_.group_of(whole, best); g != Groups::none)
        join(g, part, n);
      else
        of_free[best].push_back(n);
    }
    for (const auto& [id, parts] : of_free) {
      const int g = new_group();
      join(g, whole, id);
      for (const int n : parts) join(g, part, n);
    }
  }

  // For each provision the group of the nearest paired sibling before it; `top` for the first.
  std::array<std::vector<int>, 2> elder_siblings() const {
    std::array<std::vector<int>, 2> out;
    for (const auto s : sides) {
      std::unordered_map<int, int> last;  // by parent
      for (int i = 0; i < size(s); ++i) {
        auto& elder = last.try_emplace(groups_.parent_of(s, i), top).first->second;
        out[static_cast<std::size_t>(s)].push_back(elder);
        if (!free(s, i)) elder = groups_.group_of(s, i);
      }
    }
    return out;
  }

  std::array<const std::vector<Provision>*, 2> drafts_;
  Likeness& likeness_;
  Groups groups_;
};

}  // namespace

Groups pair_up(const std::vector<Provision>& before, const std::vector<Provision>& after, const std::vector<Pairing>& by_hand,
               Likeness& likeness) {
  return Pairer(before, after, likeness).run(by_hand);
}

}  // namespace accord::text
