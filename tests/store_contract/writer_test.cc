// The writer: batches, refusals, failures, and one server at a time.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>

#include "store/migrate.h"
#include "store_contract/contract.h"

namespace accord::store {
namespace {

using Writing = Contract;
ON_EACH_DATABASE(Writing);
using Verb = std::function<Result<int>(Writer&)>;

TEST_P(Writing, ARefusedVerbLeavesNothingAndTheOthersOfItsBatchStay) {
  auto db = at_.open();
  const auto before = db->generation();
  const Verb refuse = [](Writer& w) -> Result<int> {
    ACCORD_CHECK(add_note(w, 2));
    return fail(Kind::too_late, "the deadline has passed", "deadline", "ask");
  };
  const auto answers =
      in_one_batch(*db, std::vector<Verb>{[](Writer& w) { return add_note(w, 1); }, refuse, [](Writer& w) { return add_note(w, 3); }});
  EXPECT_TRUE(answers[0]);
  EXPECT_TRUE(answers[2]);
  ASSERT_FALSE(answers[1]);
  EXPECT_EQ(answers[1].error().kind, Kind::too_late);
  EXPECT_EQ(answers[1].error().remedy, "ask");
  EXPECT_EQ(db->generation(), before + 1) << "all three were one batch";
  EXPECT_EQ(count_of(*db, "note"), 2);
}

TEST_P(Writing, AVerbThatThrowsIsRefusedAlone) {
  auto db = at_.open();
  const Verb throws = [](Writer& w) -> Result<int> {
    ACCORD_CHECK(add_note(w, 2));
    throw std::runtime_error("secret detail");
  };
  const auto answers = in_one_batch(*db, std::vector<Verb>{[](Writer& w) { return add_note(w, 1); }, throws});
  EXPECT_TRUE(answers[0]);
  ASSERT_FALSE(answers[1]);
  EXPECT_EQ(answers[1].error().kind, Kind::internal);
  EXPECT_EQ(answers[1].error().message.find("secret"), std::string::npos);
  EXPECT_TRUE(db->healthy());
  EXPECT_EQ(count_of(*db, "note"), 1);
}

TEST_P(Writing, ACallThatNoDatabaseTakesHurtsItsVerbOnly) {
  auto db = at_.open();
  const std::vector<Verb> wrong = {
      [](Writer& w) { return add_note(w, 1, std::string("nul\0inside", 10)); },
      [](Writer& w) -> Result<int> { return static_cast<int>(w.execute("INSERT INTO letter (name) VALUES (?)")); },
      [](Writer& w) -> Result<int> { return static_cast<int>(w.execute("INSERT INTO letter (name) VALUES ('?')", {std::string("a")})); },
  };
  for (const auto& answer : in_one_batch(*db, wrong)) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, Kind::internal);
  }
  EXPECT_TRUE(db->healthy());
}

TEST_P(Writing, WhatIsLeftToTheEndRunsOnceAfterAllVerbsInTheirOrderAndNotForARefusedOne) {
  auto db = at_.open();
  const auto late = [](std::int64_t id, bool kept) -> Verb {
    return [id, kept](Writer& w) -> Result<int> {
      w.at_end([id](Writer& at) {
        const auto notes = at.row("SELECT count(*) FROM note WHERE id < 100")->integer(0);
        const auto order = at.row("SELECT count(*) FROM note WHERE id >= 100")->integer(0);
        at.execute("INSERT INTO note (id, body, number) VALUES (?, ?, ?)", {100 + id, std::to_string(notes), order});
      });
      ACCORD_CHECK(add_note(w, id));
      if (!kept) return fail(Kind::conflict, "no");
      return 1;
    };
  };
  in_one_batch(*db, std::vector<Verb>{late(1, true), late(2, false), late(3, true)});
  const auto rows = db->read([](Reader& r) -> Result<std::vector<Row>> { return r.rows("SELECT id, body, number FROM note WHERE id >= 100 ORDER BY number"); }).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].integer(0), 101);
  EXPECT_EQ(rows[1].integer(0), 103);
  EXPECT_EQ(rows[0].text(1), "2") << "both verbs that were kept had written";
}

