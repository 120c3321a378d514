#include "text/anchor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace accord::text {
namespace {

const std::string text = "Crawling\nThe provider reads \u201crobots\u201d files. The provider follows them. \u00c9tat: the provider \U0001F600 answers.";

TEST(Anchor, CountsCodePointsAndKeepsUpToThirtyTwoOnEachSide) {
  const auto a = find_quote(text, "follows them");
  ASSERT_TRUE(a);
  EXPECT_EQ(utf8::slice(text, a->from, a->to), "follows them");
  EXPECT_EQ(a->prefix, "ds \u201crobots\u201d files. The provider ");
  EXPECT_EQ(utf8::length(a->prefix), 32U);
  EXPECT_EQ(a->suffix, ". \u00c9tat: the provider \U0001F600 answers.");
  const auto emoji = find_quote(text, "\U0001F600 answers");
  ASSERT_TRUE(emoji);
  EXPECT_EQ(emoji->to, utf8::length(text) - 1);
}

TEST(Anchor, ClampsToTheText) {
  const auto a = make_anchor("short", 2, 99);
  EXPECT_EQ(a.exact, "ort");
  EXPECT_EQ(a.prefix, "sh");
  EXPECT_EQ(a.suffix, "");
  EXPECT_EQ(make_anchor("short", 50, 40).from, 5U);
}

TEST(Anchor, OfWordsThatOccurTwiceContextOrHintChooses) {
  const auto none = find_quote(text, "The provider");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Kind::conflict);
  EXPECT_EQ(none.error().message, "these words occur 2 times; choose which");
  const auto by_context = find_quote(text, "The provider", "files. ", " follows");
  ASSERT_TRUE(by_context);
  const auto by_hint = find_quote(text, "The provider", "", "", by_context->from);
  ASSERT_TRUE(by_hint);
  EXPECT_EQ(by_hint->suffix.substr(0, 8), " follows");
  EXPECT_FALSE(find_quote(text, "The provider", "", "", by_context->from + 1)) << "a hint beside both is no answer";
  EXPECT_TRUE(find_quote(text, "follows", "stale context ", "")) << "a single place needs no context";
}

TEST(Anchor, SaysWhenTheWordsAreNotThere) {
  EXPECT_EQ(find_quote(text, "the deployer").error().kind, Kind::not_found);
  EXPECT_EQ(find_quote(text, "The provider reads \u201crobots\u201d  files").error().kind, Kind::not_found);
  EXPECT_EQ(find_quote(text, " \n").error().kind, Kind::invalid);
  EXPECT_EQ(find_quote("", "a").error().kind, Kind::not_found);
}

TEST(Anchor, ComposedAndDecomposedLettersAreTheSame) {
  const std::string decomposed = "x E\u0301tat y";  // E and a combining accent
  const auto a = find_quote(decomposed, "\u00c9tat");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->from, 2U);
  EXPECT_EQ(a->exact, "E\u0301tat");
  EXPECT_TRUE(find_quote(text, "E\u0301tat"));
  EXPECT_EQ(find_quote(decomposed, "E").error().kind, Kind::not_found) << "half a letter is no quote";
}

RC_GTEST_PROP(Anchor, WhatWasAnchoredIsFoundAgain, ()) {
  const auto letters = rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("a", "b", " ", "\u00e9", "e\u0301", "\U0001F600", "\n"));
  std::string any;
  for (const auto& l : *letters) any += l;
  const auto n = utf8::length(any);
  const auto from = *rc::gen::inRange<std::size_t>(0, n + 1), to = *rc::gen::inRange<std::size_t>(from, n + 1);
  const auto made = make_anchor(any, from, to);
  const auto splits_letter = [&](std::size_t at) { return utf8::slice(any, at, at + 1) == "\u0301"; };
  RC_PRE(!utf8::trim(made.exact).empty() && !splits_letter(from) && !splits_letter(to));
  const auto found = find_quote(any, made.exact, "", "", from);
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->from == from && found->to == to);
}

TEST(Sentences, AreTrimmedAndInCodePoints) {
  std::vector<std::string> out;
  for (const auto r : sentences(text)) out.emplace_back(utf8::slice(text, r.from, r.to));
  EXPECT_EQ(out, (std::vector<std::string>{"Crawling", "The provider reads \u201crobots\u201d files.", "The provider follows them.",
                                           "\u00c9tat: the provider \U0001F600 answers."}));
  EXPECT_TRUE(sentences("").empty());
  EXPECT_TRUE(sentences(" \n ").empty());
}

}  // namespace
}  // namespace accord::text
