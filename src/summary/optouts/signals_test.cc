#include "summary/optouts/signals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace accord::summary::optouts {
namespace {

constexpr std::string_view small =
    R"({"accord_signals":1,"date":"2026-11-28","tokens":[{"token":"A","operator":"B","purpose":"training","source":"C","confirmed":"no"}]})";

std::string place_of(const std::string& json) {
  const auto r = read_signals(json);
  return r ? "read" : r.error().place;
}
std::string with(std::string_view from, std::string_view to) {
  std::string out(small);
  out.replace(out.find(from), from.size(), to);
  return out;
}

TEST(signals, the_built_in_table_is_whole) {
  const auto& t = built_in_signals();
  EXPECT_EQ(t.date.size(), 10U);
  std::set<std::string> tokens;
  for (const auto& c : t.tokens) {
    tokens.insert(c.token);
    EXPECT_TRUE(c.confirmed == "no" || c.confirmed.size() == 10) << c.token;
  }
  for (const auto* name : {"*", "GPTBot", "OAI-SearchBot", "ChatGPT-User", "ClaudeBot", "anthropic-ai", "Google-Extended",
                           "Applebot-Extended", "CCBot", "Bytespider", "meta-externalagent"})
    EXPECT_TRUE(tokens.contains(name)) << name;
  ASSERT_EQ(t.signals.size(), signal_count);
  for (std::size_t i = 0; i < signal_count; i++) {
    EXPECT_EQ(t.signals[i].id, signal_ids[i]);
    EXPECT_FALSE(t.signals[i].specification.empty()) << signal_ids[i];
    EXPECT_FALSE(t.signals[i].status.empty()) << signal_ids[i];
  }
  EXPECT_TRUE(std::ranges::count(t.signals[content_usage].training, "train-ai"));
  EXPECT_TRUE(std::ranges::count(t.signals[content_signal].training, "ai-train"));
  EXPECT_TRUE(std::ranges::count(t.signals[rsl].training, "ai-train"));
}

TEST(signals, a_table_of_ones_own_is_read) {
  const auto t = read_signals(small);
  ASSERT_TRUE(t) << t.error().message;
  EXPECT_EQ(t->tokens.size(), 1U);
  EXPECT_EQ(t->tokens[0].operated_by, "B");
  EXPECT_EQ(t->signals.size(), signal_count) << "signals that it does not have are there without words";
}

TEST(signals, what_is_wrong_is_named) {
  EXPECT_EQ(place_of(with("\"training\"", "\"reading\"")), "tokens[0].purpose");
  EXPECT_EQ(place_of(with("\"A\"", "\"A B\"")), "tokens[0].token");
  EXPECT_EQ(place_of(with("\"source\":\"C\",", "")), "tokens[0]");
  EXPECT_EQ(place_of(with("\"B\"", "7")), "tokens[0].operator");
  EXPECT_EQ(place_of(with("}]}", R"(},{"token":"a","operator":"B","purpose":"user","source":"C","confirmed":"no"}]})")), "tokens[1]");
  EXPECT_EQ(place_of(with("}]}", R"(}],"signals":[{"id":"semaphore","name":"x"}]})")), "signals[0].id");
  EXPECT_EQ(place_of(with("\"accord_signals\":1", "\"accord_signals\":2")), "accord_signals");
  EXPECT_EQ(place_of(R"({"accord_signals":1,"date":"x","tokens":[]})"), "tokens");
  EXPECT_FALSE(read_signals("[]"));
  EXPECT_FALSE(read_signals("{"));
}

}  // namespace
}  // namespace accord::summary::optouts
