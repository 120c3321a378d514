// The example code of practice on each database, through the verbs: what is filed, found, hidden, replaced,
// withdrawn, redacted and proven is the same on both.
#include <functional>
#include <set>

#include "app/answers.h"
#include "app/drafts.h"
#include "app/publish.h"
#include "app/pages/pages.h"
#include "app/redact.h"
#include "app/submissions.h"
#include "record/receipt.h"
#include "round_contract/example.h"
#include "store/log.h"

namespace accord::app {
namespace {

class Round : public OnExample {
 protected:
  Json points(const Viewer& v, pages::Query q = {}) { return pages::points(*ctx_, v, "gpai-code", 3, q).value(); }

  // Whether the number is as many points as its address in round 2 finds; false where there is no such address.
  bool holds(const Viewer& v, const Json& number, const Json& href) {
    if (!href.is_string()) return false;
    pages::Query q;
    const auto text = href.get<std::string>();
    const std::string path = "/rounds/2/points?";
    const auto at = text.find(path);
    if (at == std::string::npos) return false;
    std::stringstream rest(text.substr(at + path.size()));
    for (std::string pair; std::getline(rest, pair, '&');) q.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    EXPECT_EQ(pages::points(*ctx_, v, "gpai-code", 2, q).value()["total"], number) << v.name << " " << text;
    return true;
  }
};
INSTANTIATE_TEST_SUITE_P(On, Round, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql), [](const auto& each) { return store::name_of(each.param); });

TEST_P(Round, EachNumberBesideAChangeCountsWhatItsFiltersFind) {
  for (const auto* role : {"chair", "provider"}) {
    const auto v = as(role);
    int checked = 0;
    const auto check = [&](const Json& number, const Json& href) { checked += holds(v, number, href) ? 1 : 0; };
    const auto page = pages::redline(*ctx_, v, "gpai-code", 2, 3, {}).value();
    for (const auto& item : page["items"]) {
      if (item["why"].is_null()) continue;
      for (const auto& g : item["why"]["groups"]) {
        check(g["points"], g["href"]);
        for (const auto& b : g["by"]) check(b["count"], b["href"]);
        if (!g["objections"].is_null()) check(g["objections"]["count"], g["objections"]["href"]);
      }
    }
    EXPECT_GT(checked, 100) << role;
    for (const auto* answer : {"open", "answered", "prepared", "waiting", "satisfied", "out-of-scope"}) EXPECT_TRUE(pages::points(*ctx_, v, "gpai-code", 3, {{"answer", answer}, {"change", "d1-chp_1__cmt_1__msr_1.1"}})) << answer;
  }
}

TEST_P(Round, TheReportCountsWhatItsLinksFindForWhoeverFollowsThem) {
  const auto report = pages::report(*ctx_, "gpai-code", 2, {}).value();
  EXPECT_EQ(report.dump(), pages::report(*ctx_, "gpai-code", 2, {}).value().dump());
  EXPECT_TRUE(report["is_complete"].get<bool>());
  int checked = 0;
  const auto chair = as("chair");
  const std::function<void(const Json&)> walk = [&](const Json& x) {
    if (x.is_object()) {
      if (x.contains("count") && x.contains("href")) checked += holds(chair, x["count"], x["href"]) ? 1 : 0;
      if (x.contains("points_href")) checked += holds(chair, x["points"], x["points_href"]) ? 1 : 0;
    }
    if (x.is_structured())
      for (const auto& part : x) walk(part);
  };
  walk(report);
  EXPECT_GT(checked, 250);
  EXPECT_GT(report["countries"]["rows"].size(), 10U) << "the example's organisations are somewhere";
  std::int64_t submissions = report["countries"]["unnamed"];
  for (const auto& c : report["countries"]["rows"]) submissions += c["submissions"]["count"].get<std::int64_t>();
  EXPECT_EQ(report["submissions"], submissions);
}

TEST_P(Round, TheExampleIsWorthReading) {
  const auto all = pages::round(*ctx_, as("chair"), "gpai-code", 3).value();
  EXPECT_GE(all["submissions"].get<int>(), 30);
  EXPECT_GE(all["points"].get<int>(), 200);
  EXPECT_TRUE(all["is_open"].get<bool>());
  // A visitor sees fewer: chairs-only points are in no count of his.
  EXPECT_LT(pages::round(*ctx_, as("visitor"), "gpai-code", 3).value()["points"].get<int>(), all["points"].get<int>());
}

TEST_P(Round, PagingGivesEveryPointOnceInTheOrderOfTheTextAndNoMore) {
  const auto all_of = [&](const pages::Query& filters) {
    std::vector<std::string> seen;
    pages::Query q = filters;
    q.emplace_back("limit", "3");
    Json page = points(as("visitor"), q);
    const auto total = page["total"].get<std::size_t>();
    while (true) {
      for (const auto& p : page["points"]) seen.push_back(p["id"].get<std::string>());
      if (page["paging"]["next_href"].is_null()) break;
      const auto next = page["paging"]["next_href"].get<std::string>();
      auto following = q;
      following.emplace_back("cursor", next.substr(next.rfind("cursor=") + 7));
      page = points(as("visitor"), following);
    }
    EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
    EXPECT_EQ(seen.size(), total);
    return seen;
  };
  const auto whole = all_of({});
  ASSERT_GT(whole.size(), 100U);
  // What a filter leaves stands in the same order, whichever index finds it.
  for (const pages::Query& q : {pages::Query{{"at", "chp_1"}}, {{"at", "chp_1__cmt_1__msr_1.1"}}, {{"category", "civil-society"}}, {{"q", "the"}}, {{"type", "technical"}, {"stance", "amend"}}}) {
    const auto some = all_of(q);
    EXPECT_GT(some.size(), 3U) << q.front().second;
    EXPECT_LT(some.size(), whole.size()) << q.front().second;
    auto at = whole.begin();
    for (const auto& id : some) {
      at = std::find(at, whole.end(), id);
      ASSERT_NE(at, whole.end()) << q.front().second;
    }
  }
}

TEST_P(Round, AChairsListBeginsWithThePointsThatLackAnAnswerOnEveryPage) {
  const auto chair = as("chair"), visitor = as("visitor");
  store::PointFilter f;
  f.open_first = true, f.limit = 3;
  const auto listed = [&](const Viewer& v) {
    return db_->read([&](store::Reader& r) -> Result<std::vector<std::string>> {
      ACCORD_TRY(const auto i, store::instrument(r, v, "gpai-code"));
      ACCORD_TRY(const auto round, store::round(r, v, i.id, 3));
      f.instrument = i.id, f.round = round.round.id, f.after.clear();
      f.provisions.clear();
      for (const auto& x : r.rows("SELECT DISTINCT provision FROM point WHERE round = ? AND superseded_at IS NULL", {f.round})) f.provisions.push_back(x.text(0));
      std::vector<std::string> out;
      do {
        ACCORD_TRY(const auto page, store::points(r, v, f));
        for (const auto& p : page.points) out.push_back(p.id);
        f.after = page.next;
      } while (!f.after.empty());
      return out;
    }).value();
  };
  std::set<std::string> open;
  const auto unanswered = pages::points(*ctx_, chair, "gpai-code", 3, {{"answer", "open"}, {"limit", "200"}}).value();
  for (const auto& p : unanswered["points"]) open.insert(p["id"].get<std::string>());
  const auto all = listed(chair);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size());
  const auto first_answered = std::ranges::find_if(all, [&](const auto& id) { return !open.contains(id); });
  EXPECT_NE(first_answered, all.begin());
  EXPECT_NE(first_answered, all.end());
  EXPECT_TRUE(std::all_of(first_answered, all.end(), [&](const auto& id) { return !open.contains(id); }));
  // Nobody else learns from the order what is prepared.
  const auto seen = listed(visitor);
  f.open_first = false;
  EXPECT_EQ(seen, listed(visitor));
  const auto whole = listed(chair);
  EXPECT_EQ(std::set(all.begin(), all.end()), std::set(whole.begin(), whole.end()));
}

