// Real drafts, where they are at hand: see shared_drafts().
#include <gtest/gtest.h>

#include <set>

#include "text/read.h"
#include "text/read_test_help.h"

namespace accord::text {
namespace {

#define NEED_SHARED_DRAFTS()                                  \
  const auto drafts = shared_drafts();                        \
  if (drafts.empty()) GTEST_SKIP() << "the real drafts are not at hand"

TEST(RealDrafts, TheCodeHas18CommitmentsAnd71Measures) {
  NEED_SHARED_DRAFTS();
  const auto bytes = file_bytes(drafts / "gpai-cop/third-draft-2025-03-11.html");
  const auto d = read_draft(bytes, "third-draft-2025-03-11.html");
  ASSERT_TRUE(d) << d.error().message;
  std::set<std::string> commitments, measures;
  for (const Provision& p : d->provisions) {
    if (p.kind == ProvisionKind::commitment) {
      EXPECT_TRUE(commitments.insert(p.number).second) << p.number;
    }
    if (p.kind != ProvisionKind::measure) continue;
    EXPECT_TRUE(measures.insert(p.number).second) << p.number;
    const Provision* parent = find_provision(*d, p.parent);
    ASSERT_NE(parent, nullptr);
    EXPECT_EQ(parent->kind, ProvisionKind::commitment) << p.number;
    EXPECT_EQ(parent->number, p.number.substr(0, p.number.rfind('.')));
    EXPECT_FALSE(visible_body(p.body).empty()) << p.number;
  }
  EXPECT_EQ(commitments.size(), 18U);
  EXPECT_EQ(measures.size(), 71U);
  EXPECT_EQ(count_kind(*d, ProvisionKind::form), 1);
  EXPECT_EQ(count_kind(*d, ProvisionKind::definition), 33);
  EXPECT_EQ(count_kind(*d, ProvisionKind::faq), 27);
  int restating = 0;
  for (const Provision& p : d->provisions) restating += !p.restates.empty();
  EXPECT_EQ(restating, 18);
  EXPECT_EQ(d->doubts.size(), 18U);
  EXPECT_EQ(lost_words(words_of_html(bytes), *d), "");
}

TEST(RealDrafts, InternetDraftsLoseNoWord) {
  NEED_SHARED_DRAFTS();
  for (const auto& file : std::filesystem::directory_iterator(drafts / "ietf-aipref")) {
    const auto bytes = file_bytes(file.path());
    const auto d = read_draft(bytes, file.path().filename().string());
    ASSERT_TRUE(d) << file.path();
    EXPECT_FALSE(d->title.empty());
    EXPECT_GT(d->provisions.size(), 10U);
    EXPECT_EQ(lost_words(words_of_markdown(bytes), *d), "") << file.path();
  }
}

TEST(RealDrafts, TheActHasItsArticles) {
  NEED_SHARED_DRAFTS();
  const auto d = read_draft(file_bytes(drafts / "eu-ai-act-commonaccord/Sec/Article.md"), "Article.md");
  ASSERT_TRUE(d);
  std::set<std::string> articles;
  for (const Provision& p : d->provisions)
    if (p.kind == ProvisionKind::article) articles.insert(p.number);
  EXPECT_GE(articles.size(), 112U);
  const Provision* article = find_provision(*d, "chp_v__sec_2__art_53");
  ASSERT_NE(article, nullptr);
  EXPECT_EQ(article->heading, "Obligations for providers of general-purpose AI models");
  const auto recitals = read_draft(file_bytes(drafts / "eu-ai-act-commonaccord/Sec/Whereas.md"), "Whereas.md");
  ASSERT_TRUE(recitals);
  EXPECT_EQ(count_kind(*recitals, ProvisionKind::recital), 180);
}

}  // namespace
}  // namespace accord::text
