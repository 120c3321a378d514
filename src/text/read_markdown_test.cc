#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/read.h"
#include "text/read_test_help.h"

namespace accord::text {
namespace {

DraftText read(std::string_view source) {
  auto draft = read_draft(source, "draft.md");
  EXPECT_TRUE(draft) << (draft ? "" : draft.error().message);
  return draft ? *draft : DraftText{};
}

std::vector<std::string> messages(const DraftText& draft) {
  std::vector<std::string> out;
  for (const Doubt& d : draft.doubts) out.push_back(d.message);
  return out;
}

TEST(ReadMarkdown, ReadsACode) {
  const std::string source = test_file("code.md");
  const DraftText d = read(source);
  EXPECT_EQ(d.title, "Code for careful weather models");
  EXPECT_EQ(count_kind(d, ProvisionKind::commitment), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::measure), 5);
  EXPECT_EQ(count_kind(d, ProvisionKind::recital), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::definition), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::field), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::faq), 3);
  EXPECT_EQ(lost_words(words_of_markdown(source), d), "");

  const Provision* measure = find_provision(d, "chp_1__cmt_1__msr_1.1");
  ASSERT_NE(measure, nullptr);
  EXPECT_EQ(measure->heading, "State the doubt");
  EXPECT_EQ(measure->line, 35);
  EXPECT_NE(measure->body.find("| day  | 5 %    |"), std::string::npos);
  EXPECT_NE(find_provision(d, "chp_1__cmt_1__msr_1.3"), nullptr);
  EXPECT_NE(find_provision(d, "chp_2__cmt_2__msr_2.3"), nullptr);
}

TEST(ReadMarkdown, TakesASummaryForARestatement) {
  const DraftText d = read(test_file("code.md"));
  int restating = 0;
  for (const Provision& p : d.provisions) {
    if (p.restates.empty()) continue;
    ++restating;
    EXPECT_EQ(p.kind, ProvisionKind::note);
    EXPECT_FALSE(p.binding);
    const Provision* full = find_provision(d, p.restates);
    ASSERT_NE(full, nullptr);
    EXPECT_EQ(full->kind, ProvisionKind::commitment);
    EXPECT_EQ(full->number, p.number);
  }
  EXPECT_EQ(restating, 2);
}

TEST(ReadMarkdown, KeepsARecitalsSecondParagraph) {
  const DraftText d = read(test_file("code.md"));
  const Provision* second = find_provision(d, "sec_1__rec_2");
  ASSERT_NE(second, nullptr);
  EXPECT_NE(second->body.find("storms"), std::string::npos);
}

TEST(ReadMarkdown, SaysWhatIsDoubtful) {
  EXPECT_THAT(messages(read(test_file("code.md"))), testing::Contains("measure 2.3 follows 2.1"));
  EXPECT_THAT(messages(read("# Measure 1 A\n\nx\n")), testing::Contains("measure 1 stands under no commitment"));
  EXPECT_THAT(messages(read("## Section 4 A\n\nx\n\n## Section 4 B\n\ny\n")), testing::Contains("two siblings are numbered 4"));
  EXPECT_THAT(messages(read("## Commitment 1 A\n\n### Measure 2.1 B\n\nx\n")), testing::Contains("measure 2.1 stands under commitment 1"));
  EXPECT_THAT(messages(read("## Commitment 1 A\n\n### Measure 1.1 B\n\nx\n\n### Other\n\ny\n")), testing::Contains("\"Other\" stands among measures but names no kind"));
  EXPECT_TRUE(read("## Commitment 1 A\n\n### Measure 1.1 B\n\nx\n\n### Measure 1.2 C\n\ny\n").doubts.empty());
}

