// Evidence outside of what the lineage aligns: passages that moved.
#include <algorithm>
#include <cstdlib>

#include "text/placement_evidence.h"

namespace accord::text {

namespace {

// Words each side of the passage that are sought with it, as far as they have no counterpart either.
constexpr std::size_t search_words = 16;
// What is alike must be alike near the passage.
constexpr std::size_t near_words = 12;
// Bits of likeness from which something is alike: two rare words in a row, or four frequent ones.
constexpr int alike_bits = 14;
// Below this it may be a turn of phrase. It then counts only when, seen from there, the passage is what is
// most like it in the old draft.
constexpr int phrase_bits = 30;
// A few frequent words are like nothing in particular; from this share of their bits on, anything like them
// is a reason to ask.
constexpr int faint_bits = 72;
constexpr double faint_share = 0.15;
// A place: this share of the passage, these bits with what is around it, and the margin to the next best,
// in the new draft and, from there, back in the old. Two rare words are the margin: two copies of a sentence
// are told apart when they differ by as much.
constexpr double place_from = 0.4;
constexpr int found_bits = 24, found_margin = 20;
// Words beyond a place that are looked at for a common ancestor.
constexpr std::ptrdiff_t beyond_words = 6;

}  // namespace

Evidence::Elsewhere Evidence::elsewhere(const Passage& q) const {
  auto window = hunk_around(q);
  window.first = std::max(window.first, q.first - std::min(q.first, search_words));
  window.last = std::min(window.last, q.last + search_words);
  const int sought = bits(window);
  const bool faint = sought < faint_bits && window.last - window.first > 2;
  Elsewhere out;
  std::optional<Candidate> best;
  const auto hits = open_.find(words.before, window);
  const Hit* best_hit = nullptr;
  for (const auto& hit : hits) {
    const double likeness = static_cast<double>(hit.score) / sought;
    if (faint ? likeness < faint_share : hit.score < alike_bits) continue;
    Candidate c;
    c.provision = hit.provision;
    bool near = false;
    for (const auto& m : hit.matches) {
      const std::size_t w = window.first + m.a;
      near = near || (w + near_words >= q.first && w < q.last + near_words);
      if (w >= q.first && w < q.last) c.matches.push_back({static_cast<std::uint32_t>(w), m.b});
    }
    if (!near || (!faint && hit.score < phrase_bits && !comes_from(hit, q, 0, 0))) continue;
    c.share = static_cast<double>(quoted_bits(hit, window, q)) / bits(q);
    c.context = std::min(1.0, likeness);
    c.firm = hit.score;
    out.alike = std::max({out.alike, c.share, likeness});
    if (best && c.share <= best->share) continue;
    best = std::move(c);
    best_hit = &hit;
  }
  if (out.alike == 0)  // then nor may it stand where the lineage sees another's words without good reason
    for (const auto& hit : after_.find(words.before, window))
      if (hit.score >= found_bits && !well_claimed(window, hit)) out.alike = std::min(1.0, static_cast<double>(hit.score) / sought);
  if (!best) return out;
  out.guess = best->provision;
  if (best->share < place_from || best_hit->score < found_bits) return out;
  if (unique(window, q, *best, *best_hit) && comes_from(*best_hit, q, search_words, found_margin)) out.place = std::move(best);
  return out;
}

// Bits of the passage itself that a hit of the window around it holds.
int Evidence::quoted_bits(const Hit& hit, const Passage& sought, const Passage& q) const {
  int out = 0;
  for (const auto& m : hit.matches)
    if (const std::size_t w = sought.first + m.a; w >= q.first && w < q.last) out += words.bits[words.before[q.provision].ids[w]];
  return out;
}

// Whether nothing as like stands in the new draft, also where it has another ancestor. What is like the words
// around the passage and not like itself is no rival.
bool Evidence::unique(const Passage& sought, const Passage& q, const Candidate& c, const Hit& hit) const {
  return std::ranges::none_of(after_.find(words.before, sought), [&](const Hit& h) {
    const bool same =
        h.provision == hit.provision && h.matches.front().b <= hit.matches.back().b && h.matches.back().b >= hit.matches.front().b;
    return !same && 2 * quoted_bits(h, sought, q) >= c.share * bits(q) && hit.score - h.score < found_margin && !well_claimed(sought, h);
  });
}

// Whether the text beyond what a place has in common with the old provision has the same ancestor as the
// place itself: then what stands there stood with its surroundings in the old draft already.
bool Evidence::well_claimed(const Passage& sought, const Hit& hit) const {
  const auto& ancestors = heirs.ancestors()[hit.provision];
  const auto &a = words.before[sought.provision].ids, &b = words.after[hit.provision].ids;
  std::size_t claimed = 0;
  for (const auto& m : hit.matches) claimed += ancestors[m.b].has_value();
  if (2 * claimed < hit.matches.size()) return false;
  std::size_t first = hit.matches.front().b, last = hit.matches.back().b;
  for (std::size_t w = sought.first + hit.matches.front().a; w > 0 && first > 0 && a[w - 1] == b[first - 1]; --w) --first;
  for (std::size_t w = sought.first + hit.matches.back().a; w + 1 < a.size() && last + 1 < b.size() && a[w + 1] == b[last + 1]; ++w) ++last;
  const auto goes_on = [&](std::size_t end, std::ptrdiff_t step) {
    if (!ancestors[end]) return false;
    int beyond = 0;
    for (std::ptrdiff_t k = step; std::abs(k) <= beyond_words; k += step) {
      const auto w = static_cast<std::ptrdiff_t>(end) + k;
      if (w < 0 || w >= static_cast<std::ptrdiff_t>(ancestors.size())) break;
      const auto& there = ancestors[static_cast<std::size_t>(w)];
      if (!there || there->provision != ancestors[end]->provision) continue;
      const auto then = static_cast<std::ptrdiff_t>(there->word) - static_cast<std::ptrdiff_t>(ancestors[end]->word);
      beyond += std::abs(then - k) <= 1;
    }
    return beyond >= 2;
  };
  return goes_on(first, -1) || goes_on(last, 1);
}

// Whether a place found, with up to `around` words that have no ancestor either, is, seen from there, this
// passage of the old draft, and by the margin no other.
bool Evidence::comes_from(const Hit& hit, const Passage& q, std::size_t around, int margin) const {
  const auto& ancestors = heirs.ancestors()[hit.provision];
  Passage there{hit.provision, hit.matches.front().b, hit.matches.back().b + 1U};
  const std::size_t least = there.first - std::min<std::size_t>(there.first, around);
  const std::size_t most = std::min(ancestors.size(), there.last + around);
  while (there.first > least && !ancestors[there.first - 1]) --there.first;
  while (there.last < most && !ancestors[there.last]) ++there.last;
  const auto back = before_.find(words.after, there);
  if (back.empty() || back[0].provision != q.provision) return false;
  if (back[0].matches.back().b < q.first || back[0].matches.front().b >= q.last) return false;
  return back.size() < 2 || back[0].score - back[1].score >= margin;
}

}  // namespace accord::text