TEST_P(Round, WhetherAPointIsAnsweredFollowsFromItsAnswersAndParts) {
  // Told from the rows of the answers and of the parts; says how many points have theirs.
  const auto answered = [&] {
    return db_->read([](store::Reader& r) -> Result<int> {
      std::map<std::pair<std::string, std::int64_t>, Instant> given;
      std::map<std::string, std::vector<std::int64_t>> parts;
      for (const auto& x : r.rows("SELECT point, part, prepared_at FROM disposition WHERE superseded_at IS NULL")) given[{x.text(0), x.integer(1)}] = x.integer(2);
      for (const auto& x : r.rows("SELECT point, part FROM point_part WHERE superseded_at IS NULL")) parts[x.text(0)].push_back(x.integer(1));
      int n = 0;
      for (const auto& x : r.rows("SELECT id, answered_at FROM point WHERE superseded_at IS NULL")) {
        const auto divided = parts.find(x.text(0));
        std::optional<Instant> last = 0;
        for (const auto part : divided == parts.end() ? std::vector<std::int64_t>{0} : divided->second) {
          const auto it = given.find({x.text(0), part});
          if (it == given.end()) last.reset();
          else if (last) last = std::max(*last, it->second);
        }
        EXPECT_EQ(x.maybe_integer(1), last) << x.text(0);
        n += last.has_value();
      }
      return n;
    }).value();
  };
  const int before = answered();
  EXPECT_GT(before, 100);
  const auto chair = as("chair");
  const auto prepare = [&](std::vector<std::string> ids) { return prepare_answers(*ctx_, chair, "gpai-code", 3, {std::move(ids), "noted", "It is noted, and the chairs come back to it.", {}, {}, now_, {}}); };
  const auto open = pages::points(*ctx_, chair, "gpai-code", 3, {{"answer", "open"}}).value()["points"];
  ASSERT_GE(open.size(), 3U);
  const auto id = [&](std::size_t k) { return open[k]["id"].get<std::string>(); };
  ASSERT_TRUE(prepare({id(0), id(1)}));
  EXPECT_EQ(answered(), before + 2);
  ASSERT_TRUE(take_back(*ctx_, chair, "gpai-code", {id(0)}, now_));
  EXPECT_EQ(answered(), before + 1);
  ASSERT_TRUE(take_back(*ctx_, chair, "gpai-code", {id(1)}, now_));
  ASSERT_TRUE(divide_point(*ctx_, chair, "gpai-code", id(1), {"What counts.", "Who counts it."}));
  EXPECT_EQ(answered(), before);
  ASSERT_TRUE(prepare({id(1) + ".2"}));
  EXPECT_EQ(answered(), before) << "one part of two";
  ASSERT_TRUE(prepare({id(1) + ".1"}));
  EXPECT_EQ(answered(), before + 1);
  EXPECT_EQ(prepare({id(1) + ".1"}).value().points, 1) << "once more, in other words";
  EXPECT_EQ(answered(), before + 1);
  ASSERT_TRUE(divide_point(*ctx_, chair, "gpai-code", id(2), {"One.", "Two."}));
  ASSERT_TRUE(divide_point(*ctx_, chair, "gpai-code", id(2), {}));
  ASSERT_TRUE(prepare({id(2)}));
  EXPECT_EQ(answered(), before + 2);

  // Filed again as it was, a point keeps its answer; withdrawn, it needs none.
  const auto author = db_->read([&](store::Reader& r) -> Result<Viewer> { return store::viewer_of(r, r.row("SELECT person FROM point WHERE id = ? AND superseded_at IS NULL", {id(2)})->text(0), now_); }).value();
  FilingInput again;
  again.idempotency_key = "filed-as-it-was", again.consent = true, again.notice_version = "privacy-1";
  ASSERT_TRUE(file_submission(*ctx_, author, "gpai-code", 3, again));
  EXPECT_EQ(answered(), before + 2);
  ASSERT_TRUE(withdraw_submission(*ctx_, author, "gpai-code", 3, "taken-back-now", 0));
  EXPECT_LT(answered(), before + 2);

  const auto published = pages::points(*ctx_, chair, "gpai-code", 2, {{"answer", "answered"}}).value()["points"][0]["id"].get<std::string>();
  const auto n = answered();
  ASSERT_TRUE(correct_disposition(*ctx_, chair, "gpai-code", published, {"noted", "It was noted, and not more than that.", {}, {}}));
  EXPECT_EQ(answered(), n);
}

