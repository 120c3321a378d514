// The public log: what is appended stays, is proven, and any change of a row is found.
#include "store/log.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "record/receipt.h"
#include "store_contract/contract.h"

namespace accord::store {
namespace {

using Log = Contract;
ON_EACH_DATABASE(Log);

merkle::VerifyingKey known_key() { return merkle::public_half(test_key()); }

Result<log::Audit> audit(Database& db) {
  return db.read([](Reader& r) { return log::rebuild(r, known_key()); });
}

// Independent of the store: the tree over the same entries.
Hash root_of(std::uint64_t entries) {
  merkle::Frontier f;
  for (std::uint64_t n = 0; n < entries; ++n) f.append(merkle::leaf_hash(test_entry(n)));
  return f.root();
}

TEST_P(Log, AnEmptyOneHasNoCheckpointAndStillAddsUp) {
  auto db = at_.open();
  EXPECT_EQ(db->read([](Reader& r) { return log::latest_checkpoint(r); }).value(), std::nullopt);
  const auto all = audit(*db);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->entries, 0U);
  EXPECT_EQ(all->root, merkle::empty_root());
}

TEST_P(Log, WriteReturnsTheSignedCheckpointThatHoldsTheEntry) {
  auto db = at_.open();
  Durable durable;
  const auto index = db->write([](Writer& w) -> Result<std::uint64_t> { return w.append_entry(test_entry(0)); }, &durable);
  EXPECT_EQ(index.value(), 0U);
  const auto opened = merkle::open_checkpoint(durable.note, known_key());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->size, 1U);
  EXPECT_EQ(opened->origin, "example.org/accord");
  EXPECT_EQ(opened->root, root_of(1));
  EXPECT_EQ(durable.checkpoint.root, opened->root);
  EXPECT_EQ(db->read([](Reader& r) { return log::latest_checkpoint(r); }).value(), durable.note);
}

