#include "summary/fill.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "summary/corpus_test_help.h"

namespace accord::summary {
namespace {

const Template& t = built_in_template();

Json filled(const Evidence& e, const Json& provider = Json::object()) {
  const auto facts = read_facts(provider, t);
  EXPECT_TRUE(facts) << facts.error().message << facts.error().place;
  return fill(e, *facts, t);
}

const Json& field(const Json& working, std::string_view key) {
  for (const auto& f : working["fields"])
    if (f["key"] == key) return f;
  throw std::out_of_range(std::string(key));
}

TEST(Fill, HasEveryFieldWithItsRuleAndSource) {
  const auto w = filled({});
  EXPECT_EQ(w["fields"].size(), 53u);
  for (const auto& f : w["fields"]) EXPECT_FALSE(f["rule"]["source"].get<std::string>().empty());
  EXPECT_EQ(field(w, "provider.name")["status"], "missing");
  EXPECT_EQ(field(w, "crawling.comments")["status"], "blank");
  EXPECT_EQ(field(w, "crawling.purposes")["status"], "undecided");
}

TEST(Fill, TakesRangesFromCounts) {
  const auto p =
      totals_of(Stage::processed, {{"a", SourceKind::crawled, Modality::text, text_counts(10, 4'000'000'000, 1'000'000'000)},
                                   {"b", SourceKind::licensed, Modality::image, {.documents = 5, .images = 999'999}},
                                   {"c", SourceKind::other, Modality::audio, {.documents = 5, .milliseconds = 10'000ULL * 3'600'000}}});
  const auto w = filled({.processed = &p});
  EXPECT_EQ(field(w, "data.size")["value"],
            Json::parse(
                R"([{"modality":"text","range":"1 billion to 10 trillion tokens"},{"modality":"image","range":"Less than 1 million images"},
                            {"modality":"audio","range":"10,000 to 1 million hours"}])"));
  EXPECT_EQ(field(w, "data.size")["provenance"], "computed");
  EXPECT_EQ(field(w, "data.modalities")["value"], Json::parse(R"(["text","image","audio"])"));
  EXPECT_EQ(field(w, "public_datasets.used")["value"], "no");
  EXPECT_EQ(field(w, "public_datasets.others")["status"], "not_due");
  EXPECT_EQ(field(w, "licensed_datasets.modalities")["value"], Json::parse(R"(["image"])"));
}

TEST(Fill, AnEstimateNearABorderIsDoubted) {
  const auto near = totals_of(Stage::processed, {{"a", SourceKind::crawled, Modality::text, text_counts(10, 4'000'000'001)}});
  const auto far = totals_of(Stage::processed, {{"a", SourceKind::crawled, Modality::text, text_counts(10, 400'000)}});
  EXPECT_EQ(field(filled({.processed = &near}), "data.size")["notes"].size(), 1u);
  EXPECT_EQ(field(filled({.processed = &far}), "data.size")["notes"].size(), 0u);
}

TEST(Fill, RefusesTheWrongStage) {
  const auto c = totals_of(Stage::collected, {{"a", SourceKind::crawled, Modality::text, text_counts(10, 4'000)}});
  const auto p = totals_of(Stage::processed, {{"a", SourceKind::crawled, Modality::text, text_counts(10, 4'000)}});
  const DomainList one{.distinct = 1,
                       .documents = 10,
                       .bytes = 4'000,
                       .listed_bytes = 4'000,
                       .listed = 1,
                       .list = {{.domain = "example.org", .documents = 10, .bytes = 4'000}}};
  const auto by_collected = filled({.collected = &c, .domains = one});
  EXPECT_EQ(field(by_collected, "data.size")["status"], "refused");
  EXPECT_TRUE(field(by_collected, "data.size")["value"].is_null());
  EXPECT_EQ(field(by_collected, "crawling.domains")["status"], "answered");
  const auto by_processed = filled({.processed = &p});
  EXPECT_EQ(field(by_processed, "data.size")["status"], "answered");
  EXPECT_EQ(field(by_processed, "crawling.domains")["status"], "refused");
  EXPECT_EQ(by_processed["refused"], Json::parse(R"(["crawling.period","crawling.domains"])"));
  EXPECT_TRUE(filled({.processed = &p, .collected = &c, .domains = one})["refused"].empty());
}

TEST(Fill, ShowsBothSidesOfAConflictUntilSomebodyDecides) {
  const auto p = totals_of(Stage::processed, {{"a", SourceKind::crawled, Modality::text, text_counts(10, 4'000, 1'000)}});
  Json provider = {{"data", {{"size", {{"text", "More than 10 trillion tokens"}}}}}};
  auto f = field(filled({.processed = &p}, provider), "data.size");
  EXPECT_EQ(f["provenance"], "conflict");
  EXPECT_TRUE(f["value"].is_null());
  EXPECT_EQ(f["computed"][0]["range"], "Less than 1 billion tokens");
  EXPECT_EQ(f["declared"][0]["range"], "More than 10 trillion tokens");
  provider["decisions"] = {{"data.size", {{"take", "declared"}, {"because", "the other half was not scanned"}}}};
  f = field(filled({.processed = &p}, provider), "data.size");
  EXPECT_EQ(f["status"], "answered");
  EXPECT_EQ(f["value"], f["declared"]);
  EXPECT_EQ(f["decision"]["because"], "the other half was not scanned");
}

TEST(Fill, APublicDatasetIsLargeAboveThreePercentOfItsModality) {
  const auto p = totals_of(Stage::processed, {{"exactly three", SourceKind::public_dataset, Modality::text, text_counts(1, 300)},
                                              {"a little more", SourceKind::public_dataset, Modality::text, text_counts(1, 301)},
                                              {"the rest", SourceKind::public_dataset, Modality::text, text_counts(1, 9'399)},
                                              {"few images", SourceKind::public_dataset, Modality::image, {.documents = 1, .images = 2}},
                                              {"crawled", SourceKind::crawled, Modality::text, text_counts(1, 1'000'000)}});
  std::vector<std::string> names;
  const auto w = filled({.processed = &p});
  for (const auto& d : field(w, "public_datasets.large")["value"]) names.push_back(d["name"]);
  EXPECT_EQ(names, (std::vector<std::string>{"a little more", "few images", "the rest"}));
}

TEST(Fill, SplittingADatasetDoesNotMakeItSmaller) {
  std::vector<Part> parts = {{"big", SourceKind::public_dataset, Modality::text, text_counts(1, 9'000), "https://a.example"}};
  for (int i = 0; i < 10; ++i)
    parts.push_back({"piece " + std::to_string(i), SourceKind::public_dataset, Modality::text, text_counts(1, 100), "https://b.example"});
  const auto p = totals_of(Stage::processed, parts);
  EXPECT_EQ(field(filled({.processed = &p}), "public_datasets.large")["value"].size(), 2u);
}

RC_GTEST_PROP(Fill, TheThreePercentRuleIsThatOfAPlainReference, ()) {
  const auto sizes = *rc::gen::container<std::vector<std::uint32_t>>(12, rc::gen::inRange<std::uint32_t>(1, 2'000));
  std::vector<Part> parts;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    parts.push_back({fmt::format("d{:02}", i), SourceKind::public_dataset, Modality::text, text_counts(1, sizes[i])});
  const auto p = totals_of(Stage::processed, parts);
  std::uint64_t all = 0;
  for (const auto s : sizes) all += s;
  std::vector<std::string> wanted, got;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] * 100ULL > all * 3) wanted.push_back(fmt::format("d{:02}", i));
  const auto w = filled({.processed = &p});
  for (const auto& d : field(w, "public_datasets.large")["value"]) got.push_back(d["name"]);
  RC_ASSERT(got == wanted);
}

TEST(Fill, ACrawlOfOthersIsPointedOut) {
  const auto c = totals_of(Stage::collected, {{"CC-MAIN-2024-10", SourceKind::crawled, Modality::text, text_counts(10, 4'000)}});
  EXPECT_EQ(field(filled({.collected = &c}), "crawling.used")["notes"].size(), 1u);
}

TEST(Fill, LanguagesAreNamedWithoutNoiseAndWithoutTheirShares) {
  auto p = totals_of(Stage::processed, {{"a", SourceKind::crawled, Modality::text, text_counts(100, 1'000'000)}});
  auto& languages = p.sources[0].modalities[Modality::text].languages;
  languages[{"ja", true}] = {60, 600'000};
  languages[{"de", false}] = {39, 399'990};
  languages[{"vo", true}] = {1, 10};
  auto f = field(filled({.processed = &p}), "data.languages");
  EXPECT_EQ(f["value"], Json::parse(R"([{"code":"de","name":"German","official":true},{"code":"ja","name":"Japanese","official":false}])"));
  EXPECT_EQ(f["exact"].size(), 3u);
  f = field(filled({.processed = &p}, {{"data", {{"languages", {"de", "fr"}}}}}), "data.languages");
  EXPECT_EQ(f["status"], "conflict");
}

TEST(Fill, ConditionsFollowTheAnswers) {
  const Json provider = {{"provider", {{"outside_union", "yes"}}},
                         {"user_data", {{"interactions", "no"}, {"services", "yes"}}},
                         {"synthetic", {{"used", "no"}}}};
  const auto w = filled({}, provider);
  EXPECT_EQ(field(w, "provider.representative")["status"], "missing");
  EXPECT_EQ(field(w, "model.based_on")["status"], "not_due");
  EXPECT_EQ(field(w, "user_data.description")["status"], "missing");
  EXPECT_EQ(field(w, "synthetic.models_on_market")["status"], "not_due");
}

TEST(Fill, UsersDataInTheCorpusContradictsThatNoneWasUsed) {
  const auto p = totals_of(Stage::processed, {{"chats", SourceKind::user, Modality::text, text_counts(10, 4'000)}});
  const auto w = filled({.processed = &p}, {{"user_data", {{"interactions", "no"}, {"services", "no"}}}});
  EXPECT_EQ(w["conflicts"], Json::parse(R"(["user_data.interactions","user_data.services"])"));
}

TEST(Fill, AGapIsStatedWithItsReason) {
  const auto w = filled({}, {{"gaps", {{"data.latest", "The records of 2019 are lost."}}}});
  EXPECT_EQ(field(w, "data.latest")["status"], "gap");
  EXPECT_EQ(field(w, "data.latest")["problem"], "The records of 2019 are lost.");
}

}  // namespace
}  // namespace accord::summary