TEST_P(Round, AnExportThatCannotBeReadToItsEndSaysSo) {
  const auto next = pages::export_points(*ctx_, as("chair"), "gpai-code", 3, {}, "csv").value();
  std::string piece;
  ASSERT_TRUE(next(piece).value());
  ASSERT_FALSE(piece.empty());
  ASSERT_TRUE(db_->write([](store::Writer& w) -> Result<void> {
    w.execute("ALTER TABLE point RENAME TO point_elsewhere");
    return {};
  }));
  EXPECT_FALSE(next(piece)) << "the rest is missing, and nothing says so";
}

TEST_P(Round, SearchFindsWordsAndOnlyThose) {
  const auto v = as("newcomer");
  ASSERT_TRUE(file_submission(*ctx_, v, "gpai-code", 3, filing("search-0001", {point("A zebrafish swims past the record."), point("Nothing of the kind.")})));
  EXPECT_EQ(points(as("visitor"), {{"q", "ZEBRAFISH record"}})["total"], 1);
  EXPECT_EQ(points(as("visitor"), {{"q", "zebrafish absent"}})["total"], 0);
  EXPECT_EQ(points(as("visitor"), {{"q", "\" OR * NEAR("}})["total"], 0);  // operators are words
  // Replaced words are not found any more.
  ASSERT_TRUE(file_submission(*ctx_, v, "gpai-code", 3, filing("search-0002", {point("The record is dull.")})));
  EXPECT_EQ(points(as("visitor"), {{"q", "zebrafish"}})["total"], 0);
}

