#include "web/assets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace accord::web {
namespace {

TEST(Assets, AreSortedSoThatEachIsFound) {
  const auto all = assets();
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Asset::path));
  for (const Asset& a : all) EXPECT_EQ(find_asset(a.path), &a) << a.path;
  EXPECT_EQ(find_asset("assets/none.css"), nullptr);
  EXPECT_EQ(find_asset(""), nullptr);
}

TEST(Assets, EveryNameOfTheLayoutLeadsToAFile) {
  for (const char* name : {"main.css", "main.js", "icon.svg", "redline_alone.css", "summary_alone.css"}) {
    const std::string href(asset_href(name));
    ASSERT_TRUE(href.starts_with("/assets/")) << name;
    const Asset* a = find_asset(href.substr(1));
    ASSERT_NE(a, nullptr) << href;
    EXPECT_FALSE(a->bytes.empty());
  }
  EXPECT_EQ(asset_href("none.css"), "");
}

TEST(Assets, HoldTheBytesOfTheFileAndNoMore) {
  const Asset* reader = find_asset("templates/reader.mustache");
  ASSERT_NE(reader, nullptr);
  EXPECT_TRUE(reader->bytes.starts_with("{{> layout-top}}"));
  EXPECT_TRUE(reader->bytes.ends_with("\n"));
  EXPECT_EQ(reader->bytes.find('\0'), std::string_view::npos);
}

// A style sheet that names a font, an image or a sheet elsewhere would break the demo's promise of no network.
TEST(Assets, StylesAskForNothingElsewhere) {
  const Asset* css = find_asset(asset_href("main.css").substr(1));
  ASSERT_NE(css, nullptr);
  std::size_t fonts = 0;
  for (std::size_t at = css->bytes.find("url("); at != std::string_view::npos; at = css->bytes.find("url(", at + 1)) {
    std::string_view url = css->bytes.substr(at + 4, css->bytes.find(')', at) - at - 4);
    while (!url.empty() && (url.front() == '"' || url.front() == '\'')) url = url.substr(1, url.size() - 2);
    ASSERT_TRUE(url.starts_with("/assets/")) << url;
    EXPECT_NE(find_asset(url.substr(1)), nullptr) << url;
    ++fonts;
  }
  EXPECT_GE(fonts, 4U);
}

}  // namespace
}  // namespace accord::web
