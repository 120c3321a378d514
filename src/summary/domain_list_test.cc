#include "summary/domain_list.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "summary/tally_test_help.h"

namespace accord::summary {
namespace {

Result<void> ignore(const DomainTotal&) { return {}; }

struct Crawl {
  std::vector<Source> sources = {{.name = "web", .kind = SourceKind::crawled}, {.name = "set", .kind = SourceKind::public_dataset}};
  std::string bytes;
  test::MemoryScratch scratch;

  TallyFile tally(const std::function<void(Counter&)>& add) {
    Header header;
    header.stage = Stage::collected;
    header.suffixes = test::suffixes().list();
    Tally t(header, sources, test::suffixes(), scratch);
    add(t.counter());
    test::MemoryOutput out(bytes);
    EXPECT_TRUE(t.finish(out));
    auto file = TallyFile::open(std::make_shared<test::MemoryContent>(bytes));
    EXPECT_TRUE(file);
    return *std::move(file);
  }
};

void page(Counter& c, std::uint32_t source, Modality m, const std::string& host, std::uint64_t bytes) {
  const auto url = "https://www." + host + "/page";
  EXPECT_TRUE(c.add(source, m, {.url = url, .bytes = bytes, .images = m == Modality::image ? 1U : 0U}));
}

TEST(DomainList, HoldsTheTopTenPercentOfWhatWasCrawledAndNothingElse) {
  Crawl crawl;
  const auto tally = crawl.tally([](Counter& c) {
    for (int i = 0; i < 25; ++i) page(c, 0, Modality::text, fmt::format("site{:02}.org", i), 100 + static_cast<std::uint64_t>(i));
    page(c, 1, Modality::text, "huge.com", 1'000'000);
  });
  const auto list = list_domains(tally, built_in_template().rule("domains"), crawl.scratch, ignore);
  ASSERT_TRUE(list);
  EXPECT_EQ(list->distinct, 25u);
  ASSERT_EQ(list->list.size(), 3u);  // 2.5, rounded up
  EXPECT_EQ(list->list[0].domain, "site24.org");
  EXPECT_EQ(list->list[2].domain, "site22.org");
}

TEST(DomainList, OfSmallProvidersIsTheLowerOfFivePercentAndAThousand) {
  for (const auto& [sites, listed] : {std::pair{40, 2U}, {30'000, 1'000U}}) {
    Crawl crawl;
    const auto tally = crawl.tally([&](Counter& c) {
      for (int i = 0; i < sites; ++i) page(c, 0, Modality::text, fmt::format("s{}.org", i), 10);
    });
    EXPECT_EQ(list_domains(tally, built_in_template().rule("domains_sme"), crawl.scratch, ignore)->listed, listed);
  }
}

TEST(DomainList, GivesAllOfThemAndKeepsTheFirst) {
  Crawl crawl;
  const auto tally = crawl.tally([&](Counter& c) {
    for (std::uint64_t i = 0; i < 120'000; ++i) page(c, 0, Modality::text, fmt::format("s{}.org", i), i);
  });
  std::size_t given = 0;
  const auto list = list_domains(tally, built_in_template().rule("domains"), crawl.scratch, [&](const DomainTotal& d) -> Result<void> {
    EXPECT_EQ(d.domain, fmt::format("s{}.org", 119'999 - given++));
    return {};
  });
  EXPECT_EQ(given, 12'000u);
  EXPECT_EQ(list->listed, 12'000u);
  EXPECT_EQ(list->list.size(), most_listed_inside);
}

TEST(DomainList, StandsForEveryModality) {
  Crawl crawl;
  const auto tally = crawl.tally([](Counter& c) {
    for (int i = 0; i < 20; ++i) page(c, 0, Modality::text, fmt::format("words{:02}.org", i), 1'000);
    for (int i = 0; i < 10; ++i) page(c, 0, Modality::image, fmt::format("pictures{}.org", i), 10 + static_cast<std::uint64_t>(i));
  });
  const auto list = list_domains(tally, built_in_template().rule("domains"), crawl.scratch, ignore);
  ASSERT_EQ(list->list.size(), 4u);
  EXPECT_EQ(list->list[3].domain, "pictures9.org");
  EXPECT_EQ(list->added, std::vector{Modality::image});
}

}  // namespace
}  // namespace accord::summary