TEST_P(Log, ARefusedVerbTakesItsEntriesBack) {
  auto db = at_.open();
  using Verb = std::function<Result<int>(Writer&)>;
  const Verb keep = [](Writer& w) -> Result<int> {
    const auto next = static_cast<std::uint64_t>(w.row("SELECT count(*) FROM entry")->integer(0));
    return static_cast<int>(w.append_entry(test_entry(next)));
  };
  const Verb refuse = [](Writer& w) -> Result<int> {
    for (std::uint64_t n = 0; n < 300; ++n) w.append_entry(test_entry(1'000 + n));
    return fail(Kind::conflict, "after all no");
  };
  const auto answers = in_one_batch(*db, std::vector<Verb>{keep, refuse, keep, refuse, keep});
  EXPECT_EQ(answers[0], 0);
  EXPECT_EQ(answers[2], 1);
  EXPECT_EQ(answers[4], 2);
  ASSERT_FALSE(answers[1]);
  EXPECT_EQ(answers[1].error().message, "after all no");
  const auto all = audit(*db);
  ASSERT_TRUE(all) << all.error().place;
  EXPECT_EQ(all->entries, 3U);
  EXPECT_EQ(all->checkpoints, 1U);
  EXPECT_EQ(all->root, root_of(3));
}

TEST_P(Log, AReceiptVerifiesOfflineAndIsTheSameEachTime) {
  auto db = at_.open();
  append(*db, 3);
  append_together(*db, 300);
  log::TileCache cache;  // of a server that goes on while the log grows
  const auto receipt = [&](std::uint64_t index) {
    return db->read([&](Reader& r) -> Result<std::string> {
      ACCORD_TRY(const auto given, log::receipt(r, index, cache));
      ACCORD_TRY(const auto verified, record::verify_receipt(given, known_key()));
      EXPECT_EQ(verified.index, index);
      EXPECT_EQ(given.entry, test_entry(index));
      return record::encode_receipt(given);
    });
  };
  std::vector<std::string> first;
  for (std::uint64_t i = 0; i < 303; i += 7) first.push_back(receipt(i).value());
  append_together(*db, 500);
  for (std::uint64_t i = 0; i < 303; i += 7) EXPECT_EQ(receipt(i).value(), first[i / 7]) << i;
  for (std::uint64_t i = 303; i < 803; i += 7) EXPECT_TRUE(receipt(i)) << i;
  EXPECT_EQ(receipt(803).error().kind, Kind::not_found);
}

TEST_P(Log, GoesOnAfterARestart) {
  for (const int count : {1, 254, 1, 300}) {
    auto db = at_.open();
    append_together(*db, count);
  }
  auto db = at_.open();
  const auto all = audit(*db);
  ASSERT_TRUE(all) << all.error().place;
  EXPECT_EQ(all->entries, 556U);
  EXPECT_EQ(all->checkpoints, 4U);
  EXPECT_EQ(all->root, root_of(556));
}

TEST_P(Log, ServesTilesAndNothingBeyondTheCheckpoint) {
  auto db = at_.open();
  append_together(*db, 600);
  const auto tile = [&](merkle::TilePath path) { return db->read([&](Reader& r) { return log::tile(r, path); }); };
  const std::string second = tile({.level = 0, .index = 1}).value();
  ASSERT_EQ(second.size(), 256U * 32U);
  EXPECT_EQ(second.substr(32 * 5, 32), view(merkle::leaf_hash(test_entry(256 + 5))));
  EXPECT_EQ(tile({.level = 0, .index = 1, .width = 9}).value(), second.substr(0, 9U * 32U));
  EXPECT_EQ(tile({.level = 0, .index = 2, .width = 88}).value().size(), 88U * 32U);
  const std::string above = tile({.level = 1, .index = 0, .width = 2}).value();
  EXPECT_EQ(above.substr(0, 32), view(root_of(256)));

  const auto bundle = merkle::decode_bundle(tile({.entries = true, .index = 2, .width = 88}).value());
  ASSERT_EQ(bundle.value().size(), 88U);
  EXPECT_EQ(bundle->back(), test_entry(599));

  for (const merkle::TilePath beyond :
       {merkle::TilePath{.level = 0, .index = 2, .width = 89}, merkle::TilePath{.level = 0, .index = 3, .width = 1},
        merkle::TilePath{.level = 1, .index = 0, .width = 3}, merkle::TilePath{.level = 2, .index = 0, .width = 1},
        merkle::TilePath{.entries = true, .index = 2}, merkle::TilePath{.level = 0, .index = ~0ULL},
        merkle::TilePath{.level = 63, .index = 0, .width = 1}})
    EXPECT_EQ(tile(beyond).error().kind, Kind::not_found) << merkle::to_string(beyond);
}

TEST_P(Log, EveryTamperedRowIsFound) {
  append_together(*at_.open(), 255);
  append_together(*at_.open(), 300);
  append(*at_.open(), 2);
  const std::string other = to_hex(sha256("other"));
  // What to change, and how to put it back.
  const std::vector<std::pair<std::string, std::string>> tampered = {
      {"UPDATE entry SET body = body || ' ' WHERE idx = 300", "UPDATE entry SET body = substr(body, 1, length(body) - 1) WHERE idx = 300"},
      {"UPDATE entry SET idx = 10000 WHERE idx = 17", "UPDATE entry SET idx = 17 WHERE idx = 10000"},
      {"UPDATE entry SET idx = 10000 WHERE idx = 556", "UPDATE entry SET idx = 556 WHERE idx = 10000"},
      {"UPDATE tile_hash SET hash = 'x' || hash WHERE level = 0 AND idx = 5",
       "UPDATE tile_hash SET hash = substr(hash, 2) WHERE level = 0 AND idx = 5"},
      {"UPDATE tile_hash SET idx = 9 WHERE level = 1 AND idx = 1", "UPDATE tile_hash SET idx = 1 WHERE level = 1 AND idx = 9"},
      {"INSERT INTO tile_hash (level, idx, hash) VALUES (2, 0, '" + other + "')", "DELETE FROM tile_hash WHERE level = 2"},
      {"INSERT INTO entry (idx, body) VALUES (1000, '{}')", "DELETE FROM entry WHERE idx = 1000"},
      {"UPDATE checkpoint SET root = 'x' || root WHERE size = 555", "UPDATE checkpoint SET root = substr(root, 2) WHERE size = 555"},
      {"UPDATE checkpoint SET note = replace(note, '555', '554') WHERE size = 555",
       "UPDATE checkpoint SET note = replace(note, '554', '555') WHERE size = 555"},
      {"UPDATE checkpoint SET size = 557000 WHERE size = 557", "UPDATE checkpoint SET size = 557 WHERE size = 557000"},
      {"UPDATE checkpoint SET size = 100 WHERE size = 255", "UPDATE checkpoint SET size = 255 WHERE size = 100"},
      {"UPDATE peak SET hashes = '" + other + "' || substr(hashes, 65)", ""},
  };
  auto db = at_.open();
  ASSERT_TRUE(audit(*db));
  for (const auto& [change, undo] : tampered) {
    at_.tamper(change);
    const auto all = audit(*db);
    EXPECT_FALSE(all) << change;
    if (undo.empty()) break;
    at_.tamper(undo);
    ASSERT_TRUE(audit(*db)) << undo;
  }
}

TEST_P(Log, AnEntryChangedTogetherWithItsHashIsStillFound) {
  append_together(*at_.open(), 40);
  const std::string changed = test_entry(99);
  at_.tamper("UPDATE entry SET body = '" + changed + "' WHERE idx = 7; UPDATE tile_hash SET hash = '" + to_hex(merkle::leaf_hash(changed)) +
             "' WHERE level = 0 AND idx = 7");
  auto db = at_.open();
  const auto all = audit(*db);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().place, "the checkpoint of 40 entries");
}

TEST_P(Log, WillNotGoOnFromRowsThatContradictEachOther) {
  append_together(*at_.open(), 40);
  at_.tamper("UPDATE peak SET hashes = '" + to_hex(sha256("other")) + "' || substr(hashes, 65)");
  const auto db = Database::open(at_.options());
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, Kind::invalid);
  EXPECT_EQ(db.error().message, "the log's rows contradict each other");
}

