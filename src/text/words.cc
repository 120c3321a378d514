#include "text/words.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <optional>

#include "base/utf8.h"

namespace accord::text {

namespace {

// What a byte can begin, so that one look decides for nearly all of them.
enum Begins : std::uint8_t { in_word = 0, space = 1, perhaps_space = 2, markup = 4, line = 8 };
constexpr auto begins = [] {
  std::array<std::uint8_t, 256> out{};
  for (const unsigned char c : {' ', '\t', '\n', '\v', '\f', '\r'}) out[c] = space;
  out['\t'] |= markup;
  out['\n'] |= line;
  // U+0085 and U+00A0 begin with C2, U+1680 with E1, U+2000.. with E2, U+3000 with E3.
  for (const unsigned char c : {0xc2, 0xe1, 0xe2, 0xe3}) out[c] = perhaps_space;
  for (const unsigned char c : std::string_view("*_[]<>&\\#|~`=^$")) out[c] = markup;
  return out;
}();
std::uint8_t begin_at(std::string_view s, std::size_t i) { return begins[static_cast<unsigned char>(s[i])]; }

// Bytes of the white space at `i`, 0 for none.
inline std::size_t space_at(std::string_view s, std::size_t i) {
  const auto b = begin_at(s, i);
  if (b != perhaps_space) [[likely]] return b & space;
  std::size_t end = i;
  return utf8::is_space(utf8::next(s, end)) ? end - i : 0;
}
inline std::size_t end_of_space(std::string_view s, std::size_t i) {
  while (i < s.size()) {
    const std::size_t n = space_at(s, i);
    if (n == 0) break;
    i += n;
  }
  return i;
}
inline std::size_t end_of_word(std::string_view s, std::size_t i) {
  while (i < s.size() && space_at(s, i) == 0) ++i;
  return i;
}

// Block operations that one comparison may spend: about a tenth of a second for each hundred million.
constexpr std::int64_t work_budget = 250'000'000;
// What a step of Myers' search costs, in block operations, and what setting up a row pass costs a word.
constexpr std::int64_t step_cost = 16;
constexpr std::int64_t division_cost_per_word = 8;
// Rows of bits that may be kept at once, in blocks of 64: a quarter of a megabyte.
constexpr std::size_t table_blocks = 32'768;

// Finds the common subsequence of ranges of two id lists and notes it in `partner`.
class Comparison {
 public:
  Comparison(const WordIds& a, const WordIds& b, std::size_t vocabulary)
      : a_(a), b_(b), partner_(a.size(), none), slot_(vocabulary, none), forward_(a.size() + b.size() + 3), backward_(forward_.size()) {
    budget_per_word_ = work_budget / static_cast<std::int64_t>(std::max<std::size_t>(1, a.size() + b.size()));
  }

  const std::vector<std::uint32_t>& run() {
    solve(0, a_.size(), 0, b_.size(), unknown);
    return partner_;
  }
  static constexpr std::uint32_t none = ~0U;

 private:
  static constexpr std::int64_t unknown = -1;
  // Where to cut a range in two, and the edits (words deleted and inserted) on each side of the cut.
  struct Cut {
    std::size_t a, b;
    std::int64_t edits_before, edits_behind;
  };

  void solve(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, std::int64_t edits) {
    for (; a0 < a1 && b0 < b1 && a_[a0] == b_[b0]; ++a0, ++b0) keep(a0, b0);
    for (; a0 < a1 && b0 < b1 && a_[a1 - 1] == b_[b1 - 1]; --a1, --b1) keep(a1 - 1, b1 - 1);
    if (a0 == a1 || b0 == b1) return;
    if (a1 - a0 == 1 || b1 - b0 == 1) return match_single(a0, a1, b0, b1);
    const auto words = static_cast<std::int64_t>(a1 - a0 + b1 - b0);
    const std::int64_t rows = row_cost(a0, a1, b0, b1), division = 2 * (rows + division_cost_per_word * words);

    const bool affordable = rows <= budget_per_word_ * words;
    std::optional<Cut> cut;
    if (edits == unknown)
      cut = middle(a0, a1, b0, b1, (affordable ? division : budget_per_word_ * words) / (2 * step_cost));
    else if (step_cost * edits * edits / 4 <= division)
      cut = middle(a0, a1, b0, b1, edits * edits);
    if (!cut && (a1 - a0) * ((b1 - b0 + 63) / 64) <= table_blocks) return trace(a0, a1, b0, b1);
    if (!cut) cut = affordable ? best_cut(a0, a1, b0, b1) : coarse_cut(a0, a1, b0, b1);
    solve(a0, cut->a, b0, cut->b, cut->edits_before);
    solve(cut->a, a1, cut->b, b1, cut->edits_behind);
  }

