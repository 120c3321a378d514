#include "format/html.h"

#include <gtest/gtest.h>

namespace accord::format {
namespace {

std::string repeated(std::string_view s, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += s;
  return out;
}

TEST(Html, ReadsATree) {
  const auto page = HtmlPage::parse("<!doctype html>\n<html lang=de><body>\n<p class='a b-c'>x &amp; <b>y</b></p>");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->root().attribute("lang"), "de");
  EXPECT_EQ(page->root().attribute("dir"), "");
  const auto body = page->root().children().back();
  for (const HtmlNode& child : body.children()) {
    if (child.tag() != "p") continue;
    EXPECT_EQ(child.words(), "x & y");
    EXPECT_EQ(child.line(), 3);
    EXPECT_TRUE(child.has_class_with("b-c"));
  }
}

TEST(Html, LeavesOutScripts) {
  const auto page = HtmlPage::parse("<body>a<script>b</script><style>c</style>d");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->root().words(), "ad");
}

// Each was deep or slow for the parser, or hid its depth from a simple count.
TEST(Html, RefusesDepthInDisguise) {
  for (const std::string_view unit :
       {"<div>", "<span>", "<b>", "<p><b a=1>", "<x>", "<ul><li>", "<div><table><td></div></td></table>", "<form><div></form>", "<li><ul></li>",
        "<p><button></p>", "<td><div></td>", "<select><option>", "<a><div></a>", "</svg><g>", "<script></script><div>", "<div title='</div>'>", "<div><!-- </div> -->",
        "<h1><div>", "<div><xmp></div></xmp>"}) {
    const auto page = HtmlPage::parse("<!doctype html><body>" + repeated(unit, 20000));
    ASSERT_FALSE(page) << unit;
    EXPECT_EQ(page.error().kind, Kind::unprocessable);
    EXPECT_FALSE(page.error().remedy.empty());
  }
  EXPECT_FALSE(HtmlPage::parse("<body><table><table></table>" + repeated("<td><div></td>", 20000)));
}

TEST(Html, TakesLongFlatPages) {
  for (const std::string_view unit : {"<p>a", "<p>a</p>", "<li>a", "<div><b>a</b><br></div>", "<dt>a<dd>b", "<tr><td>a<td>b", "<svg><path/></svg>", "<!-- x -->", "<img src=a>"}) {
    const auto open = unit.starts_with("<tr") ? "<body><table>" : unit.starts_with("<li") ? "<body><ul>" : unit.starts_with("<dt") ? "<body><dl>" : "<body>";
    EXPECT_TRUE(HtmlPage::parse(open + repeated(unit, 5000))) << unit;
  }
}

TEST(Html, RefusesMillionsOfTags) { EXPECT_FALSE(HtmlPage::parse(repeated("<br>", 600'000))); }

}  // namespace
}  // namespace accord::format
