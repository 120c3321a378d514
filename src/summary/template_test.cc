#include "summary/template.h"

#include <gtest/gtest.h>

#include <set>

namespace accord::summary {
namespace {

TEST(Template, HasTheFieldsOfTheOfficialOneInItsOrder) {
  const auto& t = built_in_template();
  std::vector<std::string> ids;
  for (const auto* f : t.fields()) ids.push_back(f->id);
  EXPECT_EQ(ids.size(), 53u);
  EXPECT_EQ(ids.front(), "0.a");
  EXPECT_EQ(ids.back(), "3.3.a");
  for (const auto& s : t.sections) {  // letters run without a gap in each section
    char letter = 'a';
    for (const auto& f : s.fields) EXPECT_EQ(f.id, s.number + "." + letter++);
  }
}

TEST(Template, EveryRuleHasASourceAndADate) {
  for (const auto& r : built_in_template().rules) {
    EXPECT_FALSE(r.source.empty()) << r.id;
    EXPECT_EQ(r.applies_from, "2025-08-02") << r.id;
  }
}

TEST(Template, RangesLeaveNoSizeOutAndNoneTwice) {
  for (const auto& m : built_in_template().modalities) {
    std::set<std::int64_t> edges = {0, 1};
    for (const auto& r : m.ranges)
      for (const auto& bound : {r.below, r.from, r.to, r.above})
        if (bound) edges.insert({*bound - 1, *bound, *bound + 1});
    for (const auto size : edges) {
      if (m.ranges.empty()) continue;
      EXPECT_EQ(std::ranges::count_if(m.ranges, [&](const Range& r) { return r.holds(size); }), 1) << m.id << " " << size;
    }
  }
  const auto* text = built_in_template().modality("text");
  EXPECT_EQ(text->range_of(999'999'999)->label, "Less than 1 billion tokens");
  EXPECT_EQ(text->range_of(1'000'000'000)->label, "1 billion to 10 trillion tokens");
  EXPECT_EQ(text->range_of(10'000'000'000'000)->label, "1 billion to 10 trillion tokens");
  EXPECT_EQ(text->range_of(10'000'000'000'001)->label, "More than 10 trillion tokens");
}

TEST(Template, RefusesOneThatContradictsItself) {
  const auto read = read_template(R"({"title":"","wording_note":"","article":"","act":"","act_date":"","act_link":"","applies_from":"",
    "rules":{},"modalities":[],"union_languages":[],"ready_made_crawls":[],
    "sections":[{"number":"1","title":"","fields":[{"id":"1.a","key":"k","label":"","kind":"text","required":"always","rule":"gone"}]}]})");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("gone"), std::string::npos);
  EXPECT_FALSE(read_template("{}"));
  EXPECT_FALSE(read_template("no JSON"));
}

Json all_labels() {
  Json labels = {{"credit", "© somebody"}, {"version", "1"}, {"language", "de"}, {"fields", Json::object()}};
  for (const auto* f : built_in_template().fields()) labels["fields"][f->id] = "Feld " + f->key;
  return labels;
}

TEST(Labels, TakeThePlaceOfOursWithTheirCredit) {
  auto labels = all_labels();
  labels["sections"] = {{"2.3", "Gecrawlt"}};
  const auto t = with_labels(built_in_template(), labels);
  ASSERT_TRUE(t);
  EXPECT_EQ(t->field("1.1.a")->label, "Feld provider.name");
  EXPECT_EQ(t->section("2.3")->title, "Gecrawlt");
  EXPECT_EQ(t->labels_credit, "© somebody");
  EXPECT_EQ(t->language, "de");
  EXPECT_TRUE(t->wording_note.empty());
}

TEST(Labels, WithoutCreditOrVersionOrWithAGapAreRefused) {
  for (const char* key : {"credit", "version"}) {
    auto labels = all_labels();
    labels.erase(key);
    const auto t = with_labels(built_in_template(), labels);
    ASSERT_FALSE(t);
    EXPECT_EQ(t.error().place, key);
  }
  auto labels = all_labels();
  labels["fields"].erase("2.3.h");
  EXPECT_EQ(with_labels(built_in_template(), labels).error().place, "fields.2.3.h");
  labels = all_labels();
  labels["fields"]["9.9.z"] = "x";
  EXPECT_EQ(with_labels(built_in_template(), labels).error().place, "fields.9.9.z");
  EXPECT_FALSE(with_labels(built_in_template(), Json::array()));
}

}  // namespace
}  // namespace accord::summary
