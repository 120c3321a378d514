#include "text/lineage.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "text/lineage_generated.h"

namespace accord::text {
namespace {

Provision provision(ProvisionKind kind, std::string eid, std::string parent, std::string number, std::string heading, std::string body) {
  Provision p;
  p.kind = kind;
  p.eid = std::move(eid);
  p.parent = std::move(parent);
  p.number = std::move(number);
  p.heading = std::move(heading);
  p.body = std::move(body);
  return p;
}
Provision measure(std::string number, std::string heading, std::string body, std::string parent = "") {
  return provision(ProvisionKind::measure, parent + "__msr_" + number, parent, number, std::move(heading), std::move(body));
}
Provision chapter(std::string number, std::string heading) {
  return provision(ProvisionKind::chapter, "chp_" + number, "", number, std::move(heading), "");
}

const char* const crawling = "Crawlers read and follow the reservations that a site states in a machine-readable form before they fetch a page";
const char* const contact = "A point of contact answers every complaint of a rightholder within a month and keeps a list of the answers";
const char* const testing = "Before release the model is examined by people outside the company who may publish what they found";
const char* const records = "Records of the training run are kept for ten years and shown to the office when it asks for them";
const char* const security = "Weights are stored encrypted and every access to them is noted together with the name of the person";

// "same 0>0" and the like, in the order given.
std::vector<std::string> told(const std::vector<Change>& changes) {
  std::vector<std::string> out;
  for (const auto& c : changes) out.push_back(fmt::format("{} {}>{}", to_string(c.kind), fmt::join(c.old_ids, "+"), fmt::join(c.new_ids, "+")));
  return out;
}
using Told = std::vector<std::string>;

TEST(Lineage, AnInsertionAboveRenumbersAndMovesNothing) {
  const std::vector before = {measure("1", "Crawling", crawling), measure("2", "Contact", contact)};
  const std::vector after = {measure("1", "Testing", testing), measure("2", "Crawling", crawling), measure("3", "Contact", contact)};
  const auto changes = align(before, after);
  EXPECT_EQ(told(changes), (Told{"new >0", "renumbered 0>1", "renumbered 1>2"}));
  EXPECT_EQ(changes[1].score, 1.0);
}

TEST(Lineage, AFewOtherWordsAreAnEditAndTheScoreIsTheShareKept) {
  const auto changes = align({measure("1", "", "one two three four five six seven eight nine ten")},
                             {measure("1", "", "one two three four five six seven eight nine eleven")});
  EXPECT_EQ(told(changes), (Told{"edited 0>0"}));
  EXPECT_DOUBLE_EQ(changes[0].score, 0.9);
}

TEST(Lineage, MarkupAndLineBreaksAreNoEdit) {
  EXPECT_EQ(told(align({measure("1", "Crawling", "Crawlers **read** and\nfollow.")}, {measure("1", "Crawling", "Crawlers read and follow.")})),
            (Told{"same 0>0"}));
}

TEST(Lineage, AnotherParentIsAMoveAlsoWhenWordsChange) {
  const std::vector before = {chapter("1", "Copyright"), measure("1", "Crawling", crawling, "chp_1"), measure("2", "Contact", contact, "chp_1"),
                              chapter("2", "Safety"), measure("1", "Testing", testing, "chp_2")};
  const std::vector after = {chapter("1", "Copyright"), measure("1", "Crawling", crawling, "chp_1"), chapter("2", "Safety"),
                             measure("1", "Testing", testing, "chp_2"),
                             measure("2", "Contact", std::string(contact) + " for the public", "chp_2")};
  EXPECT_EQ(told(align(before, after)), (Told{"same 0>0", "same 1>1", "same 3>2", "same 4>3", "moved 2>4"}));
}

TEST(Lineage, OfTwoThatChangedPlacesTheSmallerMoved) {
  const std::vector before = {measure("1", "Crawling", crawling), measure("2", "Contact", std::string(contact) + " " + records)};
  const std::vector after = {measure("1", "Contact", std::string(contact) + " " + records), measure("2", "Crawling", crawling)};
  EXPECT_EQ(told(align(before, after)), (Told{"renumbered 1>0", "moved 0>1"}));
}

TEST(Lineage, ChildrenOfAMovedChapterDidNotMove) {
  const std::vector before = {chapter("1", "Copyright"), measure("1", "Crawling", crawling, "chp_1"), chapter("2", "Safety"),
                              measure("1", "Testing", testing, "chp_2"), measure("2", "Security", security, "chp_2")};
  const std::vector after = {chapter("1", "Safety"), measure("1", "Testing", testing, "chp_1"), measure("2", "Security", security, "chp_1"),
                             chapter("2", "Copyright"), measure("1", "Crawling", crawling, "chp_2")};
  EXPECT_EQ(told(align(before, after)), (Told{"renumbered 2>0", "same 3>1", "same 4>2", "moved 0>3", "same 1>4"}));
}

TEST(Lineage, ANewHeadingAboveMeasuresMovesNoneOfThem) {
  const std::vector before = {chapter("1", "Copyright"), measure("1", "Crawling", crawling, "chp_1"), measure("2", "Contact", contact, "chp_1")};
  auto wrapper = provision(ProvisionKind::section, "sec_1", "chp_1", "1", "Policies", "");
  const std::vector after = {chapter("1", "Copyright"), wrapper, measure("1", "Crawling", crawling, "sec_1"), measure("2", "Contact", contact, "sec_1")};
  EXPECT_EQ(told(align(before, after)), (Told{"same 0>0", "new >1", "same 1>2", "same 2>3"}));
}

TEST(Lineage, ARetitledChapterIsKnownByItsChildren) {
  const std::vector before = {chapter("1", "Rules on copyright"), measure("1", "Crawling", crawling, "chp_1"),
                              measure("2", "Contact", contact, "chp_1")};
  const std::vector after = {chapter("4", "Authors and their works"), measure("1", "Crawling", crawling, "chp_4"),
                             measure("2", "Contact", contact, "chp_4")};
  EXPECT_EQ(told(align(before, after)), (Told{"renumbered 0>0", "same 1>1", "same 2>2"}));
}

TEST(Lineage, SplitsAndMergesAreFoundAndDeletionsStandWhereTheyStood) {
  const auto both = std::string(crawling) + ". " + contact + ".";
  const std::vector whole = {measure("1", "Testing", testing), measure("2", "Crawling and contact", both), measure("3", "Records", records),
                             measure("4", "Security", security)};
  const std::vector parts = {measure("1", "Testing", testing), measure("2", "Crawling", std::string(crawling) + "."),
                             measure("3", "Contact", std::string(contact) + "."), measure("4", "Security", security)};
  EXPECT_EQ(told(align(whole, parts)), (Told{"same 0>0", "split 1>1+2", "deleted 2>", "same 3>3"}));
  EXPECT_EQ(told(align(parts, whole)), (Told{"same 0>0", "merged 1+2>1", "new >2", "same 3>3"}));
}

TEST(Lineage, ACopyOfAProvisionThatStaysIsNewAndNoSplit) {
  EXPECT_EQ(told(align({measure("1", "Crawling", crawling)}, {measure("1", "Crawling", crawling), measure("2", "Crawling again", crawling)})),
            (Told{"same 0>0", "new >1"}));
}

TEST(Lineage, EqualTextsKeepToTheirParents) {
  const std::vector before = {chapter("1", "Copyright"), measure("1", "", "Reserved.", "chp_1"), chapter("2", "Safety"), measure("1", "", "Reserved.", "chp_2")};
  const std::vector after = {chapter("2", "Safety"), measure("1", "", "Reserved.", "chp_2")};
  EXPECT_EQ(told(align(before, after)), (Told{"deleted 0>", "deleted 1>", "same 2>0", "same 3>1"}));
}

TEST(Lineage, TheSameNumberOverOtherWordsIsNotTheSameProvision) {
  EXPECT_EQ(told(align({measure("1", "Crawling", crawling)}, {measure("1", "Security", security)})), (Told{"deleted 0>", "new >0"}));
}

TEST(Lineage, OfTwoRewrittenNeighboursTheHeadingTells) {
  const std::string common = " is a proper subset of the automated processing of assets by machines";
  const auto section = [](int k, std::string heading, std::string body) {
    return provision(ProvisionKind::section, fmt::format("sec_{}", k), "", "", std::move(heading), std::move(body));
  };
  const std::vector before = {section(1, "Crawling", crawling), section(2, "Search category", security + common)};
  const std::vector after = {section(1, "Crawling", crawling), section(2, "Output", testing + common), section(3, "Search", contact + common)};
  EXPECT_EQ(told(align(before, after)), (Told{"same 0>0", "new >1", "edited 1>2"}));
}

TEST(Lineage, WhatAPersonPairedStaysPaired) {
  const std::vector before = {measure("1", "Crawling", crawling), measure("2", "Contact", contact)};
  const std::vector after = {measure("1", "Crawling", crawling), measure("2", "Contact", contact)};
  const auto changes = align(before, after, {{{0}, {1}}, {{1}, {}}, {{7}, {0}}, {{0}, {0}}});
  EXPECT_EQ(told(changes), (Told{"new >0", "renumbered 0>1", "deleted 1>"}));
  EXPECT_TRUE(changes[1].by_hand);
  const auto split = align(before, after, {{{0}, {0, 1}}});
  EXPECT_EQ(told(split), (Told{"split 0>0+1", "deleted 1>"}));
}

TEST(Lineage, EmptyDraftsAreAllNewOrAllDeleted) {
  EXPECT_TRUE(align({}, {}).empty());
  EXPECT_EQ(told(align({}, {measure("1", "Crawling", crawling)})), (Told{"new >0"}));
  EXPECT_EQ(told(align({measure("1", "Crawling", crawling)}, {})), (Told{"deleted 0>"}));
}

TEST(Lineage, KindsHaveNames) {
  for (const auto kind : {ChangeKind::same, ChangeKind::edited, ChangeKind::renumbered, ChangeKind::moved, ChangeKind::split, ChangeKind::merged,
                          ChangeKind::inserted, ChangeKind::deleted}) {
    ChangeKind back = ChangeKind::same;
    EXPECT_TRUE(from_string(to_string(kind), back));
    EXPECT_EQ(back, kind);
  }
  ChangeKind unchanged = ChangeKind::split;
  EXPECT_EQ(to_string(ChangeKind::inserted), "new");
  EXPECT_FALSE(from_string("inserted", unchanged));
}

TEST(Wids, GoToTheLargestHeirAndComeFromTheLargestAncestor) {
  std::vector before = {measure("1", "", "a b c d e f g h i j k l"), measure("2", "", "m n o p q r s t u"), measure("3", "", "v w x")};
  assign_wids({}, before, align({}, before), 1);
  EXPECT_EQ(before[0].wid, "d1-__msr_1");
  std::vector after = {measure("1", "", "a b c d"), measure("2", "", "e f g h i j k l"), measure("3", "", "m n o p q r s t u v w x")};
  assign_wids(before, after, {{ChangeKind::split, {0}, {0, 1}}, {ChangeKind::merged, {1, 2}, {2}}}, 2);
  EXPECT_EQ(after[0].wid, "d2-__msr_1");
  EXPECT_EQ(after[1].wid, "d1-__msr_1");
  EXPECT_EQ(after[2].wid, "d1-__msr_2");
}

// --- laws, on generated edits ---

generated::Rates some_edits(double words) { return {words, 4, 3, 3, 3, 3}; }

generated::Pair generated_pair(std::uint64_t seed, double words) {
  generated::Generator g(seed);
  auto draft = generated::draft(g, 4, 3, 5);
  return generated::edited(g, std::move(draft), some_edits(words));
}

RC_GTEST_PROP(LineageLaws, EveryProvisionIsInExactlyOneChangeOfTheRightShape, ()) {
  const auto pair = generated_pair(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::element(0.0, 0.1, 0.5, 1.0));
  std::vector<int> olds, news;
  int last = -1;
  for (const auto& c : align(pair.before, pair.after)) {
    olds.insert(olds.end(), c.old_ids.begin(), c.old_ids.end());
    news.insert(news.end(), c.new_ids.begin(), c.new_ids.end());
    const auto o = c.old_ids.size(), n = c.new_ids.size();
    const bool shaped = c.kind == ChangeKind::split      ? o == 1 && n > 1
                        : c.kind == ChangeKind::merged   ? o > 1 && n == 1
                        : c.kind == ChangeKind::inserted ? o == 0 && n == 1
                        : c.kind == ChangeKind::deleted  ? o == 1 && n == 0
                                                         : o == 1 && n == 1;
    RC_ASSERT(shaped);
    RC_ASSERT(c.score >= 0 && c.score <= 1);
    if (n > 0) {
      RC_ASSERT(c.new_ids.front() > last);
      last = c.new_ids.front();
    }
  }
  std::ranges::sort(olds);
  std::ranges::sort(news);
  for (std::size_t i = 0; i < pair.before.size(); ++i) RC_ASSERT(olds.at(i) == static_cast<int>(i));
  for (std::size_t i = 0; i < pair.after.size(); ++i) RC_ASSERT(news.at(i) == static_cast<int>(i));
  RC_ASSERT(olds.size() == pair.before.size() && news.size() == pair.after.size());
}

RC_GTEST_PROP(LineageLaws, WidsAreUniqueAndNeverReused, ()) {
  generated::Generator g(*rc::gen::arbitrary<std::uint64_t>());
  auto first = generated::edited(g, generated::draft(g, 2, 3, 4), some_edits(0.1));
  assign_wids({}, first.before, align({}, first.before), 1);
  assign_wids(first.before, first.after, align(first.before, first.after), 2);
  std::set<std::string> ever, now;
  for (const auto& p : first.before) ever.insert(p.wid);
  for (const auto& p : first.after) RC_ASSERT(now.insert(p.wid).second);
  // A third draft brings the first one's places back; what was deleted in the second gets a new name.
  auto third = first.before;
  assign_wids(first.after, third, align(first.after, third), 3);
  now.clear();
  for (const auto& p : third) {
    RC_ASSERT(now.insert(p.wid).second);
    const bool known_before = std::ranges::any_of(first.after, [&](const auto& q) { return q.wid == p.wid; });
    RC_ASSERT(known_before || p.wid == "d3-" + p.eid);
  }
}

// The share of true edges that are found, and of found edges that are true, over many drafts.
TEST(LineageAccuracy, PairsRightlyAndNamesTheKind) {
  for (const double words : {0.05, 0.10, 0.20}) {
    std::map<std::string, std::pair<int, int>> kinds;  // true kind -> {right, all}
    int right = 0, edges = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      const auto pair = generated_pair(seed, words);
      std::set<std::pair<int, int>> truth, found;
      std::map<int, std::vector<int>> heirs;
      std::map<int, ChangeKind> kind_of;  // by new position
      for (int j = 0; j < static_cast<int>(pair.after.size()); ++j)
        for (const int i : pair.origins[static_cast<std::size_t>(j)]) {
          truth.emplace(i, j);
          heirs[i].push_back(j);
        }
      for (const auto& c : align(pair.before, pair.after)) {
        for (const int j : c.new_ids) kind_of[j] = c.kind;
        for (const int i : c.old_ids) {
          if (c.new_ids.empty()) found.emplace(i, -1);
          for (const int j : c.new_ids) found.emplace(i, j);
        }
        if (c.old_ids.empty()) found.emplace(-1, c.new_ids.front());
      }
      for (int i = 0; i < static_cast<int>(pair.before.size()); ++i)
        if (!heirs.contains(i)) truth.emplace(i, -1);
      for (int j = 0; j < static_cast<int>(pair.after.size()); ++j) {
        const auto& from = pair.origins[static_cast<std::size_t>(j)];
        if (from.empty()) truth.emplace(-1, j);
        auto kind = ChangeKind::edited;
        if (from.empty())
          kind = ChangeKind::inserted;
        else if (from.size() > 1)
          kind = ChangeKind::merged;
        else if (heirs[from.front()].size() > 1)
          kind = ChangeKind::split;
        else if (pair.moved[static_cast<std::size_t>(j)])
          kind = ChangeKind::moved;
        else if (const auto &p = pair.before[static_cast<std::size_t>(from.front())], &q = pair.after[static_cast<std::size_t>(j)]; p.number != q.number)
          kind = ChangeKind::renumbered;
        else if (p.body == q.body)
          kind = ChangeKind::same;
        auto& [good, all] = kinds[std::string(to_string(kind))];
        good += kind_of[j] == kind;
        ++all;
      }
      std::set<std::pair<int, int>> every = truth;
      every.insert(found.begin(), found.end());
      for (const auto& e : every) {
        ++edges;
        right += truth.contains(e) && found.contains(e);
      }
    }
    std::string report = fmt::format("{:.0f} % of words edited: {} of {} edges right;", words * 100, right, edges);
    for (const auto& [kind, n] : kinds) report += fmt::format(" {} {}/{}", kind, n.first, n.second);
    RecordProperty(fmt::format("edited_{:.0f}", words * 100), report);
    EXPECT_GE(right, edges * (words <= 0.1 ? 0.99 : 0.97)) << report;
    for (const auto& [kind, n] : kinds) EXPECT_GE(n.first, n.second * (words <= 0.1 ? 0.97 : 0.95)) << kind << ": " << report;
  }
}

}  // namespace
}  // namespace accord::text
