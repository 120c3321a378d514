#include "text/read_heading.h"

#include <gtest/gtest.h>

namespace accord::text {
namespace {

struct Case {
  const char* words;
  const char* kind;  // "" for none
  const char* number;
  const char* title;
};

TEST(Heading, SaysKindNumberAndTitle) {
  for (const Case& c : {Case{"Commitment I.1. Documentation", "commitment", "I.1", "Documentation"}, {"Measure II.4.3 Model-independent information", "measure", "II.4.3", "Model-independent information"},
                        {"Measure 1.1 \xC2\xB7 Title", "measure", "1.1", "Title"}, {"MEASURE 1.1: Title", "measure", "1.1", "Title"}, {"measure 1.1 \xE2\x80\x93 Title", "measure", "1.1", "Title"},
                        {"Chapter 2 \xC2\xB7 Safety", "chapter", "2", "Safety"}, {"CHAPTER IV", "chapter", "IV", ""}, {"Recital (3)", "recital", "3", ""}, {"Recital (a) Why", "recital", "a", "Why"},
                        {"Annex II", "annex", "II", ""}, {"Annex: Template", "annex", "", "Template"}, {"Appendix 1.4.1. Model capabilities", "annex", "1.4.1", "Model capabilities"},
                        {"Article 53", "article", "53", ""}, {"Article 53a Duties", "article", "53a", "Duties"}, {"Section 4", "section", "4", ""}, {"Part A", "part", "A", ""},
                        {"4.2.1 Title", "section", "4.2.1", "Title"}, {"4. Title", "section", "4", "Title"}, {"(3) Title", "section", "3", "Title"},
                        {"I. Commitments by providers", "section", "I", "Commitments by providers"}, {"Artikel 5 Zweck", "article", "5", "Zweck"},
                        // What only looks like one.
                        {"Measures to come", "", "", "Measures to come"}, {"Part of the whole", "", "", "Part of the whole"}, {"Transparency Section", "", "", "Transparency Section"},
                        {"Commitments by Providers", "", "", "Commitments by Providers"}, {"2025 in review", "", "", "2025 in review"}, {"A good start", "", "", "A good start"},
                        {"Annex mappings", "", "", "Annex mappings"}, {"Sectional 4", "", "", "Sectional 4"}}) {
    const HeadingWords w = read_heading(c.words);
    EXPECT_EQ(w.kind ? to_string(*w.kind) : "", c.kind) << c.words;
    EXPECT_EQ(w.number, c.number) << c.words;
    EXPECT_EQ(w.title, c.title) << c.words;
  }
}

TEST(Heading, SaysWhatStandsBelow) {
  EXPECT_EQ(read_heading("Recitals for the Copyright Section").matter, Matter::recitals);
  EXPECT_EQ(read_heading("Conventions and Definitions").matter, Matter::definitions);
  EXPECT_EQ(read_heading("Frequently Asked Questions: Transparency").matter, Matter::questions);
  EXPECT_EQ(read_heading("Model Documentation Form").matter, Matter::form);
  EXPECT_EQ(read_heading("Disclaimer").matter, Matter::note);
  EXPECT_EQ(read_heading("Format").matter, Matter::rules);
  EXPECT_EQ(read_heading("Information").matter, Matter::rules);
}

TEST(Heading, CountsInLetters) {
  EXPECT_EQ(list_number(3, 'a'), "c");
  EXPECT_EQ(list_number(27, 'a'), "aa");
  EXPECT_EQ(list_number(4, 'i'), "iv");
  EXPECT_EQ(list_number(19, 'I'), "XIX");
  EXPECT_EQ(list_number(7, '1'), "7");
}

}  // namespace
}  // namespace accord::text
