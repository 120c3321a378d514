#include "format/answer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/corpus_test_help.h"
#include "format/reader.h"

namespace accord::format {
namespace {

using namespace test;

class KeepAnswers : public AnswerSink {
 public:
  std::vector<std::string> all;
  Result<void> add(const Answer& a) override {
    HeaderLines lines(a.headers);
    std::string_view name, value;
    std::string tdm;
    while (lines.next(name, value))
      if (name == "tdm-reservation") tdm = value;
    all.push_back(fmt::format("{} {} {} {} [{}] [{}]", a.status, a.date, a.url, a.type, a.body, tdm));
    return {};
  }
};

struct Read {
  std::vector<std::string> answers;
  std::size_t documents = 0;
  ReadStatus status;
};
Read read(std::string_view bytes) {
  Read r;
  KeepAnswers answers;
  Keep documents;
  auto window = open_window(memory_stream(bytes, 977), r.status);
  EXPECT_TRUE(read_documents(*window, {.answers = &answers}, documents, r.status));
  r.answers = std::move(answers.all);
  r.documents = documents.all.size();
  return r;
}

std::string record(std::string_view type, std::string_view block) {
  return fmt::format(
      "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: https://example.org/robots.txt\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nContent-Length: "
      "{}\r\n\r\n{}\r\n\r\n",
      type, block.size(), block);
}
std::string http(std::string_view status, std::string_view body, std::string_view head = "") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: text/plain\r\n{}\r\n{}", status, head, body);
}

TEST(answer, every_status_is_given_and_only_2xx_have_a_body) {
  const auto packed = gz("User-agent: *");
  const auto r =
      read(record("response", http("200 OK", packed, "Content-Encoding: gzip\r\ntdm-reservation: 1\r\n")) +
           record("response", http("404 Not Found", "gone")) + record("response", http("503 Later", "")) +
           record("response", http("301 Moved", "")) + record("request", "GET / HTTP/1.1\r\n\r\n") + record("resource", "Disallow: /"));
  const std::string at = "2024-05-18T01:58:10Z https://example.org/robots.txt";
  EXPECT_EQ(r.answers, (std::vector<std::string>{"200 " + at + " text/plain [User-agent: *] [1]", "404 " + at + " text/plain [] []",
                                                 "503 " + at + " text/plain [] []", "301 " + at + " text/plain [] []",
                                                 "200 " + at + "  [Disallow: /] []"}));
  EXPECT_EQ(r.documents, 0U);
  EXPECT_EQ(r.status.documents, 5U);
  EXPECT_EQ(r.status.passed.at("request"), 1U);
}

TEST(answer, what_cannot_be_decoded_is_skipped_and_named) {
  const auto packed = gz(prose(4000));
  const auto r = read(record("response", http("200 OK", packed.substr(0, packed.size() / 2), "Content-Encoding: gzip\r\n")) +
                      record("response", "HTTP/ what") + record("response", http("200 OK", "fine")));
  EXPECT_EQ(r.answers.size(), 1U);
  EXPECT_EQ(r.status.skipped, 2U);
  EXPECT_EQ(r.status.reasons.at("payload cannot be decoded").count, 1U);
  EXPECT_EQ(r.status.reasons.at("no HTTP answer").count, 1U);
}

TEST(answer, arc_has_them_too) {
  const auto block = http("404 Not Found", "gone");
  const std::string head = "1 0 x\nURL IP-address Archive-date Content-type Archive-length\n";
  const auto r = read(fmt::format(
      "filedesc://x.arc 0.0.0.0 20240518015810 text/plain {}\n{}\nhttp://example.org/robots.txt 1.2.3.4 20240518015811 text/plain {}\n{}\n",
      head.size(), head, block.size(), block));
  EXPECT_EQ(r.answers, (std::vector<std::string>{"404 20240518015811 http://example.org/robots.txt text/plain [] []"}));
}

}  // namespace
}  // namespace accord::format
