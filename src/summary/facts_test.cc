#include "summary/facts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace accord::summary {
namespace {

const Template& t = built_in_template();

Json answer(const char* key, const Json& said) {
  const auto a = read_answer(*t.field_by_key(key), said, t, key);
  return a ? *a : Json("refused: " + a.error().message);
}

TEST(Facts, TakesTheFormsThatPeopleWrite) {
  EXPECT_EQ(answer("summary.updated", "28/11/26"), "2026-11-28");
  EXPECT_EQ(answer("data.latest", "06/2026"), "2026-06");
  EXPECT_EQ(answer("crawling.period", "01/2024 to 06/2024"), Json::parse(R"({"from":"2024-01","to":"2024-06"})"));
  EXPECT_EQ(answer("data.modalities", Json::array({"Images", "text", "other: point clouds"})),
            Json::parse(R"(["text","image","other: point clouds"])"));
  EXPECT_EQ(
      answer("data.size", {{"text", "2.5 trillion tokens"}, {"audio", "12,000 hours"}}),
      Json::parse(
          R"([{"modality":"text","range":"1 billion to 10 trillion tokens"},{"modality":"audio","range":"10,000 to 1 million hours"}])"));
  EXPECT_EQ(answer("data.size", {{"text", "3 TB of tokens"}}), Json::parse(R"([{"modality":"text","amount":"3 TB of tokens"}])"));
  EXPECT_EQ(answer("data.languages", Json::array({"Japanese", "de-AT"})),
            Json::parse(R"([{"code":"de","name":"German","official":true},{"code":"ja","name":"Japanese","official":false}])"));
  EXPECT_EQ(answer("crawling.used", "True"), "yes");
  EXPECT_EQ(answer("model.placed", {{"A 1", "2026-11-01"}}), Json::parse(R"([{"name":"A 1","date":"2026-11-01"}])"));
}

TEST(Facts, RefusesWhatTheTemplateDoesNotTake) {
  for (const auto& [key, said] :
       std::vector<std::pair<const char*, Json>>{{"summary.updated", "31/02/2026"},
                                                 {"summary.updated", "November"},
                                                 {"data.latest", "2026-13"},
                                                 {"crawling.period", "2024-06 to 2024-01"},
                                                 {"data.modalities", "smell"},
                                                 {"data.size", {{"image", "3 TB"}}},
                                                 {"data.size", {{"video", "3 to 5 hours"}}},
                                                 {"data.size", {{"smell", "3"}}},
                                                 {"crawling.used", "other"},
                                                 {"crawling.domains", "https://example.com/x"},
                                                 {"public_datasets.large", {{{"name", "A"}, {"link", "javascript:x"}}}}})
    EXPECT_EQ(answer(key, said).dump().substr(0, 9), "\"refused:") << key << said;
}

TEST(Facts, ARangeThatWasWrittenOutIsReadAsItself) {
  for (const auto& m : t.modalities)
    for (const auto& r : m.ranges) EXPECT_EQ(answer("data.size", {{m.id, r.label}})[0]["range"], r.label);
}

RC_GTEST_PROP(Facts, ADayIsReadInEitherForm, ()) {
  const int y = *rc::gen::inRange(1990, 2100), m = *rc::gen::inRange(1, 13), d = *rc::gen::inRange(1, 29);
  const auto iso = fmt::format("{:04}-{:02}-{:02}", y, m, d);
  RC_ASSERT(day_of(iso) == iso);
  RC_ASSERT(day_of(fmt::format("{:02}/{:02}/{}", d, m, y)) == iso);
  RC_ASSERT(month_of(fmt::format("{:02}/{}", m, y)) == iso.substr(0, 7));
}

TEST(Facts, NamesThePlaceAndTheRemedy) {
  const auto typo = read_facts({{"crawling", {{"perod", "x"}}}}, t);
  ASSERT_FALSE(typo);
  EXPECT_EQ(typo.error().place, "crawling.perod");
  EXPECT_EQ(typo.error().remedy, "did you mean crawling.period?");
  EXPECT_EQ(read_facts({{"publish", {"provider.name"}}}, t).error().place, "publish");
  EXPECT_EQ(read_facts({{"decisions", {{"data.size", "computed"}}}}, t).error().place, "decisions.data.size");
}

TEST(Facts, WhatIsLeftEmptyWasNotSaid) {
  const auto facts = read_facts({{"provider", {{"name", ""}, {"outside_union", nullptr}}}, {"crawling", nullptr}}, t);
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->answers.empty());
  EXPECT_FALSE(facts->says_yes("provider.outside_union"));
}

}  // namespace
}  // namespace accord::summary
