#include "text/redline.h"

#include <algorithm>
#include <optional>

#include "text/words.h"

namespace accord::text {

namespace {

// A run of changed words: a[a0, a1) became b[b0, b1). Between two hunks everything is kept.
struct Hunk {
  std::size_t a0, a1, b0, b1;
  [[nodiscard]] std::size_t size() const { return a1 - a0 + b1 - b0; }
};

// The common ends are seen without giving their words numbers.
std::vector<Match> matches(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t head = 0, tail = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  Interner interner;
  const auto middle = [&](const std::vector<std::string_view>& words) {
    WordIds out;
    for (std::size_t k = head; k < words.size() - tail; ++k) out.push_back(interner.id(words[k]));
    return out;
  };
  const auto position = [](std::size_t k) { return static_cast<std::uint32_t>(k); };
  std::vector<Match> out;
  for (std::size_t k = 0; k < head; ++k) out.push_back({position(k), position(k)});
  for (const auto& m : longest_common(middle(a), middle(b))) out.push_back({m.a + position(head), m.b + position(head)});
  for (std::size_t k = tail; k > 0; --k) out.push_back({position(a.size() - k), position(b.size() - k)});
  return out;
}

std::vector<Hunk> hunks_of(const std::vector<Match>& kept, std::size_t a_size, std::size_t b_size) {
  std::vector<Hunk> out;
  std::size_t a = 0, b = 0;
  const auto upto = [&](std::size_t next_a, std::size_t next_b) {
    if (next_a > a || next_b > b) out.push_back({a, next_a, b, next_b});
    a = next_a + 1;
    b = next_b + 1;
  };
  for (const auto& m : kept) upto(m.a, m.b);
  upto(a_size, b_size);
  return out;
}

// How natural it is to begin or end a change in this gap, behind that word.
int border(std::string_view word_before, std::string_view gap) {
  if (gap.find('\n') != std::string_view::npos || word_before.empty()) return 3;
  const char last = word_before.back();
  if (last == '.' || last == '?' || last == '!') return 2;
  return last == ',' || last == ';' || last == ':' ? 1 : 0;
}

// "a [b a] c" is as true as "[a b] a c": slides a pure insertion or deletion to where its ends fall on
// borders of sentences. `side` is the text that has the words. The count of words stays.
void slide(Hunk& h, std::size_t room_before, std::size_t room_after, const Words& side, bool inserted) {
  const std::size_t from = inserted ? h.b0 : h.a0, to = inserted ? h.b1 : h.a1;
  const auto& w = side.words;
  const auto value = [&](std::size_t f, std::size_t t) {
    return border(f == 0 ? std::string_view{} : w[f - 1], side.gaps[f]) + border(w[t - 1], side.gaps[t]);
  };
  std::ptrdiff_t best = 0;
  int best_value = value(from, to);
  for (std::size_t k = 1; k <= room_before && w[from - k] == w[to - k] && side.gaps[from - k + 1] == side.gaps[to - k + 1]; ++k)
    if (const int v = value(from - k, to - k); v > best_value) {
      best_value = v;
      best = -static_cast<std::ptrdiff_t>(k);
    }
  for (std::size_t k = 1; k <= room_after && w[from + k - 1] == w[to + k - 1] && side.gaps[from + k] == side.gaps[to + k]; ++k)
    if (const int v = value(from + k, to + k); v > best_value) {
      best_value = v;
      best = static_cast<std::ptrdiff_t>(k);
    }
  for (auto* place : {&h.a0, &h.a1, &h.b0, &h.b1}) *place += static_cast<std::size_t>(best);
}

// Share of the edited words that may be added for the sake of reading.
constexpr std::size_t readability_divisor = 25;  // 4 %; the promise is 5 %
// A kept run this short between two replacements is confetti when the replacements are larger.
constexpr std::size_t confetti_words = 3;
constexpr std::size_t confetti_ratio = 3;

// Joins replacements that only a few common words hold apart, the worst first, within the budget.
void sweep(std::vector<Hunk>& hunks) {
  std::size_t edited = 0;
  for (const auto& h : hunks) edited += h.size();
  std::size_t budget = edited / readability_divisor;
  if (budget < 2) return;
  struct Scrap {
    std::size_t before, words, around;
  };
  std::vector<Scrap> scraps;
  for (std::size_t i = 0; i + 1 < hunks.size(); ++i) {
    const auto &l = hunks[i], &r = hunks[i + 1];
    const std::size_t words = r.a0 - l.a1;
    const bool replaces = l.a1 - l.a0 + r.a1 - r.a0 > 0 && l.b1 - l.b0 + r.b1 - r.b0 > 0;
    if (replaces && words <= confetti_words && std::min(l.size(), r.size()) >= confetti_ratio * words)
      scraps.push_back({i, words, l.size() + r.size()});
  }
  std::ranges::stable_sort(scraps, [](const Scrap& l, const Scrap& r) { return l.around * r.words > r.around * l.words; });
  std::vector<bool> joined(hunks.size(), false);
  for (const auto& s : scraps) {
    if (2 * s.words > budget) continue;
    budget -= 2 * s.words;
    joined[s.before] = true;
  }
  std::vector<Hunk> out;
  for (std::size_t i = 0; i < hunks.size(); ++i) {
    if (i > 0 && joined[i - 1]) {
      out.back().a1 = hunks[i].a1;
      out.back().b1 = hunks[i].b1;
    } else {
      out.push_back(hunks[i]);
    }
  }
  hunks = std::move(out);
}

void slide_all(std::vector<Hunk>& hunks, const Words& a, const Words& b) {
  for (std::size_t i = 0; i < hunks.size(); ++i) {
    auto& h = hunks[i];
    const bool inserts = h.a0 == h.a1;
    if (!inserts && h.b0 != h.b1) continue;
    // One kept word must stay on each side, or two hunks would touch.
    const std::size_t before = h.a0 - (i == 0 ? 0 : hunks[i - 1].a1 + 1);
    const std::size_t after = i + 1 < hunks.size() ? hunks[i + 1].a0 - h.a1 - 1 : a.words.size() - h.a1;
    slide(h, before, after, inserts ? b : a, inserts);
  }
}

class Writer {
 public:
  void put(Op op, std::string_view text) {
    if (text.empty()) return;
    if (!spans_.empty() && spans_.back().op == op)
      spans_.back().text += text;
    else
      spans_.push_back({op, std::string(text)});
  }
  void gap(std::string_view old_gap, std::string_view new_gap) {
    if (old_gap == new_gap) return put(Op::keep, old_gap);
    put(Op::remove, old_gap);
    put(Op::insert, new_gap);
  }
  std::vector<Span> take() { return std::move(spans_); }

