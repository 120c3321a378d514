#include "text/placement.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "text/placement_evidence.h"

namespace accord::text {

namespace {

constexpr std::pair<PlacementKind, std::string_view> kind_names[] = {{PlacementKind::kept, "kept"},
                                                                     {PlacementKind::moved, "moved"},
                                                                     {PlacementKind::changed, "changed"},
                                                                     {PlacementKind::deleted, "text-deleted"},
                                                                     {PlacementKind::ambiguous, "ambiguous"}};

// Score from which a quote is placed in an heir: a fifth of it, when that is surely its. Below the second,
// one word alone is not enough, however rare.
constexpr double place_from = 0.2, one_word_from = 0.4;
// Bits by which a word of the quote must be better off where it is placed than at any other place: two rare
// words. Another reading must get two words wrong that this one gets right.
constexpr int apart_bits = 20;
// By so much more of the quote a place elsewhere must hold than the heir does.
constexpr double better_by = 0.2;
// Share of a whole provision that an heir must still hold for a remark on it to follow the lineage, and of
// that the share that must be firm.
constexpr double heir_share = 0.25, firm_share = 0.5;
constexpr int firm_bits = 8;

// Words of an old provision, and what the quote leaves out of the first and the last.
struct Quote {
  Passage at;
  std::size_t lead = 0, trail = 0;  // code points
  std::string_view exact;
};

// Code points of punctuation at the begin and the end of a word.
std::pair<std::size_t, std::size_t> punctuation(std::string_view word) {
  std::size_t head = 0, tail = 0;
  bool inside = false;
  for (std::size_t i = 0; i < word.size();) {
    const bool letter = is_letter_or_digit(utf8::next(word, i));
    inside = inside || letter;
    head += inside ? 0 : 1;
    tail = letter ? 0 : tail + 1;
  }
  return inside ? std::pair{head, tail} : std::pair{std::size_t{0}, std::size_t{0}};
}

Placement doubt(std::optional<std::size_t> guess, double score, double runner_up) {
  return {PlacementKind::ambiguous, guess, 0, std::nullopt, std::max(score, runner_up), std::min(score, runner_up)};
}
Placement gone(std::size_t at) { return {PlacementKind::deleted, std::nullopt, at, std::nullopt, 1, 0}; }

}  // namespace

std::string_view to_string(PlacementKind kind) {
  for (const auto& [k, name] : kind_names)
    if (k == kind) return name;
  return {};
}

bool from_string(std::string_view name, PlacementKind& out) {
  for (const auto& [k, n] : kind_names)
    if (n == name) {
      out = k;
      return true;
    }
  return false;
}

struct Placer::Prepared {
  Prepared(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& lineage)
      : evidence(old_draft, new_draft, lineage), words(evidence.words), heirs(evidence.heirs) {
    for (const auto& p : old_draft) heading_alone.push_back(p.body.empty());
  }

  Evidence evidence;
  const WordedDrafts& words;
  const Heirs& heirs;
  std::vector<bool> heading_alone;

  [[nodiscard]] std::optional<Quote> locate(std::size_t provision, const Anchor& anchor) const {
    const auto& text = words.before[provision];
    Range range{anchor.from, anchor.to};
    if (range.from >= range.to || utf8::slice(text.text, range.from, range.to) != anchor.exact) {
      const auto found = find_quote(text.text, anchor.exact, anchor.prefix, anchor.suffix, anchor.from);
      if (!found) return std::nullopt;
      range = {found->from, found->to};
    }
    const auto& places = text.places;
    const auto first = std::ranges::partition_point(places, [&](const auto& p) { return p.to <= range.from; });
    const auto last = std::partition_point(first, places.end(), [&](const auto& p) { return p.from < range.to; });
    if (first == last) return std::nullopt;
    Quote q;
    q.at = {provision, static_cast<std::size_t>(first - places.begin()), static_cast<std::size_t>(last - places.begin())};
    q.lead = range.from - std::min<std::size_t>(range.from, first->from);
    q.trail = (last - 1)->to - std::min<std::size_t>(range.to, (last - 1)->to);
    q.exact = utf8::slice(text.text, range.from, range.to);
    return q;
  }

  // The range of a candidate, with as much left out of its first and last word as the quote left out of its own.
  [[nodiscard]] Range range_of(const Quote& q, const Candidate& c) const {
    const auto &a = words.before[q.at.provision], &b = words.after[c.provision];
    const auto first = c.matches.front(), last = c.matches.back();
    const auto old_first = a.word(first.a), new_first = b.word(first.b), old_last = a.word(last.a), new_last = b.word(last.b);
    const Range whole{b.places[first.b].from, b.places[last.b].to};
    Range out = whole;
    // Punctuation that the quote left out, or that the old word did not have, is left out here.
    const auto old_head = punctuation(old_first).first, old_tail = punctuation(old_last).second;
    if (first.a == q.at.first) out.from += old_first == new_first ? q.lead : q.lead == old_head ? punctuation(new_first).first : 0;
    if (last.a + 1U == q.at.last) out.to -= old_last == new_last ? q.trail : q.trail == old_tail ? punctuation(new_last).second : 0;
    return out.from < out.to ? out : whole;
  }

