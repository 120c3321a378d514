// The post on the example: who is told when, by a clock that the test moves.
#include "app/notices.h"
#include "app/post.h"
#include "round_contract/example.h"

namespace accord::app {
namespace {

class Post : public OnExample {
 protected:
  std::vector<Letter> due() { return due_letters(*ctx_, "accord@example.org").value(); }
  static bool is_to(const std::vector<Letter>& all, const std::string& person) { return std::ranges::find(all, person, &Letter::person) != all.end(); }

  struct Hands final : Carrier {
    Result<void> carry(const std::string&, const Letter& l) override {
      if (l.person == refuses) return fail(Kind::invalid, "refused");
      if (closed) return fail(Kind::unavailable, "closed");
      taken.push_back(l);
      return {};
    }
    std::vector<Letter> taken;
    std::string refuses;
    bool closed = false;
  };
};
INSTANTIATE_TEST_SUITE_P(On, Post, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql), [](const auto& each) { return store::name_of(each.param); });

TEST_P(Post, ADigestWaitsForADayAndEachDoesNot) {
  EXPECT_TRUE(due().empty());
  ASSERT_TRUE(set_mail_pace(*ctx_, as("provider"), "each"));
  auto now = due();
  ASSERT_EQ(now.size(), 1U);
  EXPECT_EQ(now[0].person, roles_["provider"]);
  EXPECT_NE(now[0].bytes.find("4 of your points of Round 2 were answered with Draft 3"), std::string::npos) << now[0].bytes;
  EXPECT_EQ(due()[0].message_id, now[0].message_id) << "sent again, it is known as the same";

  now_ += day - minute;
  EXPECT_EQ(due().size(), 1U);
  now_ += 2 * minute;
  const auto all = due();
  EXPECT_GT(all.size(), 10U);
  ASSERT_TRUE(set_mail_pace(*ctx_, as("provider"), "none"));
  EXPECT_FALSE(is_to(due(), roles_["provider"]));
}

TEST_P(Post, WhatWasCarriedIsNotCarriedAgainAndWhatWasNotStays) {
  now_ += 2 * day;
  const auto all = due();
  ASSERT_GT(all.size(), 3U);
  Hands hands;
  hands.closed = true;
  EXPECT_EQ(deliver(*ctx_, hands, "accord@example.org").error().kind, Kind::unavailable);
  EXPECT_EQ(due().size(), all.size());
  hands.closed = false;
  hands.refuses = all[1].person;
  const auto done = deliver(*ctx_, hands, "accord@example.org").value();
  EXPECT_EQ(done.carried, static_cast<int>(all.size()) - 1);
  ASSERT_EQ(done.refused.size(), 1U);
  const auto left = due();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].message_id, all[1].message_id);
  EXPECT_EQ(deliver(*ctx_, hands, "accord@example.org", {all[1].person}).value().carried, 0);
  EXPECT_EQ(hands.taken.size(), all.size() - 1);
}

TEST_P(Post, NothingThatAnybodyWroteIsInALetter) {
  now_ += 2 * day;
  for (const auto& l : due())
    for (const char* word : {"Because", "fourteen", "robots", "Measure"}) EXPECT_EQ(l.bytes.find(word), std::string::npos) << l.bytes;
}

}  // namespace
}  // namespace accord::app
