#include "text/redline.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "text/lineage_generated.h"
#include "text/read.h"
#include "text/redline_json.h"
#include "text/words.h"

namespace accord::text {
namespace {

std::string shown(const std::vector<Span>& spans) {
  std::string out;
  for (const auto& s : spans) out += s.op == Op::keep ? s.text : s.op == Op::remove ? "[-" + s.text + "-]" : "{+" + s.text + "+}";
  return out;
}
std::string diff(std::string_view a, std::string_view b) { return shown(compare_words(a, b)); }

TEST(CompareWords, MarksTheWordAndNotTheSpaceBehindIt) {
  EXPECT_EQ(diff("within a month of asking", "within fourteen days of asking"), "within [-a month-]{+fourteen days+} of asking");
  EXPECT_EQ(diff("gladly", "proactively"), "[-gladly-]{+proactively+}");
  EXPECT_EQ(diff("a b", "a b c"), "a b{+ c+}");
  EXPECT_EQ(diff("a b c", "b c"), "[-a -]b c");
  EXPECT_EQ(diff("One.\n\nThree.", "One.\n\nTwo.\n\nThree."), "One.\n\n{+Two.\n\n+}Three.");
  EXPECT_EQ(diff("a\n\nc", "a b\n\nc"), "a{+ b+}\n\nc");
}

TEST(CompareWords, OfEqualAndOfEmptyTexts) {
  EXPECT_TRUE(compare_words("", "").empty());
  EXPECT_EQ(diff("same words", "same words"), "same words");
  EXPECT_EQ(diff("", "new"), "{+new+}");
  EXPECT_EQ(diff("old", ""), "[-old-]");
  EXPECT_EQ(diff("a b", "a  b"), "a[- -]{+  +}b");
}

TEST(CompareWords, PutsAnInsertedSentenceBetweenSentences) {
  EXPECT_EQ(diff("The provider reports. The office answers.", "The provider reports. The board agrees. The office answers."),
            "The provider reports. {+The board agrees. +}The office answers.");
}

TEST(CompareWords, CountsAreOfWordsAndNotOfSpaces) {
  const auto n = count_words(compare_words("one two  three four", "one 2 three\nfour five"));
  EXPECT_EQ(n.kept, 3);
  EXPECT_EQ(n.deleted, 1);
  EXPECT_EQ(n.inserted, 2);
}

// What is the shortest list of edits, by the textbook recurrence.
std::int64_t fewest_edits(std::string_view a, std::string_view b) {
  const auto x = split_words(a).words, y = split_words(b).words;
  std::vector<std::size_t> row(y.size() + 1, 0);
  for (const auto w : x) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < y.size(); ++j) {
      const std::size_t up = row[j + 1];
      row[j + 1] = w == y[j] ? diagonal + 1 : std::max(up, row[j]);
      diagonal = up;
    }
  }
  return static_cast<std::int64_t>(x.size() + y.size() - 2 * row.back());
}

void expect_true_and_small(const std::string& a, const std::string& b) {
  const auto spans = compare_words(a, b);
  RC_ASSERT(apply(spans) == b);
  RC_ASSERT(revert(spans) == a);
  const auto n = count_words(spans);
  RC_ASSERT(n.kept + n.deleted == static_cast<std::int64_t>(count_words(a)));
  RC_ASSERT(n.kept + n.inserted == static_cast<std::int64_t>(count_words(b)));
  RC_ASSERT((n.deleted + n.inserted) * 100 <= fewest_edits(a, b) * 105);
  for (std::size_t i = 1; i < spans.size(); ++i) RC_ASSERT(spans[i].op != spans[i - 1].op);
}

RC_GTEST_PROP(CompareWords, IsTrueAndSmallForAnyText, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', '.', ' ', ' ', '\n'));
  expect_true_and_small(*text, *text);
}

RC_GTEST_PROP(CompareWords, IsTrueAndSmallForEditsOfAText, ()) {
  generated::Generator g(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::element(10, 300));
  const auto words = g.words(*rc::gen::inRange<std::size_t>(1, 600));
  expect_true_and_small(generated::Generator::join(words), generated::Generator::join(g.edit(words, *rc::gen::element(0.02, 0.2, 0.9))));
}

std::string body_of(const std::vector<Provision>& draft, const std::vector<int>& ids) {
  std::string out;
  for (std::size_t k = 0; k < ids.size(); ++k) {
    const auto& p = draft[static_cast<std::size_t>(ids[k])];
    for (const auto& part : {k == 0 ? std::string() : p.heading, p.body})
      if (!part.empty()) out += (out.empty() ? "" : "\n\n") + part;
  }
  return out;
}
std::string heading_of(const std::vector<Provision>& draft, const std::vector<int>& ids) {
  return ids.empty() ? "" : draft[static_cast<std::size_t>(ids.front())].heading;
}
std::int64_t visible_words(const std::vector<Provision>& draft) {
  std::int64_t n = 0;
  for (const auto& p : draft) n += static_cast<std::int64_t>(count_words(visible_text(p)));
  return n;
}