TEST_P(Round, ChairsOnlyAndWithheldShowWhatTheyMay) {
  const auto v = as("newcomer");
  const auto filed = file_submission(*ctx_, v, "gpai-code", 3, filing("hidden-0001", {point("wombat for chairs", "chairs-only"), point("wombat without a name", "name-withheld"), point("wombat in the open")}));
  ASSERT_TRUE(filed);
  EXPECT_EQ(points(as("visitor"), {{"q", "wombat"}})["total"], 2);
  EXPECT_EQ(points(as("provider"), {{"q", "wombat"}})["total"], 2);
  EXPECT_EQ(points(as("chair"), {{"q", "wombat"}})["total"], 3);
  EXPECT_EQ(points(v, {{"q", "wombat"}})["total"], 3);
  EXPECT_EQ(points(as("visitor"), {{"q", "wombat"}, {"author", v.name}})["total"], 1);
  const Json seen = points(as("visitor"), {{"q", "wombat"}});
  for (const auto& p : seen["points"]) {
    if (p["visibility"] != "name-withheld") continue;
    EXPECT_TRUE(p["author"].is_null());
    EXPECT_TRUE(p["organisation"].is_null());
    EXPECT_TRUE(p["submission"].is_null());
    EXPECT_TRUE(p["filed"].is_null());
    EXPECT_EQ(p.dump().find(v.name), std::string::npos);
    EXPECT_EQ(p.dump().find(filed->filing), std::string::npos);
  }
}

