#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "text/read.h"
#include "text/read_test_help.h"

namespace accord::text {
namespace {

DraftText read(std::string_view source) {
  auto draft = read_draft(source, "draft.html");
  EXPECT_TRUE(draft) << (draft ? "" : draft.error().message);
  return draft ? *draft : DraftText{};
}

TEST(ReadHtml, ReadsACode) {
  const std::string source = test_file("code.html");
  const DraftText d = read(source);
  EXPECT_EQ(d.title, "Code for careful weather models, draft 3");
  EXPECT_EQ(lost_words(words_of_html(source), d), "");
  EXPECT_EQ(count_kind(d, ProvisionKind::commitment), 1);
  EXPECT_EQ(count_kind(d, ProvisionKind::measure), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::recital), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::definition), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::field), 1);
  EXPECT_EQ(count_kind(d, ProvisionKind::faq), 2);
  const Provision* measure = find_provision(d, "cmt_i.1__msr_i.1.1");
  ASSERT_NE(measure, nullptr);
  EXPECT_EQ(measure->body,
            "Every forecast states [Footnote: always]:\n\n{: type=\"i\"}\n1. its *source*;\n   - station\n   - model\n2. its margin.\n\n"
            "| span | margin |\n|---|---|\n| day | 5\xC2\xA0% \\| 6\xC2\xA0% |\n\nIt is stated in words, too.");
}

TEST(ReadHtml, BoxesAreNotesBesideTheText) {
  const DraftText d = read(test_file("code.html"));
  const Provision* legal = find_provision(d, "cmt_i.1__note_1");
  ASSERT_NE(legal, nullptr);
  EXPECT_EQ(legal->heading, "Legal text");
  EXPECT_FALSE(legal->binding);
  EXPECT_EQ(find_provision(d, "cmt_i.1")->body, "Signatories commit to honest forecasts,\\\nevery day.");
}

TEST(ReadHtml, WhatIsNoTextIsNamed) {
  const DraftText d = read(test_file("code.html"));
  std::map<std::string, std::string> left;
  for (const LeftOut& l : d.left_out) left[l.reason] += l.text + "|";
  EXPECT_EQ(left["navigation"], "Skip to the text|Forecasts|");
  EXPECT_EQ(left["page furniture"], "Up Imprint|");
  EXPECT_EQ(left["script"], "||");
}

TEST(ReadHtml, CommitmentsDoNotStandUnderRecitals) {
  const DraftText d = read(test_file("code.html"));
  EXPECT_EQ(find_provision(d, "cmt_i.1")->parent, "");
}

TEST(ReadHtml, LettersOfAListAreTheNumbersOfRecitals) {
  const DraftText d = read("<h2>Preamble</h2><ol type=a start=3><li>x<li>y</ol>");
  ASSERT_EQ(d.provisions.size(), 3U);
  EXPECT_EQ(d.provisions[1].number, "c");
  EXPECT_EQ(d.provisions[2].eid, "sec_1__rec_d");
}

TEST(ReadHtml, MarkupThatMarkdownCannotShowLosesNoWord) {
  for (const char* html : {"<p><b>a:</b>b</p>", "<p><b>a</b><b>b</b></p>", "<p>a<i> b </i>c<i></i></p>", "<p><b><i>a</i></b><i>b</i></p>", "<p>* a</p><p>+ b</p><p>12) c</p><p>- d</p><p>=</p>",
                           "<ul><li>a<p>b</p><ol><li>c</li></ol>d</li></ul><ul><li>e</li></ul>", "<table><tr><td>a<p>b</p></td></tr><tr><td>c</td><td>d</td></tr></table>",
                           "<pre>a\n  b ``` c</pre>", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>", "<dl><dt>a<dt>b<dd>c<dd>d</dl>", "<p>a<br><br>b<br># c</p>", "loose <b>words</b> <div>x</div> y",
                           "<p>{: a}</p><p>[^1]: b</p><p>[c]: d</p><p>&amp;amp; &lt;e&gt; \\* _f_ `g` ~~h~~</p>", "<p><a href='javascript:x'>a</a> <a href='http://x/(y)'>b]</a></p>",
                           "<ol><li><h3>a</h3>b</li></ol>", "<p>a&nbsp;b\tc</p>", "<details><summary>a</summary>b</details>", "<p><button>a</button>b</p>"}) {
    const auto draft = read_html(html);
    ASSERT_TRUE(draft) << html;
    EXPECT_EQ(lost_words(words_of_html(html), *draft), "") << html;
  }
}

TEST(ReadHtml, RefusesWhatIsTooDeep) {
  std::string deep = "<!doctype html>";
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  const auto draft = read_draft(deep, "x.html");
  ASSERT_FALSE(draft);
  EXPECT_EQ(draft.error().kind, Kind::unprocessable);
}

// Words put on a page come out of the visible body as they were.
RC_GTEST_PROP(ReadHtmlProperty, TextSurvivesTheWayThroughMarkdown, ()) {
  static const std::vector<std::string> pieces{"a", "B2", " ", "*", "_", "`", "#", "1.", "-", "+", "&", "<", ">", "[", "]", "(", ")", "!", "|", "~", "\\", ":", "=", "{:", "}", "^", "[^1]", "\xC3\xA9", "amp;", "http://x"};
  const auto parts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)));
  std::string words, html;
  for (const auto& p : parts) {
    words += p;
    for (const char c : p) html += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  const auto draft = read_html("<p>x " + html + "</p>");
  RC_ASSERT(draft.has_value());
  RC_ASSERT(utf8::collapse(visible_body(draft->provisions.at(0).body)) == utf8::collapse("x " + words));
}

// Letters that are missing: where words end in broken markup is a matter of taste, whether they are there is not.
std::string lost_letters(std::string_view page, const DraftText& draft) {
  std::map<char, int> counts;
  const auto count = [&](std::string_view s, int by) {
    for (const char c : s)
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) counts[static_cast<char>(std::tolower(c))] += by;
  };
  count(page, 1);
  for (const Provision& p : draft.provisions) count(p.number + p.heading + visible_body(p.body), -1);
  for (const LeftOut& l : draft.left_out) count(l.text, -1);
  std::string lost;
  for (const auto& [c, n] : counts) lost += std::string(static_cast<std::size_t>(std::max(n, 0)), c);
  return lost;
}

RC_GTEST_PROP(ReadHtmlProperty, NoLetterOfAPageIsLost, ()) {
  static const std::vector<std::string> pieces{"<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "word ", "other", "<ul>", "<ol type=a>", "<li>", "</li>", "</ul>", "</ol>", "<h2>", "</h2>", "<h3>Measure 1.1 ", "</h3>", "<table>", "<tr>", "<td>",
                                               "</table>", "<div class=note-box>", "<div>", "</div>", "<dl>", "<dt>", "<dd>", "</dl>", "<br>", "<pre>", "</pre>", "<blockquote>", "</blockquote>", "<section>", "</section>", "<h2>Recitals</h2>",
                                               "<h2>Glossary</h2>", "<p>(1) ", "<a href='http://x'>", "</a>", "<nav>", "</nav>", "5. ", "* ", "| ", "<h2>Form</h2>", "<code>", "</code>", "<strong>Why?</strong>", "<div class=faq>"};
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
  std::string html = "<!doctype html><body>";
  for (const auto& p : parts) html += p;
  const auto draft = read_html(html);
  if (!draft) return;
  const std::string lost = lost_letters(words_of_html(html), *draft);
  RC_LOG() << html << "\nlost: " << lost;
  RC_ASSERT(lost.empty());
}

}  // namespace
}  // namespace accord::text