RC_GTEST_PROP(Redline, AppliedToTheOldDraftGivesTheNewOne, ()) {
  generated::Generator g(*rc::gen::arbitrary<std::uint64_t>());
  const auto pair = generated::edited(g, generated::draft(g, 2, 3, 5), {*rc::gen::element(0.0, 0.1, 0.4), 3, 2, 2, 2, 2});
  const auto redlined = redline(pair.before, pair.after, align(pair.before, pair.after));
  for (const auto& item : redlined.items) {
    RC_ASSERT(apply(item.heading) == heading_of(pair.after, item.change.new_ids));
    RC_ASSERT(revert(item.heading) == heading_of(pair.before, item.change.old_ids));
    RC_ASSERT(apply(item.body) == body_of(pair.after, item.change.new_ids));
    RC_ASSERT(revert(item.body) == body_of(pair.before, item.change.old_ids));
  }
  RC_ASSERT(redlined.words.kept + redlined.words.deleted == visible_words(pair.before));
  RC_ASSERT(redlined.words.kept + redlined.words.inserted == visible_words(pair.after));
}

// The chain of drafts of a working group, as it was published.
TEST(Redline, HoldsOnTheRealChain) {
  namespace fs = std::filesystem;
  const char* given = std::getenv("ACCORD_SHARED");
  const fs::path folder = fs::path(given != nullptr ? given : "../shared") / "data/drafts/ietf-aipref";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder << "; set ACCORD_SHARED";
  std::vector<fs::path> files;
  for (const auto& f : fs::directory_iterator(folder))
    if (f.path().extension() == ".md") files.push_back(f.path());
  std::ranges::sort(files);
  const auto read = [](const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return read_draft(std::string(std::istreambuf_iterator<char>(in), {}), path.string());
  };
  int compared = 0;
  for (std::size_t k = 1; k < files.size(); ++k) {
    const auto series = [](const fs::path& f) { return f.stem().string().substr(0, f.stem().string().size() - 2); };
    if (series(files[k - 1]) != series(files[k])) continue;
    const auto before = read(files[k - 1]), after = read(files[k]);
    ASSERT_TRUE(before && after) << files[k];
    ++compared;
    const auto r = redline(before->provisions, after->provisions, align(before->provisions, after->provisions));
    for (const auto& item : r.items) {
      ASSERT_EQ(apply(item.body), body_of(after->provisions, item.change.new_ids)) << files[k];
      ASSERT_EQ(revert(item.body), body_of(before->provisions, item.change.old_ids)) << files[k];
    }
    EXPECT_EQ(r.words.kept + r.words.inserted, visible_words(after->provisions)) << files[k];
    EXPECT_EQ(r.words.kept + r.words.deleted, visible_words(before->provisions)) << files[k];
  }
  EXPECT_EQ(compared, 8);
}

Provision headed(std::string eid, std::string heading, std::string body) {
  Provision p;
  p.eid = std::move(eid);
  p.heading = std::move(heading);
  p.body = std::move(body);
  return p;
}

TEST(Redline, CountsVisibleWordsAndComparesTheSource) {
  const std::vector before = {headed("para_1", "Crawling", "Crawlers **read** robots files.")};
  const std::vector after = {headed("para_1", "Crawling", "Crawlers read robots files daily.")};
  const auto r = redline(before, after, align(before, after));
  EXPECT_EQ(shown(r.items.at(0).body), "Crawlers [-**read**-]{+read+} robots [-files.-]{+files daily.+}");
  EXPECT_EQ(r.words.kept, 4);
  EXPECT_EQ(r.words.deleted, 1);
  EXPECT_EQ(r.words.inserted, 2);
}

TEST(RedlineJson, HasChangesByEidAndWords) {
  const std::vector before = {headed("para_1", "Crawling", "Crawlers read robots files before they fetch.")};
  const std::vector after = {headed("para_1", "", "A register is opened and kept for all."),
                             headed("para_2", "Crawling", "Crawlers read robots files before they download.")};
  const auto json = redline_json(before, after, redline(before, after, align(before, after)));
  EXPECT_EQ(json.at("words"), Json({{"kept", 7}, {"deleted", 1}, {"inserted", 9}}));
  const auto& changes = json.at("changes");
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0], Json({{"kind", "new"}, {"old", Json::array()}, {"new", {"para_1"}}, {"score", 0.0}}));
  EXPECT_EQ(changes[1].at("kind"), "edited");
  EXPECT_EQ(changes[1].at("old"), Json({"para_1"}));
  EXPECT_EQ(changes[1].at("new"), Json({"para_2"}));
  EXPECT_EQ(json.at("items")[1].at("body"), Json::parse(R"([{"op":"keep","text":"Crawlers read robots files before they "},
                                                          {"op":"delete","text":"fetch."},{"op":"insert","text":"download."}])"));
}

}  // namespace
}  // namespace accord::text