TEST_P(Round, TheSameKeyGivesTheSameReceiptAndOneLeaf) {
  const auto v = as("newcomer");
  const auto once = file_submission(*ctx_, v, "gpai-code", 3, filing("again-0001", {point("Once.")}));
  ASSERT_TRUE(once);
  const auto receipt_once = receipt(*ctx_, v, once->filing).value();
  const auto twice = file_submission(*ctx_, v, "gpai-code", 3, filing("again-0001", {point("Something else.")}));
  ASSERT_TRUE(twice);
  EXPECT_TRUE(twice->repeated);
  EXPECT_EQ(twice->index, once->index);
  EXPECT_EQ(receipt(*ctx_, v, twice->filing).value(), receipt_once);
  const auto proven = record::verify_receipt(record::decode_receipt(receipt_once).value(), ctx_->log_key);
  ASSERT_TRUE(proven) << proven.error().message;
  EXPECT_EQ(proven->opened, 2U);  // the point and its author
  EXPECT_FALSE(receipt(*ctx_, as("provider"), once->filing));  // somebody else's
}

TEST_P(Round, AfterTheDeadlineItIsLateAndATicketMakesItNot) {
  const auto v = as("newcomer");
  now_ = demo_starts + 10 * day;
  const auto late = file_submission(*ctx_, v, "gpai-code", 3, filing("late-00001", {point("Too late?")}));
  ASSERT_TRUE(late);
  EXPECT_TRUE(late->late);
  EXPECT_EQ(file_submission(*ctx_, as("provider"), "gpai-code", 1, filing("late-00002", {point("Round 1 refuses.")})).error().kind, Kind::too_late);
  EXPECT_EQ(withdraw_submission(*ctx_, v, "gpai-code", 3, "late-00003", now_).error().kind, Kind::too_late);
  const auto ticket = make_ticket(*ctx_, "credential", "/path", now_);
  EXPECT_EQ(check_ticket(*ctx_, ticket, "credential", "/path", now_ + 9 * minute), now_);
  EXPECT_FALSE(check_ticket(*ctx_, ticket, "credential", "/path", now_ + 11 * minute));
  EXPECT_FALSE(check_ticket(*ctx_, ticket, "somebody else's", "/path", now_ + minute));
  EXPECT_FALSE(check_ticket(*ctx_, "1" + ticket, "credential", "/path", now_ + minute));
}

TEST_P(Round, ADeadlineIsOnlyExtendedAndWithAReason) {
  const auto office = as("secretariat");
  EXPECT_EQ(extend_deadline(*ctx_, office, "gpai-code", 3, "2025-03-29T12:00", "an outage of five hours").error().kind, Kind::unprocessable);
  EXPECT_EQ(extend_deadline(*ctx_, office, "gpai-code", 3, "2025-04-02T23:59", "so").error().kind, Kind::unprocessable);
  EXPECT_EQ(extend_deadline(*ctx_, as("chair"), "gpai-code", 3, "2025-04-02T23:59", "an outage of five hours").error().kind, Kind::forbidden);
  ASSERT_TRUE(extend_deadline(*ctx_, office, "gpai-code", 3, "2025-04-02T23:59", "an outage of five hours"));
  const auto page = pages::round(*ctx_, as("visitor"), "gpai-code", 3).value();
  EXPECT_EQ(page["deadline"]["closes"], "2025-04-02T21:59:00Z");
  ASSERT_EQ(page["extensions"].size(), 1U);
  EXPECT_EQ(page["extensions"][0]["reason"], "an outage of five hours");
}

