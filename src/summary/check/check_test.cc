// From lines of cells to findings: what is found, where, and how a table's rows are divided.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "summary/check/answers.h"
#include "summary/check/compare.h"
#include "summary/check/report.h"

namespace accord::summary::check {
namespace {

constexpr int today = 2026 * 372 + 10 * 31 + 27;

// "label | value" per line; a label alone, or "| value" alone.
PlacedText rows(const std::string& text) {
  PlacedText out;
  out.format = "text";
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    Line l;
    l.number = static_cast<int>(out.lines.size()) + 1;
    const auto bar = line.find('|');
    const std::string left(utf8::trim(line.substr(0, bar)));
    const std::string right(bar == std::string::npos ? "" : utf8::trim(line.substr(bar + 1)));
    if (!left.empty()) l.cells.push_back({2, left});
    if (!right.empty()) l.cells.push_back({50, right});
    out.lines.push_back(l);
  }
  return out;
}

Answers answers(const std::string& text) { return answers_of(rows(text), built_in_labels()); }
Report report(const std::string& text) { return check_summary(rows(text), built_in_labels(), built_in_weights(), today); }

TEST(Check, BuiltInDataAreWhole) {
  double all = 0;
  for (const Field* field : built_in_template().fields()) all += built_in_weights()(field->id);
  EXPECT_GT(all, 50);
  for (const auto& language : built_in_labels().languages) {
    std::set<std::string> sections;
    for (const auto& label : language.labels)
      if (label.section) sections.insert(label.id);
    EXPECT_EQ(sections.size(), 17U) << language.code;
    std::set<std::string> questions;
    for (const auto& label : language.labels)
      if (!label.section && label.id != "modality" && label.id != "comments") questions.insert(label.id);
    EXPECT_GE(questions.size(), 39U) << language.code;
    for (const auto* list : {"yes", "no", "negation", "not_applicable", "modalities.text", "modalities.other", "size.less", "size.more", "size.billion", "month.12", "language_names",
                             "withheld", "pointer", "boilerplate", "ongoing", "aspects.content", "aspects.access", "aspects.robots", "aspects.protocols", "aspects.rate", "aspects.requests",
                             "aspects.filters", "aspects.place", "aspects.people", "aspects.websites"})
      EXPECT_FALSE(language.list(list).empty()) << language.code << " " << list;
  }
}

TEST(Check, EveryLabelFindsItself) {
  // Each question of each language, alone on a page of its section, is taken for itself.
  int wrong = 0;
  int all = 0;
  for (const auto& language : built_in_labels().languages)
    for (const auto& label : language.labels) {
      if (label.section || label.id == "modality" || label.id == "comments" || label.stems.size() < 3) continue;
      if (label.brief && std::ranges::any_of(language.labels, [&](const Label& other) { return other.section && other.stems == label.stems; })) continue;  // what its section is called too
      std::string heading;
      for (const auto& other : language.labels)
        if (other.section && other.id == section_of(label.id)) heading = other.folded_text;
      const auto found = answers(heading + "\n\n" + label.folded_text + " | 42\n");
      ++all;
      const auto it = found.fields.find(label.id);
      if (it == found.fields.end() || !it->second.asked) {
        ++wrong;
        if (wrong < 10) ADD_FAILURE() << language.code << " " << label.id << ": " << label.folded_text;
      }
    }
  EXPECT_GT(all, 600);
}

TEST(Check, ALabelOverSeveralLinesAndAValueThatBeginsAboveIt) {
  const auto found = answers(
      "1.1. Provider identification\n"
      "| Institute of Models, a partnership\n"
      "Provider name and | of two schools\n"
      "| https://institute.example\n"
      "contact details: |\n"
      "| requests@institute.example\n"
      "\n"
      "Authorised representative\n"
      "name and contact details: | N/A\n"
      "\n"
      "1.2. Model identification\n"
      "Versioned model name(s): | Model 1\n");
  EXPECT_EQ(found.fields.at("1.1.a").text, "Institute of Models, a partnership\nof two schools\nhttps://institute.example\nrequests@institute.example");
  EXPECT_EQ(found.fields.at("1.1.b").text, "N/A");
  EXPECT_EQ(found.fields.at("1.2.a").text, "Model 1");
}

TEST(Check, TheSectionDecidesWhoseModalitiesAndRemarksTheyAre) {
  const auto found = answers(
      "2.3 Data crawled and scraped from online sources\nType of modality covered: | Text\nAdditional comments (optional): | one\n"
      "2.4 User data\nType of modality covered: | Image\nAdditional comments (optional): | two\n");
  EXPECT_EQ(found.fields.at("2.3.g").text, "Text");
  EXPECT_EQ(found.fields.at("2.4.d").text, "Image");
  EXPECT_EQ(found.fields.at("2.3.i").text, "one");
  EXPECT_EQ(found.fields.at("2.4.e").text, "two");
}

TEST(Check, AWordIsAQuestionOnlyWhereItsSectionIsTheSubject) {
  const auto found = answers(
      "2.3 Crawling\n"
      "Purpose: | To gather recipes\n"
      "Modality: | text\n"
      "2.5 Synthetic data\n"
      "Modality: | image\n"
      "Purpose: | none of the template's questions\n");
  const auto text = [&](const std::string& id) { return found.fields.contains(id) ? found.fields.at(id).text : "(not found)"; };
  EXPECT_EQ(text("2.3.c"), "To gather recipes");
  EXPECT_EQ(text("2.3.g"), "text");
  EXPECT_THAT(text("2.5.b"), testing::StartsWith("image"));
  EXPECT_FALSE(found.fields.contains("1.3.a"));
}

TEST(Check, AQuestionInOtherWordsIsKnownBySectionAndLikeness) {
  const auto found = answers(
      "2.1 Publicly available datasets\n\n"
      "In that case, of what modality(ies) was the content of the datasets concerned? | text\n");
  EXPECT_EQ(found.fields.at("2.1.b").text, "text");
}

TEST(Check, AWordBrokenAtTheEndOfALineIsOneWord) {
  const auto found = answers(
      "Version der Zu- | 1.4\n"
      "sammenfassung:\n\n"
      "Letzte Aktuali- | 02.08.2026\n"
      "sierung:\n");
  EXPECT_EQ(found.fields.at("0.a").text, "1.4");
  EXPECT_EQ(found.fields.at("0.b").text, "02.08.2026");
}

TEST(Check, TwoQuestionsOnOneLine) {
  const auto found = answers("Version of the Summary: v1 - Last update: 19 March 2026\n1. General information\n");
  EXPECT_EQ(found.fields.at("0.a").text, "v1");
  EXPECT_EQ(found.fields.at("0.b").text, "19 March 2026");
}

TEST(Check, ProseBelowAHeadingAnswersForItsQuestions) {
  const auto r = report("2.2 Private non-publicly available datasets obtained from third parties\nWe have not used any private datasets of third parties.\n2.3 Data crawled and scraped from online sources\nWe have not crawled or scraped online sources ourselves.\n2.4 User data\nNo user data were used.\n");
  for (const auto* id : {"2.2.1.a", "2.2.2.a", "2.3.a", "2.4.a", "2.4.b"}) EXPECT_EQ(r.finding(id)->reading, "no") << id;
  EXPECT_EQ(r.finding("2.3.h")->status, Status::not_due);
  EXPECT_FALSE(r.finding("2.3.h")->required);
}

TEST(Check, AQuestionThatFollowsAYesIsDue) {
  const std::string head = "2.3 Data crawled and scraped from online sources\nWere crawlers used by the provider or on behalf of? | ";
  EXPECT_EQ(report(head + "Yes\n").finding("2.3.h")->status, Status::missing);
  EXPECT_EQ(report(head + "No\n").finding("2.3.h")->status, Status::not_due);
  const auto both = report(head + "No\nPeriod of data collection | 01/2025 to 02/2025\n");
  EXPECT_NE(both.finding("2.3.a")->advice.find("say which holds"), std::string::npos);
}

TEST(Check, TheFormsOwnInstructionIsNoAnswer) {
  const auto r = report("2.1 Publicly available datasets\nHave you used publicly available datasets to train the model? | Yes\nGeneral description of other publicly available datasets not listed above | Providers may also disclose further details on a voluntary basis.\n");
  EXPECT_EQ(r.finding("2.1.d")->status, Status::empty);
}

TEST(Check, DaysThatAreNotAndBoxesThatNobodyTickedAreSaid) {
  const auto found = report("Last update: | 31.02.2026\n2.1 Publicly available datasets\nHave you used publicly available datasets to train the model? | [ ] Yes [ ] No\n");
  const auto of = [&](std::string_view id) { return *std::ranges::find(found.findings, id, &Finding::id); };
  EXPECT_EQ(of("0.b").status, Status::malformed);
  EXPECT_THAT(of("0.b").problem, testing::HasSubstr("no such day"));
  EXPECT_EQ(of("2.1.a").status, Status::empty);
  EXPECT_THAT(of("2.1.a").problem, testing::HasSubstr("neither yes nor no is ticked"));
}

TEST(Check, AnotherDocumentBehindTheSummaryIsLeftAlone) {
  const auto found = answers("3. Data processing aspects\n3.2 Removal of illegal content\nGeneral description of measures taken: | Filters.\n4. Copyright policy\nLast update: | 1999\n");
  EXPECT_FALSE(found.fields.contains("0.b"));
}

TEST(Check, TextThatIsNoSummaryIsNotRecognised) { EXPECT_FALSE(report("A letter to a friend\nabout this and that\nand nothing else\n").recognised); }

TEST(Compare, ASummaryIsLikeItselfAndListsAreCounted) {
  const std::string head = "2.3 Data crawled and scraped from online sources\nWere crawlers used by the provider or on behalf of? | Yes\nSummary of the most relevant domain names crawled | ";
  const auto before = report(head + "one.example, two.example\n");
  const auto after = report(head + "two.example, three.example, four.example\n");
  EXPECT_TRUE(compare(before, before).changes.empty());
  const auto c = compare(before, after);
  ASSERT_EQ(c.changes.size(), 1U);
  EXPECT_EQ(c.changes[0].items_added, (std::vector<std::string>{"four.example", "three.example"}));
  EXPECT_EQ(c.changes[0].items_removed, (std::vector<std::string>{"one.example"}));
  EXPECT_EQ(c.changes[0].items_kept, 1U);
}

RC_GTEST_PROP(Check, AnyLinesGiveAFindingForEachFieldAndAScoreBetween0And1, (const std::vector<std::string>& words)) {
  std::string text;
  for (const auto& word : words)
    for (const char c : word + "|\n") text += static_cast<unsigned char>(c) >= 0x80 || c == '\0' ? ' ' : c;
  const auto r = report("2.1 Publicly available datasets\n" + text + "Last update | " + text);
  RC_ASSERT(r.findings.size() == 53U);
  RC_ASSERT(r.score.overall >= 0 && r.score.overall <= 1);
  for (const auto& f : r.findings) RC_ASSERT(f.quality >= 0 && f.quality <= 1);
}

}  // namespace
}  // namespace accord::summary::check
