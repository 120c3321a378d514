#include "store_contract/databases.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "record/entry.h"
#include "store/migrate.h"

namespace accord::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* test_tables = R"(
CREATE TABLE note (
  id {integer} PRIMARY KEY,
  body {text},
  number BIGINT,
  weight DOUBLE PRECISION
);
CREATE TABLE letter (name {text} NOT NULL PRIMARY KEY);
)";

// PostgreSQL refuses to run as root.
const passwd* server_user() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

int spawn(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> arguments;
  for (const auto& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  const passwd* user = server_user();
  const int parent = ::getpid();
  const int child = ::fork();
  if (child != 0) return child;
  if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent || ::chdir("/") != 0) ::_exit(126);
  const int log = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log < 0 || ::dup2(log, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0) ::_exit(126);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int free_port() {
  const int s = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  const bool ok = ::bind(s, reinterpret_cast<sockaddr*>(&at), size) == 0 && ::getsockname(s, reinterpret_cast<sockaddr*>(&at), &size) == 0;
  ::close(s);
  if (!ok) throw std::runtime_error("no free port");
  return ntohs(at.sin_port);
}

std::string newest_programs() {
  std::string newest;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none))
    newest = std::max(newest, (version.path() / "bin").string());
  if (newest.empty()) throw std::runtime_error("PostgreSQL is not installed (Debian: postgresql)");
  return newest;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "accord test XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() : programs_(newest_programs()), port_(free_port()) {
  if (const passwd* user = server_user())
    if (::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("no folder for PostgreSQL");
  const int made = spawn({programs_ + "/initdb", "--pgdata=" + folder_.path() + "/data", "--username=accord", "--auth=trust",
                          "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync"},
                         folder_.path() + "/initdb.log");
  int status = 0;
  ::waitpid(made, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed");
  start();
}

PostgresServer::~PostgresServer() { stop(); }

void PostgresServer::start() {
  process_ = spawn({programs_ + "/postgres", "-D", folder_.path() + "/data", "-c", "listen_addresses=127.0.0.1", "-c",
                    fmt::format("port={}", port_), "-c", "unix_socket_directories=" + folder_.path()},
                   folder_.path() + "/server.log");
  for (int tries = 0; tries < 100; ++tries) {
    try {
      open_postgresql(fmt::format("postgresql://accord@127.0.0.1:{}/postgres", port_), Access::read);
      return;
    } catch (const DatabaseFailed&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  stop();
  throw std::runtime_error("PostgreSQL does not start");
}

void PostgresServer::stop() {
  ::kill(process_, SIGQUIT);
  ::waitpid(process_, nullptr, 0);
}

void PostgresServer::restart() {
  stop();
  start();
}

std::string PostgresServer::new_database() {
  const std::string address = fmt::format("postgresql://accord@127.0.0.1:{}/", port_);
  const std::string name = fmt::format("test_{}", ++databases_);
  open_postgresql(address + "postgres", Access::read)->command("CREATE DATABASE " + name);
  return address + name;
}

TestDatabase::TestDatabase(Dialect dialect)
    : dialect_(dialect),
      url_(dialect == Dialect::sqlite ? "sqlite:" + folder_.path() + "/accord.db" : PostgresServer::shared().new_database()) {
  fs::create_directory(folder_.path() + "/migrations");
  const auto& log = built_in_migrations().front();
  std::ofstream(folder_.path() + "/migrations/" + log.name) << log.sql;
  std::ofstream(folder_.path() + "/migrations/0002_test.sql") << test_tables;
}

Options TestDatabase::options() const {
  Options o;
  o.url = url_;
  o.migrations = folder_.path() + "/migrations";
  o.key = test_key();
  return o;
}

std::unique_ptr<Database> TestDatabase::open() const {
  auto db = Database::open(options());
  if (!db) throw std::runtime_error(db.error().message);
  return std::move(*db);
}

std::unique_ptr<Session> TestDatabase::connect() const {
  return dialect_ == Dialect::sqlite ? open_sqlite(url_.substr(7), Access::write) : open_postgresql(url_, Access::write);
}

void TestDatabase::tamper(const std::string& sql) const { connect()->command(sql); }

std::int64_t TestDatabase::count(const std::string& table) const {
  return connect()->rows("SELECT count(*) FROM " + table).at(0).integer(0);
}

merkle::SigningKey test_key() { return merkle::make_key("example.org/accord", std::string(32, 'k')); }

std::string test_entry(std::uint64_t n) { return record::encode_entry(record::EntryKind::filing, {sha256(fmt::format("content {}", n))}); }

std::string name_of(Dialect dialect) { return dialect == Dialect::sqlite ? "SQLite" : "PostgreSQL"; }

}  // namespace accord::store
