// The fixture of every contract test: it runs on each database.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "store_contract/databases.h"

namespace accord::store {

class Contract : public testing::TestWithParam<Dialect> {
 protected:
  TestDatabase at_{GetParam()};
};

// Runs `verbs` so that all of them are in one batch: the writer is held in a batch of its own until the
// last of them is queued. Gives what each answered.
template <class Verb>
std::vector<Result<int>> in_one_batch(Database& db, const std::vector<Verb>& verbs) {
  std::latch held(1);
  std::latch release(1);
  std::thread holder([&] {
    (void)db.write([&](Writer&) -> Result<int> {
      held.count_down();
      release.wait();
      return fail(Kind::conflict, "only to hold the writer");
    });
  });
  held.wait();
  std::vector<Result<int>> answers(verbs.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = db.write(verbs[i]); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that they queue in this order
  }
  release.count_down();
  holder.join();
  for (auto& t : threads) t.join();
  return answers;
}

inline std::int64_t count_of(Database& db, const std::string& table) {
  return db.read([&](Reader& r) -> Result<std::int64_t> { return r.row("SELECT count(*) FROM " + table)->integer(0); }).value();
}

inline Result<int> add_note(Writer& w, std::int64_t id, const std::string& body = "words") {
  w.execute("INSERT INTO note (id, body) VALUES (?, ?)", {id, body});
  return 1;
}

// `count` entries in batches of one.
inline void append(Database& db, int count) {
  for (int i = 0; i < count; ++i)
    ASSERT_TRUE(db.write([](Writer& w) -> Result<int> {
      const auto next = w.row("SELECT count(*) FROM entry")->integer(0);
      w.append_entry(test_entry(static_cast<std::uint64_t>(next)));
      return 1;
    }));
}

// The same in one batch.
inline void append_together(Database& db, int count) {
  ASSERT_TRUE(db.write([&](Writer& w) -> Result<int> {
    const auto next = w.row("SELECT count(*) FROM entry")->integer(0);
    for (int i = 0; i < count; ++i) w.append_entry(test_entry(static_cast<std::uint64_t>(next + i)));
    return 1;
  }));
}

#define ON_EACH_DATABASE(suite)                                                              \
  INSTANTIATE_TEST_SUITE_P(On, suite, testing::Values(Dialect::sqlite, Dialect::postgresql), \
                           [](const auto& each) { return name_of(each.param); })

}  // namespace accord::store
