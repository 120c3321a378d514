#include "web/chunked.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace accord::web {
namespace {

struct Decoded {
  int status = 200;  // 0: more is needed
  std::string body;
  std::size_t taken = 0;
};

// Feeds the decoder as a connection does: what it did not take comes again with the next piece.
Decoded decode(std::string_view bytes, std::size_t step, std::size_t max_body = 1'000) {
  ChunkedDecoder decoder(max_body, 1'000);
  Decoded out;
  std::string waiting;
  std::size_t at = 0;
  for (;;) {
    const auto taken = decoder.decode(waiting, out.body);
    if (!taken) return {taken.error().status, out.body, out.taken};
    out.taken += *taken;
    waiting.erase(0, *taken);
    if (decoder.done()) return out;
    if (at == bytes.size()) return {0, out.body, out.taken};
    const auto piece = bytes.substr(at, step);
    waiting += piece;
    at += piece.size();
  }
}

RC_GTEST_PROP(Chunked, GivesTheBodyHoweverItIsCut, (const std::vector<std::string>& chunks)) {
  std::string bytes;
  std::string body;
  for (const auto& chunk : chunks) {
    if (chunk.empty()) continue;
    bytes += fmt::format("{:x};e=1\r\n", chunk.size()) + chunk + "\r\n";
    body += chunk;
  }
  bytes += "0\r\nTrailer: x\r\n\r\n";
  const auto size = bytes.size();
  const auto step = static_cast<std::size_t>(*rc::gen::inRange(1, 50));
  const auto got = decode(bytes + "GET / HTTP/1.1\r\n", step, 1'000'000);
  RC_ASSERT(got.status == 200);
  RC_ASSERT(got.body == body);
  RC_ASSERT(got.taken == size);
}

RC_GTEST_PROP(Chunked, JudgesTheSameHoweverItIsCut, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("5", "\r\n", "hello", "0", "\r", "\n", ";x", " ", "3e8", "X: y", std::string(1, '\0')));
  std::string bytes;
  for (const auto& piece : pieces) bytes += piece;
  const auto whole = decode(bytes, bytes.size() + 1);
  const auto cut = decode(bytes, 1);
  RC_ASSERT(whole.status == cut.status);
  if (whole.status == 200) RC_ASSERT(whole.body == cut.body && whole.taken == cut.taken);
}

TEST(Chunked, HoldsTheBodyToItsLimit) {
  EXPECT_EQ(decode("5\r\nhello\r\n0\r\n\r\n", 3, 5).status, 200);
  EXPECT_EQ(decode("5\r\nhello\r\n1\r\nx\r\n0\r\n\r\n", 3, 5).status, 413);
  EXPECT_EQ(decode("ffffffffffffffff\r\n", 3, 5).status, 413);
}

}  // namespace
}  // namespace accord::web
