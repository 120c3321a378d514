// The desk on each database, through the verbs: from an open round to the published draft, and what authors say to it.
#include <algorithm>

#include "app/answers.h"
#include "app/drafts.h"
#include "app/pages/desk.h"
#include "app/pages/pages.h"
#include "app/placing.h"
#include "app/publish.h"
#include "app/working_text.h"
#include "record/receipt.h"
#include "round_contract/example.h"
#include "store/log.h"
#include "store/notices.h"

namespace accord::app {
namespace {

const std::string slug = "gpai-code";

class Desk : public OnExample {
 protected:
  // Ids of points of a round, by what became of them.
  std::vector<std::string> points(const Viewer& v, int round, const std::string& answer, const std::string& words = {}) {
    std::vector<std::string> out;
    pages::Query q = {{"answer", answer}, {"limit", "100"}, {"q", words}};
    while (true) {
      const Json page = pages::points(*ctx_, v, slug, round, q).value();
      for (const auto& p : page["points"]) out.push_back(p["id"]);
      if (page["paging"]["next_href"].is_null()) return out;
      const auto next = page["paging"]["next_href"].get<std::string>();
      q = {{"answer", answer}, {"limit", "100"}, {"q", words}, {"cursor", next.substr(next.rfind("cursor=") + 7)}};
    }
  }
  AnswerInput answer(std::vector<std::string> points, const std::string& outcome = "noted", const std::string& reason = "Because one thing weighed more than another.") {
    AnswerInput in;
    in.points = std::move(points), in.outcome = outcome, in.reason = reason, in.seen = now_;
    return in;
  }
  // Somebody else who answers, by name beside the chair of the example.
  Viewer colleague(const Viewer& chair) {
    const auto all = db_->read([&](store::Reader& r) -> Result<std::vector<store::Colleague>> { return store::colleagues(r, chair, instrument(chair)); }).value();
    const auto it = std::ranges::find_if(all, [&](const auto& c) { return c.person != chair.person && c.role != "secretariat"; });
    return viewer(it->person);
  }
  std::string instrument(const Viewer& v) {
    return db_->read([&](store::Reader& r) { return store::instrument(r, v, slug); }).value().id;
  }
  Gate gate_now(const Viewer& v) {
    return db_->read([&](store::Reader& r) -> Result<Gate> {
                ACCORD_TRY(const auto i, store::instrument(r, v, slug));
                ACCORD_TRY(const auto round, store::round(r, v, i.id, 3));
                return gate(r, v, i, round);
              })
        .value();
  }
  std::size_t notices(const Viewer& v, const std::string& kind) {
    const auto all = db_->read([&](store::Reader& r) -> Result<std::vector<store::Notice>> { return store::notices(r, v, 100); }).value();
    return static_cast<std::size_t>(std::ranges::count(all, kind, &store::Notice::kind));
  }
  Json point_page(const Viewer& v, const std::string& id) { return pages::point(*ctx_, v, slug, id).value(); }
};
INSTANTIATE_TEST_SUITE_P(On, Desk, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql), [](const auto& each) { return store::name_of(each.param); });

TEST_P(Desk, FromPointsToThePublishedDraftAndWhatAuthorsSay) {
  const auto author = as("newcomer");
  ASSERT_TRUE(file_submission(*ctx_, author, slug, 3, filing("desk-00001", {point("A quokka asks for three things."), point("A numbat in the open."), point("A bilby without a name.", "name-withheld"), point("A potoroo for chairs.", "chairs-only")})));
  auto chair = as("chair");
  auto other = colleague(chair);
  const auto id = [&](const std::string& word) { return points(chair, 3, "", word).at(0); };
  const auto quokka = id("quokka"), numbat = id("numbat"), bilby = id("bilby"), potoroo = id("potoroo");

  // One reason for several, all or none; an exception is taken out and answered apart.
  EXPECT_EQ(prepare_answers(*ctx_, chair, slug, 3, answer({numbat, "absent"})).error().kind, Kind::not_found);
  EXPECT_EQ(prepare_answers(*ctx_, author, slug, 3, answer({numbat})).error().kind, Kind::forbidden);
  const auto open = points(chair, 3, "open").size();
  EXPECT_EQ(prepare_answers(*ctx_, chair, slug, 3, answer({numbat, bilby, numbat}, "accepted")).value().points, 2);
  EXPECT_EQ(points(chair, 3, "open").size(), open - 2);
  EXPECT_EQ(points(author, 3, "answered").size(), 0U) << "what is prepared is the chairs'";

  // A second reader, asked by notice; nobody else reads in their place.
  auto read = answer({potoroo}, "not-accepted");
  read.reader = other.person;
  ASSERT_TRUE(prepare_answers(*ctx_, chair, slug, 3, read));
  EXPECT_EQ(notices(other, "second-reader"), 1U);
  EXPECT_EQ(mark_read(*ctx_, chair, slug, {potoroo}).error().kind, Kind::forbidden);

  // Hand-over, by provision and of everything that somebody has.
  EXPECT_EQ(hand_over(*ctx_, chair, slug, 3, {{"d1-chp_1__cmt_1__msr_1.1"}, "", other.person, "for you"}).value(), 1);
  EXPECT_EQ(notices(other, "handed-over"), 1U);
  EXPECT_GE(hand_over(*ctx_, other, slug, 3, {{}, other.person, chair.person, ""}).value(), 1);
  EXPECT_EQ(hand_over(*ctx_, chair, slug, 3, {{"d1-chp_1__cmt_1__msr_1.1"}, "", author.person, ""}).error().kind, Kind::unprocessable);

  // Divided: the author is told, each part is answered.
  ASSERT_TRUE(divide_point(*ctx_, chair, slug, quokka, {"one", "two", "three"}));
  EXPECT_EQ(notices(author, "divided"), 1U);
  EXPECT_EQ(prepare_answers(*ctx_, chair, slug, 3, answer({quokka})).error().kind, Kind::unprocessable);
  ASSERT_TRUE(prepare_answers(*ctx_, chair, slug, 3, answer({quokka + ".1", quokka + ".2"})));
  EXPECT_EQ(divide_point(*ctx_, chair, slug, quokka, {}).error().kind, Kind::conflict);
  EXPECT_EQ(std::ranges::count(points(chair, 3, "open"), quokka), 1) << "a part is missing";
  ASSERT_TRUE(prepare_answers(*ctx_, other, slug, 3, answer({quokka + ".3"}, "out-of-scope")));
  EXPECT_EQ(std::ranges::count(points(chair, 3, "open"), quokka), 0);

  // Two on one point; and one takes back only what one has seen.
  auto late = answer({numbat}, "noted", "Another reason, which is not the first one.");
  late.seen = 0;
  EXPECT_EQ(prepare_answers(*ctx_, other, slug, 3, late).error().kind, Kind::conflict);
  EXPECT_EQ(take_back(*ctx_, other, slug, {numbat}, 0).error().kind, Kind::conflict);

  // The rest, in one go; then the words change under the answers.
  ASSERT_TRUE(prepare_answers(*ctx_, chair, slug, 3, answer(points(chair, 3, "open"))));
  EXPECT_TRUE(points(chair, 3, "open").empty());
  EXPECT_TRUE(gate_now(chair).stale.empty());
  const auto text = db_->read([&](store::Reader& r) { return next_text(r, chair, instrument(chair)); }).value();
  const auto at = std::ranges::find(text, "d1-chp_1__cmt_1__msr_1.1", &text::Provision::wid);
  ASSERT_NE(at, text.end());
  ASSERT_TRUE(edit_provision(*ctx_, other, slug, 4, at->eid, {at->number, at->heading, at->body + " A wallaby may."}, provision_hash(*at)));
  const auto stale = gate_now(chair).stale.size();
  EXPECT_GE(stale, 4U);
  EXPECT_EQ(confirm_answers(*ctx_, chair, slug, {numbat, bilby}).value().points, 2);
  EXPECT_EQ(confirm_answers(*ctx_, chair, slug, {numbat}).value().points, 0) << "nothing to confirm any more";
  EXPECT_EQ(gate_now(chair).stale.size(), stale - 2);

  // The gate, one reason after the other; nothing of a refused publication stays.
  Publication p;
  p.takes_account_of = 3;
  const auto refused = [&] { return publish_draft(*ctx_, chair, slug, 4, p).error().message; };
  EXPECT_NE(refused().find("still open"), std::string::npos);
  now_ += 4 * day;
  chair = as("chair"), other = viewer(other.person);
  EXPECT_NE(refused().find("second reader"), std::string::npos) << refused();
  ASSERT_TRUE(mark_read(*ctx_, other, slug, {potoroo}));
  EXPECT_NE(refused().find("words that changed since"), std::string::npos) << refused();
  p.stale_hold = true;
  NewRound round;
  round.closes_local = "2025-05-30T23:59";
  p.round = round;
  const auto published = publish_draft(*ctx_, chair, slug, 4, p);
  ASSERT_TRUE(published) << published.error().message;
  EXPECT_EQ(points(as("visitor"), 3, "answered").size(), points(as("visitor"), 3, "").size());
  EXPECT_EQ(points(as("visitor"), 3, "prepared").size(), 0U);
  EXPECT_EQ(notices(author, "answered"), 1U);
  const Json page = point_page(as("visitor"), numbat);
  EXPECT_EQ(page["became"]["answers"][0]["draft"]["number"], 4);
  EXPECT_EQ(point_page(author, quokka)["became"]["answers"].size(), 3U);
  EXPECT_EQ(pages::point(*ctx_, as("visitor"), slug, potoroo).error().kind, Kind::not_found);

  // Every point of the rounds before has one place in it.
  const auto placed = [&](int number) {
    return db_->read([&](store::Reader& r) -> Result<std::int64_t> {
                ACCORD_TRY(const auto d, store::draft(r, chair, instrument(chair), number));
                std::int64_t n = 0;
                for (const auto& c : store::count_placed(r, chair, instrument(chair), d.id)) n += c.points;
                return n;
              })
        .value();
  };
  const auto filed = [&](int n) { return static_cast<std::int64_t>(points(chair, n, "").size()); };
  EXPECT_EQ(placed(4), filed(1) + filed(2) + filed(3));
  PlacementInput hand;
  hand.draft = 4, hand.eid = "chp_1", hand.note = "it is about the chapter";
  ASSERT_TRUE(place_by_hand(*ctx_, chair, slug, numbat, hand));
  EXPECT_EQ(point_page(chair, numbat)["became"]["places"][0]["history"].size(), 1U);
  EXPECT_EQ(placed(4), filed(1) + filed(2) + filed(3)) << "still one place each";

  // Late, after the draft: placed at once, open at the desk of its round, and at the gate of the next draft.
  const auto again = file_submission(*ctx_, as("provider"), slug, 3, filing("desk-late1", {point("A dunnart comes late.")}));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->late);
  EXPECT_EQ(placed(4), filed(1) + filed(2) + filed(3));
  EXPECT_FALSE(points(chair, 3, "open").empty());
  EXPECT_EQ(point_page(as("visitor"), id("dunnart"))["became"]["places"][0]["draft"], 4);

