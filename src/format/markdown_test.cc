#include "format/markdown.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "base/utf8.h"
#include "format/html.h"

namespace accord::format {
namespace {

// The text content that a browser would see.
std::string text_content(const std::string& html) {
  const auto page = HtmlPage::parse("<!doctype html><body><div>" + html + "</div>");
  if (!page) return "unreadable: " + page.error().message;
  return page->root().words();
}

TEST(Markdown, ShowsStructure) {
  EXPECT_EQ(to_html("A *b* **c** `d` ~~e~~"), "<p>A <em>b</em> <strong>c</strong> <code>d</code> <s>e</s></p>");
  EXPECT_EQ(to_html("- a\n- b"), "<ul><li>a</li>\n<li>b</li></ul>");
  EXPECT_EQ(to_html("3. a\n4. b"), "<ol start=\"3\"><li>a</li>\n<li>b</li></ol>");
  EXPECT_EQ(to_html("|a|b|\n|---|--:|\n|c|d|"),
            "<table><thead><tr><th>a</th>\n<th class=\"right\">b</th></tr></thead>\n<tbody><tr><td>c</td>\n<td class=\"right\">d</td></tr></tbody></table>");
}

TEST(Markdown, KeepsLettersOfLists) {
  EXPECT_EQ(to_html("{: type=\"a\"}\n1. x\n2. y"), "<ol type=\"a\"><li>x</li>\n<li>y</li></ol>");
  EXPECT_EQ(to_text("text\n{: .note}\n\nmore"), "text\nmore");
}

TEST(Markdown, ShowsDefinitions) {
  EXPECT_EQ(to_html("Asset:\n: A file."), "<dl><dt>Asset:</dt>\n<dd>A file.</dd></dl>");
  EXPECT_EQ(to_text("Asset:\n: A file\n  of bytes.\n: Or two."), "Asset:\nA file of bytes.\nOr two.");
}

TEST(Markdown, DemotesHeadings) {
  EXPECT_EQ(to_html("# Loud"), "<h3>Loud</h3>");
  EXPECT_EQ(to_html("# Loud", {}, {.base_level = 5}), "<h5>Loud</h5>");
  EXPECT_EQ(to_html("###### Low"), "<h6>Low</h6>");
}

TEST(Markdown, NeverPassesHtml) {
  EXPECT_EQ(to_html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
  EXPECT_EQ(to_html("a <img src=x onerror=y> b"), "<p>a &lt;img src=x onerror=y&gt; b</p>");
}

TEST(Markdown, LinksOnlyWhereItMay) {
  EXPECT_EQ(to_html("[a](https://x.eu/?a=1&b=%22)"), "<p><a href=\"https://x.eu/?a=1&amp;b=%22\" rel=\"nofollow noopener\">a</a></p>");
  for (const char* address : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//x.eu", "file:///etc", "vbscript:x", "&#106;avascript:x",
                              "https\n://x", "\\x01javascript:x"})
    EXPECT_EQ(to_html(std::string("[a](<") + address + ">)").find("href"), std::string::npos) << address;
}

TEST(Markdown, LoadsNoPicture) {
  EXPECT_EQ(to_html("![a plan](https://x.eu/p.png)"), "<p><a href=\"https://x.eu/p.png\" rel=\"nofollow noopener\">a plan</a></p>");
  EXPECT_EQ(to_html("![a plan](p.png)"), "<p>a plan</p>");
}

TEST(Markdown, ShowsFootnotes) {
  EXPECT_EQ(to_html("A[^1].\n\n[^1]: See.", {}, {.id_prefix = "p-"}),
            "<p>A<sup><a href=\"#p-fn-1\">[1]</a></sup>.</p>\n<p class=\"footnote\" id=\"p-fn-1\">[1] See.</p>");
  EXPECT_EQ(to_text("A[^2]."), "A[^2].");
  EXPECT_EQ(to_text("`x[^1]`\n\n[^1]: n"), "x[^1]\n[1] n");
}

TEST(Markdown, DecodesReferences) { EXPECT_EQ(to_text("&eacute; &#233; &amp;lt; &nosuch; &#0;"), "\xC3\xA9 \xC3\xA9 &lt; &nosuch; \xEF\xBF\xBD"); }

TEST(Markdown, WrapsMarksAcrossElements) {
  const std::vector<Mark> marks{{.from = 2, .to = 9, .css_class = "p", .id = "m1"}};
  EXPECT_EQ(to_html("one **two** three", marks),
            "<p>on<mark class=\"p\" id=\"m1\" data-id=\"m1\">e </mark><strong><mark class=\"p\" data-id=\"m1\">two</mark></strong>"
            "<mark class=\"p\" data-id=\"m1\"> t</mark>hree</p>");
  const std::vector<Mark> blocks{{.from = 1, .to = 4, .element = "del"}};
  EXPECT_EQ(to_html("ab\n\ncd", blocks), "<p>a<del>b</del></p>\n<p><del>c</del>d</p>");
}

TEST(Markdown, OverlappingMarksNest) {
  const std::vector<Mark> marks{{.from = 0, .to = 2, .element = "ins"}, {.from = 1, .to = 3, .element = "del"}};
  EXPECT_EQ(to_html("abc", marks), "<p><ins>a</ins><ins><del>b</del></ins><del>c</del></p>");
}

TEST(Markdown, BoundsWhatItMakes) {
  std::string definition = "[a]: https://x.eu/" + std::string(20000, 'x') + "\n\n";
  for (int i = 0; i < 5000; ++i) definition += "[a] ";
  std::string wide = "|a";
  for (int i = 0; i < 2000; ++i) wide += "|a";
  std::string table = wide + "|\n";
  for (int i = 0; i < 2001; ++i) table += "|---";
  table += "|\n";
  for (int i = 0; i < 2000; ++i) table += "b\n";
  for (const std::string& bomb : {definition, table, std::string(200000, '>'), std::string(200000, '['), std::string(100000, '*'), std::string(200000, '`')}) {
    EXPECT_LE(to_html(bomb).size(), 8 * bomb.size() + 1024);
    EXPECT_EQ(text_content(to_html(bomb)), to_text(bomb));
  }
}

rc::Gen<std::string> any_markdown() {
  static const std::vector<std::string> pieces{
      "a",       "bc ",      " ",        "\n",     "\n\n",   "*",     "**",   "_",     "`",          "```\n",  "~~",       "[",        "]",      "](",
      ")",       "![",       "<b>",      "&amp;",  "&",      "\xC3\xA9", "\xF0\x9F\x98\x80", "- ", "1. ",     "> ",     "# ",        "|",        "\n|---|---|\n", "[^1]",
      "\n[^1]: ", "https://x", ": ",      "\n: ",   "{: type=\"a\"}\n", "    ", "  \n",  "\\",    "\t",         "\r\n",   "\x01",     "\x03",     "&#13;",  "<https://a.b>", "(1) ",     "==\n",  "--- "};
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)), [](const std::vector<std::string>& parts) {
    std::string s;
    for (const auto& p : parts) s += p;
    return s;
  });
}