TEST(ReadMarkdown, NumbersOfEveryChapterMayStartAtOne) {
  const DraftText d = read("# T\n\n## Chapter 1 A\n\n### Commitment 1 X\n\nSome text on tides.\n\n#### Measure 1.1 M\n\nm\n\n## Chapter 2 B\n\n### Commitment 1 Y\n\nOther text on winds.\n\n#### Measure 1.1 N\n\nn\n");
  EXPECT_EQ(count_kind(d, ProvisionKind::commitment), 2);
  EXPECT_EQ(count_kind(d, ProvisionKind::measure), 2);
  EXPECT_TRUE(d.doubts.empty());
}

TEST(ReadMarkdown, MeasuresAtTheLevelOfTheirCommitmentStandUnderIt) {
  const DraftText d = read("## Commitment 1 A\n\na\n\n## Measure 1.1 B\n\nb\n\n## Commitment 2 C\n\nc\n");
  EXPECT_NE(find_provision(d, "cmt_1__msr_1.1"), nullptr);
  EXPECT_NE(find_provision(d, "cmt_2"), nullptr);
}

TEST(ReadMarkdown, ReadsHeadingsThatAreParagraphs) {
  const DraftText d = read("CHAPTER II\n\nDuties\n\nArticle 5\n\nDuties of keepers\n\n1. Keepers keep.\n\n2. Article 6 applies.\n\nArticle 6 applies to them\n\nArticle 7\n\nPenalties\n\nNone.\n");
  EXPECT_EQ(count_kind(d, ProvisionKind::article), 2);
  const Provision* five = find_provision(d, "chp_ii__art_5");
  ASSERT_NE(five, nullptr);
  EXPECT_EQ(five->heading, "Duties of keepers");
  EXPECT_NE(five->body.find("Article 6 applies to them"), std::string::npos);
}

TEST(ReadMarkdown, ReadsAnInternetDraft) {
  const std::string source = test_file("internet_draft.md");
  const DraftText d = read(source);
  EXPECT_EQ(d.title, "A Format for Tide Tables");
  EXPECT_EQ(lost_words(words_of_markdown(source), d), "");
  EXPECT_EQ(count_kind(d, ProvisionKind::definition), 2);
  const Provision* tide = find_provision(d, "sec_3__def_1");
  ASSERT_NE(tide, nullptr);
  EXPECT_EQ(tide->heading, "Tide:");
  EXPECT_EQ(visible_body(tide->body), "A rise of the sea, twice a day.");
  const Provision* lines = find_provision(d, "sec_4__sec_1");
  ASSERT_NE(lines, nullptr);
  EXPECT_EQ(visible_body(lines->body), "# line = time height");
  EXPECT_EQ(d.provisions.back().heading, "Acknowledgments");
  EXPECT_EQ(visible_body(d.provisions.back().body), "The moon.");
  std::vector<std::string> reasons;
  for (const LeftOut& l : d.left_out) reasons.push_back(l.reason);
  EXPECT_THAT(reasons, testing::UnorderedElementsAre("front matter", "divider", "directive to a typesetter", "divider"));
}

TEST(ReadMarkdown, ReadsAnActOfKeyedParagraphs) {
  const DraftText d = read(test_file("act.md"));
  const Provision* one = find_provision(d, "chp_i__art_1");
  ASSERT_NE(one, nullptr);
  EXPECT_EQ(one->heading, "Subject");
  EXPECT_EQ(visible_body(one->body), "This act is about tide tables.\nIt lays down:\nthe format of Article 2;\nthe duty of keepers.");
  EXPECT_NE(find_provision(d, "chp_i__art_2"), nullptr);
}

TEST(ReadMarkdown, TakesATextWithoutHeadings) {
  const DraftText d = read("One paragraph.\n\nAnother.\n");
  ASSERT_EQ(d.provisions.size(), 2U);
  EXPECT_EQ(d.provisions[1].eid, "para_2");
  EXPECT_EQ(d.doubts.size(), 1U);
}

