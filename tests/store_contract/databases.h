// Databases for tests: a throw-away SQLite folder each, and a PostgreSQL server of our own with a
// database for each test.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/session.h"

namespace accord::store {

class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Ends with the process, whatever happens to it.
class PostgresServer {
 public:
  static PostgresServer& shared();  // started at the first use
  // A connection string of a new database. Its server orders text by the rules of English, so that only
  // columns declared bytewise are ordered so.
  std::string new_database();
  void restart();
  ~PostgresServer();

 private:
  PostgresServer();
  void start();
  void stop();
  TemporaryFolder folder_;
  std::string programs_;
  int port_ = 0;
  int process_ = 0;
  int databases_ = 0;
};

// An empty database of a dialect with the log's tables and one for tests:
//   note(id, body, number, weight); letter(name unique).
class TestDatabase {
 public:
  explicit TestDatabase(Dialect dialect);
  // Options for it: a key, the migrations with the tables above, the system's clock.
  [[nodiscard]] Options options() const;
  std::unique_ptr<Database> open() const;  // fails the test when it cannot
  // Past all locks and rules.
  [[nodiscard]] std::unique_ptr<Session> connect() const;
  void tamper(const std::string& sql) const;
  [[nodiscard]] std::int64_t count(const std::string& table) const;
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }

 private:
  Dialect dialect_;
  TemporaryFolder folder_;
  std::string url_;
};

// The key that TestDatabase's options hold.
merkle::SigningKey test_key();
// An entry that is told from others by `n`.
std::string test_entry(std::uint64_t n);
std::string name_of(Dialect dialect);

}  // namespace accord::store