TEST_P(Round, WithdrawnPointsAreGoneAndTheirReceiptStays) {
  const auto v = as("newcomer");
  const auto filed = file_submission(*ctx_, v, "gpai-code", 3, filing("withdraw-1", {point("A platypus to take back.")}));
  ASSERT_TRUE(withdraw_submission(*ctx_, v, "gpai-code", 3, "withdraw-2", now_));
  EXPECT_EQ(points(as("chair"), {{"q", "platypus"}})["total"], 0);
  EXPECT_TRUE(receipt(*ctx_, v, filed->filing));
  EXPECT_EQ(pages::submission(*ctx_, v, "gpai-code", 3).value()["state"], "withdrawn");
}

TEST_P(Round, ARedactionRemovesTheWordsAndTheLogStillVerifies) {
  const auto v = as("newcomer");
  const auto filed = file_submission(*ctx_, v, "gpai-code", 3, filing("redact-001", {point("An axolotl with a private address."), point("And a harmless one.")}));
  const auto id = points(as("visitor"), {{"q", "axolotl"}})["points"][0]["id"].get<std::string>();
  const RedactionInput in{id, "text", "personal-data", "names a private address of a third person"};
  EXPECT_EQ(redact(*ctx_, as("chair"), "gpai-code", in).error().kind, Kind::forbidden);
  ASSERT_TRUE(redact(*ctx_, as("secretariat"), "gpai-code", in));
  EXPECT_EQ(points(as("chair"), {{"q", "axolotl"}})["total"], 0);
  const auto page = pages::point(*ctx_, as("chair"), "gpai-code", id).value();
  EXPECT_EQ(page.dump().find("axolotl"), std::string::npos);
  EXPECT_TRUE(page["point"]["redaction_text"].is_string());
  EXPECT_EQ(receipt(*ctx_, v, filed->filing).value().find("axolotl"), std::string::npos);
  EXPECT_EQ(pages::my_data(*ctx_, v).value().dump().find("axolotl"), std::string::npos);
  const auto audit = db_->read([&](store::Reader& r) { return store::log::rebuild(r, ctx_->log_key); });
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_GT(audit->entries, filed->index + 1);
  // Filing again does not bring the words back.
  EXPECT_EQ(pages::submission(*ctx_, v, "gpai-code", 3).value().dump().find("axolotl"), std::string::npos);
}

TEST_P(Round, APublishedDraftNeverChanges) {
  const auto office = as("secretariat");
  const auto before = pages::reader(*ctx_, as("visitor"), "gpai-code", 3, {}).value()["draft"]["hash"];
  EXPECT_EQ(correct_provision(*ctx_, office, "gpai-code", 3, {"chp_1", {}, {}, "Other", {}}).error().kind, Kind::conflict);
  EXPECT_EQ(publish_draft(*ctx_, office, "gpai-code", 3, {}).error().kind, Kind::conflict);
  EXPECT_EQ(discard_draft(*ctx_, office, "gpai-code", 3).error().kind, Kind::conflict);
  EXPECT_EQ(pages::reader(*ctx_, as("visitor"), "gpai-code", 3, {}).value()["draft"]["hash"], before);
}

