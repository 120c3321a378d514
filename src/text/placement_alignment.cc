#include "text/placement_alignment.h"

#include <algorithm>

namespace accord::text {

namespace {

constexpr std::size_t most_cells = std::size_t{1} << 22U;  // two tables of 16 MB
constexpr int never = -1'000'000'000;

class Table {
 public:
  Table(std::size_t rows, std::size_t columns, int value) : columns_(columns), cells_(rows * columns, value) {}
  int& at(std::size_t i, std::size_t j) { return cells_[i * columns_ + j]; }
  [[nodiscard]] int at(std::size_t i, std::size_t j) const { return cells_[i * columns_ + j]; }

 private:
  std::size_t columns_;
  std::vector<int> cells_;
};

// matched: the best of a[0, i), b[0, j) that pairs their last words; any: the best of them.
void align_exactly(const WordIds& a, const WordIds& b, const WordBits& bits, bool with_margins, std::vector<Fate>& out) {
  const std::size_t n = a.size(), m = b.size();
  Table matched(n + 1, m + 1, never), any(n + 1, m + 1, 0);
  for (std::size_t i = 1; i <= n; ++i)
    for (std::size_t j = 1; j <= m; ++j) {
      int best = std::max(any.at(i - 1, j), any.at(i, j - 1));
      if (a[i - 1] == b[j - 1]) {
        const int here = bits[a[i - 1]] + std::max(matched.at(i - 1, j - 1), any.at(i - 1, j - 1) - run_cost);
        matched.at(i, j) = here;
        best = std::max(best, here);
      }
      any.at(i, j) = best;
    }
  const int total = any.at(n, m);
  for (std::size_t i = n, j = m, in_run = 0; i > 0 && j > 0;) {
    if (in_run != 0 || matched.at(i, j) == any.at(i, j)) {
      out[i - 1].partner = static_cast<std::uint32_t>(j - 1);
      in_run = matched.at(i, j) == bits[a[i - 1]] + matched.at(i - 1, j - 1) ? 1 : 0;
      --i, --j;
    } else if (any.at(i, j) == any.at(i - 1, j)) {
      --i;
    } else {
      --j;
    }
  }
  if (!with_margins) return;
  // Backwards, one row at a time: what the rest behind (i, j) can add.
  std::vector<int> rest(m + 2, 0), rest_matched(m + 2, never), row(m + 2), row_matched(m + 2);
  for (std::size_t i = n; i-- > 0;) {
    auto& fate = out[i];
    int other = never, none = never;
    for (std::size_t j = 0; j <= m; ++j)
      if (fate.partner != Fate::none) none = std::max(none, any.at(i, j) + rest[j]);
    std::ranges::fill(row_matched, never);
    row[m] = 0;
    for (std::size_t j = m; j-- > 0;) {
      int best = std::max(rest[j], row[j + 1]);
      if (a[i] == b[j]) {
        row_matched[j] = bits[a[i]] + std::max(rest_matched[j + 1], rest[j + 1] - run_cost);
        best = std::max(best, row_matched[j]);
        const int through = matched.at(i + 1, j + 1) + std::max(rest_matched[j + 1] + run_cost, rest[j + 1]);
        if (fate.partner != j) other = std::max(other, through);
      }
      row[j] = best;
    }
    fate.over_other = other == never ? certain : total - other;
    fate.over_none = none == never ? certain : total - none;
    std::swap(rest, row);
    std::swap(rest_matched, row_matched);
  }
}

// For texts too long to weigh all alignments.
void align_roughly(const WordIds& a, const WordIds& b, const WordBits& bits, std::vector<Fate>& out) {
  const auto matches = longest_common(a, b);
  for (std::size_t k = 0; k < matches.size();) {
    std::size_t end = k + 1;
    int weight = bits[a[matches[k].a]];
    for (; end < matches.size() && matches[end].a == matches[end - 1].a + 1 && matches[end].b == matches[end - 1].b + 1; ++end)
      weight += bits[a[matches[end].a]];
    if (weight > run_cost)
      for (; k < end; ++k) out[matches[k].a] = {matches[k].b, weight - run_cost, weight - run_cost};
    k = end;
  }
}

std::vector<Fate> fates_of(const WordIds& a, const WordIds& b, const WordBits& bits, bool with_margins) {
  std::vector<Fate> out(a.size());
  if (a == b) {
    for (std::size_t w = 0; w < a.size(); ++w) out[w] = {static_cast<std::uint32_t>(w), certain, certain};
    return out;
  }
  if ((a.size() + 1) * (b.size() + 1) <= most_cells) {
    align_exactly(a, b, bits, with_margins, out);
    return out;
  }
  std::size_t head = 0, tail = 0;
  const std::size_t shorter = std::min(a.size(), b.size());
  while (head < shorter && a[head] == b[head]) ++head;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  // Some of the ends is given back, so that what could as well stand in the middle is weighed there.
  constexpr std::size_t given_back = 64;
  head -= std::min(head, given_back);
  tail -= std::min(tail, given_back);
  const auto part = [&](const WordIds& ids) {
    return WordIds(ids.begin() + static_cast<std::ptrdiff_t>(head), ids.end() - static_cast<std::ptrdiff_t>(tail));
  };
  const WordIds x = part(a), y = part(b);
  std::vector<Fate> middle(x.size());
  if ((x.size() + 1) * (y.size() + 1) <= most_cells)
    align_exactly(x, y, bits, with_margins, middle);
  else
    align_roughly(x, y, bits, middle);
  for (std::size_t w = 0; w < head; ++w) out[w] = {static_cast<std::uint32_t>(w), certain, certain};
  for (std::size_t w = 0; w < middle.size(); ++w) {
    out[head + w] = middle[w];
    if (middle[w].partner != Fate::none) out[head + w].partner += static_cast<std::uint32_t>(head);
  }
  for (std::size_t w = 1; w <= tail; ++w) out[a.size() - w] = {static_cast<std::uint32_t>(b.size() - w), certain, certain};
  return out;
}

}  // namespace

Alignment align_words(const WordIds& a, const WordIds& b, const WordBits& bits, bool with_margins) {
  Alignment out{fates_of(a, b, bits, with_margins), 0};
  for (std::size_t w = 0; w < a.size(); ++w) {
    const auto partner = out.fates[w].partner;
    if (partner == Fate::none) continue;
    const bool run_goes_on = w > 0 && out.fates[w - 1].partner != Fate::none && out.fates[w - 1].partner + 1 == partner;
    out.score += bits[a[w]] - (run_goes_on ? 0 : run_cost);
  }
  return out;
}

Local align_locally(const std::uint32_t* a, std::size_t a_size, const std::uint32_t* b, std::size_t b_size, const WordBits& bits) {
  Table matched(a_size + 1, b_size + 1, never), any(a_size + 1, b_size + 1, 0);
  Local out;
  std::size_t end_a = 0, end_b = 0;
  for (std::size_t i = 1; i <= a_size; ++i)
    for (std::size_t j = 1; j <= b_size; ++j) {
      int best = std::max({0, any.at(i - 1, j) - skip_cost, any.at(i, j - 1) - skip_cost});
      if (a[i - 1] == b[j - 1]) {
        const int here = bits[a[i - 1]] + std::max(matched.at(i - 1, j - 1), any.at(i - 1, j - 1) - run_cost);
        matched.at(i, j) = here;
        best = std::max(best, here);
        if (here > out.score) {
          out.score = here;
          end_a = i;
          end_b = j;
        }
      }
      any.at(i, j) = best;
    }
  for (std::size_t i = end_a, j = end_b, in_run = 0; i > 0 && j > 0 && (in_run != 0 || any.at(i, j) > 0);) {
    if (in_run != 0 || matched.at(i, j) == any.at(i, j)) {
      out.matches.push_back({static_cast<std::uint32_t>(i - 1), static_cast<std::uint32_t>(j - 1)});
      in_run = matched.at(i, j) == bits[a[i - 1]] + matched.at(i - 1, j - 1) ? 1 : 0;
      --i, --j;
    } else if (any.at(i, j) == any.at(i - 1, j) - skip_cost) {
      --i;
    } else {
      --j;
    }
  }
  std::ranges::reverse(out.matches);
  return out;
}

}  // namespace accord::text
