#include "app/pages/redline_html.h"

#include <gtest/gtest.h>

namespace accord::app::pages {
namespace {

std::string compared(std::string_view old_body, std::string_view new_body) { return compare_bodies(old_body, new_body, "x").inline_html; }

TEST(Inline, ParagraphsStayParagraphs) { EXPECT_EQ(compared("One two.\n\nThree.", "One.\n\nThree."), "<p><del>One two.</del><ins>One.</ins></p>\n<p>Three.</p>"); }

TEST(Inline, ItemsKeepTheirMarks) {
  EXPECT_EQ(compared("They keep:\n\n- a record of it,\n- a copy.", "They keep:\n\n- a record,\n- a copy."), "<p>They keep:</p>\n<ul><li>a <del>record of it,</del><ins>record,</ins></li>\n<li>a copy.</li></ul>");
}

TEST(Inline, ADeletedItemIsAnItemStill) {
  EXPECT_EQ(compared("3. one\n4. two\n5. three\n\nEnd of it.", "3. one\n4. three\n\nEnd of it."),
            "<ol><li value=\"3\">one</li>\n<li value=\"4\"><del>two</del></li>\n<li value=\"4\">three</li></ol>\n<p>End of it.</p>");
}

TEST(Inline, ListsInListsCloseWhatTheyOpen) {
  EXPECT_EQ(compared("- a\n  1. b\n  2. c d\n- e", "- a\n  1. b\n  2. c\n- e"),
            "<ul><li>a\n<ol><li value=\"1\">b</li>\n<li value=\"2\">c<del> d</del></li></ol></li>\n<li>e</li></ul>");
  EXPECT_EQ(compared("- a\n\n  more of a\n- b c", "- a\n\n  more of a\n- b"), "<ul><li>a\n<p>more of a</p></li>\n<li>b<del> c</del></li></ul>");
}

TEST(Inline, ALastItemThatWentIsNotGluedToTheOneBefore) {
  EXPECT_EQ(compared("- a\n- b\n- c", "- a"), "<ul><li>a</li>\n<li><del>b</del></li>\n<li><del>c</del></li></ul>");
  EXPECT_EQ(compared("- a\n- b c\n\nd e", "- a\n\nd"), "<ul><li>a</li>\n<li><del>b c</del></li></ul>\n<p>d<del> e</del></p>");
}

TEST(Inline, AListThatWentAndOneThatCame) {
  const auto went = compared("Before.\n\n- x1\n- x2\n\nAfter all.", "Before.\n\nAfter all.");
  EXPECT_EQ(went, "<p>Before.</p>\n<ul><li><del>x1</del></li>\n<li><del>x2</del></li></ul>\n<p>After all.</p>");
  const auto came = compared("Before it.\n\nAfter.", "Before.\n\n- x1 <b>\n- x2\n\nAfter.");
  EXPECT_EQ(came, "<p><del>Before it.</del><ins>Before.</ins></p>\n<ul><li><ins>x1 &lt;b&gt;</ins></li>\n<li><ins>x2</ins></li></ul>\n<p>After.</p>");
}

}  // namespace
}  // namespace accord::app::pages
