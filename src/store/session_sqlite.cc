#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <stdexcept>
#include <unordered_map>

#include "store/session.h"
#include "store/session_sql.h"

namespace accord::store {
namespace {

using namespace sqlite_api;  // SOCI includes <sqlite3.h> inside this namespace

constexpr std::size_t max_prepared = 512;
constexpr int checkpoint_pages = 4'000;   // 16 MB of write-ahead log: copied to the database file
constexpr int restart_pages = 64'000;     // readers never left it alone: wait for them a moment
constexpr int busy_milliseconds = 5'000;  // somebody's shell is writing

struct Finalize {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Value column(sqlite3_stmt* s, int i) {
  switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(s, i)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(s, i);
    case SQLITE_NULL:
      return std::monostate{};
    default: {
      const auto* text = static_cast<const char*>(sqlite3_column_blob(s, i));
      return std::string(text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(s, i)));
    }
  }
}

std::string soci_options(const std::string& path, Access access) {
  return fmt::format("db=\"{}\" timeout=5{}", path, access == Access::read ? " readonly=1" : "");
}

[[noreturn]] void refuse_with(int code, const std::string& detail) {
  if ((code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_CORRUPT)
    throw Unfit{{detail}, {Kind::invalid, "the file is not a database, or it is damaged", {}, "restore it from a backup"}};
  throw DatabaseFailed{detail};
}

class SqliteSession final : public Session {
 public:
  SqliteSession(const std::string& path, Access access)
      : soci_(soci::sqlite3, soci_options(path, access)), db_(static_cast<soci::sqlite3_session_backend*>(soci_.get_backend())->conn_) {
    sqlite3_busy_timeout(db_, busy_milliseconds);
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    command("PRAGMA mmap_size=0; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;");
    if (access == Access::read) {
      // One connection alone writes and checkpoints: 3.40 can corrupt the log when two do so at once.
      sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
      command("PRAGMA query_only=ON; PRAGMA cache_size=-8192;");  // an index of a round of 25,000 points
      return;
    }
    if (rows("PRAGMA journal_mode=WAL").at(0).text(0) != "wal")
      throw Unfit{{"sqlite: no write-ahead log"},
                  {Kind::unsupported, "SQLite cannot keep a write-ahead log on this file system", {}, "use a local disk"}};
    // The checkpoint is run by tidy(), where its errors are seen.
    // 64 MB of pages in memory; readers' pages are void after each batch, so theirs are fewer.
    command("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536;");
    sqlite3_wal_hook(
        db_,
        [](void* self, sqlite3*, const char*, int pages) {
          static_cast<SqliteSession*>(self)->wal_pages_ = pages;
          return SQLITE_OK;
        },
        this);
  }

  std::int64_t run(std::string_view sql, const std::vector<Value>& binds, const RowSink& sink) override {
    Lease lease(*this, sql);
    sqlite3_stmt* s = lease.get();
    bind(s, binds);
    const int columns = sqlite3_column_count(s);
    for (int code = step(s, sql); code == SQLITE_ROW; code = step(s, sql)) {
      if (!sink) continue;
      std::vector<Value> values;
      values.reserve(static_cast<std::size_t>(columns));
      for (int i = 0; i < columns; ++i) values.push_back(column(s, i));
      Row row(std::move(values));
      if (!sink(row)) break;
    }
    return sqlite3_stmt_readonly(s) ? 0 : sqlite3_changes64(db_);
  }

  void stream(std::string_view sql, const std::vector<Value>& binds, const RowSink& sink) override { run(sql, binds, sink); }

  void command(const std::string& sql) override {
    if (const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) refuse(code, sqlite3_errmsg(db_));
  }

  void begin_read() override { run("BEGIN", {}, {}); }
  void begin_write() override { run("BEGIN IMMEDIATE", {}, {}); }
  void commit() override {
    if (!in_transaction()) throw DatabaseFailed{"sqlite: the transaction was ended by the database"};
    run("COMMIT", {}, {});
    if (in_transaction()) throw DatabaseFailed{"sqlite: COMMIT left the transaction open"};
  }
  bool in_transaction() override { return sqlite3_get_autocommit(db_) == 0; }
  bool alive() override { return true; }
  Dialect dialect() const override { return Dialect::sqlite; }

  void tidy() override {
    if (wal_pages_ < checkpoint_pages) next_checkpoint_ = checkpoint_pages;
    if (wal_pages_ < next_checkpoint_) return;
    next_checkpoint_ = wal_pages_ + checkpoint_pages;
    const bool restart = wal_pages_ >= restart_pages;
    sqlite3_busy_timeout(db_, 100);
    const int code =
        sqlite3_wal_checkpoint_v2(db_, nullptr, restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    sqlite3_busy_timeout(db_, busy_milliseconds);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) refuse(code, "checkpoint");
  }

 private:
  // A statement out of the cache while it runs, so that a callback may run the same text again.
  class Lease {
   public:
    Lease(SqliteSession& session, std::string_view sql) : session_(session), sql_(sql), statement_(session.take(sql)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      sqlite3_reset(statement_.get());
      sqlite3_clear_bindings(statement_.get());
      session_.put_back(sql_, std::move(statement_));
    }
    [[nodiscard]] sqlite3_stmt* get() const { return statement_.get(); }

   private:
    SqliteSession& session_;
    std::string_view sql_;
    Statement statement_;
  };

  Statement take(std::string_view sql) {
    if (const auto at = idle_.find(sql); at != idle_.end()) {
      Statement s = std::move(at->second);
      if (s) return s;  // else it is running further up the stack
    }
    sqlite3_stmt* s = nullptr;
    const char* rest = nullptr;
    // Prepared text holds no bound value, so the driver's own words are safe here.
    if (const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &s, &rest);
        code != SQLITE_OK)
      refuse(code, fmt::format("{} in: {}", sqlite3_errmsg(db_), sql));
    Statement out(s);
    const std::string_view more(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (!s || more.find_first_not_of(" \t\r\n;") != std::string_view::npos) throw std::invalid_argument("not one statement");
    return out;
  }

  void put_back(std::string_view sql, Statement statement) {
    if (const auto at = idle_.find(sql); at != idle_.end()) {
      at->second = std::move(statement);
      return;
    }
    if (idle_.size() >= max_prepared) idle_.clear();
    idle_.emplace(sql, std::move(statement));
  }

  static void bind(sqlite3_stmt* s, const std::vector<Value>& binds) {
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(s)) != binds.size())
      throw std::invalid_argument("not one value for each placeholder");
    refuse_nul(binds);
    for (std::size_t i = 0; i < binds.size(); ++i) {
      const int at = static_cast<int>(i) + 1;
      if (const auto* n = std::get_if<std::int64_t>(&binds[i]))
        sqlite3_bind_int64(s, at, *n);
      else if (const auto* d = std::get_if<double>(&binds[i]))
        sqlite3_bind_double(s, at, *d);
      else if (const auto* t = std::get_if<std::string>(&binds[i]))
        if (sqlite3_bind_text64(s, at, t->data(), t->size(), nullptr, SQLITE_UTF8) != SQLITE_OK)
          throw std::invalid_argument("a text that is too long");
    }
  }

  int step(sqlite3_stmt* s, std::string_view sql) {
    const int code = sqlite3_step(s);
    // Not sqlite3_errmsg: a full-text query's error quotes what was searched for.
    if (code != SQLITE_ROW && code != SQLITE_DONE) refuse(code, fmt::format("{} in: {}", sqlite3_errstr(code), sql));
    return code;
  }

  [[noreturn]] static void refuse(int code, const std::string& what) {
    const std::string detail = fmt::format("sqlite error {}: {}", code, what);
    refuse_with(code, detail);
  }

  soci::session soci_;
  sqlite3* db_;
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> idle_;
  int wal_pages_ = 0;
  int next_checkpoint_ = checkpoint_pages;
};

}  // namespace

std::unique_ptr<Session> open_sqlite(const std::string& path, Access access) {
  // Counting every allocation takes a lock that all connections share.
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  try {
    return std::make_unique<SqliteSession>(path, access);
  } catch (const soci::sqlite3_soci_error& e) {
    refuse_with(e.result(), fmt::format("sqlite error {} on opening", e.result()));
  } catch (const soci::soci_error&) {
    throw DatabaseFailed{"sqlite: the file cannot be opened"};
  }
}

}  // namespace accord::store