TEST_P(Writing, AVerbCannotStartAnother) {
  auto db = at_.open();
  const auto answer = db->write([&](Writer&) -> Result<int> { return db->write([](Writer& w) { return add_note(w, 1); }); });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::internal);
}

TEST_P(Writing, SixtyFourWritersAtOnceLoseNothingAndShareNothing) {
  constexpr int writers = 64;
  constexpr int each = 10;
  auto db = at_.open();
  std::vector<std::vector<std::uint64_t>> indices(writers);
  std::vector<std::thread> threads;
  for (int t = 0; t < writers; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        Durable durable;
        const auto id = static_cast<std::uint64_t>(t * each + i);
        const auto index = db->write(
            [&](Writer& w) -> Result<std::uint64_t> {
              ACCORD_CHECK(add_note(w, static_cast<std::int64_t>(id)));
              return w.append_entry(test_entry(id));
            },
            &durable);
        ASSERT_TRUE(index);
        EXPECT_LT(*index, durable.checkpoint.size);
        indices[static_cast<std::size_t>(t)].push_back(*index);
      }
    });
  for (auto& t : threads) t.join();
  std::vector<std::uint64_t> all;
  for (const auto& mine : indices) {
    EXPECT_TRUE(std::ranges::is_sorted(mine));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::ranges::sort(all);
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], i);
  EXPECT_EQ(count_of(*db, "note"), writers * each);
  EXPECT_EQ(count_of(*db, "entry"), writers * each);
  EXPECT_LT(count_of(*db, "checkpoint"), writers * each) << "batches are shared";
}

TEST_P(Writing, EverythingIsThereAfterARestart) {
  std::uint64_t generation = 0;
  {
    auto db = at_.open();
    for (std::int64_t id = 0; id < 3; ++id) ASSERT_TRUE(db->write([&](Writer& w) { return add_note(w, id); }));
    generation = db->generation();
  }
  auto db = at_.open();
  EXPECT_EQ(count_of(*db, "note"), 3);
  EXPECT_EQ(db->generation(), generation);
  ASSERT_TRUE(db->write([](Writer& w) { return add_note(w, 9); }));
  EXPECT_EQ(db->generation(), generation + 1);
}

TEST_P(Writing, ARefusalAloneDoesNotCountAsAGeneration) {
  auto db = at_.open();
  const auto before = db->generation();
  EXPECT_FALSE(db->write([](Writer&) -> Result<int> { return fail(Kind::conflict, "no"); }));
  EXPECT_EQ(db->generation(), before);
}