TEST_P(Log, WillNotGoOnWithoutTheEntriesThatItSignedFor) {
  append_together(*at_.open(), 40);
  at_.tamper("DELETE FROM entry WHERE idx = 39");
  EXPECT_EQ(Database::open(at_.options()).error().message, "the log's rows contradict each other");
}

TEST_P(Log, BelongsToOneKey) {
  append(*at_.open(), 1);
  auto options = at_.options();
  options.key = merkle::make_key("example.org/accord", std::string(32, 'z'));
  const auto db = Database::open(options);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, Kind::conflict);
  EXPECT_EQ(db.error().message, "the log of this database is signed with another key");
}

TEST_P(Log, TakesNoEntryThatATileCouldNotHold) {
  auto db = at_.open();
  const auto tried = db->write([](Writer& w) -> Result<std::uint64_t> { return w.append_entry(std::string(65'536, 'x')); });
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().kind, Kind::internal);
  EXPECT_TRUE(db->healthy());
  EXPECT_TRUE(db->write([](Writer& w) -> Result<std::uint64_t> { return w.append_entry(std::string(65'535, 'x')); }));
}

// Whatever the sizes of the batches, the refusals between them and the restarts, the tree is the same as
// the one over the kept entries alone.
RC_GTEST_PROP(LogProperty, IsTheTreeOverTheKeptEntries, ()) {
  struct Step {
    int entries;
    bool kept, restart;
  };
  const auto steps = *rc::gen::container<std::vector<Step>>(rc::gen::construct<Step>(
      rc::gen::inRange(0, 200), rc::gen::arbitrary<bool>(), rc::gen::weightedElement<bool>({{4, false}, {1, true}})));
  const TestDatabase at(Dialect::sqlite);
  auto db = at.open();
  std::uint64_t kept = 0;
  for (const auto& step : steps) {
    (void)db->write([&](Writer& w) -> Result<int> {
      for (int i = 0; i < step.entries; ++i)
        RC_ASSERT(w.append_entry(test_entry(kept + static_cast<std::uint64_t>(i))) == kept + static_cast<std::uint64_t>(i));
      if (!step.kept) return fail(Kind::conflict, "no");
      return 1;
    });
    if (step.kept) kept += static_cast<std::uint64_t>(step.entries);
    if (step.restart) {
      db.reset();
      db = at.open();
    }
  }
  const auto all = audit(*db);
  RC_ASSERT(all.has_value());
  RC_ASSERT(all->entries == kept);
  RC_ASSERT(all->root == root_of(kept));
}

}  // namespace
}  // namespace accord::store