  // `direct`: in an heir that stayed in its place.
  [[nodiscard]] Placement placed(const Quote& q, const Candidate& c, bool direct) const {
    const auto range = range_of(q, c);
    Placement out;
    out.provision = c.provision;
    out.anchor = make_anchor(words.after[c.provision].text, range.from, range.to);
    out.kind = !same_words(q.exact, out.anchor->exact) ? PlacementKind::changed : direct ? PlacementKind::kept : PlacementKind::moved;
    out.score = c.score();
    out.runner_up = out.score * std::max(0.0, 1 - static_cast<double>(c.firm) / std::max(1, evidence.bits(q.at)));
    return out;
  }

  [[nodiscard]] Placement place(const Quote& q) const {
    const auto i = q.at.provision;
    const auto& group = heirs.of(i);
    const auto here = evidence.in_heirs(q.at);
    const double score = here ? here->score() : 0;
    const auto guess = here ? std::optional(here->provision) : group.after.empty() ? std::nullopt : std::optional(group.after.front());
    const auto surely = [&](std::size_t j) { return heirs.sure(i, j); };
    const bool sure = group.after.empty() || (here ? surely(here->provision) : std::ranges::any_of(group.after, surely));
    if (here && !sure) return doubt(guess, score, score);
    const bool stayed = group.kind != ChangeKind::moved;
    if (score >= place_from) {
      if (here->firm < apart_bits) return doubt(guess, score, score);
      if (score >= one_word_from || here->supported > 1) return placed(q, *here, stayed);
    }
    const auto other = evidence.elsewhere(q.at);
    if (other.place && other.place->share >= score + better_by)
      return placed(q, *other.place, stayed && std::ranges::find(group.after, other.place->provision) != group.after.end());
    if (sure && other.alike == 0 && evidence.surely_gone(q.at) && !evidence.retold(i)) {
      if (group.after.empty()) return gone(heirs.place_of_deleted(i));
      if (evidence.taken_out(q.at)) return gone(place_in_heirs(q.at));
    }
    return doubt(other.alike > score ? other.guess : guess, score, other.alike);
  }

  // The index behind the heir in which the text before a passage that is no more ends.
  [[nodiscard]] std::size_t place_in_heirs(const Passage& q) const {
    for (std::size_t w = q.first; w-- > 0;)
      if (const auto& at = heirs.fates(q.provision)[w].at) return at->provision + 1;
    return heirs.of(q.provision).after.front() + 1;
  }

  [[nodiscard]] Placement whole(std::size_t i) const {
    const auto& ids = words.before[i].ids;
    return heirs.of(i).after.empty() ? whole_without_heirs(i, {i, 0, ids.size()}) : whole_in_heirs(i);
  }

  [[nodiscard]] Placement whole_without_heirs(std::size_t i, const Passage& all) const {
    if (all.first == all.last) return gone(heirs.place_of_deleted(i));
    const auto other = evidence.elsewhere(all);
    if (other.alike == 0 && evidence.surely_gone(all) && !evidence.retold(i)) return gone(heirs.place_of_deleted(i));
    if (!other.place) return doubt(other.guess, other.alike, 0);
    const auto j = other.place->provision;
    const bool same = same_words(words.before[i].text, words.after[j].text);
    return {same ? PlacementKind::moved : PlacementKind::changed, j, 0, std::nullopt, other.place->score(), 0};
  }

  [[nodiscard]] Placement whole_in_heirs(std::size_t i) const {
    const auto& group = heirs.of(i);
    const auto& ids = words.before[i].ids;
    std::map<std::size_t, std::pair<int, int>> held;  // heir -> bits, firm ones
    for (const auto j : group.after) held[j] = {0, 0};
    for (std::size_t w = 0; w < ids.size(); ++w)
      if (const auto& fate = heirs.fates(i)[w]; fate.at) {
        held[fate.at->provision].first += words.bits[ids[w]];
        if (std::min(fate.over_none, fate.over_other) >= firm_bits) held[fate.at->provision].second += words.bits[ids[w]];
      }
    const auto most = std::ranges::max_element(held, {}, [](const auto& h) { return h.second.first; });
    const auto j = most->first;
    const double all = std::max(1, words.sum(ids, 0, ids.size()));
    const double share = ids.empty() ? 1 : most->second.first / all;
    int second = 0;
    for (const auto& [other, bits] : held)
      if (other != j) second = std::max(second, bits.first);
    // A heading without text of its own is who it is by what stands under it; the lineage knows.
    if (!heading_alone[i] && !heirs.sure(i, j)) return doubt(j, share, share);
    if (!heading_alone[i] && !group.by_hand && share < heir_share) return doubt(j, share, second / all);
    if (!group.by_hand && most->second.second < firm_share * most->second.first) return doubt(j, share, share);
    const bool same = same_words(words.before[i].text, words.after[j].text);
    const auto kind = !same ? PlacementKind::changed : group.kind == ChangeKind::moved ? PlacementKind::moved : PlacementKind::kept;
    return {kind, j, 0, std::nullopt, share, second / all};
  }
};

Placer::Placer(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& lineage)
    : prepared_(std::make_unique<const Prepared>(old_draft, new_draft, lineage)) {}
Placer::~Placer() = default;
Placer::Placer(Placer&&) noexcept = default;
Placer& Placer::operator=(Placer&&) noexcept = default;

Placement Placer::place(std::size_t old_provision, const std::optional<Anchor>& anchor) const {
  if (old_provision >= prepared_->words.before.size()) return doubt(std::nullopt, 0, 0);
  if (!anchor || utf8::trim(anchor->exact).empty()) return prepared_->whole(old_provision);
  const auto quote = prepared_->locate(old_provision, *anchor);
  return quote ? prepared_->place(*quote) : doubt(std::nullopt, 0, 0);
}

}  // namespace accord::text