TEST(ReadMarkdown, RefusesWhatIsNoDraft) {
  const auto refused = [](std::string_view bytes) {
    const auto draft = read_draft(bytes, "draft.md");
    return draft ? Kind::internal : draft.error().kind;
  };
  EXPECT_EQ(refused(std::string_view("PK\x03\x04rest", 8)), Kind::unsupported);
  EXPECT_EQ(refused("%PDF-1.7\n"), Kind::unsupported);
  EXPECT_EQ(refused("\x89PNG\r\n"), Kind::unsupported);
  EXPECT_EQ(refused(std::string(1000, '\x02')), Kind::unsupported);
  EXPECT_EQ(refused("\xFF\xFE# a"), Kind::unsupported);
  EXPECT_EQ(refused(""), Kind::unprocessable);
  EXPECT_EQ(refused(" \n\n---\n"), Kind::unprocessable);
  EXPECT_EQ(refused(std::string(max_draft_bytes + 1, 'a')), Kind::too_large);
  const auto bad = read_draft("# A\n\nab\xC3(\n", "draft.md");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().kind, Kind::invalid);
  EXPECT_EQ(bad.error().place, "byte 7");
  const auto word = read_draft(std::string("PK\x03\x04") + "....word/document.xml", "draft.md");
  ASSERT_FALSE(word);
  EXPECT_NE(word.error().message.find("Word"), std::string::npos);
  EXPECT_FALSE(word.error().remedy.empty());
}

TEST(ReadMarkdown, BearsBombs) {
  for (const std::string& bomb : {std::string(1'000'000, '['), std::string(1'000'000, '>'), std::string(200'000, '#') + "\n"}) EXPECT_TRUE(read_draft(bomb, "x.md"));
  std::string deep;
  for (int i = 0; i < 3000; ++i) deep += std::string(static_cast<std::size_t>(2 * i % 400), ' ') + "- a\n";
  EXPECT_TRUE(read_draft(deep, "x.md"));
}

// A generated draft: what was written is what is read, whatever stands in it.
RC_GTEST_PROP(ReadMarkdownProperty, NoWordIsLost, ()) {
  static const std::vector<std::string> pieces{
      "# Title one\n\n",     "## Commitment 1 A\n\n", "### Measure 1.1: B\n\n", "**Measure 1.2** C\n\n", "## Recitals\n\n", "(1) First reason\n\n", "(2) Second\n", "1. item one\n", "2. item two\n\n",
      "- bullet\n",          "plain words here\n",    "\n",                     "> a quote\n\n",         "```\ncode # x\n```\n\n", "| h | i |\n|---|---|\n| j | k |\n\n", "## Glossary\n\n", "**term**: meaning of it\n\n",
      "Term\n: its meaning\n\n", "## Questions and answers\n\n", "**Why so?**\n\n", "## Entry form\n\n", "Setext\n======\n\n", "Article 5\n\n", "Scope of it\n\n", "[^1]: a footnote\n\n", "see[^1] it\n", "<!-- gone -->\n\n",
      "    indented words\n\n", "**Measure 1.3**: 5. x\n\n", "**term** 4. y\n\n", "(3) 6. z\n\n", "--- abstract\n\n",   "{: type=\"a\"}\n",      "{::nomarkdown}\n\n",   "* star\n\n  more of star\n\n", "caf\xC3\xA9 \xE2\x80\x98quoted\xE2\x80\x99 means this\n\n", "---\n\n", "\\# no heading\n\n"};
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
  std::string source;
  for (const auto& p : parts) source += p;
  const auto draft = read_markdown(source);
  if (!draft) {
    RC_ASSERT(draft.error().kind == Kind::unprocessable);
    return;
  }
  const std::string lost = lost_words(words_of_markdown(source), *draft);
  RC_LOG() << source << "\nlost: " << lost;
  RC_ASSERT(lost.empty());
  for (std::size_t i = 0; i < draft->provisions.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) RC_ASSERT(draft->provisions[i].eid != draft->provisions[k].eid);
}

RC_GTEST_PROP(ReadMarkdownProperty, AnyBytesGiveAValue, (const std::string& bytes)) {
  const auto draft = read_draft(bytes, "x.md");
  if (!draft) RC_ASSERT(!draft.error().message.empty());
}

}  // namespace
}  // namespace accord::text