  void keep(std::size_t a, std::size_t b) { partner_[a] = static_cast<std::uint32_t>(b); }

  void match_single(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1) {
    for (std::size_t i = a0; i < a1; ++i)
      for (std::size_t j = b0; j < b1; ++j)
        if (a_[i] == b_[j]) return keep(i, j);
  }

  // Myers' middle: a point on a shortest edit path, reached from both ends at once; nullopt when more
  // than `limit` steps would be needed. The ends must differ, so that both parts are smaller.
  std::optional<Cut> middle(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, std::int64_t limit) {
    const auto n = static_cast<std::int64_t>(a1 - a0), m = static_cast<std::int64_t>(b1 - b0);
    const std::int64_t delta = n - m;
    const bool odd = (delta & 1) != 0;
    std::int32_t* vf = forward_.data() + m + 1;
    std::int32_t* vb = backward_.data() + m + 1;
    const std::uint32_t* a = a_.data() + a0;
    const std::uint32_t* b = b_.data() + b0;
    vf[1] = vb[1] = 0;
    std::int64_t steps = 0;
    const auto furthest = [](const std::int32_t* v, std::int64_t k, std::int64_t low, std::int64_t high) {
      return static_cast<std::int64_t>(k == low || (k != high && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1);
    };
    for (std::int64_t d = 0; d <= (n + m + 1) / 2; ++d) {
      const std::int64_t low = -d + 2 * std::max<std::int64_t>(0, d - m), high = d - 2 * std::max<std::int64_t>(0, d - n);
      steps += high - low + 2;
      if (steps > limit) return std::nullopt;
      for (std::int64_t k = low; k <= high; k += 2) {
        std::int64_t x = furthest(vf, k, -d, d);
        while (x < n && x - k < m && a[x] == b[x - k]) ++x;
        vf[k] = static_cast<std::int32_t>(x);
        const std::int64_t c = delta - k;
        if (odd && in_range(c, d - 1, n, m) && meet(x, k, vb[c], c, n, m))
          return Cut{a0 + static_cast<std::size_t>(x), b0 + static_cast<std::size_t>(x - k), d, d - 1};
      }
      for (std::int64_t k = low; k <= high; k += 2) {
        std::int64_t x = furthest(vb, k, -d, d);
        while (x < n && x - k < m && a[n - 1 - x] == b[m - 1 - (x - k)]) ++x;
        vb[k] = static_cast<std::int32_t>(x);
        const std::int64_t c = delta - k;
        if (!odd && in_range(c, d, n, m) && meet(vf[c], c, x, k, n, m))
          return Cut{a0 + static_cast<std::size_t>(vf[c]), b0 + static_cast<std::size_t>(vf[c] - c), d, d};
      }
    }
    return std::nullopt;
  }
  // Whether two searches on one diagonal have met. A search that ran over an edge has exhausted its
  // diagonal before and meets nobody.
  static bool meet(std::int64_t xf, std::int64_t kf, std::int64_t xb, std::int64_t kb, std::int64_t n, std::int64_t m) {
    return xf + xb >= n && xf <= n && xb <= n && xf - kf <= m && xb - kb <= m;
  }
  // Whether round `d` wrote the diagonal `k` (others hold what an earlier search left).
  static bool in_range(std::int64_t k, std::int64_t d, std::int64_t n, std::int64_t m) {
    return k >= -d + 2 * std::max<std::int64_t>(0, d - m) && k <= d - 2 * std::max<std::int64_t>(0, d - n);
  }

  // Steps of one pass of prefix_lengths over the whole range.
  std::int64_t row_cost(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1) {
    const auto blocks = static_cast<std::int64_t>((b1 - b0 + 63) / 64);
    for (std::size_t j = b0; j < b1; ++j) slot_[b_[j]] = 0;
    for (std::size_t j = b0; j < b1; ++j) ++slot_[b_[j]];
    std::int64_t cost = 0;
    for (std::size_t i = a0; i < a1; ++i)
      if (slot_[a_[i]] != none) cost += std::min<std::int64_t>(2 * static_cast<std::int64_t>(slot_[a_[i]]), blocks);
    for (std::size_t j = b0; j < b1; ++j) slot_[b_[j]] = none;
    return cost;
  }

  // Hirschberg: halves `a` and finds where `b` is best cut.
  Cut best_cut(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1) {
    const std::size_t half = a0 + (a1 - a0) / 2, m = b1 - b0;
    std::vector<std::uint32_t> head, tail;
    prefix_lengths(a0, half, b0, b1, false, head);
    prefix_lengths(half, a1, b0, b1, true, tail);
    std::size_t best = 0;
    for (std::size_t j = 1; j <= m; ++j)
      if (head[j] + tail[m - j] > head[best] + tail[m - best]) best = j;
    const auto edits = [](std::size_t words_a, std::size_t words_b, std::uint32_t common) {
      return static_cast<std::int64_t>(words_a + words_b) - 2 * static_cast<std::int64_t>(common);
    };
    return {half, b0 + best, edits(half - a0, best, head[best]), edits(a1 - half, m - best, tail[m - best])};
  }

  // lengths[j] = length of the longest common subsequence of a[a0, a1) and the first j words of
  // b[b0, b1), both read backwards when `reversed`.
  void prefix_lengths(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, bool reversed, std::vector<std::uint32_t>& lengths) {
    const std::size_t m = b1 - b0;
    const auto row = rows(a0, a1, b0, b1, reversed, [](std::size_t, const std::vector<std::uint64_t>&) {});
    lengths.assign(m + 1, 0);
    for (std::size_t j = 0; j < m; ++j) lengths[j + 1] = lengths[j] + static_cast<std::uint32_t>(!idle(row.data(), j));
  }

  // Keeps every row and walks back through them. A column that grows in this row and not in the one
  // before it grew by a match; one that does not grow can be left out.
  void trace(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1) {
    const std::size_t blocks = (b1 - b0 + 63) / 64;
    table_.assign((a1 - a0 + 1) * blocks, ~0ULL);
    rows(a0, a1, b0, b1, false, [&](std::size_t i, const std::vector<std::uint64_t>& row) {
      std::copy_n(row.begin(), blocks, table_.begin() + static_cast<std::ptrdiff_t>((i + 1) * blocks));
    });
    for (std::size_t i = a1 - a0, j = b1 - b0; i > 0 && j > 0;) {
      if (idle(&table_[i * blocks], j - 1)) {
        --j;
      } else if (!idle(&table_[(i - 1) * blocks], j - 1)) {
        --i;
      } else {
        keep(a0 + --i, b0 + --j);
      }
    }
  }
  static bool idle(const std::uint64_t* row, std::size_t column) { return (row[column / 64] >> (column % 64) & 1) != 0; }

  // Row i of the table of lengths for a[a0, a0 + i] against b[b0, b1), as bits: a zero marks each column
  // where the length grows. `each` sees every row; the last is returned.
  // Frequent words change the row 64 columns at a time; a rare word looks at its own columns only.
  template <class Each>
  std::vector<std::uint64_t> rows(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, bool reversed, Each each) {
    const std::size_t n = a1 - a0, m = b1 - b0, blocks = (m + 63) / 64;
    const auto b_at = [&](std::size_t j) { return b_[reversed ? b1 - 1 - j : b0 + j]; };
    std::vector<std::uint32_t> begin{0}, columns(m), fill;
    for (std::size_t j = 0; j < m; ++j) {
      auto& slot = slot_[b_at(j)];
      if (slot == none) {
        slot = static_cast<std::uint32_t>(begin.size() - 1);
        begin.push_back(0);
      }
      ++begin[slot + 1];
    }
    for (std::size_t s = 1; s < begin.size(); ++s) begin[s] += begin[s - 1];
    fill.assign(begin.begin(), begin.end() - 1);
    for (std::size_t j = 0; j < m; ++j) columns[fill[slot_[b_at(j)]]++] = static_cast<std::uint32_t>(j);
    std::vector<std::uint32_t> mask_of(begin.size() - 1, none);
    std::vector<std::uint64_t> masks;
    for (std::size_t s = 0; s + 1 < begin.size(); ++s) {
      if (begin[s + 1] - begin[s] <= blocks / 2) continue;
      mask_of[s] = static_cast<std::uint32_t>(masks.size() / blocks);
      masks.resize(masks.size() + blocks);
      for (std::uint32_t c = begin[s]; c < begin[s + 1]; ++c) masks[masks.size() - blocks + columns[c] / 64] |= 1ULL << (columns[c] % 64);
    }

    std::vector<std::uint64_t> row(blocks + 1, ~0ULL);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t slot = slot_[a_[reversed ? a1 - 1 - i : a0 + i]];
      if (slot != none && mask_of[slot] != none)
        dense_step(row.data(), masks.data() + mask_of[slot] * blocks, blocks);
      else if (slot != none)
        sparse_step(row, columns.data() + begin[slot], columns.data() + begin[slot + 1]);
      each(i, row);
    }
    for (std::size_t j = 0; j < m; ++j) slot_[b_at(j)] = none;
    return row;
  }

