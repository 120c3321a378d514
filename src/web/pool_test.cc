#include "web/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace accord::web {
namespace {

TEST(Pool, TakesNoMoreThanMayWait) {
  std::latch started(1);
  std::latch go(1);
  std::atomic<int> ran = 0;
  Pool pool(1, 2);
  ASSERT_TRUE(pool.push([&] {
    started.count_down();
    go.wait();
    ++ran;
  }));
  started.wait();
  EXPECT_TRUE(pool.push([&] { ++ran; }));
  EXPECT_TRUE(pool.push([&] { ++ran; }));
  EXPECT_FALSE(pool.push([&] { ran += 100; }));
  std::latch last(1);
  EXPECT_TRUE(pool.push(
      [&] {
        ++ran;
        last.count_down();
      },
      true));
  go.count_down();
  last.wait();
  EXPECT_EQ(ran, 4);
}

TEST(Pool, StoppedFinishesWhatRunsAndTakesNothing) {
  std::latch started(1);
  std::latch go(1);
  std::atomic<int> ran = 0;
  Pool pool(1, 10);
  ASSERT_TRUE(pool.push([&] {
    started.count_down();
    go.wait();
    ++ran;
  }));
  started.wait();
  ASSERT_TRUE(pool.push([&] { ran += 100; }));
  std::thread release([&] { go.count_down(); });
  pool.stop();
  release.join();
  EXPECT_FALSE(pool.push([] {}, true));
  EXPECT_TRUE(ran == 1 || ran == 101);
}

TEST(Pool, StoppingGivesUpOnAJobThatHangs) {
  std::latch started(1);
  std::latch go(1);
  Pool pool(2, 10);
  ASSERT_TRUE(pool.push([&] {
    started.count_down();
    go.wait();
  }));
  started.wait();
  EXPECT_FALSE(pool.stop(std::chrono::milliseconds(20)));
  go.count_down();
  EXPECT_TRUE(pool.stop(std::chrono::seconds(10)));
  EXPECT_TRUE(pool.stop(std::chrono::seconds(0)));
}

}  // namespace
}  // namespace accord::web
