#include "text/words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>

namespace accord::text {
namespace {

// The textbook recurrence, to hold the fast one to.
std::size_t lcs_length(const WordIds& a, const WordIds& b) {
  std::vector<std::size_t> row(b.size() + 1, 0);
  for (const auto x : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t up = row[j + 1];
      row[j + 1] = x == b[j] ? diagonal + 1 : std::max(up, row[j]);
      diagonal = up;
    }
  }
  return row.back();
}

void expect_common(const WordIds& a, const WordIds& b, const std::vector<Match>& m) {
  for (std::size_t i = 0; i < m.size(); ++i) {
    ASSERT_LT(m[i].a, a.size());
    ASSERT_LT(m[i].b, b.size());
    ASSERT_EQ(a[m[i].a], b[m[i].b]);
    if (i > 0) {
      ASSERT_LT(m[i - 1].a, m[i].a);
      ASSERT_LT(m[i - 1].b, m[i].b);
    }
  }
}

std::uint64_t next(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return state >> 33;
}
WordIds random_ids(std::size_t n, std::uint32_t vocabulary, std::uint64_t seed) {
  WordIds out;
  while (out.size() < n) out.push_back(static_cast<std::uint32_t>(next(seed) % (1 + next(seed) % vocabulary)));
  return out;
}

TEST(SplitWords, SeparatesAtUnicodeWhiteSpaceAndLosesNoByte) {
  const std::string text = " a\u00a0b\u2009c\u3000d\n\tCaf\u00e9\u2026 ";
  const Words w = split_words(text);
  EXPECT_EQ(w.words, (std::vector<std::string_view>{"a", "b", "c", "d", "Caf\u00e9\u2026"}));
  ASSERT_EQ(w.gaps.size(), w.words.size() + 1);
  std::string again(w.gaps[0]);
  for (std::size_t i = 0; i < w.words.size(); ++i) again.append(w.words[i]).append(w.gaps[i + 1]);
  EXPECT_EQ(again, text);
  EXPECT_EQ(count_words(text), 5U);
}

TEST(SplitWords, OfNothingIsOneEmptyGap) {
  EXPECT_TRUE(split_words("").words.empty());
  EXPECT_EQ(split_words("").gaps.size(), 1U);
  EXPECT_EQ(split_words("  ").gaps, (std::vector<std::string_view>{"  "}));
  EXPECT_EQ(count_words(""), 0U);
}

RC_GTEST_PROP(LongestCommon, IsAsLongAsTheTextbooks, ()) {
  const auto letter = rc::gen::inRange<std::uint32_t>(0, *rc::gen::inRange<std::uint32_t>(1, 9));
  const auto a = *rc::gen::container<WordIds>(letter), b = *rc::gen::container<WordIds>(letter);
  const auto m = longest_common(a, b);
  expect_common(a, b, m);
  RC_ASSERT(m.size() == lcs_length(a, b));
}

// Large enough that the search from both ends gives up and the rows of bits take over.
TEST(LongestCommon, IsExactForLongTextsWithoutLikeness) {
  for (const std::uint32_t vocabulary : {2U, 30U, 3000U}) {
    const auto a = random_ids(6000, vocabulary, 1), b = random_ids(5000, vocabulary, 2);
    const auto m = longest_common(a, b);
    expect_common(a, b, m);
    EXPECT_EQ(m.size(), lcs_length(a, b)) << vocabulary;
  }
}

TEST(LongestCommon, IsExactWhereOneTextIsAnEditOfTheOther) {
  const auto a = random_ids(8000, 900, 7);
  auto b = a;
  std::uint64_t seed = 3;
  for (int i = 0; i < 1200; ++i) b[next(seed) % b.size()] = static_cast<std::uint32_t>(next(seed) % 900);
  b.erase(b.begin() + 100, b.begin() + 600);
  const auto m = longest_common(a, b);
  expect_common(a, b, m);
  EXPECT_EQ(m.size(), lcs_length(a, b));
}

// Of two letters, 400,000 words would cost 10^9 steps; the answer may then be a little short.
TEST(LongestCommon, OfManyWordsWithoutRarityEndsAndStaysNearTheLongest) {
  const auto a = random_ids(200'000, 2, 1), b = random_ids(200'000, 2, 2);
  const auto started = std::chrono::steady_clock::now();
  const auto m = longest_common(a, b);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(30));
  expect_common(a, b, m);
  EXPECT_GT(m.size(), a.size() * 7 / 10);
}

}  // namespace
}  // namespace accord::text