  static void dense_step(std::uint64_t* row, const std::uint64_t* mask, std::size_t blocks) {
    unsigned long long carry = 0;
    for (std::size_t w = 0; w < blocks; ++w) {
      const unsigned long long v = row[w], hit = v & mask[w];
      unsigned long long sum = 0;
      const bool first = __builtin_uaddll_overflow(v, hit, &sum);
      const bool second = __builtin_uaddll_overflow(sum, carry, &sum);
      carry = static_cast<unsigned long long>(first || second);
      row[w] = sum | (v & ~mask[w]);
    }
  }

  // Each matching column takes over the next growth to its right; the columns between are then idle.
  static void sparse_step(std::vector<std::uint64_t>& row, const std::uint32_t* column, const std::uint32_t* end) {
    const std::size_t blocks = row.size() - 1;
    while (column != end) {
      std::size_t w = *column / 64;
      std::uint64_t zeros = ~row[w] & (~0ULL << (*column % 64));
      while (zeros == 0 && ++w < blocks) zeros = ~row[w];
      const std::size_t next = zeros == 0 ? blocks * 64 : w * 64 + static_cast<std::size_t>(std::countr_zero(zeros));
      if (next < blocks * 64) row[next / 64] |= 1ULL << (next % 64);
      row[*column / 64] &= ~(1ULL << (*column % 64));
      while (column != end && *column <= next) ++column;
    }
  }

