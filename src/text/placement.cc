#include "text/placement.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

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
constexpr double place_from = 0.2;
// Score from which it is placed outside the heirs, where lineage says nothing for it.
constexpr double move_from = 0.4;
// Words each side of a quote whose survival counts for its score, and how much of the score they are.
constexpr std::size_t context_words = 8;
constexpr double context_part = 0.25;
// Bits by which at least one word of a quote must be better off where it is placed than anywhere else in
// the heirs or nowhere. A word of a thousand has ten; a coincidence of two frequent words about so many.
constexpr int stands_bits = 5, firm_bits = 8, apart_bits = 20, support_bits = 24;
constexpr double support_share = 0.6;
constexpr std::size_t support_words = 6;
// Words of a quote that are surely gone, by weight, for it to be called deleted.
constexpr double gone_share = 0.7, still_there_share = 0.2;
// A hunk in the middle of which a quote stood was taken out, not rewritten, when so little stands there
// now: nothing, or a fourth of a long one.
constexpr std::size_t long_hunk = 12, rewritten_part = 4, paragraph = 60;
// A quote of more words than these may be called deleted while its provision lives on; fewer may have been
// replaced by others, or stand elsewhere by chance.
constexpr std::size_t several_words = 4;
// ... unless this share of its telling words is new elsewhere in the heirs.
constexpr int telling_bits = 7;
constexpr double again_share = 0.3;
// Context taken into the search for a passage elsewhere.
constexpr std::size_t search_words = 16;
constexpr std::ptrdiff_t beyond_words = 6;
constexpr int phrase_bits = 30;
constexpr std::size_t near_words = 12;
// A place outside the heirs: bits of likeness from which something is alike and from which it may be the
// place, and the margin to the next best, in the new draft and, from there, back in the old.
constexpr int alike_bits = 14, found_bits = 24, found_margin = 20;
constexpr double alike_share = 0.35;
// Below so many bits a passage of several words is faint, and likeness from this share of them counts.
constexpr int faint_bits = 72;
constexpr double faint_share = 0.15;
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
  int supported = 0;  // words
  [[nodiscard]] double score() const { return share * (1 - context_part + context_part * context); }
};

