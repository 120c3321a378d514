// Evidence in the heirs. The search elsewhere is in placement_elsewhere.cc.
#include "text/placement_evidence.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <unordered_set>

namespace accord::text {

namespace {

// Words each side of a passage that are its context.
constexpr std::size_t context_words = 8;
// A kept word is supported when it and the kept words near it that are as near there have these bits, three
// or four common words; where so much does not stand near it, this share of what does.
constexpr std::size_t support_words = 6;
constexpr int support_bits = 24;
constexpr double support_share = 0.6;
// A kept word counts for a place only when leaving it out is worse than what a run costs: of "the the" that
// became "the" either may be the one that stayed.
constexpr int stays_bits = run_cost + 1;
// Bits by which a word is surely gone or bounds a hunk: about one word of middling frequency.
constexpr int firm_bits = 8;
// Shares of a passage, by weight, for it to be gone: so much surely, and not more supported where it stood.
constexpr double gone_share = 0.7, still_there_share = 0.2;
// A hunk was taken out, not rewritten, when nothing stands in its place, or a fourth of a long one.
constexpr std::size_t long_hunk = 12, rewritten_part = 4;
// From so many words on a passage has no successor either when other words stand in its place, unless this
// share of its telling words is new in the heirs; a word or two may have been replaced.
constexpr std::size_t several_words = 4;
constexpr int telling_bits = 7;
constexpr double again_share = 0.3;
// Beyond a paragraph, a hunk of which anything stands elsewhere with so many bits may have gone there whole.
constexpr std::size_t paragraph = 60;
constexpr int found_bits = 24;

std::vector<std::vector<bool>> open_words(const Heirs& heirs) {
  std::vector<std::vector<bool>> out;
  for (const auto& words : heirs.ancestors()) {
    auto& open = out.emplace_back();
    for (const auto& ancestor : words) open.push_back(!ancestor);
  }
  return out;
}

}  // namespace

Evidence::Evidence(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& lineage)
    : words(words_of(old_draft, new_draft)),
      heirs(words, old_draft, new_draft, lineage),
      open_(words.after, words.bits, open_words(heirs)),
      after_(words.after, words.bits, {}),
      before_(words.before, words.bits, {}) {
  for (const auto& p : old_draft) heading_words_[0].push_back(count_words(p.heading));
  for (const auto& p : new_draft) heading_words_[1].push_back(count_words(p.heading));
  for (std::size_t j = 0; j < new_draft.size(); ++j)
    if (heirs.is_new(j)) without_ancestor_.push_back(j);
}

// Whether more says that a kept word stands where it stands than the word itself.
bool Evidence::supported(std::size_t provision, std::size_t word) const {
  const auto& ids = words.before[provision].ids;
  const auto& fates = heirs.fates(provision);
  const auto& at = *fates[word].at;
  int kept = 0, all = 0;
  for (std::size_t w = word - std::min(word, support_words); w < std::min(word + support_words + 1, ids.size()); ++w) {
    all += words.bits[ids[w]];
    if (!fates[w].at || fates[w].at->provision != at.provision) continue;
    const auto then = static_cast<std::ptrdiff_t>(w) - static_cast<std::ptrdiff_t>(word);
    const auto now = static_cast<std::ptrdiff_t>(fates[w].at->word) - static_cast<std::ptrdiff_t>(at.word);
    if (std::abs(now - then) <= 1) kept += words.bits[ids[w]];
  }
  return kept >= std::min<double>(support_bits, support_share * all);
}

// Whether a word has a counterpart that is more than a coincidence.
bool Evidence::stands(std::size_t provision, std::size_t word) const {
  return heirs.fates(provision)[word].at && supported(provision, word);
}

// The run of words without such a counterpart around a passage, itself included.
Passage Evidence::hunk_around(Passage q) const {
  const std::size_t size = heirs.fates(q.provision).size();
  while (q.first > 0 && !stands(q.provision, q.first - 1)) --q.first;
  while (q.last < size && !stands(q.provision, q.last)) ++q.last;
  return q;
}

std::optional<Candidate> Evidence::in_heirs(const Passage& q) const {
  const auto& ids = words.before[q.provision].ids;
  const auto& fates = heirs.fates(q.provision);
  std::map<std::size_t, int> held;
  for (std::size_t w = q.first; w < q.last; ++w)
    if (fates[w].at) held[fates[w].at->provision] += words.bits[ids[w]];
  if (held.empty()) return std::nullopt;
  Candidate out;
  out.provision = std::ranges::max_element(held, {}, [](const auto& h) { return h.second; })->first;
  out.share = static_cast<double>(held[out.provision]) / bits(q);
  for (std::size_t w = q.first; w < q.last; ++w) {
    const auto& fate = fates[w];
    if (!fate.at || fate.at->provision != out.provision) continue;
    out.matches.push_back({static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(fate.at->word)});
    if (!supported(q.provision, w)) continue;
    ++out.supported;
    if (fate.over_none >= stays_bits) out.firm = std::max(out.firm, fate.over_other);
  }
  int around = 0, stayed = 0;
  const auto count = [&](std::size_t w) {
    around += words.bits[ids[w]];
    if (fates[w].at && fates[w].at->provision == out.provision) stayed += words.bits[ids[w]];
  };
  for (std::size_t w = q.first - std::min(q.first, context_words); w < q.first; ++w) count(w);
  for (std::size_t w = q.last; w < std::min(q.last + context_words, ids.size()); ++w) count(w);
  out.context = around > 0 ? static_cast<double>(stayed) / around : 1;
  return out;
}

bool Evidence::surely_gone(const Passage& q) const {
  const auto& fates = heirs.fates(q.provision);
  const auto& ids = words.before[q.provision].ids;
  int gone = 0, there = 0;
  for (std::size_t w = q.first; w < q.last; ++w) {
    if (stands(q.provision, w))
      there += words.bits[ids[w]];
    else if (fates[w].at || fates[w].over_other >= firm_bits)
      gone += words.bits[ids[w]];
  }
  return gone >= gone_share * bits(q) && there <= still_there_share * bits(q);
}

bool Evidence::taken_out(const Passage& q) const {
  const auto& fates = heirs.fates(q.provision);
  const auto& group = heirs.of(q.provision);
  const Passage hunk = hunk_around(q);
  const bool left = hunk.first > 0, right = hunk.last < fates.size();
  const auto firm = [&](std::size_t w) { return fates[w].over_other >= firm_bits && fates[w].over_none > 0; };
  if (!(left && firm(hunk.first - 1)) && !(right && firm(hunk.last))) return false;
  if (group.before.size() > 1 && !(left && right)) return false;  // another ancestor's words stand beyond
  // Positions in the heirs laid end to end, and the words that are new there.
  std::size_t all = 0;
  std::map<std::size_t, std::size_t> begins;
  std::unordered_set<std::uint32_t> fresh;
  for (const auto j : group.after) {
    begins[j] = all;
    const auto& ids = words.after[j].ids;
    all += ids.size();
    for (std::size_t w = 0; w < ids.size(); ++w)
      if (!heirs.ancestors()[j][w]) fresh.insert(ids[w]);
  }
  const auto position = [&](std::size_t w) { return begins[fates[w].at->provision] + fates[w].at->word; };
  const std::size_t from = left ? position(hunk.first - 1) + 1 : 0, to = right ? position(hunk.last) : all;
  const std::size_t now = to > from ? to - from : 0, then = hunk.last - hunk.first;
  const bool several = q.last - q.first >= several_words;
  int telling = 0, again = 0;
  for (std::size_t w = q.first; w < q.last; ++w) {
    const auto id = words.before[q.provision].ids[w];
    if (words.bits[id] < telling_bits) continue;
    telling += words.bits[id];
    if (fresh.contains(id)) again += words.bits[id];
  }
  if (several && again > 0 && again >= again_share * telling) return false;
  if (then > paragraph && std::ranges::any_of(open_.find(words.before, hunk), [](const Hit& h) { return h.score >= found_bits; }))
    return false;
  return now == 0 || (then >= long_hunk && now * rewritten_part <= then) || several;
}

bool Evidence::retold(std::size_t i) const {
  const auto heading = [](const WordedText& t, std::size_t length) {
    return std::set<std::uint32_t>(t.ids.begin(), t.ids.begin() + static_cast<std::ptrdiff_t>(length));
  };
  const auto old_heading = heading(words.before[i], heading_words_[0][i]);
  if (old_heading.empty()) return false;
  return std::ranges::any_of(without_ancestor_, [&](std::size_t j) {
    const auto new_heading = heading(words.after[j], heading_words_[1][j]);
    return !new_heading.empty() && (std::ranges::includes(new_heading, old_heading) || std::ranges::includes(old_heading, new_heading));
  });
}

}  // namespace accord::text
