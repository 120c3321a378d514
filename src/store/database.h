// store: the only SQL. A Database is one SQLite file or one PostgreSQL database, written by one thread.
//
// Rule: reads run in a snapshot; writes are queued to the writer's thread, which gathers them into
// batches (A14). A verb given to write() runs inside a SAVEPOINT of its own: what it returns decides, an
// error rolls back to the savepoint and reaches its caller alone. Any error of the database itself fails
// the whole batch: nobody in it is acknowledged, the writer stops, and every later write answers
// `unavailable` until the process is started again. Before COMMIT the transaction must still be open;
// after COMMIT the batch's checkpoint row is read back before anyone is told.
// Threads: Database may be used by any thread; a Reader or Writer only inside its callback.
// Database error text never leaves this room (A2): errors say "the database failed" and the log file
// of the operator (Options::report) gets the rest without bound values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "merkle/checkpoint.h"

namespace accord::store {

// A bound value or a column. Text is UTF-8 without NUL; binary data is stored as hex or base64 text.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

class Row {
 public:
  explicit Row(std::vector<Value> columns) : columns_(std::move(columns)) {}
  [[nodiscard]] bool is_null(std::size_t i) const { return std::holds_alternative<std::monostate>(columns_[i]); }
  [[nodiscard]] std::int64_t integer(std::size_t i) const;              // 0 when null
  [[nodiscard]] double real(std::size_t i) const;                       // 0 when null
  [[nodiscard]] std::string text(std::size_t i) const;                  // "" when null
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::size_t i) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::size_t i) const;
  [[nodiscard]] std::size_t size() const { return columns_.size(); }

 private:
  std::vector<Value> columns_;
};

enum class Dialect { sqlite, postgresql };

// Thrown inside a callback when the database itself fails; caught once, at the edge of read()/write().
// Its text is for the operator's log only.
struct DatabaseFailed {
  std::string detail;
};

// A snapshot. Statements are SQL with `?` for each bound value (translated per dialect, never spliced).
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::vector<Row> rows(std::string_view sql, const std::vector<Value>& binds = {}) = 0;
  // Calls `each` row by row in bounded memory; stops when it returns false.
  virtual void each(std::string_view sql, const std::vector<Value>& binds, const std::function<bool(const Row&)>& each) = 0;
  [[nodiscard]] virtual Dialect dialect() const = 0;
  std::optional<Row> row(std::string_view sql, const std::vector<Value>& binds = {});  // the first
};

class Writer : public Reader {
 public:
  virtual std::int64_t execute(std::string_view sql, const std::vector<Value>& binds = {}) = 0;  // rows touched
  // Appends an entry to the public log in this transaction and gives its index. Durable, proven and
  // signed only when write() returns.
  virtual std::uint64_t append_entry(const std::string& entry) = 0;
  // Runs `act` after all verbs of the batch and before COMMIT, in the order of the verbs, if this verb is kept. For what
  // costs less when many are done together: SQLite writes a segment of its full text at every savepoint.
  virtual void at_end(std::function<void(Writer&)> act) = 0;
  [[nodiscard]] virtual Instant now() const = 0;  // of this verb, never before the last one's
  [[nodiscard]] virtual const Random& random() const = 0;
};

struct Options {
  std::string url;                     // "sqlite:DIR/accord.db" or "postgresql://..."
  std::string migrations = {};         // empty: the ones built in
  int readers = 4;
  std::size_t max_queue = 20'000;      // waiting writes; more are refused with `unavailable`
  std::size_t max_batch = 1'000;
  std::optional<merkle::SigningKey> key = {};  // needed to append entries
  Clock clock = {};                    // empty: the system's
  Random random = {};
  // Told why the database failed, in words for the operator's log: without bound values or addresses.
  std::function<void(std::string_view)> report = {};
};

// What a batch promised, as it was read back after COMMIT.
struct Durable {
  merkle::Checkpoint checkpoint;
  std::string note;  // the signed checkpoint; empty when the log has no entry yet
};

class Database {
 public:
  // Opens, locks against a second writer (conflict: "another server uses this database"), migrates, and
  // restores the log's frontier from the stored peaks without reading the log (A6).
  static Result<std::unique_ptr<Database>> open(Options options);
  virtual ~Database() = default;

  // Runs `f(Reader&) -> Result<T>` on a reading connection, on the calling thread.
  template <class F>
  auto read(F f) -> std::invoke_result_t<F, Reader&> {
    std::optional<std::invoke_result_t<F, Reader&>> out;
    if (auto ok = run_read([&](Reader& r) { out.emplace(f(r)); }); !ok) return std::unexpected(ok.error());
    return std::move(*out);
  }

  // Queues `f(Writer&) -> Result<T>`, waits until its batch is durable, and gives what it returned.
  // `durable`, when given, receives the batch's checkpoint.
  template <class F>
  auto write(F f, Durable* durable = nullptr) -> std::invoke_result_t<F, Writer&> {
    using R = std::invoke_result_t<F, Writer&>;
    std::optional<R> out;
    auto ok = run_write(
        [&](Writer& w) {
          out.emplace(f(w));
          return out->has_value();
        },
        durable);
    if (!ok) return std::unexpected(ok.error());
    return std::move(*out);
  }

  [[nodiscard]] virtual std::uint64_t generation() const = 0;  // grows with every durable batch
  [[nodiscard]] virtual bool healthy() const = 0;              // false after the writer has stopped
  [[nodiscard]] virtual Dialect dialect() const = 0;
  // Finishes what is queued, then stops the writer; later writes answer `unavailable`.
  virtual void stop() = 0;

 protected:
  virtual Result<void> run_read(const std::function<void(Reader&)>& f) = 0;
  // `f` returns false to roll back to its savepoint.
  virtual Result<void> run_write(const std::function<bool(Writer&)>& f, Durable* durable) = 0;
};

}  // namespace accord::store
