#include "summary/starter.h"

#include <gtest/gtest.h>

namespace accord::summary {
namespace {

TEST(Starter, HasEveryKeyAndNoSectionLetter) {
  const auto yaml = starter(built_in_template(), {});
  for (const auto* f : built_in_template().fields()) {
    EXPECT_NE(yaml.find(f->label), std::string::npos) << f->key;
    EXPECT_NE(yaml.find("  " + std::string(f->computed ? "# " : "") + f->key.substr(f->key.find('.') + 1) + ":\n"), std::string::npos)
        << f->key;
    if (f->section.size() > 1) {
      EXPECT_EQ(yaml.find(f->id), std::string::npos) << f->id;
    }
  }
}

TEST(Prefill, TakesAModelCard) {
  const auto p = from_card(
      Json::parse(
          R"({"language":["de","multilingual","fr"],"base_model":"acme/tern-1","datasets":["acme/notes","plain"],"pipeline_tag":"text-generation"})"),
      "\n# Model Card for Tern 2\n\nText.");
  EXPECT_EQ(p.values.at("model.names"), Json::parse(R"([{"name":"Tern 2"}])"));
  EXPECT_EQ(p.values.at("model.based_on"), Json::parse(R"([{"name":"acme/tern-1","link":"https://huggingface.co/acme/tern-1"}])"));
  EXPECT_EQ(p.values.at("model.modified"), "yes");
  EXPECT_EQ(p.values.at("public_datasets.large"),
            Json::parse(R"([{"name":"acme/notes","link":"https://huggingface.co/datasets/acme/notes"},{"name":"plain"}])"));
  EXPECT_EQ(p.values.at("data.languages"), Json::parse(R"(["de","fr"])"));
}

TEST(Prefill, TakesADatasetCard) {
  const auto p = from_card(Json::parse(R"({"pretty_name":"Notes","task_categories":["text-generation"],"language":"nl"})"),
                           "# Dataset Card for Notes\n\nLetters that gardeners wrote to each other over forty years.\n\nMore.");
  EXPECT_EQ(p.values.at("public_datasets.large"),
            Json::parse(R"([{"name":"Notes","description":"Letters that gardeners wrote to each other over forty years."}])"));
  EXPECT_EQ(p.values.at("public_datasets.modalities"), Json::parse(R"(["text"])"));
  EXPECT_FALSE(p.values.contains("model.names"));
}

TEST(Prefill, TakesCroissantAndRefusesOtherJson) {
  const auto p = from_croissant(Json::parse(
      R"({"@type":"sc:Dataset","name":"notes","alternateName":["acme/notes"],"url":"https://data.example/notes","keywords":["Dutch","Text","id"],
    "description":"Short.\n\nLetters that gardeners wrote to each other.","temporalCoverage":"1980/2020"})"));
  ASSERT_TRUE(p);
  EXPECT_EQ(p->values.at("public_datasets.large"), Json::parse(R"([{"name":"acme/notes","link":"https://data.example/notes",
    "description":"Letters that gardeners wrote to each other.","collected":"1980/2020"}])"));
  EXPECT_EQ(p->values.at("data.languages"), Json::parse(R"(["nl"])"));
  EXPECT_FALSE(from_croissant(Json::parse(R"({"name":"x"})")));
  EXPECT_FALSE(from_croissant(Json::array()));
}

TEST(Prefill, SeveralCardsAddUp) {
  Prefill p = from_card(Json::parse(R"({"datasets":["a/b"],"language":"de"})"), "");
  add(p, from_card(Json::parse(R"({"pretty_name":"C","language":["de","fr"]})"), ""));
  EXPECT_EQ(p.values.at("public_datasets.large").size(), 2u);
  EXPECT_EQ(p.values.at("data.languages"), Json::parse(R"(["de","fr"])"));
}

}  // namespace
}  // namespace accord::summary
