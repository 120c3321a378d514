#include "format/reservation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace accord::format {
namespace {

const std::vector<std::string> train = {"train-ai", "ai-train", "all"};

Says usage(std::string_view s) { return read_content_usage(s, train).says; }
Says lines(std::string_view robots, std::string_view name = "content-usage") { return read_robots_lines(Robots(robots), name, train).says; }
Says tdmrep(std::string_view json) {
  const auto r = read_tdmrep(json);
  return r ? r->says : Says::nothing;
}
Says rsl(std::string_view inside) {
  const auto r = read_rsl("<?xml version=\"1.0\"?><rsl xmlns=\"https://rslstandard.org/rsl\">" + std::string(inside) + "</rsl>", train);
  return r ? r->says : Says::nothing;
}

TEST(reservation, content_usage_is_a_dictionary) {
  EXPECT_EQ(usage("train-ai=n"), Says::reserves);
  EXPECT_EQ(usage("search=y, train-ai=n;x=1"), Says::reserves);
  EXPECT_EQ(usage("train-ai=y"), Says::permits);
  EXPECT_EQ(usage("search=n"), Says::unclear);
  EXPECT_EQ(usage("train-ai=maybe"), Says::unclear);
  EXPECT_EQ(usage("train-ai"), Says::unclear) << "true is neither y nor n";
  EXPECT_EQ(usage("train-ai=n, train-ai=y"), Says::permits) << "RFC 9651: the last member of a name counts";
  EXPECT_EQ(usage("train-ai=y, all=n"), Says::reserves) << "the most restrictive of several";
  EXPECT_EQ(usage(" "), Says::nothing);
  EXPECT_EQ(read_content_usage("train-ai=n", train).why, "train-ai=n");
}

TEST(reservation, lines_of_robots_txt_are_for_whom_and_where_they_say) {
  EXPECT_EQ(lines("User-agent: *\nContent-Usage: / train-ai=n\n"), Says::reserves);
  EXPECT_EQ(lines("User-agent: *\nContent-Usage: train-ai=n\n"), Says::reserves);
  EXPECT_EQ(lines("Content-Usage: train-ai=n\n"), Says::reserves);
  EXPECT_EQ(lines("User-agent: *\nContent-Usage: / train-ai=n\nContent-Usage: /ok/ train-ai=y\n"), Says::part);
  EXPECT_EQ(lines("User-agent: *\nContent-Usage: / train-ai=y\nContent-Usage: /not/ train-ai=n\n"), Says::part);
  EXPECT_EQ(lines("User-agent: *\nContent-Usage: /not/ train-ai=n\n"), Says::part);
  EXPECT_EQ(lines("User-agent: *\nContent-Usage: /ok/ train-ai=y\n"), Says::unclear) << "silent elsewhere";
  EXPECT_EQ(lines("User-agent: Foo\nContent-Usage: / train-ai=n\n"), Says::part) << "one crawler alone is told";
  EXPECT_EQ(lines("User-agent: Foo\nContent-Usage: / train-ai=y\n"), Says::unclear);
  EXPECT_EQ(lines("User-agent: *\nDisallow: /\n"), Says::nothing);
  EXPECT_EQ(lines("User-agent: *\nContent-signal: search=yes,ai-train=no\n", "content-signal"), Says::reserves);
  EXPECT_EQ(lines("User-agent: *\nContent-Signal: ai-train=yes\n", "content-signal"), Says::permits);
  EXPECT_EQ(lines("User-agent: *\nContent-Signal: search=yes\n", "content-signal"), Says::unclear)
      << "no signal neither grants nor restricts";
  EXPECT_EQ(read_robots_lines(Robots("User-agent: *\n\nContent-Usage: / train-ai=n\n"), "content-usage", train).line, 3U);
}

TEST(reservation, tdmrep_rules_are_by_location) {
  EXPECT_EQ(tdmrep(R"([{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://x.example/p"}])"), Says::reserves);
  EXPECT_EQ(tdmrep(R"([{"location": "/", "tdm-reservation": "1"}])"), Says::reserves);
  EXPECT_EQ(tdmrep(R"([{"location": "/*", "tdm-reservation": 0}])"), Says::permits);
  EXPECT_EQ(tdmrep(R"([{"location": "/", "tdm-reservation": 1}, {"location": "/press/*.jpg", "tdm-reservation": 0}])"), Says::part);
  EXPECT_EQ(tdmrep(R"([{"location": "/images/", "tdm-reservation": 1}])"), Says::part);
  EXPECT_EQ(tdmrep(R"([{"location": "/", "tdm-reservation": 2}])"), Says::unclear);
  EXPECT_EQ(tdmrep("[]"), Says::unclear);
  EXPECT_FALSE(read_tdmrep(R"({"tdm-reservation": 1})"));
  EXPECT_FALSE(read_tdmrep("<html>"));
  EXPECT_EQ(read_tdm_value(" 1 ").says, Says::reserves);
  EXPECT_EQ(read_tdm_value("0").says, Says::permits);
  EXPECT_EQ(read_tdm_value("yes").says, Says::unclear);
}

TEST(reservation, a_page_says_it_in_its_head) {
  EXPECT_EQ(read_tdm_meta("<!doctype html>\n<title>x</title>\n<meta name=\"TDM-Reservation\" content=\"1\">").says, Says::reserves);
  EXPECT_EQ(read_tdm_meta("<!doctype html>\n<title>x</title>\n<meta name=\"tdm-reservation\" content=\"1\">").line, 3U);
  EXPECT_EQ(read_tdm_meta("<p>tdm-reservation: 1</p><!-- <meta name=tdm-reservation content=1> -->").says, Says::nothing);
}

TEST(reservation, rsl_says_what_is_permitted_and_prohibited) {
  const std::string no = "<license><prohibits type=\"usage\">ai-train ai-input</prohibits></license>",
                    yes = "<license><permits type=\"usage\">search, all</permits></license>";
  EXPECT_EQ(rsl("<content url=\"/\">" + no + "</content>"), Says::reserves);
  EXPECT_EQ(rsl("<content url=\"https://x.example/*\">" + no + "</content>"), Says::reserves);
  EXPECT_EQ(rsl("<rsl:content url='/'>" + no + "</rsl:content>"), Says::reserves) << "with a prefix";
  EXPECT_EQ(rsl("<content url=\"/\">" + yes + "</content>"), Says::permits);
  EXPECT_EQ(rsl("<content url=\"/\"><license><permits type=\"usage\">all</permits><payment type=\"free\"/></license></content>"),
            Says::permits);
  EXPECT_EQ(rsl("<content url=\"/\"><license><permits type=\"usage\">all</permits><payment type=\"crawl\"><amount "
                "currency=\"EUR\">1</amount></payment></license></content>"),
            Says::unclear)
      << "against payment";
  EXPECT_EQ(rsl("<content url=\"/\"><license><permits type=\"usage\">all</permits><prohibits "
                "type=\"usage\">ai-train</prohibits></license></content>"),
            Says::reserves);
  EXPECT_EQ(rsl("<content url=\"/\"><license><prohibits type=\"geo\">all</prohibits></license></content>"), Says::unclear);
  EXPECT_EQ(rsl("<content url=\"/img/\">" + no + "</content>"), Says::part);
  EXPECT_EQ(rsl("<content url=\"/\">" + no + "</content><content url=\"/open/\">" + yes + "</content>"), Says::part);
  EXPECT_EQ(rsl("<!-- <content url=\"/\">" + yes + "</content> --><content url=\"/\">" + no + "</content>"), Says::reserves);
  EXPECT_EQ(rsl("<content url=\"/\"><license/></content>"), Says::unclear);
  EXPECT_EQ(rsl(""), Says::unclear);
  EXPECT_FALSE(read_rsl("<license><name>GPL</name></license>", train));
}

TEST(reservation, ai_txt_has_rules_by_kind_of_file) {
  EXPECT_EQ(read_ai_txt("# Spawning AI\nUser-Agent: *\nDisallow: *.txt\nDisallow: /\nDisallow: *\n").says, Says::reserves);
  EXPECT_EQ(read_ai_txt("User-Agent: *\nDisallow: *.jpg\nAllow: *.txt\n").says, Says::part);
  EXPECT_EQ(read_ai_txt("User-Agent: *\nAllow: *.txt\nAllow: /\n").says, Says::permits);
  EXPECT_EQ(read_ai_txt("we like machines").says, Says::unclear);
}

TEST(reservation, xml_tells_tags_from_text) {
  const std::vector<std::string> why = {
      "<rsl><content url='a>b'><license><prohibits type=\"usage\"><![CDATA[ai-train]]></prohibits></license></content></rsl>"};
  EXPECT_EQ(read_rsl(why[0], train)->says, Says::unclear) << "its url is no path";
  EXPECT_EQ(rsl("<content url='/&#42;'><license><prohibits type=\"usage\"><![CDATA[ai-train]]></prohibits></license></content>"),
            Says::reserves);
}

// Whatever stands there, what comes out is short and printable.
RC_GTEST_PROP(reservation, any_bytes_are_read, ()) {
  const auto bytes =
      *rc::gen::container<std::string>(rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::elementOf(std::string("<>/\"'=,:;* \n{}[]"))));
  for (const auto& r : {read_content_usage(bytes, train), read_content_signal(bytes, train), read_ai_txt(bytes), read_tdm_value(bytes),
                        read_tdm_meta(bytes + "tdm-reservation"), read_rsl("<rsl>" + bytes, train).value_or(Reservation{}),
                        read_tdmrep(bytes).value_or(Reservation{})}) {
    RC_ASSERT(r.why.size() <= Reservation::longest_why);
    RC_ASSERT(std::ranges::all_of(r.why, [](char c) { return c >= 0x20 && c < 0x7f; }));
  }
}

}  // namespace
}  // namespace accord::format