TEST_P(Writing, TimeDoesNotGoBackEvenAcrossARestart) {
  std::atomic<Instant> clock = 1'000;
  auto options = at_.options();
  options.clock = [&] { return clock.load(); };
  const auto now = [](Database& db) { return db.write([](Writer& w) -> Result<Instant> { return w.now(); }).value(); };
  {
    auto db = Database::open(options).value();
    EXPECT_EQ(now(*db), 1'000);
    clock = 500;
    EXPECT_EQ(now(*db), 1'000);
    clock = 2'000;
    EXPECT_EQ(now(*db), 2'000);
  }
  clock = 1'500;
  auto db = Database::open(options).value();
  EXPECT_EQ(now(*db), 2'000);
}

TEST_P(Writing, ASecondServerIsRefusedAtOnceAndMayStartWhenTheFirstHasGone) {
  auto first = at_.open();
  const auto begin = std::chrono::steady_clock::now();
  const auto second = Database::open(at_.options());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1'500));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, Kind::conflict);
  EXPECT_EQ(second.error().message, "another server uses this database");
  EXPECT_TRUE(first->write([](Writer& w) { return add_note(w, 1); })) << "the first is not disturbed";
  first.reset();
  EXPECT_TRUE(Database::open(at_.options()));
}

TEST_P(Writing, StoppingFinishesWhatIsQueuedAndTakesNothingMore) {
  auto db = at_.open();
  std::latch held(1);
  std::latch release(1);
  std::atomic<int> kept = 0;
  std::thread holder([&] {
    (void)db->write([&](Writer&) -> Result<int> {
      held.count_down();
      release.wait();
      return 1;
    });
  });
  held.wait();
  std::vector<std::thread> waiting;
  for (std::int64_t id = 0; id < 5; ++id)
    waiting.emplace_back([&, id] { kept += db->write([&](Writer& w) { return add_note(w, id); }).has_value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::thread stopper([&] { db->stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(db->write([](Writer& w) { return add_note(w, 100); }).error().kind, Kind::unavailable);
  release.count_down();
  for (auto& t : waiting) t.join();
  holder.join();
  stopper.join();
  EXPECT_EQ(kept, 5);
  EXPECT_FALSE(db->healthy());
  EXPECT_EQ(count_of(*db, "note"), 5) << "reading goes on";
}

TEST_P(Writing, AFullQueueRefusesBeforeAnythingIsDone) {
  auto options = at_.options();
  options.max_queue = 2;
  auto db = Database::open(options).value();
  std::latch held(1);
  std::latch release(1);
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    (void)db->write([&](Writer&) -> Result<int> {
      held.count_down();
      release.wait();
      return 1;
    });
  });
  held.wait();
  for (std::int64_t id = 0; id < 2; ++id)
    threads.emplace_back([&, id] { EXPECT_TRUE(db->write([&](Writer& w) { return add_note(w, id); })); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto third = db->write([](Writer& w) { return add_note(w, 9); });
  release.count_down();
  for (auto& t : threads) t.join();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, Kind::unavailable);
  EXPECT_TRUE(db->healthy());
  EXPECT_EQ(count_of(*db, "note"), 2);
}

// A database error is no refusal: nobody of the batch is told that it is stored.
class Failing : public Contract {
 protected:
  void fails_whole_batch(const Verb& culprit) {
    auto options = at_.options();
    std::string report;
    options.report = [&](std::string_view detail) { report = detail; };
    {
      auto db = Database::open(options).value();
      ASSERT_TRUE(db->write([](Writer& w) { return add_note(w, 1); }));
      const auto answers =
          in_one_batch(*db, std::vector<Verb>{[](Writer& w) { return add_note(w, 2); }, culprit, [](Writer& w) { return add_note(w, 3); }});
      for (const auto& a : answers) {
        ASSERT_FALSE(a);
        EXPECT_EQ(a.error().kind, Kind::unavailable);
        EXPECT_EQ(a.error().message, "the database failed; nothing was stored");
      }
      EXPECT_FALSE(db->healthy());
      EXPECT_EQ(db->write([](Writer& w) { return add_note(w, 4); }).error().kind, Kind::unavailable);
    }
    EXPECT_NE(report, "");
    EXPECT_EQ(report.find("a secret value"), std::string::npos) << report;
    auto again = at_.open();
    EXPECT_EQ(count_of(*again, "note"), 1);
    EXPECT_TRUE(again->write([](Writer& w) { return add_note(w, 2); }));
  }
};
ON_EACH_DATABASE(Failing);

TEST_P(Failing, AConstraintErrorIsABugOfOursAndFailsTheBatch) {
  fails_whole_batch([](Writer& w) -> Result<int> {
    w.execute("INSERT INTO letter (name) VALUES (?)", {std::string("a secret value")});
    w.execute("INSERT INTO letter (name) VALUES (?)", {std::string("a secret value")});
    return 1;
  });
}

TEST_P(Failing, AnErrorInWhatIsLeftToTheEndFailsTheBatch) {
  fails_whole_batch([](Writer& w) -> Result<int> {
    w.at_end([](Writer& at) { at.execute("INSERT INTO note (id) VALUES (?)", {std::int64_t{1}}); });
    return add_note(w, 5);
  });
}

TEST_P(Failing, AVerbCannotSwallowADatabaseError) {
  fails_whole_batch([](Writer& w) -> Result<int> {
    try {
      w.execute("INSERT INTO note (id, number) VALUES (?, ?)", {std::int64_t{1}, std::int64_t{2}});
    } catch (const DatabaseFailed&) {
    }
    return 1;
  });
}

TEST_P(Failing, ATransactionThatEndedBehindOurBackIsNoticed) {
  fails_whole_batch([](Writer& w) -> Result<int> {
    ACCORD_CHECK(add_note(w, 5));
    w.execute("ROLLBACK");
    return 1;
  });
}

TEST_P(Failing, ACommitThatCommitsNothingIsAnError) {
  at_.open();
  const auto session = at_.connect();
  session->begin_write();
  session->run("INSERT INTO letter (name) VALUES ('a')");
  session->run("ROLLBACK");
  EXPECT_THROW(session->commit(), DatabaseFailed) << "ended behind our back";

  session->begin_write();
  session->run("INSERT INTO letter (name) VALUES ('a')");
  EXPECT_THROW(session->run("INSERT INTO letter (name) VALUES ('a')"), DatabaseFailed);
  if (GetParam() == Dialect::postgresql) {
    EXPECT_THROW(session->commit(), DatabaseFailed) << "an aborted transaction";
  }
  session->rollback();
  EXPECT_EQ(at_.count("letter"), 0);
}

using Opening = Contract;
ON_EACH_DATABASE(Opening);

TEST_P(Opening, ADatabaseOfANewerVersionIsRefused) {
  at_.open();
  at_.tamper("INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES (3, '0003_later.sql', 'x', 0)");
  const auto db = Database::open(at_.options());
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, Kind::conflict);
  EXPECT_EQ(db.error().message, "the database was made by a newer version of Accord");
}

TEST_P(Opening, AnEditedMigrationIsNoticed) {
  at_.open();
  std::ofstream(at_.folder() + "/migrations/0002_test.sql", std::ios::app) << "\n-- edited\n";
  const auto refused = Database::open(at_.options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Kind::conflict);
  EXPECT_EQ(refused.error().place, "0002_test.sql");
  EXPECT_EQ(refused.error().remedy, "use the version that made it, or begin with an empty data folder");
}

TEST_P(Opening, SomebodyElsesTablesAreLeftAlone) {
  at_.tamper("CREATE TABLE theirs (x BIGINT)");
  EXPECT_EQ(Database::open(at_.options()).error().kind, Kind::conflict);
  EXPECT_EQ(at_.count("theirs"), 0);
}

TEST_P(Opening, AMigrationThatFailsLeavesTheDatabaseAsItWas) {
  at_.open();
  std::ofstream(at_.folder() + "/migrations/0003_wrong.sql") << "CREATE TABLE half (x BIGINT); INSERT INTO nowhere VALUES (1);";
  EXPECT_FALSE(Database::open(at_.options()));
  std::ofstream(at_.folder() + "/migrations/0003_wrong.sql") << "CREATE TABLE half (x BIGINT);";
  ASSERT_TRUE(Database::open(at_.options()));
  EXPECT_EQ(at_.count("half"), 0);
  EXPECT_EQ(at_.count("schema_migration"), 3);
}

TEST_P(Opening, AnOlderDatabaseLearnsWhichOfItsPointsAreAnswered) {
  auto options = at_.options();
  options.migrations = at_.folder() + "/older";
  std::filesystem::create_directory(options.migrations);
  for (const auto& file : built_in_migrations())
    if (file.name < "0004") std::ofstream(options.migrations + "/" + file.name) << file.sql;
  ASSERT_TRUE(Database::open(options));
  const auto point = [&](const std::string& id) {
    at_.tamper("INSERT INTO point (id, instrument, round, draft, filing, person, provision, wid, place, type, stance, text, replacement, visibility, filed_at, late, log_index, recorded_at) "
               "VALUES ('" + id + "', 'i', 'r', 'd', 'f', 'p', 'msr_1', 'd1-msr_1', 0, 'general', 'amend', 'Words.', '', 'everyone', 1, 0, 0, 1)");
  };
  const auto answer = [&](const std::string& id, int part, int at, const std::string& superseded = "NULL") {
    at_.tamper(fmt::format("INSERT INTO disposition (id, instrument, round, point, part, version, outcome, reason, changes, answer, prepared_by, prepared_at, seen_text, recorded_at, superseded_at) "
                           "VALUES ('{0}-{1}-{2}', 'i', 'r', '{0}', {1}, 1, 'noted', 'Noted.', '[]', 'a', 'c', {2}, '', 1, {3})", id, part, at, superseded));
  };
  const auto divide = [&](const std::string& id) {
    for (int part = 1; part <= 2; ++part) at_.tamper(fmt::format("INSERT INTO point_part (point, part, text, divided_by, recorded_at) VALUES ('{}', {}, 'One thing.', 'c', 1)", id, part));
  };
  for (const auto* id : {"answered", "open", "taken-back", "half", "whole"}) point(id);
  answer("answered", 0, 5), answer("taken-back", 0, 5, "9");
  divide("half"), answer("half", 1, 5);
  divide("whole"), answer("whole", 2, 7), answer("whole", 1, 6);

  options.migrations = "";
  const auto db = Database::open(options).value();
  std::map<std::string, std::int64_t> found;
  ASSERT_TRUE(db->read([&](Reader& r) -> Result<void> {
    for (const auto& x : r.rows("SELECT id, answered_at FROM point")) found[x.text(0)] = x.maybe_integer(1).value_or(-1);
    return {};
  }));
  EXPECT_EQ(found, (std::map<std::string, std::int64_t>{{"answered", 5}, {"open", -1}, {"taken-back", -1}, {"half", -1}, {"whole", 7}}));
}

TEST_P(Opening, TheBuiltInMigrationsApplyOnceAndStay) {
  auto options = at_.options();
  options.migrations = "";
  for (int start = 0; start < 2; ++start) {
    const auto db = Database::open(options);
    ASSERT_TRUE(db) << db.error().message;
    EXPECT_GE(count_of(**db, "schema_migration"), 1);
  }
}

TEST(OpeningSqlite, DamagedAndForeignFilesAreRefusedWithAMessage) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/accord.db";
  std::ofstream(path) << std::string(10'000, 'x');
  Options options;
  options.url = "sqlite:" + path;
  const auto db = Database::open(options);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, Kind::invalid);
  EXPECT_EQ(db.error().message, "the file is not a database, or it is damaged");
  options.url = "sqlite:" + folder.path() + "/none/accord.db";
  EXPECT_EQ(Database::open(options).error().kind, Kind::not_found);
  options.url = "mysql://localhost/accord";
  EXPECT_EQ(Database::open(options).error().kind, Kind::invalid);
}

TEST(OpeningPostgres, AnUnreachableServerIsUnavailableAndItsPasswordIsNotTold) {
  Options options;
  options.url = "postgresql://accord:hunter2@127.0.0.1:1/accord";
  std::string report;
  options.report = [&](std::string_view detail) { report = detail; };
  const auto db = Database::open(options);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, Kind::unavailable);
  EXPECT_EQ((report + db.error().message + db.error().place).find("hunter2"), std::string::npos);
}

TEST(OpeningPostgres, AServerThatAcknowledgesBeforeTheDiskHasItIsRefused) {
  const TestDatabase at(Dialect::postgresql);
  auto options = at.options();
  options.url += "?options=-csynchronous_commit%3Doff";
  const auto db = Database::open(options);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().message, "the database server's setting synchronous_commit is off");
}

}  // namespace
}  // namespace accord::store
