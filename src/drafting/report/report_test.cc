#include "drafting/report/report.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace accord::drafting {
namespace {

const std::vector<std::string> order = {"provider", "downstream", "industry", "civil-society", "rightsholder", "academia"};

ReportFiler filer(const std::string& id, const std::string& category, bool named, const std::string& country = "", std::int64_t points = 1) {
  return {id, "person-" + id, "person-" + id, named ? "Name " + id : "", "", category, named ? country : "", false, named, named ? points : 0};
}
ReportPoint point(const std::string& id, const std::string& category, bool named = true, Instant filed = 1) { return {id, "msr_1", "d1-msr_1", category, "general", "amend", filed, named, false, ""}; }

const Participation::Category* row(const Participation& p, const std::string& category) {
  const auto it = std::ranges::find(p.categories, category, &Participation::Category::category);
  return it == p.categories.end() ? nullptr : &*it;
}

TEST(SmallCategories, OneAloneIsNeverJoinedWithNobody) {
  EXPECT_TRUE(small_categories({{"academia", 3}, {"provider", 9}}).empty());
  EXPECT_EQ(small_categories({{"academia", 2}, {"industry", 4}, {"provider", 9}}), (std::vector<std::string>{"academia", "industry"})) << "a single one would be known by elimination";
  EXPECT_EQ(small_categories({{"academia", 2}, {"industry", 1}, {"provider", 9}}), (std::vector<std::string>{"academia", "industry"}));
  EXPECT_EQ(small_categories({{"academia", 1}}), std::vector<std::string>{"academia"}) << "there is nobody to join it with";
}

TEST(Participation, ASmallCategoryCountsPublicNamesAlone) {
  const std::vector<ReportFiler> filers = {filer("1", "provider", true), filer("2", "provider", true), filer("3", "provider", true), filer("4", "rightsholder", true), filer("5", "rightsholder", false), filer("6", "academia", false)};
  const auto p = participation(filers, {point("a", "provider"), point("b", "public", false)}, order);
  EXPECT_EQ(p.submissions, 6);
  EXPECT_EQ(p.unnamed, 2);
  ASSERT_NE(row(p, "rightsholder"), nullptr);
  EXPECT_EQ(row(p, "rightsholder")->submissions, 1) << "that a second one filed would say who the others are";
  EXPECT_EQ(row(p, "academia"), nullptr);
  EXPECT_EQ(row(p, "public")->submissions, 2);
  EXPECT_EQ(row(p, "public")->points, 1);
  EXPECT_TRUE(p.joined);
}

TEST(Participation, CountriesAreOfPublicNames) {
  const auto p = participation({filer("1", "provider", true, "DE", 2), filer("2", "provider", true, "DE"), filer("3", "provider", true, ""), filer("4", "provider", false, "MT")}, {}, order);
  ASSERT_EQ(p.countries.size(), 2U);
  EXPECT_EQ(p.countries[0].country, "DE");
  EXPECT_EQ(p.countries[0].submissions, 2);
  EXPECT_EQ(p.countries[0].points, 3);
  EXPECT_EQ(p.countries[1].country, "") << "not stated comes last";
  EXPECT_EQ(p.unnamed, 1);
}

// Whatever is filed: the rows make the whole, and who is without a public name in a small category cannot be found by taking
// the public names away from what is shown.
RC_GTEST_PROP(Participation, NothingIsLostAndNothingIsLeftBySubtraction, ()) {
  std::vector<ReportFiler> filers;
  const int n = *rc::gen::inRange(0, 40);
  for (int k = 0; k < n; ++k) filers.push_back(filer(std::to_string(k), order[*rc::gen::inRange<std::size_t>(0, 6)], *rc::gen::arbitrary<bool>(), *rc::gen::element<std::string>("DE", "FR", "")));
  const auto p = participation(filers, {}, order);
  std::int64_t sum = 0, countries = 0;
  std::map<std::string, std::int64_t> named, all;
  for (const auto& f : filers) named[f.category] += f.named ? 1 : 0, all[f.category] += 1;
  for (const auto& c : p.categories) {
    sum += c.submissions;
    if (c.category == "public") continue;
    RC_ASSERT(c.submissions == named[c.category] || all[c.category] >= smallest_cell);
  }
  for (const auto& c : p.countries) countries += c.submissions;
  RC_ASSERT(sum == n);
  RC_ASSERT(countries + p.unnamed == n);
  // With others to be joined with, the hidden ones are of two categories that may not be told apart, never of one.
  if (const auto* others = row(p, "public"); others != nullptr && all.size() > 1) {
    std::int64_t could_be = 0;
    for (const auto& [category, size] : all) {
      const auto* shown = row(p, category);
      could_be += shown == nullptr || shown->submissions == named[category] ? 1 : 0;
    }
    RC_ASSERT(could_be > 1);
  }
}

TEST(Outcomes, ADividedPointCountsUnderEachOfItsAnswersOnce) {
  const auto t = outcomes_by_category({point("a", "provider"), point("b", "provider"), point("c", "academia")}, {{"a", "accepted", "x", "d"}, {"a", "accepted", "y", "d"}, {"a", "noted", "z", "d"}, {"b", "accepted", "x", "d"}});
  EXPECT_EQ(t.at("accepted").at("provider"), 2);
  EXPECT_EQ(t.at("noted").at("provider"), 1);
  EXPECT_EQ(t.at("open").at("academia"), 1);
}

std::vector<std::string> chosen(const std::vector<ReportPoint>& points, const std::map<std::string, std::string>& answers, std::size_t most = 3) {
  std::vector<const ReportPoint*> all;
  for (const auto& p : points) all.push_back(&p);
  std::vector<std::string> out;
  for (const auto& c : representatives(all, answers, order, most)) out.push_back(c.point->id);
  return out;
}

TEST(Representatives, FollowTheirRule) {
  const std::vector<ReportPoint> points = {point("a", "academia", true, 5), point("b", "provider", true, 9), point("c", "provider", true, 3), point("d", "provider", false, 1), point("e", "downstream", false, 2)};
  EXPECT_EQ(chosen(points, {}), (std::vector<std::string>{"c", "e", "a"})) << "the category with the most first, there the first under a name";
  EXPECT_EQ(chosen(points, {{"b", "x"}, {"a", "x"}}), (std::vector<std::string>{"b", "e", "a"})) << "whose answer was given to more";
  EXPECT_EQ(chosen(points, {}, 1), std::vector<std::string>{"c"});
  auto removed = points;
  removed[2].redacted = true;
  EXPECT_EQ(chosen(removed, {}), (std::vector<std::string>{"b", "e", "a"})) << "what was removed is not quoted";
}

RC_GTEST_PROP(Representatives, DoNotDependOnTheOrderTheyCameIn, ()) {
  std::vector<ReportPoint> points;
  std::map<std::string, std::string> answers;
  const int n = *rc::gen::inRange(0, 12);
  for (int k = 0; k < n; ++k) {
    points.push_back(point(std::to_string(k), order[*rc::gen::inRange<std::size_t>(0, 6)], *rc::gen::arbitrary<bool>(), *rc::gen::inRange(1, 4)));
    if (*rc::gen::arbitrary<bool>()) answers[std::to_string(k)] = *rc::gen::element<std::string>("x", "y");
  }
  auto turned = points;
  std::ranges::reverse(turned);
  const auto ids = chosen(points, answers);
  RC_ASSERT(ids == chosen(turned, answers));
  RC_ASSERT(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
}

}  // namespace
}  // namespace accord::drafting