  // Beyond the budget: a cut that costs one pass. A word that each side has once, near the middle,
  // else the middle.
  Cut coarse_cut(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1) {
    constexpr std::uint32_t repeated = none - 1;
    std::vector<std::uint32_t> where(slot_.size(), none);
    for (std::size_t j = b0; j < b1; ++j) where[b_[j]] = where[b_[j]] == none ? static_cast<std::uint32_t>(j) : repeated;
    for (std::size_t i = a0; i < a1; ++i) slot_[a_[i]] = slot_[a_[i]] == none ? static_cast<std::uint32_t>(i) : repeated;
    const std::size_t a_half = a0 + (a1 - a0) / 2, b_half = b0 + (b1 - b0) / 2;
    Cut cut{a_half, b_half, unknown, unknown};
    const std::size_t a_reach = (a1 - a0) / 4, b_reach = (b1 - b0) / 4;
    std::size_t nearest = b_reach;
    for (std::size_t i = a_half - a_reach; i < a_half + a_reach; ++i) {
      const std::uint32_t j = where[a_[i]];
      if (slot_[a_[i]] == repeated || j == none || j == repeated) continue;
      const std::size_t off = j > b_half ? j - b_half : b_half - j;
      if (off < nearest) {
        nearest = off;
        cut = {i, j, unknown, unknown};
      }
    }
    for (std::size_t i = a0; i < a1; ++i) slot_[a_[i]] = none;
    return cut;
  }

  const WordIds& a_;
  const WordIds& b_;
  std::vector<std::uint32_t> partner_;
  std::vector<std::uint32_t> slot_;  // scratch by id; all `none` between uses
  std::vector<std::int32_t> forward_, backward_;
  std::vector<std::uint64_t> table_;
  std::int64_t budget_per_word_ = 0;
};

}  // namespace

Words split_words(std::string_view s) {
  Words out;
  out.words.reserve(s.size() / 6);
  out.gaps.reserve(s.size() / 6 + 1);
  for (std::size_t i = 0; true;) {
    const std::size_t word = end_of_space(s, i);
    out.gaps.push_back(s.substr(i, word - i));
    if (word == s.size()) break;
    i = end_of_word(s, word);
    out.words.push_back(s.substr(word, i - word));
  }
  return out;
}

std::size_t count_words(std::string_view s) {
  std::size_t n = 0;
  for (std::size_t i = end_of_space(s, 0); i < s.size(); i = end_of_space(s, end_of_word(s, i))) ++n;
  return n;
}

bool is_plain(std::string_view s) {
  // A list, a heading's underline, a numbered item, an indented block.
  const auto block = [](char c) { return c == '-' || c == '+' || c == ' ' || (c >= '0' && c <= '9'); };
  if (!s.empty() && block(s[0])) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto b = begin_at(s, i);
    if ((b & markup) != 0 || ((b & line) != 0 && i + 1 < s.size() && block(s[i + 1]))) return false;
  }
  return true;
}

