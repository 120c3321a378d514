#include "text/placement.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "text/placement_heirs.h"
#include "text/placement_search.h"

namespace accord::text {

namespace {

constexpr std::pair<PlacementKind, std::string_view> kind_names[] = {{PlacementKind::kept, "kept"},
                                                                     {PlacementKind::moved, "moved"},
                                                                     {PlacementKind::changed, "changed"},
                                                                     {PlacementKind::deleted, "text-deleted"},
                                                                     {PlacementKind::ambiguous, "ambiguous"}};

// Score from which a quote is placed: below it more of it is gone than stands there.
constexpr double place_from = 0.4;
// Score from which it is placed outside the heirs, where lineage says nothing for it.
constexpr double move_from = 0.5;
// Words each side of a quote whose survival counts for its score, and how much of the score they are.
constexpr std::size_t context_words = 8;
constexpr double context_part = 0.25;
// Bits by which at least one word of a quote must be better off where it is placed than anywhere else in
// the heirs or nowhere. A word of a thousand has ten; a coincidence of two frequent words about so many.
constexpr int firm_bits = 8;
// Words of a quote that are surely gone, by weight, for it to be called deleted.
constexpr double gone_share = 0.7, still_there_share = 0.2;
// A hunk in the middle of which a quote stood was taken out, not rewritten, when so little stands there
// now: nothing, or a fourth of a long one.
constexpr std::size_t long_hunk = 12, rewritten_part = 4;
// Context taken into the search for a passage elsewhere.
constexpr std::size_t search_words = 16;
// A place outside the heirs: bits of likeness from which something is alike and from which it may be the
// place, and the margin to the next best, in the new draft and, from there, back in the old.
constexpr int alike_bits = 14, found_bits = 24, found_margin = 10;
constexpr double alike_share = 0.35;
// Share of a whole provision that its heirs must still hold for a remark on it to follow the lineage.
constexpr double heir_share = 0.25;

// Words [first, last) of an old provision, and what the quote leaves out of the first and the last.
struct Quote {
  Passage at;
  std::size_t lead = 0, trail = 0;  // code points
  std::string_view exact;
};

// A place in the new draft and the pairs of the quote's words (positions in the old provision) with its.
struct Candidate {
  std::size_t provision = 0;
  std::vector<Match> matches;
  double share = 0, context = 1;
  int firm = 0;
  [[nodiscard]] double score() const { return share * (1 - context_part + context_part * context); }
};

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
      : words(words_of(old_draft, new_draft)), heirs(words, lineage), open(words.after, words.bits, heirs.unclaimed()), before(words.before, words.bits, {}) {
    for (const auto& p : old_draft) heading_alone.push_back(p.body.empty());
  }

  WordedDrafts words;
  Heirs heirs;
  PassageIndex open;    // what of the new draft came from nowhere
  PassageIndex before;  // the old draft
  std::vector<bool> heading_alone;

  [[nodiscard]] int bits(const Passage& p) const { return words.sum(words.before[p.provision].ids, p.first, p.last); }

  [[nodiscard]] std::optional<Quote> locate(std::size_t provision, const Anchor& anchor) const {
    const auto& text = words.before[provision];
    Range range{anchor.from, anchor.to};
    if (range.from >= range.to || utf8::slice(text.text, range.from, range.to) != anchor.exact) {
      const auto found = find_quote(text.text, anchor.exact, anchor.prefix, anchor.suffix, anchor.from);
      if (!found) return std::nullopt;
      range = {found->from, found->to};
    }
    Quote q;
    q.exact = utf8::slice(text.text, range.from, range.to);
    const auto& places = text.places;
    const auto first = std::ranges::partition_point(places, [&](const auto& p) { return p.to <= range.from; });
    const auto last = std::partition_point(first, places.end(), [&](const auto& p) { return p.from < range.to; });
    q.at = {provision, static_cast<std::size_t>(first - places.begin()), static_cast<std::size_t>(last - places.begin())};
    if (q.at.first == q.at.last) return std::nullopt;
    q.lead = range.from - std::min<std::size_t>(range.from, first->from);
    q.trail = (last - 1)->to - std::min<std::size_t>(range.to, (last - 1)->to);
    return q;
  }