std::vector<std::vector<bool>> without_ancestor(const Heirs& heirs) {
  std::vector<std::vector<bool>> out;
  for (const auto& words : heirs.ancestors()) {
    auto& open = out.emplace_back();
    for (const auto& ancestor : words) open.push_back(!ancestor);
  }
  return out;
}

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
      : words(words_of(old_draft, new_draft)), heirs(words, old_draft, new_draft, lineage), open(words.after, words.bits, without_ancestor(heirs)), after(words.after, words.bits, {}), before(words.before, words.bits, {}) {
    for (const auto& p : old_draft) {
      heading_alone.push_back(p.body.empty());
      headings[0].push_back(count_words(p.heading));
    }
    for (std::size_t j = 0; j < new_draft.size(); ++j) {
      headings[1].push_back(count_words(new_draft[j].heading));
      if (heirs.is_new(j)) new_provisions.push_back(j);
    }
  }

  WordedDrafts words;
  Heirs heirs;
  PassageIndex open;    // what of the new draft came from nowhere
  PassageIndex after;   // the new draft
  PassageIndex before;  // the old draft
  std::vector<bool> heading_alone;
  std::vector<std::size_t> headings[2];     // their words
  std::vector<std::size_t> new_provisions;  // without ancestor

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

  // Bits that say that a kept word stands where it stands for more reasons than its own: its own and those
  // of the kept words near it that are as near to it there, give or take one word.
  [[nodiscard]] bool supported(std::size_t provision, std::size_t word) const {
    const auto& ids = words.before[provision].ids;
    const auto& fates = heirs.fates(provision);
    const auto& at = *fates[word].at;
    int out = 0, most = 0;
    for (std::size_t w = word - std::min(word, support_words); w < std::min(word + support_words + 1, ids.size()); ++w) {
      most += words.bits[ids[w]];
      if (!fates[w].at || fates[w].at->provision != at.provision) continue;
      const auto then = static_cast<std::ptrdiff_t>(w) - static_cast<std::ptrdiff_t>(word);
      const auto now = static_cast<std::ptrdiff_t>(fates[w].at->word) - static_cast<std::ptrdiff_t>(at.word);
      if (std::abs(now - then) <= 1) out += words.bits[ids[w]];
    }
    return out >= std::min<double>(support_bits, support_share * most);
  }

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
        if (!supported(q.provision, w)) continue;
        ++out.supported;
        if (fates[w].over_none >= stands_bits) out.firm = std::max(out.firm, fates[w].over_other);
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

  // Whether a word has a counterpart that is more than a coincidence.
  [[nodiscard]] bool stands(std::size_t provision, std::size_t word) const {
    const auto& fate = heirs.fates(provision)[word];
    return fate.at && supported(provision, word);
  }

  // The unbroken run of words without counterpart around a passage, itself included.
  [[nodiscard]] Passage hunk_around(Passage q) const {
    const std::size_t size = heirs.fates(q.provision).size();
    while (q.first > 0 && !stands(q.provision, q.first - 1)) --q.first;
    while (q.last < size && !stands(q.provision, q.last)) ++q.last;
    return q;
  }

  // Whether no other reading finds the words anywhere in the heirs.
  [[nodiscard]] bool surely_gone(const Passage& q) const {
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

  // Whether the text around the words stands in the heirs with nothing in their place that could be what
  // became of them.
  [[nodiscard]] bool taken_out(const Passage& q) const {
    const auto& fates = heirs.fates(q.provision);
    const auto& group = heirs.of(q.provision);
    const Passage hunk = hunk_around(q);
    const auto* left = hunk.first > 0 ? &fates[hunk.first - 1] : nullptr;
    const auto* right = hunk.last < fates.size() ? &fates[hunk.last] : nullptr;
    const auto firm = [&](std::size_t w) { return fates[w].over_other >= firm_bits && fates[w].over_none > 0 && supported(q.provision, w); };
    if (!(left != nullptr && firm(hunk.first - 1)) && !(right != nullptr && firm(hunk.last))) return false;
    if (group.before.size() > 1 && (left == nullptr || right == nullptr)) return false;  // another ancestor's words stand beyond
    // Positions in the heirs laid end to end, and what is new in them.
    std::size_t all = 0, fresh = 0;
    std::unordered_set<std::uint32_t> new_words;
    std::map<std::size_t, std::size_t> begins;
    for (const auto j : group.after) {
      begins[j] = all;
      all += words.after[j].ids.size();
      for (std::size_t w = 0; w < words.after[j].ids.size(); ++w)
        if (!heirs.ancestors()[j][w]) {
          ++fresh;
          new_words.insert(words.after[j].ids[w]);
        }
    }
    const auto position = [&](const Heirs::Stands& at) { return begins[at.provision] + at.word; };
    const std::size_t from = left != nullptr ? position(*left->at) + 1 : 0, to = right != nullptr ? position(*right->at) : all;
    const std::size_t now = to > from ? to - from : 0, then = hunk.last - hunk.first;
    int telling = 0, again = 0;
    for (std::size_t w = q.first; w < q.last; ++w)
      if (const auto id = words.before[q.provision].ids[w]; words.bits[id] >= telling_bits) {
        telling += words.bits[id];
        if (new_words.contains(id)) again += words.bits[id];
      }
    if (q.last - q.first >= several_words && again >= again_share * telling && again > 0) return false;
    // What stood in one stretch with it stands elsewhere: it may do so in other words.
    if (then > paragraph)
      for (const auto& hit : open.find(words.before, hunk))
        if (hit.score >= found_bits) return false;
    return (now == 0 || (then >= long_hunk && now * rewritten_part <= then)) && q.last - q.first > several_words;
  }

  // Whether a provision without ancestor has all words of this one's heading in its own, or the other way
  // round: it may be what became of it, all in other words.
  [[nodiscard]] bool retold(std::size_t i) const {
    const auto heading = [](const WordedText& t, std::size_t length) {
      return std::set<std::uint32_t>(t.ids.begin(), t.ids.begin() + static_cast<std::ptrdiff_t>(length));
    };
    const auto old_heading = heading(words.before[i], headings[0][i]);
    if (old_heading.empty()) return false;
    return std::ranges::any_of(new_provisions, [&](std::size_t j) {
      const auto new_heading = heading(words.after[j], headings[1][j]);
      return !new_heading.empty() && (std::ranges::includes(new_heading, old_heading) || std::ranges::includes(old_heading, new_heading));
    });
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
    const int sought = bits(window);
    // A few frequent words that are like nothing in particular: anything like them is a reason to ask.
    const bool faint = sought < faint_bits && window.last - window.first > 2;
    std::optional<Candidate> best;
    const Hit* from = nullptr;
    for (const auto& hit : hits) {
      Candidate c;
      c.provision = hit.provision;
      int quoted = 0;
      bool near = false;
      for (const auto& m : hit.matches)
        if (const std::size_t w = window.first + m.a; near = near || (w + near_words >= q.first && w < q.last + near_words), w >= q.first && w < q.last) {
          c.matches.push_back({static_cast<std::uint32_t>(w), m.b});
          quoted += words.bits[words.before[q.provision].ids[w]];
        }
      c.share = static_cast<double>(quoted) / bits(q);
      const double likeness = static_cast<double>(hit.score) / sought;
      c.context = std::min(1.0, likeness);
      c.firm = hit.score;
      const bool alike = faint ? likeness >= faint_share : hit.score >= alike_bits;
      if (!alike || !near) continue;
      if (!faint && hit.score < phrase_bits && !comes_from(hit, q, 0, 0)) continue;
      out.alike = std::max({out.alike, c.share, likeness});
      if (best && c.share <= best->share) continue;
      best = std::move(c);
      from = &hit;
    }
    if (out.alike == 0)
      for (const auto& hit : after.find(words.before, window))
        if (hit.score >= found_bits && !well_claimed(window, hit)) out.alike = std::min(1.0, static_cast<double>(hit.score) / sought);
    if (!best) return out;
    out.guess = best->provision;
    if (best->share < move_from || from->score < found_bits || !unique(window, q, *best, *from) || !comes_from(*from, q, search_words, found_margin)) return out;
    out.place = std::move(best);
    return out;
  }

  // Whether nothing as like stands in the new draft, also where it has another ancestor.
  [[nodiscard]] bool unique(const Passage& sought, const Passage& q, const Candidate& c, const Hit& hit) const {
    for (const auto& h : after.find(words.before, sought)) {
      int quoted = 0;
      for (const auto& m : h.matches)
        if (const std::size_t w = sought.first + m.a; w >= q.first && w < q.last) quoted += words.bits[words.before[q.provision].ids[w]];
      if (2 * quoted < c.share * bits(q)) continue;  // like the words around the quote, not the quote
      const bool same = h.provision == hit.provision && h.matches.front().b <= hit.matches.back().b && h.matches.back().b >= hit.matches.front().b;
      if (!same && hit.score - h.score < found_margin && !well_claimed(sought, h)) return false;
    }
    return true;
  }

  // Whether the text beyond what the place has in common with the old provision has the same ancestor as the
  // place itself: then what stands there stood with its surroundings in the old draft already.
  [[nodiscard]] bool well_claimed(const Passage& sought, const Hit& hit) const {
    const auto& ancestors = heirs.ancestors()[hit.provision];
    const auto &a = words.before[sought.provision].ids, &b = words.after[hit.provision].ids;
    std::size_t claimed = 0;
    for (const auto& m : hit.matches) claimed += ancestors[m.b].has_value();
    if (2 * claimed < hit.matches.size()) return false;
    std::size_t first = hit.matches.front().b, last = hit.matches.back().b;
    for (std::size_t w = sought.first + hit.matches.front().a; w > 0 && first > 0 && a[w - 1] == b[first - 1]; --w) --first;
    for (std::size_t w = sought.first + hit.matches.back().a; w + 1 < a.size() && last + 1 < b.size() && a[w + 1] == b[last + 1]; ++w) ++last;
    // Words near the end `from` of the place, beyond it, with an ancestor as near to its ancestor, give or take one.
    const auto goes_on = [&](std::size_t from, std::ptrdiff_t step) {
      if (!ancestors[from]) return false;
      int beyond = 0;
      for (std::ptrdiff_t k = step; std::abs(k) <= beyond_words; k += step) {
        const auto w = static_cast<std::ptrdiff_t>(from) + k;
        if (w < 0 || w >= static_cast<std::ptrdiff_t>(ancestors.size())) break;
        const auto& there = ancestors[static_cast<std::size_t>(w)];
        if (!there || there->provision != ancestors[from]->provision) continue;
        const auto then = static_cast<std::ptrdiff_t>(there->word) - static_cast<std::ptrdiff_t>(ancestors[from]->word);
        beyond += std::abs(then - k) <= 1;
      }
      return beyond >= 2;
    };
    return goes_on(first, -1) || goes_on(last, 1);
  }

  // Whether a place found is, seen from there, this passage of the old draft and no other.
  [[nodiscard]] bool comes_from(const Hit& hit, const Passage& q, std::size_t around, int margin) const {
    const auto& ancestors = heirs.ancestors()[hit.provision];
    Passage there{hit.provision, hit.matches.front().b, hit.matches.back().b + 1U};
    const std::size_t least = there.first - std::min<std::size_t>(there.first, around);
    const std::size_t most = std::min(ancestors.size(), there.last + around);
    while (there.first > least && !ancestors[there.first - 1]) --there.first;
    while (there.last < most && !ancestors[there.last]) ++there.last;
    const auto back = before.find(words.after, there);
    if (back.empty() || back[0].provision != q.provision) return false;
    if (back[0].matches.back().b < q.first || back[0].matches.front().b >= q.last) return false;
    return back.size() < 2 || back[0].score - back[1].score >= margin;
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
    const auto surely = [&](std::size_t j) { return heirs.sure(q.at.provision, j); };
    const bool sure = group.after.empty() || (here ? surely(here->provision) : std::ranges::any_of(group.after, surely));
    if (here && !sure) return doubt(guess, here->score(), here->score());
    const auto enough = [&](const Candidate& c) { return c.score() >= place_from && c.firm >= apart_bits && (c.score() >= move_from || c.supported > 1); };
    if (here && enough(*here)) return placed(q, *here, group.kind != ChangeKind::moved);
    const auto other = elsewhere(q.at);
    const double here_score = here ? here->score() : 0;
    if (other.place && other.place->share >= here_score + 0.2) {
      const bool direct = group.kind != ChangeKind::moved && std::ranges::find(group.after, other.place->provision) != group.after.end();
      return placed(q, *other.place, direct);
    }
    if (sure && other.alike == 0 && surely_gone(q.at) && !retold(q.at.provision) && (group.after.empty() || taken_out(q.at))) {
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
      if (ids.empty()) return gone(heirs.place_of_deleted(i), 0);
      const auto other = elsewhere(all);
      if (other.alike == 0 && surely_gone(all) && !retold(i)) return gone(heirs.place_of_deleted(i), 0);
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
    int firm = 0;
    for (std::size_t w = 0; w < ids.size(); ++w)
      if (const auto& f = heirs.fates(i)[w]; f.at && f.at->provision == most->first && std::min(f.over_none, f.over_other) >= firm_bits) firm += words.bits[ids[w]];
    if (!heirs.sure(i, most->first) && !heading_alone[i]) return doubt(most->first, share, share);
    if (2 * firm < most->second) return doubt(most->first, share, share);
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
