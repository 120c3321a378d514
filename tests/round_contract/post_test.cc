// The post on the example: who is told when, by a clock that the test moves.
#include <fstream>
#include <sstream>

#include "app/demo.h"
#include "app/notices.h"
#include "app/post.h"
#include "store_contract/contract.h"

namespace accord::app {
namespace {

const std::string_view* example(std::string_view name) {
  static std::map<std::string, std::pair<std::string, std::string_view>> files;
  const std::string key(name);
  if (const auto it = files.find(key); it != files.end()) return &it->second.second;
  std::ifstream in(std::string(ACCORD_EXAMPLES) + "/" + key, std::ios::binary);
  if (!in) return nullptr;
  std::stringstream bytes;
  bytes << in.rdbuf();
  auto& held = files[key];
  held.first = bytes.str();
  held.second = held.first;
  return &held.second;
}

class Post : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    auto options = at_.options();
    options.migrations.clear();
    options.clock = [this] { return now_; };
    db_ = store::Database::open(std::move(options)).value();
    ctx_ = std::make_unique<Context>(Context{*db_, store::test_key().name, merkle::public_half(store::test_key()), "http://localhost", "secret", true, [this] { return now_ += 1000; }, system_random()});
    const auto loaded = load_example(*ctx_, example);
    ASSERT_TRUE(loaded) << loaded.error().message << " " << loaded.error().place;
    const auto roles = demo_roles(*ctx_).value();
    for (const auto& r : roles) roles_[r.key] = r.person;
  }
  Viewer as(const std::string& role) {
    return db_->read([&](store::Reader& r) -> Result<Viewer> { return store::viewer_of(r, roles_[role], now_); }).value();
  }
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

  Instant now_ = demo_starts;
  store::TestDatabase at_{GetParam()};
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Context> ctx_;
  std::map<std::string, std::string> roles_;
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