std::uint32_t Interner::id(std::string_view word) {
  if (2 * (known_.size() + 1) > table_.size()) grow();
  // Up to sixteen bytes, the two ends and the length are the word.
  std::uint64_t head = 0, tail = 0;
  if (word.size() >= 8) {
    std::memcpy(&head, word.data(), 8);
    std::memcpy(&tail, word.data() + word.size() - 8, 8);
  } else {
    for (const char c : word) head = head << 8U | static_cast<unsigned char>(c);
  }
  const bool is_long = word.size() > 16;
  std::uint64_t hash = is_long ? std::hash<std::string_view>()(word) : head + std::rotl(tail, 32) + word.size();
  // The finaliser of MurmurHash3 (A. Appleby).
  hash = (hash ^ hash >> 33U) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ hash >> 33U) * 0xc4ceb9fe1a85ec53ULL;
  hash ^= hash >> 33U;
  const std::size_t mask = table_.size() - 1;
  for (std::size_t place = hash & mask;; place = (place + 1) & mask) {
    const std::uint32_t found = table_[place];
    if (found == 0) {
      known_.push_back({word, head, tail, hash});
      table_[place] = static_cast<std::uint32_t>(known_.size());
      return table_[place] - 1;
    }
    const Known& k = known_[found - 1];
    if (k.head == head && k.tail == tail && k.word.size() == word.size() && (!is_long || k.word == word)) return found - 1;
  }
}

void Interner::grow() {
  table_.assign(std::max<std::size_t>(256, 2 * table_.size()), 0);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t k = 0; k < known_.size(); ++k) {
    std::size_t place = known_[k].hash & mask;
    while (table_[place] != 0) place = (place + 1) & mask;
    table_[place] = static_cast<std::uint32_t>(k + 1);
  }
}

WordIds Interner::ids(const std::vector<std::string_view>& words) {
  WordIds out;
  out.reserve(words.size());
  for (const auto w : words) out.push_back(id(w));
  return out;
}

WordIds Interner::ids(std::string_view text) {
  WordIds out;
  out.reserve(text.size() / 6 + 1);
  for (std::size_t i = end_of_space(text, 0); i < text.size();) {
    const std::size_t end = end_of_word(text, i);
    out.push_back(id(text.substr(i, end - i)));
    i = end_of_space(text, end);
  }
  return out;
}

std::vector<Match> longest_common(const WordIds& a, const WordIds& b) {
  const auto shorter = static_cast<std::uint32_t>(std::min(a.size(), b.size()));
  std::uint32_t head = 0, tail = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const auto a_end = static_cast<std::uint32_t>(a.size()) - tail, b_end = static_cast<std::uint32_t>(b.size()) - tail;

  std::vector<Match> out;
  out.reserve(shorter);
  for (std::uint32_t k = 0; k < head; ++k) out.push_back({k, k});
  if (head < a_end && head < b_end) {
    std::uint32_t top = 0;
    for (std::uint32_t i = head; i < a_end; ++i) top = std::max(top, a[i] + 1);
    for (std::uint32_t j = head; j < b_end; ++j) top = std::max(top, b[j] + 1);
    std::vector<unsigned char> sides(top, 0);
    for (std::uint32_t i = head; i < a_end; ++i) sides[a[i]] |= 1U;
    for (std::uint32_t j = head; j < b_end; ++j) sides[b[j]] |= 2U;
    const auto shared = [&](const WordIds& all, std::uint32_t end, WordIds& ids, WordIds& place) {
      for (std::uint32_t i = head; i < end; ++i) {
        if (sides[all[i]] != 3) continue;
        ids.push_back(all[i]);
        place.push_back(i);
      }
    };
    WordIds a_ids, a_place, b_ids, b_place;
    shared(a, a_end, a_ids, a_place);
    shared(b, b_end, b_ids, b_place);
    Comparison comparison(a_ids, b_ids, top);
    const auto& partner = comparison.run();
    for (std::size_t i = 0; i < partner.size(); ++i)
      if (partner[i] != Comparison::none) out.push_back({a_place[i], b_place[partner[i]]});
  }
  for (std::uint32_t k = 0; k < tail; ++k) out.push_back({a_end + k, b_end + k});
  return out;
}

}  // namespace accord::text
