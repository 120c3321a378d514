// Faults in the middle of a batch: the disk fills, the database's process dies, ours is killed. Counted
// from outside: what was acknowledged is there, what was not has left nothing half.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "store/log.h"
#include "store_contract/contract.h"

namespace accord::store {
namespace {

using Verb = std::function<Result<int>(Writer&)>;

Result<log::Audit> audit(Database& db) {
  return db.read([](Reader& r) { return log::rebuild(r, merkle::public_half(test_key())); });
}

// A row and an entry that say the same number, so that one without the other is seen. Gives the index.
Result<int> file_one(Writer& w, std::int64_t id, const std::string& body = "words") {
  const auto index = w.append_entry(test_entry(static_cast<std::uint64_t>(id)));
  w.execute("INSERT INTO note (id, body, number) VALUES (?, ?, ?)", {id, body, static_cast<std::int64_t>(index)});
  return static_cast<int>(index);
}

// Rows, leaves and checkpoint agree with each other and with what was acknowledged.
void expect_consistent(Database& db, const std::map<std::int64_t, std::uint64_t>& acknowledged) {
  const auto all = audit(db);
  ASSERT_TRUE(all) << all.error().message << ": " << all.error().place;
  EXPECT_EQ(static_cast<std::int64_t>(all->entries), count_of(db, "note"));
  EXPECT_GE(all->entries, acknowledged.size());
  for (const auto& [id, index] : acknowledged) {
    const auto row =
        db.read([&](Reader& r) -> Result<std::optional<Row>> { return r.row("SELECT number FROM note WHERE id = ?", {id}); }).value();
    ASSERT_TRUE(row) << "acknowledged and lost: " << id;
    EXPECT_EQ(row->integer(0), static_cast<std::int64_t>(index));
    EXPECT_EQ(db.read([&](Reader& r) { return log::entry(r, index); }).value(), test_entry(static_cast<std::uint64_t>(id)));
  }
}

void expect_batch_fails(Database& db, const Verb& culprit) {
  const auto answers =
      in_one_batch(db, std::vector<Verb>{[](Writer& w) { return file_one(w, 101); }, culprit, [](Writer& w) { return file_one(w, 103); }});
  for (const auto& a : answers) {
    ASSERT_FALSE(a);
    EXPECT_EQ(a.error().kind, Kind::unavailable);
  }
  EXPECT_FALSE(db.healthy());
}

TEST(SqliteFault, AFileThatMayNotGrowFailsTheBatch) {
  const TestDatabase at(Dialect::sqlite);
  {
    auto db = at.open();
    ASSERT_TRUE(db->write([](Writer& w) { return file_one(w, 1); }));
    expect_batch_fails(*db, [](Writer& w) -> Result<int> {
      const auto pages = w.row("PRAGMA page_count")->integer(0);
      w.rows(fmt::format("PRAGMA max_page_count = {}", pages + 5));
      return file_one(w, 102, std::string(1'000'000, 'x'));
    });
    EXPECT_EQ(count_of(*db, "note"), 1) << "readers go on with what is durable";
  }
  auto db = at.open();
  expect_consistent(*db, {{1, 0}});
  EXPECT_EQ(count_of(*db, "note"), 1);
}

// A disk of a few megabytes, given back at the end.
class SmallDisk {
 public:
  explicit SmallDisk(std::string folder) : folder_(std::move(folder)) {}
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  [[nodiscard]] bool mount() { return mounted_ = ::mount("accord", folder_.c_str(), "tmpfs", 0, "size=6m") == 0; }
  [[nodiscard]] bool grow() const { return ::mount("accord", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0; }

 private:
  std::string folder_;
  bool mounted_ = false;
};

TEST(SqliteFault, AFullDiskFailsTheBatchAndLosesNothing) {
  const TemporaryFolder folder;
  SmallDisk disk(folder.path());
  if (!disk.mount()) GTEST_SKIP() << "mounting a small disk is not allowed here";
  const TestDatabase tables(Dialect::sqlite);
  auto options = tables.options();
  options.url = "sqlite:" + folder.path() + "/accord.db";
  std::map<std::int64_t, std::uint64_t> acknowledged;
  {
    auto db = Database::open(options).value();
    std::mutex mutex;
    std::atomic<std::int64_t> next = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        while (next < 5'000) {
          const std::int64_t id = ++next;
          const auto answer = db->write([&](Writer& w) { return file_one(w, id, std::string(10'000, 'x')); });
          if (!answer) {
            EXPECT_EQ(answer.error().kind, Kind::unavailable);
            ++refused;
            return;
          }
          const std::lock_guard lock(mutex);
          acknowledged[id] = static_cast<std::uint64_t>(*answer);
        }
      });
    for (auto& t : threads) t.join();
    EXPECT_EQ(refused, 8) << "the disk did not fill";
    EXPECT_FALSE(db->healthy());
  }
  EXPECT_GT(acknowledged.size(), 20U);
  ASSERT_TRUE(disk.grow());
  auto db = Database::open(options);
  ASSERT_TRUE(db) << db.error().message;
  expect_consistent(**db, acknowledged);
  EXPECT_TRUE((*db)->write([](Writer& w) { return file_one(w, 100'000); }));
}

TEST(PostgresFault, AKilledBackendFailsTheBatch) {
  const TestDatabase at(Dialect::postgresql);
  {
    auto db = at.open();
    ASSERT_TRUE(db->write([](Writer& w) { return file_one(w, 1); }));
    expect_batch_fails(*db, [](Writer& w) -> Result<int> {
      ACCORD_CHECK(file_one(w, 102));
      w.rows("SELECT pg_terminate_backend(pg_backend_pid())");
      return 1;
    });
    EXPECT_EQ(count_of(*db, "note"), 1);
  }
  auto db = at.open();
  expect_consistent(*db, {{1, 0}});
  EXPECT_EQ(count_of(*db, "note"), 1);
}

TEST(PostgresFault, ReadersComeBackAfterTheServerWasRestartedAndTheWriterDoesNot) {
  const TestDatabase at(Dialect::postgresql);
  auto db = at.open();
  ASSERT_TRUE(db->write([](Writer& w) { return file_one(w, 1); }));
  EXPECT_EQ(count_of(*db, "note"), 1);
  PostgresServer::shared().restart();
  const auto first = db->read([](Reader& r) -> Result<std::int64_t> { return r.row("SELECT count(*) FROM note")->integer(0); });
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().kind, Kind::unavailable);
  EXPECT_EQ(count_of(*db, "note"), 1);
  EXPECT_EQ(db->write([](Writer& w) { return file_one(w, 2); }).error().kind, Kind::unavailable);
  EXPECT_EQ(db->write([](Writer& w) { return file_one(w, 3); }).error().kind, Kind::unavailable) << "it would have to look again first";
  db.reset();
  db = at.open();
  expect_consistent(*db, {{1, 0}});
}

class Killed : public testing::TestWithParam<Dialect> {};
INSTANTIATE_TEST_SUITE_P(On, Killed, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& each) { return name_of(each.param); });

// The process that is killed: writes with 8 threads and says what was acknowledged, a line each, through
// the pipe; a line is short enough to arrive whole or not at all.
[[noreturn]] void write_until_killed(const Options& options, std::int64_t first, int out) {
  auto opened = Database::open(options);
  if (!opened) ::_exit(3);
  Database& db = **opened;
  std::atomic<std::int64_t> next = first;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (;;) {
        const std::int64_t id = ++next;
        const auto index = db.write([&](Writer& w) { return file_one(w, id); });
        if (!index) ::_exit(4);
        const std::string line = fmt::format("{} {}\n", id, *index);
        if (::write(out, line.data(), line.size()) < 0) ::_exit(5);
      }
    });
  for (auto& t : threads) t.join();
  ::_exit(0);
}

TEST_P(Killed, NothingAcknowledgedIsLost) {
  constexpr int cycles = 12;
  const TestDatabase at(GetParam());
  std::map<std::int64_t, std::uint64_t> acknowledged;
  std::mt19937 random(1);
  std::int64_t first = 0;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const int child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(at.options(), first, ends[1]);
    }
    ::close(ends[1]);
    std::thread killer([&, wait = 60 + static_cast<int>(random() % 200)] {
      std::this_thread::sleep_for(std::chrono::milliseconds(wait));
      ::kill(child, SIGKILL);
    });
    std::string said;
    char buffer[4096];
    for (ssize_t n = ::read(ends[0], buffer, sizeof buffer); n > 0; n = ::read(ends[0], buffer, sizeof buffer))
      said.append(buffer, static_cast<std::size_t>(n));
    killer.join();
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer gave up by itself: " << WEXITSTATUS(status);
    std::istringstream lines(said);
    for (std::int64_t id = 0, index = 0; lines >> id >> index;) acknowledged[id] = static_cast<std::uint64_t>(index);
    first += 1'000'000;
  }
  EXPECT_GT(acknowledged.size(), 100U);
  auto db = at.open();
  expect_consistent(*db, acknowledged);
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
}

}  // namespace
}  // namespace accord::store