 private:
  std::vector<Span> spans_;
};

// Words [from, to) with the gaps between them.
std::string_view stretch(const Words& side, std::size_t from, std::size_t to) {
  if (from == to) return {};
  return {side.words[from].data(), static_cast<std::size_t>(side.words[to - 1].data() + side.words[to - 1].size() - side.words[from].data())};
}

// One changed place with the gaps before and behind it. A gap that both sides have at either end is kept.
void write_hunk(Writer& out, const Hunk& k, const Words& a, const Words& b) {
  const auto old_words = stretch(a, k.a0, k.a1), new_words = stretch(b, k.b0, k.b1);
  const auto old_before = a.gaps[k.a0], new_before = b.gaps[k.b0], old_behind = a.gaps[k.a1], new_behind = b.gaps[k.b1];
  if (k.a0 < k.a1 && k.b0 < k.b1) {
    out.gap(old_before, new_before);
    out.put(Op::remove, old_words);
    if (old_behind != new_behind) out.put(Op::remove, old_behind);
    out.put(Op::insert, new_words);
    out.put(old_behind == new_behind ? Op::keep : Op::insert, new_behind);
    return;
  }
  // The side without words has one gap here, the other has two.
  const bool inserts = k.a0 == k.a1;
  const Op op = inserts ? Op::insert : Op::remove;
  const auto words = inserts ? new_words : old_words, before = inserts ? new_before : old_before, behind = inserts ? new_behind : old_behind;
  const auto only = inserts ? old_before : new_before;
  if (only == before) {
    out.put(Op::keep, only);
    out.put(op, words);
    out.put(op, behind);
  } else {
    if (only != behind) out.put(inserts ? Op::remove : Op::insert, only);
    out.put(op, before);
    out.put(op, words);
    out.put(only == behind ? Op::keep : op, behind);
  }
}

std::vector<Span> write(const std::vector<Hunk>& hunks, const Words& a, const Words& b) {
  Writer out;
  std::size_t i = 0, j = 0;
  bool gap_written = false;  // a hunk writes the gap behind it
  for (std::size_t h = 0; h <= hunks.size(); ++h) {
    const std::size_t a0 = h < hunks.size() ? hunks[h].a0 : a.words.size();
    for (; i < a0; ++i, ++j) {
      if (!gap_written) out.gap(a.gaps[i], b.gaps[j]);
      gap_written = false;
      out.put(Op::keep, a.words[i]);
    }
    if (h == hunks.size()) break;
    write_hunk(out, hunks[h], a, b);
    gap_written = true;
    i = hunks[h].a1;
    j = hunks[h].b1;
  }
  if (!gap_written) out.gap(a.gaps.back(), b.gaps.back());
  return out.take();
}

std::string collect(const std::vector<Span>& spans, Op with) {
  std::string out;
  for (const auto& s : spans)
    if (s.op == Op::keep || s.op == with) out += s.text;
  return out;
}

// The texts of one side of a change, laid end to end: of a split or merge the headings behind the first
// stand as paragraphs of the body, so that no word of either side is lost.
struct Side {
  std::string heading, body;
};
Side side_of(const std::vector<Provision>& draft, const std::vector<int>& ids) {
  Side out;
  const auto add = [&](std::string_view text) {
    if (!text.empty()) (out.body += out.body.empty() ? "" : "\n\n") += text;
  };
  for (std::size_t k = 0; k < ids.size(); ++k) {
    const auto& p = draft[static_cast<std::size_t>(ids[k])];
    if (k == 0)
      out.heading = p.heading;
    else
      add(p.heading);
    add(p.body);
  }
  return out;
}

// All that a reader sees of one side.
std::string visible_side(const std::vector<Provision>& draft, const std::vector<int>& ids) {
  std::string out;
  for (const int i : ids) (out += visible_text(draft[static_cast<std::size_t>(i)])) += '\n';
  return out;
}

// Spans, and their words as count_words() would find them, which are known on the way.
struct Compared {
  std::vector<Span> spans;
  WordCounts words;
};
Compared compare(std::string_view old_text, std::string_view new_text) {
  Compared out;
  if (old_text == new_text) {
    if (!old_text.empty()) out.spans.push_back({Op::keep, std::string(old_text)});
    out.words.kept = static_cast<std::int64_t>(count_words(old_text));
    return out;
  }
  const Words a = split_words(old_text), b = split_words(new_text);
  auto hunks = hunks_of(matches(a.words, b.words), a.words.size(), b.words.size());
  slide_all(hunks, a, b);
  sweep(hunks);
  for (const auto& h : hunks) out.words += {0, static_cast<std::int64_t>(h.a1 - h.a0), static_cast<std::int64_t>(h.b1 - h.b0)};
  out.words.kept = static_cast<std::int64_t>(a.words.size()) - out.words.deleted;
  out.spans = write(hunks, a, b);
  return out;
}

}  // namespace

std::vector<Span> compare_words(std::string_view old_text, std::string_view new_text) { return compare(old_text, new_text).spans; }

std::string apply(const std::vector<Span>& spans) { return collect(spans, Op::insert); }
std::string revert(const std::vector<Span>& spans) { return collect(spans, Op::remove); }

WordCounts& WordCounts::operator+=(const WordCounts& o) {
  kept += o.kept;
  deleted += o.deleted;
  inserted += o.inserted;
  return *this;
}

WordCounts count_words(const std::vector<Span>& spans) {
  WordCounts out;
  for (const auto& s : spans) {
    auto& counter = s.op == Op::keep ? out.kept : s.op == Op::remove ? out.deleted : out.inserted;
    counter += static_cast<std::int64_t>(count_words(s.text));
  }
  return out;
}

// The body of an item is Markdown source on both sides, because that is what is stored and rendered;
// the counts are of the visible words, because markup is not what people wrote.
Redline redline(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& changes) {
  Redline out;
  out.items.reserve(changes.size());
  for (const auto& change : changes) {
    const Side before = side_of(old_draft, change.old_ids), after = side_of(new_draft, change.new_ids);
    auto heading = compare(before.heading, after.heading), body = compare(before.body, after.body);
    RedlineItem item{change, std::move(heading.spans), std::move(body.spans), heading.words};
    if (is_plain(before.body) && (before.body == after.body || is_plain(after.body)))
      item.words += body.words;
    else
      item.words = compare(visible_side(old_draft, change.old_ids), visible_side(new_draft, change.new_ids)).words;
    out.words += item.words;
    out.items.push_back(std::move(item));
  }
  return out;
}

}  // namespace accord::text