  // The author answers back; a correction stands beside what it corrects.
  const auto replies = notices(chair, "replied");
  ASSERT_TRUE(react(*ctx_, author, slug, bilby, {"objects", "It does not take what I said into account.", {}}));
  EXPECT_EQ(react(*ctx_, as("provider"), slug, bilby, {"satisfied", "", {}}).error().kind, Kind::forbidden);
  EXPECT_EQ(notices(chair, "replied"), replies + 1);
  const auto proven = record::verify_receipt(record::decode_receipt(reaction_receipt(*ctx_, author, slug, bilby).value()).value(), ctx_->log_key);
  ASSERT_TRUE(proven) << proven.error().message;
  now_ += minute;
  ASSERT_TRUE(correct_disposition(*ctx_, chair, slug, bilby, {"accepted-in-part", "Put better than before, and for the same reasons.", {}, ""}));
  EXPECT_EQ(notices(author, "answered"), 2U) << "told, although the chair does not know who it is";
  const Json corrected = point_page(as("visitor"), bilby)["became"];
  EXPECT_EQ(corrected["earlier"].size(), 1U);
  EXPECT_TRUE(corrected["reaction"]["is_earlier"].get<bool>());

  const auto log = db_->read([&](store::Reader& r) { return store::log::rebuild(r, ctx_->log_key); });
  ASSERT_TRUE(log) << log.error().message;
}

