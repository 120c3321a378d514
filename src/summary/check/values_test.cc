#include "summary/check/values.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include "summary/check/report.h"

namespace accord::summary::check {
namespace {

Tongues in(const std::string& code) {
  Tongues out;
  for (const auto& language : built_in_labels().languages)
    if (language.code == code) out.push_back(&language);
  out.push_back(&built_in_labels().languages[0]);
  return out;
}

TEST(Values, EveryOfficialLanguageIsThere) {
  std::set<std::string> codes;
  for (const auto& language : built_in_labels().languages) codes.insert(language.code);
  for (const auto& code : built_in_template().union_languages) EXPECT_TRUE(codes.contains(code)) << code;
}

TEST(Values, YesAndNo) {
  const auto en = in("en");
  EXPECT_EQ(yes_or_no(en, "☒ Yes ☐ No").yes, true);
  EXPECT_EQ(yes_or_no(en, "☐ Yes   ☒ No").yes, false);
  EXPECT_EQ(yes_or_no(en, "☒Yes  No").yes, true);
  EXPECT_EQ(yes_or_no(en, "[ ] yes [x] no").yes, false);
  EXPECT_EQ(yes_or_no(en, "✓ Yes, we hold agreements.  ☐ No").yes, true);
  EXPECT_EQ(yes_or_no(en, "☐ No").yes, false) << "the one answer that was left standing";
  EXPECT_EQ(yes_or_no(en, "No data scraping is performed").yes, false);
  EXPECT_EQ(yes_or_no(en, "We have not used private datasets of third parties.").yes, false);
  EXPECT_EQ(yes_or_no(en, "A part of the training data is synthetic data made by us.").yes, true);
  EXPECT_TRUE(yes_or_no(en, "☒ Yes ☒ No").unclear);
  EXPECT_TRUE(yes_or_no(en, "Yes  No").unclear);
  EXPECT_EQ(yes_or_no(en, "").yes, std::nullopt);
  EXPECT_EQ(yes_or_no(in("pl"), "☐ Tak ☒ Nie").yes, false);
  EXPECT_EQ(yes_or_no(in("el"), "Ναι").yes, true);
  EXPECT_EQ(yes_or_no(in("fi"), "☒ Kyllä ☐ Ei").yes, true);
}

TEST(Values, ModalitiesByTickAndByName) {
  const auto en = in("en");
  EXPECT_EQ(modalities_of(en, "☒ Text ☒ Image ☐ Video ☐ Audio ☐ Other").named, (std::set<std::string>{"image", "text"}));
  EXPECT_EQ(modalities_of(en, "Image and video").named, (std::set<std::string>{"image", "video"}));
  EXPECT_TRUE(modalities_of(en, "Text   Image   Video   Audio   Other (Please Specify):").ticks_lost);
  EXPECT_EQ(modalities_of(in("de"), "☒ Text ☐ Bild ☒ Audio").named, (std::set<std::string>{"audio", "text"}));
}

TEST(Values, DatesInManyHands) {
  const auto one = [](const std::string& code, const std::string& text) {
    const auto dates = dates_of(in(code), text);
    if (dates.size() != 1) return fmt::format("{} dates", dates.size());
    return fmt::format("{}-{}-{}", dates[0].year, dates[0].month, dates[0].day);
  };
  EXPECT_EQ(one("en", "01/09/2025"), "2025-9-1");
  EXPECT_EQ(one("en", "7/8/26"), "2026-8-7") << "day first, as the template has it";
  EXPECT_EQ(one("en", "Sept 2nd, 2025"), "2025-9-2");
  EXPECT_EQ(one("en", "October 28, 2025"), "2025-10-28");
  EXPECT_EQ(one("en", "collected no later than June 2026."), "2026-6-0");
  EXPECT_EQ(one("en", "2026-03-14"), "2026-3-14");
  EXPECT_EQ(one("en", "03/2024"), "2024-3-0");
  EXPECT_EQ(one("de", "14. März 2026"), "2026-3-14");
  EXPECT_EQ(one("fr", "le 2 août 2025"), "2025-8-2");
  EXPECT_EQ(one("pl", "15 stycznia 2026 r."), "2026-1-15");
  EXPECT_EQ(one("es", "5 de marzo de 2026"), "2026-3-5");
  EXPECT_EQ(one("bg", "3 март 2026 г."), "2026-3-3");
  EXPECT_EQ(one("en", "no date at all, in 12 words"), "0 dates");
  EXPECT_TRUE(dates_of(in("en"), "2/19/2025").at(0).american);
  const auto period = dates_of(in("it"), "da marzo 2024 a febbraio 2025");
  ASSERT_EQ(period.size(), 2U);
  EXPECT_LT(period[0].ordinal(), period[1].ordinal());
}

RC_GTEST_PROP(Values, ADateThatIsWrittenIsReadAgain, ()) {
  const int year = *rc::gen::inRange(2000, 2100);
  const int month = *rc::gen::inRange(1, 13);
  const int day = *rc::gen::inRange(1, 29);
  const auto code = *rc::gen::elementOf(built_in_template().union_languages);
  for (const auto& text : {fmt::format("{:02}/{:02}/{}", day, month, year), fmt::format("{}-{:02}-{:02}", year, month, day), fmt::format("{}.{}.{}", day, month, year)}) {
    const auto dates = dates_of(in(code), text);
    RC_ASSERT(dates.size() == 1U);
    RC_ASSERT(dates[0].year == year && dates[0].month == month && dates[0].day == day);
  }
}

TEST(Values, SizesAndTheirRanges) {
  const auto en = in("en");
  const auto one = [&](const Tongues& tongues, const std::string& text) {
    const auto sizes = sizes_of(tongues, text);
    return sizes.size() == 1 ? fmt::format("{} {}", sizes[0].unit, sizes[0].range) : fmt::format("{} sizes", sizes.size());
  };
  EXPECT_EQ(one(en, "☐ Less than 1 billion tokens\n☐ 1billion to 10 trillions tokens\n☒ More than 10 trillions tokens"), "tokens 2");
  EXPECT_EQ(one(en, "1 billion to 10 trillion tokens"), "tokens 1");
  EXPECT_EQ(one(en, "10,000 to 1 million hours of video"), "hours 1");
  EXPECT_EQ(one(en, "More than 1 billion images"), "images 2");
  EXPECT_EQ(one(en, "Up to 19.2 billion tokens"), "tokens -1");
  EXPECT_EQ(one(en, "479 million images"), "images -1");
  EXPECT_EQ(one(en, "a great many images"), "0 sizes");
  EXPECT_EQ(one(in("de"), "1 Milliarde bis 10 Billionen Token"), "tokens 1");
  EXPECT_EQ(one(in("fr"), "plus de 1 milliard d'images"), "images 2");
}

TEST(Values, LinksAreJoinedAcrossLines) {
  EXPECT_EQ(links_of("see https://hub.example/datasets/fine-\nweb-edu, and (https:\n//two.example/x)."), (std::vector<std::string>{"https://hub.example/datasets/fine-web-edu", "https://two.example/x"}));
}

TEST(Values, DomainsAreDomains) {
  EXPECT_EQ(domains_of("www.Example.org, news.example.co.uk; mail@no.example and .jp, co.jp, .de e.g. list.csv v1.2 3.14"), (std::vector<std::string>{"example.org", "news.example.co.uk"}));
  EXPECT_TRUE(domains_of("academic repositories, patent databases, community sites").empty());
  EXPECT_TRUE(domains_of("https://site.example/about/list.of.domains").empty()) << "a link is no list";
}

TEST(Values, ItemsOfLists) {
  const auto links = items_of("DCLM: https://hub.example/dclm-\nbaseline\nStack v2: https://hub.example/stack");
  ASSERT_EQ(links.items.size(), 2U);
  EXPECT_EQ(links.items[0].name, "DCLM");
  EXPECT_EQ(links.items[0].link, "https://hub.example/dclm-baseline");
  EXPECT_FALSE(links.prose);
  EXPECT_EQ(items_of("1. HPLT (September 2024)\n2. The Stack v2").items.size(), 2U);
  EXPECT_EQ(items_of("Wikipedia, Common Crawl, The Stack v2").items.size(), 3U);
  EXPECT_TRUE(items_of("The primary source of the training is data that consists of text and images from publicly available sources of the Internet.").prose);
}

}  // namespace
}  // namespace accord::summary::check
