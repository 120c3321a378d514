#include "format/mail.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/bytes.h"

namespace accord::format {
namespace {

Mail mail() { return {"Accord", "accord@example.org", "Ana Brandt", "ana@example.org", "3 answers", "abc@example.org", 1'743'179'400'000'000, "Hello.\n"}; }

std::vector<std::string> lines_of(const std::string& bytes) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = bytes.find("\r\n", at);
    out.push_back(bytes.substr(at, end - at));
    if (end == std::string::npos) break;
    at = end + 2;
  }
  return out;
}

TEST(Mail, IsPlainHeadersAndABody) {
  const auto bytes = write_mail(mail()).value();
  EXPECT_TRUE(bytes.starts_with("Date: Fri, 28 Mar 2025 16:30:00 +0000\r\nFrom: Accord\r\n <accord@example.org>\r\nTo: Ana Brandt\r\n <ana@example.org>\r\nSubject: 3 answers\r\nMessage-ID: <abc@example.org>\r\n")) << bytes;
  EXPECT_TRUE(bytes.ends_with("\r\n\r\nHello.\r\n")) << bytes;
}

TEST(Mail, ANameCannotBeginAHeader) {
  auto m = mail();
  m.to_name = "Ana\r\nBcc: everybody@example.org\r\n\r\nwords";
  m.subject = "x\nX-Evil: yes";
  const auto bytes = write_mail(m).value();
  for (const auto& line : lines_of(bytes)) {
    EXPECT_FALSE(line.starts_with("Bcc")) << bytes;
    EXPECT_FALSE(line.starts_with("X-Evil")) << bytes;
  }
  m = mail();
  m.to_name = "Éléonore \"<x@y>\", другой";
  EXPECT_NE(write_mail(m).value().find("To: =?utf-8?B?"), std::string::npos);
}

TEST(Mail, AnAddressThatWouldNeedEscapingIsRefused) {
  for (const char* bad : {"", "ana", "@x.org", "ana@", "a b@x.org", "ana@x.org\r\nRCPT TO:<b@x.org>", "<ana@x.org>", "ana,b@x.org", "\"a\"@x.org", "ana@x..org", "-oQ/tmp@x.org", "änä@x.org"}) EXPECT_FALSE(is_mail_address(bad)) << bad;
  for (const char* good : {"ana@example.org", "ana.b+c@mail.example.org", "o'neil@example.org"}) EXPECT_TRUE(is_mail_address(good)) << good;
}

RC_GTEST_PROP(Mail, WhateverItSaysEveryLineIsShortAsciiAndNoneIsADotAlone, (const std::string& name, const std::string& subject, const std::string& body)) {
  auto m = mail();
  const auto valid = [](std::string s) {
    for (char& c : s)
      if (static_cast<unsigned char>(c) > 126 || c == 0) c = 'x';
    return s;
  };
  m.to_name = valid(name) + "é", m.subject = valid(subject), m.body = valid(body) + "ё\n.\n";
  const auto bytes = write_mail(m).value();
  const auto end = bytes.find("\r\n\r\n");
  RC_ASSERT(end != std::string::npos);
  for (const auto& line : lines_of(bytes)) {
    RC_ASSERT(line.size() <= 78);
    RC_ASSERT(line != ".");
    for (const char c : line) RC_ASSERT(c >= 32 && c < 127);
  }
  int headers = 0;
  for (const auto& line : lines_of(bytes.substr(0, end))) headers += line[0] != ' ';
  RC_ASSERT(headers == 9);
}

}  // namespace
}  // namespace accord::format
