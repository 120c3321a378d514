#include "text/placement.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <unordered_map>

#include "base/utf8.h"
#include "text/placement_generated.h"
#include "text/words.h"

namespace accord::text {
namespace {

// --- what people ask ---

Provision measure(std::string number, std::string heading, std::string body, std::string parent = "") {
  Provision p;
  p.kind = ProvisionKind::measure;
  p.eid = parent + "__msr_" + number;
  p.parent = std::move(parent);
  p.number = std::move(number);
  p.heading = std::move(heading);
  p.body = std::move(body);
  return p;
}
Provision chapter(std::string number, std::string heading) {
  Provision p;
  p.kind = ProvisionKind::chapter;
  p.eid = "chp_" + number;
  p.number = std::move(number);
  p.heading = std::move(heading);
  return p;
}

const std::string crawling =
    "Crawlers read and follow the reservations that a site states in a machine-readable form before they fetch a page.";
const std::string contact = "A point of contact answers every complaint of a rightholder within a month and keeps a list of the answers.";
const std::string testing = "Before release the model is examined by people outside the company who may publish what they found.";
const std::string records = "Records of the training run are kept for ten years and shown to the office when it asks for them.";
const std::string security = "Weights are stored encrypted and every access to them is noted together with the name of the person.";

using Draft = std::vector<Provision>;

// Where the first occurrence of `words` in a provision, or the `nth`, is placed; without words the provision.
Placement placed(const Draft& before, const Draft& after, std::size_t provision, const std::string& words = "", std::size_t nth = 1,
                 const std::vector<Pairing>& by_hand = {}) {
  const Placer placer(before, after, align(before, after, by_hand));
  if (words.empty()) return placer.place(provision, std::nullopt);
  const auto text = visible_text(before[provision]);
  std::size_t at = text.find(words);
  for (; nth > 1 && at != std::string::npos; --nth) at = text.find(words, at + 1);
  EXPECT_NE(at, std::string::npos) << words;
  const auto from = utf8::length(text.substr(0, at));
  return placer.place(provision, make_anchor(text, from, from + utf8::length(words)));
}

// "kept 1: the words" and the like; of deleted words the place, of a doubt nothing more.
std::string told(const Placement& p) {
  std::string out(to_string(p.kind));
  if (p.kind == PlacementKind::deleted) return out + fmt::format(" before {}", p.at);
  if (p.kind == PlacementKind::ambiguous) return out;
  return out + fmt::format(" {}{}", *p.provision, p.anchor ? ": " + p.anchor->exact : "");
}

TEST(Placement, ARemarkStaysOnItsWordsWhenMeasuresAreInsertedAndRenumbered) {
  const Draft before = {measure("1", "Crawling", crawling), measure("2", "Contact", contact)};
  const Draft after = {measure("1", "Testing", testing), measure("2", "Crawling", crawling), measure("3", "Contact", contact)};
  const auto p = placed(before, after, 1, "within a month");
  EXPECT_EQ(told(p), "kept 2: within a month");
  EXPECT_EQ(p.anchor->prefix, "very complaint of a rightholder ");
  EXPECT_DOUBLE_EQ(p.score, 1);
  EXPECT_EQ(told(placed(before, after, 0)), "kept 1");
}

TEST(Placement, WordsAroundMayChangeAndTheQuoteIsKept) {
  const Draft before = {measure("1", "Contact", contact)};
  const Draft after = {measure(
      "1", "Contact", "A point of contact answers any complaint of a rightholder within a month, and publishes a list of the answers.")};
  EXPECT_EQ(told(placed(before, after, 0, "complaint of a rightholder within a month")),
            "kept 0: complaint of a rightholder within a month");
  EXPECT_EQ(told(placed(before, after, 0)), "changed 0");
}

TEST(Placement, ARewordedQuoteHasItsSuccessor) {
  const Draft before = {measure("1", "Contact", contact)};
  const Draft after = {measure(
      "1", "Contact", "A point of contact answers every complaint of a rightholder within two weeks and keeps a list of the answers.")};
  EXPECT_EQ(told(placed(before, after, 0, "a rightholder within a month and keeps")),
            "changed 0: a rightholder within two weeks and keeps");
}

TEST(Placement, OneWordForAnotherIsForAPersonToSay) {
  const Draft before = {measure("1", "Contact", contact)};
  const Draft after = {measure(
      "1", "Contact", "A point of contact answers every question of a rightholder within a month and keeps a list of the answers.")};
  EXPECT_EQ(told(placed(before, after, 0, "complaint")), "ambiguous");
}

TEST(Placement, ASentenceThatWentIntoAnotherMeasureMoved) {
  const Draft before = {measure("1", "Crawling", crawling + " " + testing), measure("2", "Contact", contact)};
  const Draft after = {measure("1", "Crawling", crawling), measure("2", "Contact", contact + " " + testing)};
  EXPECT_EQ(told(placed(before, after, 0, "people outside the company")), "moved 1: people outside the company");
  EXPECT_EQ(told(placed(before, after, 0, "follow the reservations")), "kept 0: follow the reservations");
}

TEST(Placement, AMeasureThatWentUnderAnotherChapterMovedWithItsRemarks) {
  const Draft before = {chapter("1", "Copyright"), measure("1", "Crawling", crawling, "chp_1"), measure("2", "Contact", contact, "chp_1"),
                        chapter("2", "Safety"), measure("1", "Testing", testing, "chp_2")};
  const Draft after = {chapter("1", "Copyright"), measure("1", "Crawling", crawling, "chp_1"), chapter("2", "Safety"),
                       measure("1", "Testing", testing, "chp_2"), measure("2", "Contact", contact, "chp_2")};
  EXPECT_EQ(told(placed(before, after, 2, "within a month")), "moved 4: within a month");
  EXPECT_EQ(told(placed(before, after, 2)), "moved 4");
  EXPECT_EQ(told(placed(before, after, 0)), "kept 0");
}

TEST(Placement, WhatWasStruckOutIsDeletedAndItsPlaceIsKnown) {
  const Draft before = {measure("1", "Crawling", crawling), measure("2", "Contact", contact + " " + testing + " " + records),
                        measure("3", "Security", security)};
  const Draft without_sentence = {measure("1", "Crawling", crawling), measure("2", "Contact", contact + " " + records),
                                  measure("3", "Security", security)};
  const Draft without_measure = {measure("1", "Crawling", crawling), measure("2", "Security", security)};
  EXPECT_EQ(told(placed(before, without_sentence, 1, "people outside the company")), "text-deleted before 2");
  EXPECT_EQ(told(placed(before, without_measure, 1, "people outside the company")), "text-deleted before 1");
  EXPECT_EQ(told(placed(before, without_measure, 1)), "text-deleted before 1");
  EXPECT_EQ(told(placed(before, {}, 2)), "text-deleted before 0");
}

TEST(Placement, OfAWordThatRecursTheContextSaysWhich) {
  const Draft before = {
      measure("1", "Duties",
              "The provider shall test the model. The provider shall keep records of it. The provider shall answer complaints about it.")};
  const Draft after = {measure("1", "Duties",
                               "The provider shall document the weights. The provider shall test the model. The provider shall keep "
                               "records of it. The provider shall "
                               "answer complaints about it.")};
  const auto third = placed(before, after, 0, "shall", 3);
  ASSERT_EQ(told(third), "kept 0: shall");
  EXPECT_TRUE(third.anchor->suffix.starts_with(" answer complaints"));
}

TEST(Placement, OfTwoEqualSentencesNobodyKnowsWhichWasStruckOut) {
  const Draft before = {measure("1", "Records", crawling + " " + records + " " + records + " " + security)};
  const Draft after = {measure("1", "Records", crawling + " " + records + " " + security)};
  EXPECT_EQ(told(placed(before, after, 0, "for ten years")), "ambiguous");
  EXPECT_EQ(told(placed(before, after, 0, "for ten years", 2)), "ambiguous");
}

TEST(Placement, OfTwoEqualMeasuresNobodyKnowsWhichWasStruckOut) {
  const Draft before = {chapter("1", "Copyright"), measure("1", "Records", records, "chp_1"), chapter("2", "Safety"),
                        measure("1", "Records", records, "chp_2"), measure("2", "Security", security, "chp_2")};
  const Draft after = {chapter("1", "Copyright"), measure("1", "Testing", testing, "chp_1"), chapter("2", "Safety"),
                       measure("1", "Security", security, "chp_2"), measure("2", "Records", records, "chp_2")};
  EXPECT_EQ(told(placed(before, after, 1, "for ten years")), "ambiguous");
}

TEST(Placement, TheRightHeirOfASplitAndTheOneOfAMerge) {
  const Draft whole = {measure("1", "Both", crawling + " " + contact), measure("2", "Security", security)};
  const Draft parts = {measure("1", "Crawling", crawling), measure("2", "Contact", contact), measure("3", "Security", security)};
  EXPECT_EQ(told(placed(whole, parts, 0, "within a month")), "kept 1: within a month");
  EXPECT_EQ(told(placed(parts, whole, 1, "within a month")), "kept 0: within a month");
  EXPECT_EQ(told(placed(whole, parts, 0)).substr(0, 7), "changed");
}

TEST(Placement, PunctuationLineBreaksMarkupAndUnicodeFormsMakeNoDifference) {
  const Draft before = {measure("1", "R\u00e9sum\u00e9", "The provider keeps a r\u00e9sum\u00e9 of the data,\nwhich the office may read.")};
  const Draft after = {
      measure("1", "R\u00e9sum\u00e9", "The provider keeps a **re\u0301sume\u0301 of the data**; the office may read it at any time.")};
  const auto p = placed(before, after, 0, "keeps a r\u00e9sum\u00e9 of the data");
  EXPECT_EQ(told(p), "kept 0: keeps a re\u0301sume\u0301 of the data");
}

TEST(Placement, AMeasureRetoldInOtherWordsUnderItsHeadingIsForAPersonToSay) {
  const Draft before = {chapter("1", "Terms"), measure("1", "AI", crawling, "chp_1"), measure("2", "Security", security, "chp_1")};
  const Draft after = {chapter("1", "Terms"), measure("1", "Artificial intelligence (AI)", testing, "chp_1"),
                       measure("2", "Security", security, "chp_1")};
  EXPECT_EQ(told(placed(before, after, 1, "follow the reservations")), "ambiguous");
}

TEST(Placement, APairMadeByHandIsFollowed) {
  const Draft before = {measure("1", "Crawling", crawling), measure("2", "Security", security)};
  const Draft after = {measure("1", "Testing", testing), measure("2", "Security", security)};
  EXPECT_EQ(told(placed(before, after, 0)), "text-deleted before 0");
  EXPECT_EQ(told(placed(before, after, 0, "", 1, {{{0}, {0}}})), "changed 0");
}

TEST(Placement, WhatIsNotThereIsForAPersonToSay) {
  const Draft draft = {measure("1", "Crawling", crawling)};
  const Placer placer(draft, draft, align(draft, draft));
  EXPECT_EQ(placer.place(0, Anchor{3, 9, "nowhere here", "", ""}).kind, PlacementKind::ambiguous);
  EXPECT_EQ(placer.place(7, std::nullopt).kind, PlacementKind::ambiguous);
  EXPECT_EQ(told(placer.place(0, Anchor{0, 0, "fetch a page", "", ""})), "kept 0: fetch a page");
  EXPECT_EQ(told(placer.place(0, Anchor{0, 0, " ", "", ""})), "kept 0");
}

TEST(Placement, KindsHaveNames) {
  for (const auto kind :
       {PlacementKind::kept, PlacementKind::moved, PlacementKind::changed, PlacementKind::deleted, PlacementKind::ambiguous}) {
    PlacementKind back = PlacementKind::kept;
    EXPECT_TRUE(from_string(to_string(kind), back));
    EXPECT_EQ(back, kind);
  }
  PlacementKind unchanged = PlacementKind::kept;
  EXPECT_EQ(to_string(PlacementKind::deleted), "text-deleted");
  EXPECT_FALSE(from_string("deleted", unchanged));
}

// --- laws, on generated edits ---

// What became of quotes of a generated draft. A placement is wrong when
// - it is placed, and the range (the provision, of a remark on a whole one) holds none of the quoted words:
//   by identity, not by spelling; so also when none of them survived; or
// - it says deleted, and at least half of the quoted words stand in one provision.
struct Tally {
  std::map<std::string, int> kinds;
  int all = 0, wrong = 0;
  std::string examples;
  [[nodiscard]] std::string report() const {
    std::string out = fmt::format("{} placements, {} wrong;", all, wrong);
    for (const auto& [kind, n] : kinds) out += fmt::format(" {} {:.1f} %", kind, 100.0 * n / all);
    return out + examples;
  }
};

std::size_t words_before(std::string_view text, std::size_t points) { return count_words(utf8::slice(text, 0, points)); }

void check(Tally& tally, const generated::Printed& before, const generated::Printed& after,
           const std::unordered_map<std::uint64_t, std::pair<std::size_t, std::size_t>>& now, const Placer& placer, std::size_t provision,
           std::size_t first, std::size_t last, bool whole) {
  const auto text = visible_text(before.provisions[provision]);
  const auto split = split_words(text);
  std::optional<Anchor> anchor;
  if (!whole) {
    const auto begin = static_cast<std::size_t>(split.words[first].data() - text.data());
    const auto end = static_cast<std::size_t>(split.words[last - 1].data() + split.words[last - 1].size() - text.data());
    anchor = make_anchor(text, begin, end);  // ASCII
  }
  const auto placed = placer.place(provision, anchor);
  ++tally.all;
  ++tally.kinds[std::string(to_string(placed.kind)) + (whole ? " (whole)" : "")];
  std::map<std::size_t, std::size_t> survive;
  std::size_t hit = 0, most = 0;
  std::size_t from = 0, to = std::string::npos;
  if (placed.anchor && placed.provision) {
    const auto there = visible_text(after.provisions[*placed.provision]);
    from = words_before(there, placed.anchor->from);
    to = words_before(there, placed.anchor->to);
  }
  for (std::size_t w = first; w < last; ++w)
    if (const auto at = now.find(before.ids[provision][w]); at != now.end()) {
      const auto [p, k] = at->second;
      most = std::max(most, ++survive[p]);
      hit += placed.provision && *placed.provision == p && k >= from && k < to;
    }
  bool wrong = false;
  if (placed.kind == PlacementKind::deleted)
    wrong = 2 * most >= last - first;
  else if (placed.kind != PlacementKind::ambiguous)
    wrong = hit == 0;
  if (!wrong) return;
  ++tally.wrong;
  if (tally.examples.size() < 200'000)
    tally.examples += fmt::format(
        "\n  {} score {:.2f} runner-up {:.2f}, old provision {}, new {}; {} of {} words stand in one\n  quote: {}\n  old: {}\n  new: {}\n  "
        "said: {}",
        to_string(placed.kind), placed.score, placed.runner_up, provision, placed.provision ? static_cast<int>(*placed.provision) : -1,
        most, last - first, anchor ? anchor->exact : "(whole)", text,
        placed.provision ? visible_text(after.provisions[*placed.provision]) : "-", placed.anchor ? placed.anchor->exact : "-");
}

Tally tally_of(std::uint64_t first_seed, int drafts, int quotes) {
  Tally out;
  for (std::uint64_t seed = first_seed; seed < first_seed + static_cast<std::uint64_t>(drafts); ++seed) {
    generated::Editor editor(seed, seed % 2 == 0 ? 500 : 2000);
    auto draft = editor.draft(5, 14);
    const auto before = generated::Editor::print(draft);
    editor.edit(draft);
    const auto after = generated::Editor::print(draft);
    std::unordered_map<std::uint64_t, std::pair<std::size_t, std::size_t>> now;
    for (std::size_t p = 0; p < after.ids.size(); ++p)
      for (std::size_t w = 0; w < after.ids[p].size(); ++w) now[after.ids[p][w]] = {p, w};
    const Placer placer(before.provisions, after.provisions, align(before.provisions, after.provisions));
    for (int k = 0; k < quotes; ++k) {
      const auto p = editor.g.below(before.provisions.size());
      const auto size = before.ids[p].size();
      const bool whole = editor.g.chance(0.05);
      const auto n = std::min(size, 1 + editor.g.below(editor.g.chance(0.2) ? 4 : 30));
      const auto from = whole ? 0 : editor.g.below(size - n + 1);
      check(out, before, after, now, placer, p, from, whole ? size : from + n, whole);
    }
  }
  return out;
}

// On 900 drafts (360,000 placements; 300 each from seeds 1, 5001 and 9001) 10 are wrong: sentences of a few frequent words
// that moved and were largely rewritten, and copies that are nearer to the quote than what became of it.
// ACCORD_PLACEMENT_DRAFTS and ACCORD_PLACEMENT_SEED ask for others.
TEST(PlacementAccuracy, OnGeneratedEditsIsNeverSilentlyWrong) {
  const char *drafts = std::getenv("ACCORD_PLACEMENT_DRAFTS"), *seed = std::getenv("ACCORD_PLACEMENT_SEED");
  const auto tally = tally_of(seed != nullptr ? std::strtoull(seed, nullptr, 10) : 1, drafts != nullptr ? std::atoi(drafts) : 60, 400);
  const auto count = [&](const char* kind) { return tally.kinds.contains(kind) ? tally.kinds.at(kind) : 0; };
  RecordProperty("placed", tally.report());
  fmt::print("{}\n", tally.report());
  EXPECT_EQ(tally.wrong, 0);
  EXPECT_LE(10 * (count("ambiguous") + count("ambiguous (whole)")), tally.all);
}

}  // namespace
}  // namespace accord::text