rc::Gen<std::vector<Mark>> any_marks() {
  return rc::gen::container<std::vector<Mark>>(rc::gen::map(rc::gen::tuple(rc::gen::inRange<std::size_t>(0, 40), rc::gen::inRange<std::size_t>(0, 40), rc::gen::inRange(0, 1000)),
                                                            [](const auto& t) {
                                                              return Mark{.from = std::get<0>(t), .to = std::get<1>(t), .element = "ins", .css_class = "c", .id = "i" + std::to_string(std::get<2>(t))};
                                                            }));
}

RC_GTEST_PROP(MarkdownProperty, HtmlSaysExactlyTheVisibleText, ()) {
  const std::string source = *any_markdown();
  const auto marks = *any_marks();
  const std::string text = to_text(source);
  RC_ASSERT(text_content(to_html(source)) == text);
  RC_ASSERT(text_content(to_html(source, marks)) == text);
  RC_ASSERT(to_html(source).size() <= 8 * source.size() + 1024);
}

void marked_text(const HtmlNode& node, const std::string& inside, std::map<std::string, std::string>& found) {
  if (node.is_text()) {
    if (!inside.empty()) found[inside] += node.text();
    return;
  }
  const bool mark = node.tag() == "ins";
  for (const HtmlNode& child : node.children()) marked_text(child, mark ? std::string(node.attribute("data-id")) : inside, found);
}

RC_GTEST_PROP(MarkdownProperty, AMarkHoldsItsRange, ()) {
  const std::string source = *any_markdown();
  const auto from = *rc::gen::inRange<std::size_t>(0, 30);
  const auto to = from + *rc::gen::inRange<std::size_t>(1, 30);
  const std::vector<Mark> marks{{.from = from, .to = to, .element = "ins", .id = "m"}};
  const auto page = HtmlPage::parse("<!doctype html><body><div>" + to_html(source, marks) + "</div>");
  RC_ASSERT(page.has_value());
  std::map<std::string, std::string> found;
  marked_text(page->root(), "", found);
  // Line ends between blocks stay outside of elements.
  const auto flat = [](std::string s) {
    std::erase(s, '\n');
    return s;
  };
  RC_ASSERT(flat(found["m"]) == flat(std::string(utf8::slice(to_text(source), from, to))));
}

}  // namespace
}  // namespace accord::format