TEST_P(Desk, ACorrectionOfADraftSaysWhatWasWrong) {
  const auto chair = as("chair");
  Publication p;
  p.corrects = true;
  p.note = "no";
  EXPECT_EQ(publish_draft(*ctx_, chair, slug, 4, p).error().place, "note");
  p.note = "Measure 1.1 named the wrong office.";
  const auto d = publish_draft(*ctx_, chair, slug, 4, p);
  ASSERT_TRUE(d) << d.error().message;
  EXPECT_EQ(d->kind, "correction");
  EXPECT_EQ(pages::reader(*ctx_, as("visitor"), slug, 3, {}).value()["corrected_by"]["note"], *p.note);
  EXPECT_EQ(pages::reader(*ctx_, as("visitor"), slug, 4, {}).value()["corrects"]["note"], *p.note);
  EXPECT_TRUE(points(as("visitor"), 3, "answered").empty()) << "prepared answers wait for the draft that takes account of their round";
  // The round on the draft that was wrong is open: what comes now has its place in both.
  ASSERT_TRUE(file_submission(*ctx_, as("newcomer"), slug, 3, filing("desk-00002", {point("A quoll while the corrected one is out.")})));
  EXPECT_EQ(point_page(as("visitor"), points(chair, 3, "", "quoll").at(0))["became"]["places"][0]["draft"], 4);
}

}  // namespace
}  // namespace accord::app
