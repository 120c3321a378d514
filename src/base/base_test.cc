#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/country.h"
#include "base/id.h"
#include "base/json.h"
#include "base/utf8.h"

namespace accord {
namespace {

TEST(Bytes, HashesAsTheStandardSays) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("a", "bc", ""), sha256("abc"));
}

TEST(Bytes, Base64IsStrict) {
  EXPECT_EQ(to_base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
  for (const char* bad : {"YQ", "YQ=", "YR==", "Y===", "YQ==YQ==", "YW5 ", "YW5\n"}) EXPECT_FALSE(from_base64(bad)) << bad;
}

RC_GTEST_PROP(Bytes, EncodingsGiveTheBytesBack, (const std::string& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

TEST(Utf8, RefusesWhatIsNotShortestForm) {
  using namespace std::string_view_literals;
  EXPECT_EQ(utf8::first_bad("é漢😀"), std::string_view::npos);
  EXPECT_EQ(utf8::first_bad("a\xc0\xaf"sv), 1U);      // overlong
  EXPECT_EQ(utf8::first_bad("\xed\xa0\x80"sv), 0U);   // surrogate
  EXPECT_EQ(utf8::first_bad("\xf4\x90\x80\x80"sv), 0U);
  EXPECT_EQ(utf8::first_bad("ab\0"sv), 2U);
  EXPECT_EQ(utf8::first_bad("abc\xe2\x82"sv), 3U);    // cut short
  EXPECT_FALSE(utf8::check("a\x1b[31m"sv, "the name"));
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(utf8::length("a😀é"), 3U);
  EXPECT_EQ(utf8::slice("a😀éz", 1, 3), "😀é");
  EXPECT_EQ(utf8::slice("abc", 2, 99), "c");
  EXPECT_EQ(utf8::collapse("  a\n\t b\u00a0c "), "a b c");
}

TEST(Clock, AWallTimeThatOccursTwiceIsTheLaterOne) {
  // Clocks in Brussels go back at 03:00 on 27 October 2024: 02:30 occurs twice.
  EXPECT_EQ(to_rfc3339(*from_local({2024, 10, 27, 2, 30, 0}, "Europe/Brussels")), "2024-10-27T01:30:00Z");
  // And forward at 02:00 on 30 March 2025: 02:30 does not occur.
  EXPECT_FALSE(from_local({2025, 3, 30, 2, 30, 0}, "Europe/Brussels"));
  EXPECT_EQ(to_rfc3339(*from_local({2025, 3, 30, 23, 59, 0}, "Europe/Brussels")), "2025-03-30T21:59:00Z");
  EXPECT_EQ(to_rfc3339(*from_local({2025, 3, 30, 24, 0, 0}, "Europe/Brussels")), "2025-03-30T22:00:00Z");
  EXPECT_EQ(to_rfc3339(*from_local({2025, 3, 29, 24, 0, 0}, "Europe/Brussels")), "2025-03-29T23:00:00Z");
  EXPECT_FALSE(from_local({2025, 3, 30, 23, 59, 0}, "Europe/Nowhere"));
  EXPECT_FALSE(from_local({2025, 2, 29, 12, 0, 0}, "Europe/Brussels"));
}

TEST(Clock, ReadsAndWritesInstants) {
  EXPECT_EQ(to_rfc3339(*from_rfc3339("2025-03-30T23:59:00+02:00")), "2025-03-30T21:59:00Z");
  EXPECT_EQ(to_rfc3339(*from_rfc3339("1969-12-31T23:59:59.250Z")), "1969-12-31T23:59:59.250000Z");
  for (const char* bad : {"", "2025-03-30", "2025-03-30T23:59:00", "2025-02-30T00:00:00Z", "2025-03-30T24:00:00Z", "2025-03-30T00:00:00.Z"})
    EXPECT_FALSE(from_rfc3339(bad)) << bad;
  EXPECT_EQ(long_date_time(*from_rfc3339("2025-03-30T21:59:00Z"), "Europe/Brussels"), "Sunday 30 March 2025, 23:59");
}

RC_GTEST_PROP(Clock, LocalTimeAndBack, ()) {
  const Instant at = *rc::gen::inRange<Instant>(0, 2'000'000'000) * second;
  const auto zone = *rc::gen::element<std::string>("Europe/Brussels", "America/New_York", "Asia/Kathmandu", "UTC");
  const auto local = local_time(at, zone);
  const auto back = from_local(*local, zone);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == at || *back == at + hour);  // the later of two
}

TEST(Json, CanonicalBytesDoNotDependOnOrder) {
  EXPECT_EQ(canonical(Json::parse(R"({"b":1,"a":[true,null,"é\n"]})")), "{\"a\":[true,null,\"é\\n\"],\"b\":1}");
}

TEST(Json, DepthIsCapped) {
  EXPECT_TRUE(parse_json(std::string(60, '[') + std::string(60, ']')));
  EXPECT_EQ(parse_json(std::string(100'000, '[')).error().kind, Kind::invalid);
  EXPECT_TRUE(parse_json("[\"" + std::string(100, '[') + "\"]"));
}

TEST(Country, HasTheNameThatPeopleSay) {
  EXPECT_EQ(country_name("DE"), "Germany");
  EXPECT_EQ(country_name("CZ"), "Czechia");
  for (const char* none : {"", "de", "XX", "DEU", "<b>"}) EXPECT_FALSE(is_country(none)) << none;
  EXPECT_EQ(country_name("nowhere"), "nowhere");
  EXPECT_TRUE(std::ranges::is_sorted(country_codes(), {}, [](const auto& c) { return country_name(c); }));
}

TEST(Id, IsTwentySixCharacters) {
  const auto id = encode_id(system_random()(16));
  EXPECT_TRUE(is_id(id)) << id;
  EXPECT_FALSE(is_id("../../etc/passwd"));
}

}  // namespace
}  // namespace accord
