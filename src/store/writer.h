// The one writer: its thread, its queue and its batches (A14).
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "store/session.h"
#include "store/writer_log.h"

namespace accord::store {

class WriterThread {
 public:
  // `witness` reads back what `session` has committed.
  static Result<std::unique_ptr<WriterThread>> start(std::unique_ptr<Session> session, std::unique_ptr<Session> witness, Options options);
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;
  ~WriterThread();

  Result<void> write(const std::function<bool(Writer&)>& verb, Durable* durable);
  void stop();
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  [[nodiscard]] bool healthy() const { return healthy_; }

 private:
  struct Job {
    const std::function<bool(Writer&)>& verb;
    Durable* durable = nullptr;
    Result<void> outcome{};
    bool kept = false;
    std::vector<std::function<void(Writer&)>> ends{};
    std::promise<Result<void>> told{};
  };
  using Batch = std::vector<std::shared_ptr<Job>>;

  WriterThread(std::unique_ptr<Session> session, std::unique_ptr<Session> witness, Options options, LogEnd log)
      : session_(std::move(session)), witness_(std::move(witness)), options_(std::move(options)), log_(std::move(log)) {}

  void loop();
  Batch take();            // waits; empty when stopped and drained
  void run(Batch& batch);  // throws when the database fails
  void run_verb(Job& job);
  void run_ends(Job& job);
  void read_back();
  void give_up(const Batch& batch, std::string_view detail);

  std::unique_ptr<Session> session_;
  std::unique_ptr<Session> witness_;
  Options options_;
  LogEnd log_;
  Instant now_ = 0;
  bool committing_ = false;  // COMMIT was asked for, so the batch may be stored

  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<std::shared_ptr<Job>> queue_;
  bool stopping_ = false;
  std::atomic<bool> healthy_ = true;
  std::atomic<std::uint64_t> generation_ = 0;
  std::once_flag stopped_;
  std::thread::id thread_id_;
  std::thread thread_;
};

}  // namespace accord::store
