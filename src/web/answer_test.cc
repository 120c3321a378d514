#include "web/answer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace accord::web {
namespace {

std::size_t count(const std::string& head, std::string_view what) {
  std::size_t n = 0;
  for (auto at = head.find(what); at != std::string::npos; at = head.find(what, at + 1)) ++n;
  return n;
}

// Nothing that a handler sets adds a line: each LF of a head ends a line that was meant.
RC_GTEST_PROP(Answer, HasOneLinePerHeader, (const std::string& name, const std::string& value)) {
  auto response = Response::of(200, "text/plain", "x");
  const auto plain = make_answer(response, 1);
  response.header("X-" + name, value);
  const auto answer = make_answer(std::move(response), 1);
  const auto lines = std::ranges::count(answer.head, '\n');
  RC_ASSERT(lines == std::ranges::count(answer.head, '\r'));
  if (answer.status == 200) {
    RC_ASSERT(lines == std::ranges::count(plain.head, '\n') + 1);
  } else {
    RC_ASSERT(answer.status == 500);
    RC_ASSERT(answer.head.find("X-") == std::string::npos || answer.head.find("X-Content") == answer.head.find("X-"));
  }
}

TEST(Answer, FramesItselfWhateverTheHandlerSays) {
  auto response = Response::of(200, "text/plain", "hello");
  for (const auto* own : {"Content-Length", "content-length", "TRANSFER-ENCODING", "Connection", "Date"}) response.header(own, "99");
  const auto answer = make_answer(std::move(response), 1);
  EXPECT_EQ(count(answer.head, ": 99"), 0U);
  EXPECT_EQ(count(answer.head, "Content-Length: 5\r\n"), 1U);
}

TEST(Answer, KeepsAHandlersOwnPolicy) {
  auto response = Response::of(200, "text/html", "x");
  response.header("content-security-policy", "default-src 'self'");
  const auto answer = make_answer(std::move(response), 1);
  EXPECT_EQ(count(answer.head, "default-src"), 1U);
  EXPECT_EQ(count(answer.head, "nosniff"), 1U);
}

TEST(Answer, OfNoContentHasNoBodyAndNoLength) {
  auto response = Response::of(204, "text/plain", "x");
  const auto answer = make_answer(std::move(response), 1);
  EXPECT_TRUE(answer.body->empty());
  EXPECT_EQ(count(answer.head, "Content-Length"), 0U);
}

TEST(Answer, OfAStreamIsChunkedOnHttp11Alone) {
  Response response;
  response.stream = [](std::string&) -> Result<bool> { return false; };
  EXPECT_EQ(count(make_answer(response, 1).head, "Transfer-Encoding: chunked\r\n"), 1U);
  EXPECT_EQ(count(make_answer(response, 0).head, "Transfer-Encoding"), 0U);
}

TEST(Etag, DiffersWithTheBody) {
  auto one = Response::of(200, "text/html", "one");
  auto two = Response::of(200, "text/html", "two");
  one.cacheable = two.cacheable = true;
  EXPECT_NE(make_answer(one, 1).etag, make_answer(two, 1).etag);
  EXPECT_EQ(make_answer(one, 1).etag, make_answer(one, 0).etag);
  EXPECT_EQ(count(make_answer(one, 1).not_modified, "\nContent-Type:"), 0U);
}

TEST(Etag, IsFoundInALIst) {
  EXPECT_TRUE(names_etag("\"a\"", "\"a\""));
  EXPECT_TRUE(names_etag(" \"b\" , W/\"a\"", "\"a\""));
  EXPECT_TRUE(names_etag("*", "\"a\""));
  EXPECT_FALSE(names_etag("\"aa\"", "\"a\""));
  EXPECT_FALSE(names_etag("", "\"a\""));
  EXPECT_FALSE(names_etag("*", ""));
}

TEST(HttpDate, IsThatOfTheRfc) {
  EXPECT_EQ(http_date(784'111'777 * second), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(1'709'164'800 * second), "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace accord::web
