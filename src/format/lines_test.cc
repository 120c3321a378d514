// The readers that give lines of cells: laid-out text, HTML, Markdown, JSON and YAML.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "format/data_lines.h"
#include "format/html_lines.h"
#include "format/layout_text.h"
#include "format/markdown_lines.h"

namespace accord::format {
namespace {

std::vector<std::string> texts(const Line& line) {
  std::vector<std::string> out;
  for (const auto& cell : line.cells) out.push_back(cell.text);
  return out;
}
using Texts = std::vector<std::string>;

TEST(LayoutText, CellsAreDividedByTwoSpaces) {
  const auto text = read_layout_text("  Last update:      01/09/2025\n\nplain words of a sentence\n", false);
  ASSERT_EQ(text.lines.size(), 3U);
  EXPECT_EQ(texts(text.lines[0]), (Texts{"Last update:", "01/09/2025"}));
  EXPECT_EQ(text.lines[0].cells[1].column, 20);
  EXPECT_TRUE(text.lines[1].cells.empty());
  EXPECT_EQ(text.lines[2].number, 3);
}

TEST(LayoutText, ACellThatRunsIntoTheNextColumnIsCutThere) {
  const auto text = read_layout_text("    Provider name and contact Thinking Works Inc.\n    details:                  95 Third Street\n", false);
  EXPECT_EQ(texts(text.lines[0]), (Texts{"Provider name and contact", "Thinking Works Inc."}));
}

TEST(LayoutText, PagesAreCountedAndTheirNumbersLeftOut) {
  const auto text = read_layout_text("one\n      1\n\ftwo\n   2 of 3\n\fthree 2026\n", true);
  EXPECT_EQ(text.lines[0].page, 1);
  EXPECT_TRUE(text.lines[1].cells.empty());
  EXPECT_EQ(text.lines[3].page, 2);
  EXPECT_EQ(text.lines[3].number, 1);
  EXPECT_EQ(place_of(text.lines[3]), "page 2, line 1");
}

TEST(LayoutText, WhatStandsAtTheEdgeOfMostPagesIsThePagesOwn) {
  std::string pages;
  for (int n = 0; n < 5; ++n) pages += "Company report\nAnswer " + std::to_string(n) + "\n\f";
  for (const auto& line : read_layout_text(pages, true).lines)
    for (const auto& cell : line.cells) EXPECT_NE(cell.text, "Company report");
}

TEST(LayoutText, LigaturesAndInvisibleCharactersAreTakenApart) { EXPECT_EQ(plain_letters("o\uFB03cial\u200B \u00A0fi\u00ADle"), "official  file"); }

TEST(HtmlLines, ARowIsALineAndATickIsRead) {
  const auto text = read_html_lines("<html lang=fr><nav>Menu</nav><h2>Titre</h2><table><tr><th>Oui ou non</th><td><input type=checkbox checked> Oui <input type=checkbox> Non</td></tr></table><script>x()</script>");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->language, "fr");
  EXPECT_TRUE(text->lines[0].heading);
  EXPECT_EQ(texts(text->lines[1]), (Texts{"Oui ou non", "☒ Oui ☐ Non"}));
  EXPECT_EQ(text->lines.size(), 3U);
}

TEST(HtmlLines, LinesOfAFieldStayInTheirColumnAndLinksKeepTheirAddress) {
  const auto text = read_html_lines("<table><tr><td>Sets</td><td><ul><li>One <a href='https://one.example/'>here</a></li><li>Two</li></ul></td></tr></table>");
  ASSERT_TRUE(text);
  EXPECT_EQ(texts(text->lines[0]), (Texts{"Sets", "• One here https://one.example/"}));
  EXPECT_EQ(texts(text->lines[1]), (Texts{"• Two"}));
  EXPECT_EQ(text->lines[1].cells[0].column, 40);
}

TEST(MarkdownLines, TablesHeadingsAndEmphasis) {
  const auto text = read_markdown_lines("## 2.1 Public\n\n| **Sets** | [One](https://one.example)<br>Two |\n|---|---|\n- **Date:** 03/2026\n");
  EXPECT_TRUE(text.lines[0].heading);
  EXPECT_EQ(texts(text.lines[0]), (Texts{"2.1 Public"}));
  EXPECT_EQ(texts(text.lines[2]), (Texts{"Sets", "One https://one.example"}));
  EXPECT_EQ(texts(text.lines[3]), (Texts{"Two"}));
  EXPECT_EQ(text.lines[2].number, 3);
  EXPECT_EQ(texts(text.lines.back()), (Texts{"• Date: 03/2026"}));
  EXPECT_EQ(text.lines.back().number, 5);
}

TEST(DataLines, KeysAreWordsAndThePlaceIsThePath) {
  const auto text = lines_of_data(Json::parse(R"({"2.1": {"largeDatasets": ["a", "b"], "used_public": true}, "fields": [{"id": "2.3.e", "label": "Period", "value": "01/2025"}]})"), "json");
  ASSERT_EQ(text.lines.size(), 7U);
  EXPECT_EQ(texts(text.lines[0]), (Texts{"2.1"}));
  EXPECT_EQ(texts(text.lines[1]), (Texts{"large Datasets"}));
  EXPECT_EQ(texts(text.lines[2]), (Texts{"a"}));
  EXPECT_FALSE(text.lines[2].heading);
  EXPECT_EQ(texts(text.lines[4]), (Texts{"used public", "yes"}));
  EXPECT_EQ(texts(text.lines[6]), (Texts{"2.3.e", "01/2025"}));
  EXPECT_EQ(text.lines[6].path, "/fields/0/value");
}

RC_GTEST_PROP(Lines, AnyTextGivesCellsThatAreNeitherBlankNorBroken, (const std::string& bytes)) {
  std::string text;
  for (const char c : bytes) text += static_cast<unsigned char>(c) >= 0x80 || c == '\0' ? '.' : c;
  const auto html = read_html_lines(text);
  for (const auto* placed : {new PlacedText(read_layout_text(text, true)), new PlacedText(read_markdown_lines(text)), html ? new PlacedText(*html) : new PlacedText()}) {
    const std::unique_ptr<const PlacedText> owned(placed);
    for (const auto& line : owned->lines)
      for (const auto& cell : line.cells) {
        RC_ASSERT(!utf8::trim(cell.text).empty());
        RC_ASSERT(cell.text.find('\n') == std::string::npos);
      }
  }
}

}  // namespace
}  // namespace accord::format
