// A connection to the database in one of two dialects: SOCI opens it, statements run on the driver's own
// handle. SOCI's dynamic rows take a column's type from its declaration (so `count(*)` is text on SQLite,
// and a sum of integers a floating number on PostgreSQL); a Value must say what the database said.
//
// Rule: whatever the database refuses is thrown as DatabaseFailed, without bound values in its text; a
// call that no database could take (a NUL in text, a wrong number of values) is std::invalid_argument.
// Threads: a Session is for one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace accord::store {

using RowSink = std::function<bool(Row&)>;  // may take its values; false: no more

// The database cannot serve as ours; `error` is for the person who starts the program.
struct Unfit : DatabaseFailed {
  Error error;
};

class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  // Runs one statement (prepared once per text) and gives its rows to `sink`; returns the rows touched.
  virtual std::int64_t run(std::string_view sql, const std::vector<Value>& binds = {}, const RowSink& sink = {}) = 0;
  // A query of any length in bounded memory; `sink` may use the session. Only inside a transaction.
  virtual void stream(std::string_view sql, const std::vector<Value>& binds, const RowSink& sink) = 0;
  // Statements divided by semicolons, without values.
  virtual void command(const std::string& sql) = 0;

  virtual void begin_read() = 0;   // a snapshot
  virtual void begin_write() = 0;  // the writer alone
  // Throws unless the transaction was open and the database says that it committed.
  virtual void commit() = 0;
  void rollback() noexcept;
  [[nodiscard]] virtual bool in_transaction() = 0;

  // False when the connection is lost.
  [[nodiscard]] virtual bool alive() = 0;
  // Housekeeping of the writer between batches (SQLite: the checkpoint of its write-ahead log).
  virtual void tidy() {}
  [[nodiscard]] virtual Dialect dialect() const = 0;

  std::vector<Row> rows(std::string_view sql, const std::vector<Value>& binds = {});
};

enum class Access { write, read };

std::unique_ptr<Session> open_sqlite(const std::string& path, Access access);
std::unique_ptr<Session> open_postgresql(const std::string& url, Access access);

}  // namespace accord::store
