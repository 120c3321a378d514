#include "web/page_cache.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace accord::web {
namespace {

std::shared_ptr<const Answer> page(std::size_t size) {
  auto response = Response::of(200, "text/html", std::string(size, 'x'));
  response.cacheable = true;
  return std::make_shared<const Answer>(make_answer(std::move(response), 1));
}

std::string key(std::vector<Head::Field> fields, std::string_view method = "GET", bool secure = false) {
  Head head;
  head.method = method;
  head.target = "/x";
  head.host = "code.example";
  head.fields = std::move(fields);
  std::string out;
  return PageCache::key_of(head, secure, out) ? out : "none";
}

TEST(PageCache, IsForTheAnonymousAlone) {
  EXPECT_EQ(key({{"COOKIE", "a=b"}}), "none");
  EXPECT_EQ(key({{"cookie", ""}}), "none");
  EXPECT_EQ(key({{"Authorization", "Bearer x"}}), "none");
  EXPECT_EQ(key({}, "POST"), "none");
  EXPECT_NE(key({}), "none");
}

TEST(PageCache, TellsWishesApart) {
  EXPECT_NE(key({{"Accept", "application/json"}}), key({}));
  EXPECT_NE(key({{"Accept", "text/html;q=0.1,application/json"}}), key({{"Accept", "text/html"}}));
  EXPECT_EQ(key({{"Accept", "text/html,application/xhtml+xml"}}), key({{"Accept", "text/html"}}));
  EXPECT_NE(key({{"Accept-Language", "de"}}), key({{"Accept-Language", "fr"}}));
  EXPECT_NE(key({{"Accept", "de"}}), key({{"Accept-Language", "de"}}));
  EXPECT_NE(key({}, "GET", true), key({}, "GET", false));
}

TEST(PageCache, ForgetsAtANewGenerationAndInTime) {
  PageCache cache(1U << 20U, 10);
  cache.put("a", page(100), 1, 0);
  EXPECT_TRUE(cache.find("a", 1, 9));
  EXPECT_FALSE(cache.find("a", 1, 10));
  cache.put("a", page(100), 1, 0);
  EXPECT_FALSE(cache.find("a", 2, 0));
  cache.put("a", page(100), 1, 0);  // made before the change, finished after it
  EXPECT_FALSE(cache.find("a", 2, 0));
  EXPECT_EQ(cache.bytes(), 0U);
}

RC_GTEST_PROP(PageCache, StaysWithinItsBytesAndKeepsTheLatest, (const std::vector<std::pair<std::uint8_t, std::uint16_t>>& puts)) {
  constexpr std::size_t limit = 200'000;
  PageCache cache(limit, 1'000);
  for (const auto& [name, size] : puts) {
    const auto k = std::to_string(name);
    cache.put(k, page(size), 1, 0);
    RC_ASSERT(cache.bytes() <= limit);
    const auto found = cache.find(k, 1, 1);
    if (size < limit / 8 - 4'000) {
      RC_ASSERT(found != nullptr);
      RC_ASSERT(found->body->size() == size);
    }
    if (found == nullptr) RC_ASSERT(size > limit / 8 - 4'000);
  }
}

}  // namespace
}  // namespace accord::web
