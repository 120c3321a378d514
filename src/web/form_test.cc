#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "web/http.h"

namespace accord::web {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Request form(std::string type, std::string body) {
  Request request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}
Request parts(std::string body) { return form("multipart/form-data; boundary=B", std::move(body)); }

RC_GTEST_PROP(Urlencoded, GivesBackWhatABrowserSent, (const std::vector<std::pair<std::string, std::string>>& pairs)) {
  std::string body;
  bool text = true;
  for (const auto& [name, value] : pairs) {
    body += (body.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
    text = text && utf8::first_bad(name) == std::string::npos && utf8::first_bad(value) == std::string::npos;
  }
  const auto read = parse_form(form("application/x-www-form-urlencoded; charset=utf-8", body));
  RC_ASSERT(read.has_value() == text);
  if (read) RC_ASSERT(read->fields == pairs);
}

// Whatever a file holds, beginnings of the boundary included, it comes out as it went in.
RC_GTEST_PROP(Multipart, KeepsTheBytesOfAFile, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("\r", "\n", "\r\n", "--", "--B", "\r\n--", "B", "-", std::string(1, '\0'), "\xff", "text"));
  std::string bytes;
  for (const auto& piece : pieces) bytes += piece;
  RC_PRE(bytes.find("\r\n--B") == std::string::npos && !bytes.starts_with("--B"));
  const auto read = parse_form(parts("--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\nContent-Type: x/y\r\n\r\n" +
                                     bytes + "\r\n--B--\r\n"));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->files.size() == 1U);
  RC_ASSERT(read->files[0].bytes == bytes);
}

TEST(Multipart, ReadsFieldsAndFilesInTheirOrder) {
  const auto read = parse_form(
      parts("--B\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\x %22y%22.md\"\r\n\r\n# T\r\n--B--"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->fields, (Fields{{"a", "1"}, {"a", ""}}));
  EXPECT_EQ(read->all("a").size(), 2U);
  ASSERT_EQ(read->files.size(), 1U);
  EXPECT_EQ(read->files[0].file_name, "C:\\x \"y\".md");
  EXPECT_EQ(read->files[0].bytes, "# T");
  EXPECT_TRUE(read->has("a"));
  EXPECT_FALSE(read->has("f"));
}

TEST(Multipart, RefusesWhatIsNotWhole) {
  const std::string part = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1";
  for (const auto& body : {std::string(), std::string("--C\r\n"), part, part + "\r\n--B", part + "\r\n--Bx--", part + "--B--",
                           "preamble\r\n" + part + "\r\n--B--", std::string("--B\r\n\r\nx\r\n--B--"),
                           std::string("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--"),
                           std::string("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--B--"),
                           std::string("--B\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--B--"),
                           std::string("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--B--"),
                           "--B\r\nX: " + std::string(9'000, 'a') + "\r\n\r\nx\r\n--B--"}) {
    EXPECT_FALSE(parse_form(parts(body))) << body.substr(0, 80);
  }
  EXPECT_FALSE(parse_form(form("multipart/form-data", part + "\r\n--B--")));
  EXPECT_FALSE(parse_form(form("multipart/form-data; boundary=" + std::string(71, 'a'), part)));
}

TEST(Form, IsCappedAndKnowsItsKinds) {
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += "a=1&";
  EXPECT_EQ(parse_form(form("application/x-www-form-urlencoded", many))->fields.size(), 2'000U);
  EXPECT_EQ(parse_form(form("application/x-www-form-urlencoded", many + "a=1")).error().kind, Kind::too_large);
  EXPECT_EQ(parse_form(form("application/x-www-form-urlencoded", std::string((20U << 20U) + 1, 'a'))).error().kind, Kind::too_large);
  EXPECT_EQ(parse_form(form("application/json", "{}")).error().kind, Kind::unsupported);
  EXPECT_EQ(parse_form(form("", "a=1")).error().kind, Kind::unsupported);
  EXPECT_TRUE(parse_form(Request{})->fields.empty());
}

}  // namespace
}  // namespace accord::web
