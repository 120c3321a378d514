#include "store/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace accord::store {
namespace {

std::unexpected<Error> stopped() {
  return fail(Kind::unavailable, "the server no longer accepts changes; nothing was stored", {}, "try again when it has been restarted");
}

// What a verb sees. A database error is remembered, so that a verb cannot swallow it.
class VerbWriter final : public Writer {
 public:
  using Ends = std::vector<std::function<void(Writer&)>>;
  VerbWriter(Session& session, LogEnd& log, const Options& options, Instant now, Ends& ends)
      : session_(session), log_(log), options_(options), now_(now), ends_(ends) {}

  std::vector<Row> rows(std::string_view sql, const std::vector<Value>& binds) override {
    return watch([&] { return session_.rows(sql, binds); });
  }
  void each(std::string_view sql, const std::vector<Value>& binds, const std::function<bool(const Row&)>& each) override {
    watch([&] { session_.stream(sql, binds, each); });
  }
  std::int64_t execute(std::string_view sql, const std::vector<Value>& binds) override {
    return watch([&] { return session_.run(sql, binds); });
  }
  std::uint64_t append_entry(const std::string& entry) override {
    if (!options_.key) throw std::logic_error("a log without a key");
    return watch([&] { return log_.append(session_, entry); });
  }
  void at_end(std::function<void(Writer&)> act) override { ends_.push_back(std::move(act)); }
  [[nodiscard]] Dialect dialect() const override { return session_.dialect(); }
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] const Random& random() const override { return options_.random; }
  [[nodiscard]] const std::optional<DatabaseFailed>& failure() const { return failure_; }

 private:
  template <class F>
  auto watch(F f) -> decltype(f()) {
    if (failure_) throw DatabaseFailed(*failure_);
    try {
      return f();
    } catch (const DatabaseFailed& e) {
      failure_ = e;
      throw;
    }
  }

  Session& session_;
  LogEnd& log_;
  const Options& options_;
  Instant now_;
  Ends& ends_;
  std::optional<DatabaseFailed> failure_;
};

}  // namespace

Result<std::unique_ptr<WriterThread>> WriterThread::start(std::unique_ptr<Session> session, std::unique_ptr<Session> witness,
                                                          Options options) {
  ACCORD_TRY(auto log, LogEnd::load(*session, options.key));
  std::unique_ptr<WriterThread> writer(new WriterThread(std::move(session), std::move(witness), std::move(options), std::move(log)));
  for (const auto& row : writer->session_->rows("SELECT key, value FROM meta WHERE key IN ('generation', 'written_at')")) {
    if (row.text(0) == "generation")
      writer->generation_ = static_cast<std::uint64_t>(row.integer(1));
    else
      writer->now_ = row.integer(1);
  }
  writer->thread_ = std::thread([w = writer.get()] { w->loop(); });
  writer->thread_id_ = writer->thread_.get_id();
  return writer;
}

WriterThread::~WriterThread() { stop(); }

void WriterThread::stop() {
  std::call_once(stopped_, [this] {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    waiting_.notify_all();
    thread_.join();
    healthy_ = false;
  });
}

Result<void> WriterThread::write(const std::function<bool(Writer&)>& verb, Durable* durable) {
  if (std::this_thread::get_id() == thread_id_) return fail(Kind::internal, "a verb must not start another one");
  const auto job = std::make_shared<Job>(verb, durable);
  auto told = job->told.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || !healthy_) return stopped();
    if (queue_.size() >= options_.max_queue)
      return fail(Kind::unavailable, "too many changes are waiting; nothing was stored", {}, "try again in a moment");
    queue_.push_back(job);
  }
  waiting_.notify_one();
  return told.get();
}

WriterThread::Batch WriterThread::take() {
  std::unique_lock lock(mutex_);
  waiting_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.max_batch));
  Batch batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void WriterThread::loop() {
  for (Batch batch = take(); !batch.empty(); batch = take()) {
    try {
      run(batch);
      for (const auto& job : batch) job->told.set_value(std::move(job->outcome));
      batch.clear();
      session_->tidy();
    } catch (const DatabaseFailed& e) {
      return give_up(batch, e.detail);
    } catch (const std::exception& e) {
      return give_up(batch, e.what());
    }
  }
}

void WriterThread::run(Batch& batch) {
  committing_ = false;
  session_->begin_write();
  for (const auto& job : batch) run_verb(*job);
  if (std::ranges::none_of(batch, &Job::kept)) return session_->rollback();

  for (const auto& job : batch) run_ends(*job);
  if (log_.grown()) log_.seal(*session_, *options_.key, now_);
  session_->run(
      "INSERT INTO meta (key, value) VALUES ('generation', ?), ('written_at', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      {fmt::format("{}", generation_ + 1), fmt::format("{}", now_)});
  committing_ = true;
  session_->commit();
  read_back();
  ++generation_;
  for (const auto& job : batch)
    if (job->kept && job->durable) *job->durable = log_.last();
}

void WriterThread::run_verb(Job& job) {
  now_ = std::max(now_, options_.clock());
  LogEnd::Mark mark = log_.mark();
  session_->run("SAVEPOINT verb");
  VerbWriter writer(*session_, log_, options_, now_, job.ends);
  try {
    job.kept = job.verb(writer);
  } catch (const DatabaseFailed&) {
    throw;
  } catch (...) {
    job.outcome = fail(Kind::internal, "the change failed by an error of ours; nothing was stored");
  }
  if (writer.failure()) throw DatabaseFailed(*writer.failure());
  if (!job.kept) {
    session_->run("ROLLBACK TO SAVEPOINT verb");
    log_.rewind(std::move(mark));
  }
  session_->run("RELEASE SAVEPOINT verb");
}

// Nothing of it can be taken back alone any more: whatever it throws fails the batch.
void WriterThread::run_ends(Job& job) {
  if (!job.kept) return;
  std::vector<std::function<void(Writer&)>> none;
  VerbWriter writer(*session_, log_, options_, now_, none);
  for (const auto& act : job.ends) act(writer);
  if (writer.failure()) throw DatabaseFailed(*writer.failure());
}

// By another connection, which sees what was committed and nothing else.
void WriterThread::read_back() {
  witness_->begin_read();
  const auto generation = witness_->rows("SELECT value FROM meta WHERE key = 'generation'");
  const Durable stored = last_checkpoint(*witness_);
  witness_->rollback();
  const Durable& meant = log_.last();
  if (generation.size() != 1 || static_cast<std::uint64_t>(generation[0].integer(0)) != generation_ + 1 || stored.note != meant.note ||
      stored.checkpoint.size != meant.checkpoint.size || stored.checkpoint.root != meant.checkpoint.root)
    throw DatabaseFailed{"what was committed is not what is read back"};
}

void WriterThread::give_up(const Batch& batch, std::string_view detail) {
  session_->rollback();
  std::deque<std::shared_ptr<Job>> rest;
  {
    const std::lock_guard lock(mutex_);
    healthy_ = false;
    rest.swap(queue_);
  }
  if (options_.report) options_.report(fmt::format("writing has stopped: {}", detail));
  const auto answer =
      committing_ ? fail(Kind::unavailable, "the database failed; it is not known whether this was stored", {},
                         "repeat it with the same idempotency key when the server has been restarted")
                  : fail(Kind::unavailable, "the database failed; nothing was stored", {}, "try again when the server has been restarted");
  for (const auto& job : batch) job->told.set_value(answer);
  for (const auto& job : rest) job->told.set_value(stopped());
}

}  // namespace accord::store
