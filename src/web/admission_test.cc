// The table of refusals is tests/http/framing_cases.mjs, on a socket; here are the laws that hold for any bytes.
#include "web/admission.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace accord::web {
namespace {

const std::vector<std::string> hosts = {"code.example", "127.0.0.1:8080"};

std::expected<Head, Refusal> parse(std::string_view bytes, const HeadLimits& limits = {}) {
  HeadScanner scanner;
  const auto size = scanner.scan(bytes, limits);
  if (!size) return std::unexpected(size.error());
  if (*size == 0) return std::unexpected(Refusal{0, "incomplete"});
  Head head;
  if (auto ok = parse_head(bytes.substr(0, *size), limits, hosts, head); !ok) return std::unexpected(ok.error());
  return head;
}
int status_of(std::string_view bytes) {
  const auto head = parse(bytes);
  return head ? 200 : head.error().status;
}

TEST(Admission, ReadsWhatARequestSays) {
  constexpr std::string_view bytes =
      "POST /a%20b?c=d+e&f HTTP/1.1\r\nhOST: Code.Example:443\r\nX: \t y z \t\r\nContent-Length: 12\r\n\r\nrest";
  const auto head = parse(bytes);
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->content_length, 12U);
  EXPECT_TRUE(head->keep_alive);
  EXPECT_EQ(head->field("x"), "y z");
  const auto request = request_of(*head);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/a b");
  EXPECT_EQ(request->param("c"), "d e");
  EXPECT_EQ(request->query.size(), 2U);
  EXPECT_EQ(request->header("host"), "Code.Example:443");
}

TEST(Admission, ServesItsHostsAlone) {
  for (const auto* host : {"code.example", "CODE.EXAMPLE", "code.example:80", "code.example:443", "127.0.0.1:8080"})
    EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 200) << host;
  for (const auto* host : {"code.example:8080", "127.0.0.1", "code.example.", "xcode.example", "code.example:80:80"})
    EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 421) << host;
}

// One head is left when what frames a body is put in twice, in any spelling.
RC_GTEST_PROP(Admission, RefusesASecondFramingField, ()) {
  const std::string name = *rc::gen::element<std::string>("Content-Length", "Transfer-Encoding", "Host");
  std::string spelled = name;
  for (auto& c : spelled)
    if (*rc::gen::arbitrary<bool>() && c != '-') c = static_cast<char>(c ^ 0x20);
  const std::string value = name == "Host" ? "code.example" : name == "Content-Length" ? "3" : "chunked";
  const std::string again = *rc::gen::element<std::string>("", value, "0", "chunked", "x");
  const std::string between = *rc::gen::element<std::string>("", "A: b\r\n");
  const std::string host = name == "Host" ? "" : "Host: code.example\r\n";
  RC_ASSERT(status_of("POST / HTTP/1.1\r\n" + host + name + ": " + value + "\r\n" + between + spelled + ":" + again + "\r\n\r\n") == 400);
}

// However the bytes are cut on their way, the scanner comes to the same end or the same refusal.
RC_GTEST_PROP(Admission, DoesNotDependOnHowBytesAreCut, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("GET / HTTP/1.1", "\r\n", "\r\n", "\r", "\n", "Host: code.example", "X: y", " ", std::string(1, '\0'),
                                    std::string(300, 'a'), "\r\n\r\n"));
  std::string bytes = "G";
  for (const auto& piece : pieces) bytes += piece;
  const HeadLimits limits{.head_bytes = 1'000, .line_bytes = 500};
  HeadScanner whole;
  const auto expected = whole.scan(bytes, limits);
  HeadScanner cut;
  std::expected<std::size_t, Refusal> got = 0;
  for (std::size_t n = 1; n <= bytes.size() && got && *got == 0; ++n) got = cut.scan(std::string_view(bytes).substr(0, n), limits);
  RC_ASSERT(got.has_value() == expected.has_value());
  if (got) RC_ASSERT(*got == *expected);
}

// Whatever is let in obeys: one line per field, no control character, a known host, one framing.
RC_GTEST_PROP(Admission, LetsInNothingAmbiguous, ()) {
  std::string bytes = "POST /x HTTP/1.1\r\nHost: code.example\r\nContent-Length: 3\r\nAccept: a\r\n\r\n";
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    const auto at = static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(bytes.size())));
    const auto c = static_cast<char>(*rc::gen::inRange(0, 256));
    if (*rc::gen::arbitrary<bool>()) {
      bytes[at] = c;
    } else {
      bytes.insert(at, 1, c);
    }
  }
  const auto head = parse(bytes);
  if (!head) return;
  RC_ASSERT(head->chunked + (head->field("content-length").empty() ? 0 : 1) <= 1);
  RC_ASSERT(same_word(head->field("host").substr(0, 12), "code.example"));
  for (const auto& f : head->fields) {
    RC_ASSERT(f.name.find_first_of(" \t\r\n:") == std::string_view::npos && !f.name.empty());
    RC_ASSERT(f.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    RC_ASSERT(utf8::first_bad(f.value) == std::string_view::npos);
  }
  if (const auto request = request_of(*head)) RC_ASSERT(utf8::first_bad(request->path) == std::string_view::npos);
}

}  // namespace
}  // namespace accord::web
