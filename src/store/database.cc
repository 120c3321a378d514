#include "store/database.h"

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "store/database_lock.h"
#include "store/migrate.h"
#include "store/session.h"
#include "store/writer.h"

namespace accord::store {
namespace {

class SnapshotReader final : public Reader {
 public:
  explicit SnapshotReader(Session& session) : session_(session) {}
  std::vector<Row> rows(std::string_view sql, const std::vector<Value>& binds) override { return session_.rows(sql, binds); }
  void each(std::string_view sql, const std::vector<Value>& binds, const std::function<bool(const Row&)>& each) override {
    session_.stream(sql, binds, each);
  }
  [[nodiscard]] Dialect dialect() const override { return session_.dialect(); }

 private:
  Session& session_;
};

using Connect = std::function<std::unique_ptr<Session>(Access)>;

// Reading connections, opened when first needed; one that failed is closed and not given out again.
class ReaderPool {
 public:
  ReaderPool(Connect connect, int size) : connect_(std::move(connect)), left_(size) {}

  std::unique_ptr<Session> take() {
    std::unique_lock lock(mutex_);
    free_.wait(lock, [this] { return left_ > 0; });
    --left_;
    if (idle_.empty()) return nullptr;
    auto session = std::move(idle_.back());
    idle_.pop_back();
    return session;
  }
  void give_back(std::unique_ptr<Session> session) {
    {
      const std::lock_guard lock(mutex_);
      ++left_;
      if (session) idle_.push_back(std::move(session));
    }
    free_.notify_one();
  }
  [[nodiscard]] std::unique_ptr<Session> connect() const { return connect_(Access::read); }

 private:
  Connect connect_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Session>> idle_;
  int left_;
};

class OpenDatabase final : public Database {
 public:
  OpenDatabase(std::unique_ptr<FolderLock> lock, Dialect dialect, Options options, Connect connect, std::unique_ptr<WriterThread> writer)
      : lock_(std::move(lock)),
        dialect_(dialect),
        report_(std::move(options.report)),
        writer_(std::move(writer)),
        readers_(std::move(connect), std::max(1, options.readers)) {}

  [[nodiscard]] std::uint64_t generation() const override { return writer_->generation(); }
  [[nodiscard]] bool healthy() const override { return writer_->healthy(); }
  [[nodiscard]] Dialect dialect() const override { return dialect_; }
  void stop() override { writer_->stop(); }

 protected:
  Result<void> run_write(const std::function<bool(Writer&)>& f, Durable* durable) override { return writer_->write(f, durable); }

  Result<void> run_read(const std::function<void(Reader&)>& f) override {
    auto session = readers_.take();
    std::string detail;
    bool lost = false;
    try {
      if (!session) session = readers_.connect();
      session->begin_read();
      SnapshotReader reader(*session);
      f(reader);
      session->rollback();
    } catch (const DatabaseFailed& e) {
      detail = e.detail;
      lost = !session || !session->alive();
      session.reset();
    } catch (const std::exception& e) {
      detail = e.what();
      session.reset();
    }
    readers_.give_back(std::move(session));
    if (detail.empty()) return {};
    if (report_) report_("reading failed: " + detail);
    if (lost) return fail(Kind::unavailable, "the database cannot be reached", {}, "try again in a moment");
    return fail(Kind::internal, "the database failed");
  }

 private:
  // In this order: readers close before the writer, the writer before the lock is given back.
  std::unique_ptr<FolderLock> lock_;
  Dialect dialect_;
  std::function<void(std::string_view)> report_;
  std::unique_ptr<WriterThread> writer_;
  ReaderPool readers_;
};

struct Place {
  Dialect dialect = Dialect::sqlite;
  std::string folder;  // SQLite
  Connect connect;
};

Result<Place> place_of(const std::string& url) {
  constexpr std::string_view sqlite = "sqlite:";
  if (url.starts_with(sqlite)) {
    const std::string path = url.substr(sqlite.size());
    if (path.empty() || path.find('"') != std::string::npos) return fail(Kind::invalid, "the database's file name cannot be used", path);
    auto folder = std::filesystem::path(path).parent_path().string();
    return Place{Dialect::sqlite, folder.empty() ? "." : folder, [path](Access access) { return open_sqlite(path, access); }};
  }
  if (url.starts_with("postgresql://") || url.starts_with("postgres://"))
    return Place{Dialect::postgresql, {}, [url](Access access) { return open_postgresql(url, access); }};
  return fail(Kind::invalid, "the database's address must begin with sqlite: or postgresql://");
}

Result<std::unique_ptr<Database>> open_at(Options options) {
  ACCORD_TRY(const auto place, place_of(options.url));
  std::unique_ptr<FolderLock> lock;
  if (place.dialect == Dialect::sqlite) {
    ACCORD_TRY(lock, FolderLock::take(place.folder));
    ACCORD_CHECK(create_private(options.url.substr(options.url.find(':') + 1)));
  }
  auto session = place.connect(Access::write);
  if (place.dialect == Dialect::postgresql) ACCORD_CHECK(lock_database(*session));
  if (options.migrations.empty()) {
    ACCORD_CHECK(migrate(*session, built_in_migrations(), options.clock()));
  } else {
    ACCORD_TRY(const auto files, read_migrations(options.migrations));
    ACCORD_CHECK(migrate(*session, files, options.clock()));
  }
  if (place.dialect == Dialect::sqlite) ACCORD_CHECK(sync_folder(place.folder));
  ACCORD_TRY(auto writer, WriterThread::start(std::move(session), place.connect(Access::read), options));
  return std::make_unique<OpenDatabase>(std::move(lock), place.dialect, std::move(options), place.connect, std::move(writer));
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(Options options) {
  if (!options.clock) options.clock = system_clock();
  if (!options.random) options.random = system_random();
  const auto report = options.report;
  const auto told = [&](const std::string& detail) {
    if (report) report("opening failed: " + detail);
  };
  try {
    return open_at(std::move(options));
  } catch (const Unfit& e) {
    told(e.detail);
    return std::unexpected(e.error);
  } catch (const DatabaseFailed& e) {
    told(e.detail);
    return fail(Kind::unavailable, "the database cannot be opened", {}, "see that it runs and that its address is right");
  } catch (const std::exception& e) {
    told(e.what());
    return fail(Kind::internal, "the database cannot be opened");
  }
}

}  // namespace accord::store