  // --- in the heirs ---

  // The heir that holds most of the quote; nothing where none holds any word of it.
  [[nodiscard]] std::optional<Candidate> in_heirs(const Passage& q) const {
    const auto& ids = words.before[q.provision].ids;
    const auto& fates = heirs.fates(q.provision);
    std::map<std::size_t, int> held;
    for (std::size_t w = q.first; w < q.last; ++w)
      if (fates[w].at) held[fates[w].at->provision] += words.bits[ids[w]];
    if (held.empty()) return std::nullopt;
    Candidate out;
    out.provision = std::ranges::max_element(held, {}, [](const auto& h) { return h.second; })->first;
    out.share = static_cast<double>(held[out.provision]) / bits(q);
    for (std::size_t w = q.first; w < q.last; ++w)
      if (fates[w].at && fates[w].at->provision == out.provision) {
        out.matches.push_back({static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(fates[w].at->word)});
        out.firm = std::max(out.firm, fates[w].margin);
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

  // The unbroken run of words without counterpart around a passage, itself included.
  [[nodiscard]] Passage hunk_around(Passage q) const {
    const auto& fates = heirs.fates(q.provision);
    while (q.first > 0 && !fates[q.first - 1].at) --q.first;
    while (q.last < fates.size() && !fates[q.last].at) ++q.last;
    return q;
  }

  // Whether the words are surely gone from the heirs while the text around them stands there with nothing
  // in their place.
  [[nodiscard]] bool taken_out(const Passage& q) const {
    const auto& fates = heirs.fates(q.provision);
    const auto& ids = words.before[q.provision].ids;
    int gone = 0, there = 0;
    for (std::size_t w = q.first; w < q.last; ++w) {
      if (fates[w].at)
        there += words.bits[ids[w]];
      else if (fates[w].margin >= firm_bits)
        gone += words.bits[ids[w]];
    }
    if (gone < gone_share * bits(q) || there > still_there_share * bits(q)) return false;
    Passage hunk = q;
    // A coincidence inside the quote does not bound the hunk; beyond the quote it does.
    hunk = hunk_around(hunk);
    const auto* left = hunk.first > 0 ? &fates[hunk.first - 1] : nullptr;
    const auto* right = hunk.last < fates.size() ? &fates[hunk.last] : nullptr;
    const bool firm = (left != nullptr && left->margin >= firm_bits) || (right != nullptr && right->margin >= firm_bits);
    if (!firm) return false;
    const auto& group = heirs.of(q.provision);
    // Positions in the heirs laid end to end.
    const auto position = [&](const Heirs::Stands& at) {
      std::size_t out = at.word;
      for (const auto j : group.after)
        if (j < at.provision) out += words.after[j].ids.size();
      return out;
    };
    std::size_t all = 0;
    for (const auto j : group.after) all += words.after[j].ids.size();
    if (group.before.size() > 1 && (left == nullptr || right == nullptr)) return false;  // another ancestor's words stand beyond
    const std::size_t from = left != nullptr ? position(*left->at) + 1 : 0, to = right != nullptr ? position(*right->at) : all;
    const std::size_t now = to > from ? to - from : 0, then = hunk.last - hunk.first;
    return now == 0 || (then >= long_hunk && now * rewritten_part <= then);
  }

  // --- elsewhere ---

  struct Elsewhere {
    std::optional<Candidate> place;  // found with enough evidence
    double alike = 0;                // share of the quote that the best place holds, 0 where nothing is alike
    std::optional<std::size_t> guess;
  };
  [[nodiscard]] Elsewhere elsewhere(const Passage& q) const {
    auto window = hunk_around(q);
    window.first = std::max(window.first, q.first - std::min(q.first, search_words));
    window.last = std::min(window.last, q.last + search_words);
    const auto hits = open.find(words.before, window);
    Elsewhere out;
    if (hits.empty()) return out;
    Candidate c;
    c.provision = hits[0].provision;
    int quoted = 0;
    for (const auto& m : hits[0].matches)
      if (const std::size_t w = window.first + m.a; w >= q.first && w < q.last) {
        c.matches.push_back({static_cast<std::uint32_t>(w), m.b});
        quoted += words.bits[words.before[q.provision].ids[w]];
      }
    c.share = static_cast<double>(quoted) / bits(q);
    const double likeness = static_cast<double>(hits[0].score) / bits(window);
    c.context = std::min(1.0, likeness);
    if (hits[0].score < alike_bits || (c.share < alike_share && likeness < alike_share)) return out;
    out.alike = std::max(c.share, likeness);
    out.guess = c.provision;
    c.firm = hits[0].score - (hits.size() > 1 ? hits[1].score : 0);
    if (c.share < move_from || hits[0].score < found_bits || c.firm < found_margin || !comes_from(hits[0], q)) return out;
    out.place = std::move(c);
    return out;
  }

  // Whether a place found is, seen from there, this passage of the old draft and no other.
  [[nodiscard]] bool comes_from(const Hit& hit, const Passage& q) const {
    const auto& unclaimed = heirs.unclaimed()[hit.provision];
    Passage there{hit.provision, hit.matches.front().b, hit.matches.back().b + 1U};
    const std::size_t least = there.first - std::min<std::size_t>(there.first, search_words);
    const std::size_t most = std::min(unclaimed.size(), there.last + search_words);
    while (there.first > least && unclaimed[there.first - 1]) --there.first;
    while (there.last < most && unclaimed[there.last]) ++there.last;
    const auto back = before.find(words.after, there);
    if (back.empty() || back[0].provision != q.provision) return false;
    if (back[0].matches.back().b < q.first || back[0].matches.front().b >= q.last) return false;
    return back.size() < 2 || back[0].score - back[1].score >= found_margin;
  }

  // --- the answers ---

  [[nodiscard]] Placement doubt(std::optional<std::size_t> guess, double score, double runner_up) const {
    return {PlacementKind::ambiguous, guess, 0, std::nullopt, score, runner_up};
  }
  [[nodiscard]] Placement gone(std::size_t at, double alike) const { return {PlacementKind::deleted, std::nullopt, at, std::nullopt, 1 - alike, alike}; }

  // The range of a candidate, with as much left out of its first and last word as the quote left out of its own.
  [[nodiscard]] Range range_of(const Quote& q, const Candidate& c) const {
    const auto &a = words.before[q.at.provision], &b = words.after[c.provision];
    const auto first = c.matches.front(), last = c.matches.back();
    Range out{b.places[first.b].from, b.places[last.b].to};
    const auto signs = [](std::string_view word) {  // punctuation at both ends, in code points
      std::size_t head = 0, tail = 0;
      bool seen = false;
      for (std::size_t i = 0; i < word.size();) {
        const bool letter = is_letter_or_digit(utf8::next(word, i));
        seen = seen || letter;
        head += !seen;
        tail = letter ? 0 : tail + 1;
      }
      return std::pair{seen ? head : 0, seen ? tail : 0};
    };
    const auto share = [&](std::size_t cut, std::string_view old_word, std::string_view new_word, bool at_end) {
      if (cut == 0) return cut;
      if (old_word == new_word) return cut;
      const auto pick = [&](std::string_view w) { return at_end ? signs(w).second : signs(w).first; };
      return cut == pick(old_word) ? pick(new_word) : std::size_t{0};
    };
    if (first.a == q.at.first) out.from += share(q.lead, a.word(first.a), b.word(first.b), false);
    if (last.a + 1U == q.at.last) out.to -= share(q.trail, a.word(last.a), b.word(last.b), true);
    return out.from < out.to ? out : Range{b.places[first.b].from, b.places[last.b].to};
  }

  [[nodiscard]] Placement placed(const Quote& q, const Candidate& c, bool direct) const {
    const auto range = range_of(q, c);
    const auto& text = words.after[c.provision].text;
    Placement out;
    out.provision = c.provision;
    out.anchor = make_anchor(text, range.from, range.to);
    out.kind = !same_words(q.exact, out.anchor->exact) ? PlacementKind::changed : direct ? PlacementKind::kept : PlacementKind::moved;
    out.score = c.score();
    const double evidence = std::max(1, bits(q.at));
    out.runner_up = out.score * std::max(0.0, 1 - static_cast<double>(c.firm) / evidence);
    return out;
  }

  [[nodiscard]] Placement place(const Quote& q) const {
    const auto& group = heirs.of(q.at.provision);
    const auto here = in_heirs(q.at);
    const auto guess = here ? std::optional(here->provision) : group.after.empty() ? std::nullopt : std::optional(group.after.front());
    if (group.doubtful) return doubt(guess, here ? here->score() : 0, here ? here->score() : 0);
    if (here && here->score() >= place_from && here->firm >= firm_bits) return placed(q, *here, group.kind != ChangeKind::moved);
    const auto other = elsewhere(q.at);
    const double here_score = here ? here->score() : 0;
    if (other.place && other.place->share >= here_score + 0.2) {
      const bool direct = group.kind != ChangeKind::moved && std::ranges::find(group.after, other.place->provision) != group.after.end();
      return placed(q, *other.place, direct);
    }
    if (other.alike == 0 && (group.after.empty() || taken_out(q.at))) {
      if (group.after.empty()) return gone(heirs.place_of_deleted(q.at.provision), 0);
      std::size_t at = group.after.front() + 1;
      for (std::size_t w = 0; w < q.at.first; ++w)
        if (const auto& stands = heirs.fates(q.at.provision)[w].at) at = stands->provision + 1;
      return gone(at, 0);
    }
    return doubt(other.alike > here_score ? other.guess : guess, std::max(here_score, other.alike), std::min(here_score, other.alike));
  }

  [[nodiscard]] Placement whole(std::size_t i) const {
    const auto& group = heirs.of(i);
    const auto& ids = words.before[i].ids;
    const Passage all{i, 0, ids.size()};
    if (group.after.empty()) {
      if (group.doubtful) return doubt(std::nullopt, 0, 0);
      if (ids.empty()) return gone(heirs.place_of_deleted(i), 0);
      const auto other = elsewhere(all);
      if (other.alike == 0) return gone(heirs.place_of_deleted(i), 0);
      if (!other.place) return doubt(other.guess, other.alike, 0);
      Placement out{PlacementKind::moved, other.place->provision, 0, std::nullopt, other.place->score(), 0};
      if (!same_words(words.before[i].text, words.after[other.place->provision].text)) out.kind = PlacementKind::changed;
      return out;
    }
    std::map<std::size_t, int> held;
    for (const auto j : group.after) held[j] = 0;
    for (std::size_t w = 0; w < ids.size(); ++w)
      if (const auto& stands = heirs.fates(i)[w].at) held[stands->provision] += words.bits[ids[w]];
    const auto most = std::ranges::max_element(held, {}, [](const auto& h) { return h.second; });
    const double weight = std::max(1, bits(all)), share = ids.empty() ? 1 : most->second / weight;
    int second = 0;
    for (const auto& [j, n] : held)
      if (j != most->first) second = std::max(second, n);
    if (group.doubtful) return doubt(most->first, share, share);
    // A heading without text of its own is who it is by what stands under it; the lineage knows.
    if (share < heir_share && !group.by_hand && !heading_alone[i]) return doubt(most->first, share, second / weight);
    const bool same = same_words(words.before[i].text, words.after[most->first].text);
    return {!same ? PlacementKind::changed : group.kind == ChangeKind::moved ? PlacementKind::moved : PlacementKind::kept, most->first, 0, std::nullopt, share,
            second / weight};
  }
};

Placer::Placer(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& lineage)
    : prepared_(std::make_unique<const Prepared>(old_draft, new_draft, lineage)) {}
Placer::~Placer() = default;
Placer::Placer(Placer&&) noexcept = default;
Placer& Placer::operator=(Placer&&) noexcept = default;

Placement Placer::place(std::size_t old_provision, const std::optional<Anchor>& anchor) const {
  if (old_provision >= prepared_->words.before.size()) return prepared_->doubt(std::nullopt, 0, 0);
  if (!anchor || utf8::trim(anchor->exact).empty()) return prepared_->whole(old_provision);
  const auto quote = prepared_->locate(old_provision, *anchor);
  return quote ? prepared_->place(*quote) : prepared_->doubt(std::nullopt, 0, 0);
}

}  // namespace accord::text