TEST_P(Round, AWorkingDraftIsForChairsAndSecretariat) {
  const auto* text = example("gpai/draft-3.md");
  const auto d = import_draft(*ctx_, as("secretariat"), "gpai-code", {"next.md", std::string(*text) + "\n## Annex II · A narwhal\n\nUnseen words.\n", "", ""});
  ASSERT_TRUE(d) << d.error().message;
  EXPECT_EQ(d->number, 4);
  for (const auto* role : {"visitor", "newcomer", "provider"}) {
    EXPECT_EQ(pages::reader(*ctx_, as(role), "gpai-code", 4, {}).error().kind, Kind::not_found);
    EXPECT_EQ(pages::redline(*ctx_, as(role), "gpai-code", 3, 4, {}).error().kind, Kind::not_found);
    EXPECT_EQ(pages::instrument(*ctx_, as(role), "gpai-code").value().dump().find("Draft 4"), std::string::npos);
  }
  for (const auto* role : {"chair", "secretariat"}) EXPECT_NE(pages::reader(*ctx_, as(role), "gpai-code", 4, {}).value().dump().find("narwhal"), std::string::npos);
  // Re-pairing by hand: the last measure of the draft is said to be new; then the pairing is taken back.
  const auto lineage = [&](const std::string& eid) {
    const Json page = pages::reader(*ctx_, as("chair"), "gpai-code", 4, {}).value();
    for (const auto& p : page["provisions"])
      if (p["eid"] == eid) return p["wid"].get<std::string>();
    return std::string();
  };
  ASSERT_EQ(lineage("chp_1__cmt_1__msr_1.1").substr(0, 3), "d1-");
  ASSERT_TRUE(pair_provision(*ctx_, as("secretariat"), "gpai-code", 4, "chp_1__cmt_1__msr_1.1", {}));
  EXPECT_EQ(lineage("chp_1__cmt_1__msr_1.1"), "d4-chp_1__cmt_1__msr_1.1");
  ASSERT_TRUE(unpair_provision(*ctx_, as("secretariat"), "gpai-code", 4, "chp_1__cmt_1__msr_1.1"));
  EXPECT_EQ(lineage("chp_1__cmt_1__msr_1.1").substr(0, 3), "d1-");
}

TEST_P(Round, WhatTheStructureSaysIsNotLeftOut) {
  const std::string text = "<!-- a remark -->\n\n" + std::string(*example("gpai/draft-3.md"));
  ASSERT_TRUE(import_draft(*ctx_, as("secretariat"), "gpai-code", {"next.md", text, "", ""}));
  const Json page = pages::office_draft(*ctx_, as("secretariat"), "gpai-code", 4, {}).value();
  const Json& read = page["read"];
  EXPECT_EQ(read["left_out_text"], "1 piece of text was left out; 54 pieces are said by kind and title instead");
  std::map<std::string, int> groups;
  for (const auto& g : read["left_out"]) groups[g["label"].get<std::string>()] = static_cast<int>(g["pieces"].size());
  EXPECT_EQ(groups, (std::map<std::string, int>{{"comment: 1", 1}, {"said by its kind: 53", 53}, {"title of the draft: 1", 1}}));
  EXPECT_EQ(read["doubts"], 0);
  EXPECT_EQ(read["has_doubts"], false);
}

TEST_P(Round, OnlyOwnersOfAWorkingPointMayTouchIt) {
  const auto v = as("newcomer");
  const auto saved = save_point(*ctx_, v, "gpai-code", 3, point("Mine."));
  ASSERT_TRUE(saved);
  EXPECT_EQ(drop_point(*ctx_, as("provider"), "gpai-code", 3, saved->id).error().kind, Kind::not_found);
  auto theirs = point("Overwritten?");
  theirs.id = saved->id;
  EXPECT_EQ(save_point(*ctx_, as("provider"), "gpai-code", 3, theirs).error().kind, Kind::not_found);
  EXPECT_EQ(save_point(*ctx_, as("chair"), "gpai-code", 3, point("A chair answers.")).error().kind, Kind::forbidden);
  auto elsewhere = point("Where?");
  elsewhere.provision = "chp_99";
  EXPECT_EQ(save_point(*ctx_, v, "gpai-code", 3, elsewhere).error().kind, Kind::not_found);
  auto unquoted = point("Not there.");
  unquoted.quote = "words that no measure has";
  EXPECT_EQ(save_point(*ctx_, v, "gpai-code", 3, unquoted).error().kind, Kind::not_found);
  EXPECT_EQ(save_point(*ctx_, v, "gpai-code", 3, point(std::string(drafting::max_point_bytes + 1, 'x'))).error().kind, Kind::too_large);
  const auto mine = pages::submission(*ctx_, v, "gpai-code", 3).value();
  ASSERT_EQ(mine["points"].size(), 1U);
  EXPECT_EQ(mine["points"][0]["text"], "Mine.");
}

}  // namespace
}  // namespace accord::app
