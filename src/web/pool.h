// A bounded pool of threads for work that may block.
//
// Threads: push() may be called from anywhere; jobs run on the pool's own threads and must not throw.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace accord::web {

class Pool {
 public:
  Pool(int threads, std::size_t max_waiting);
  ~Pool() { stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False when it is full or stopped: the job was not taken. `begun` work, the next piece of an answer, is always taken.
  bool push(std::function<void()> job, bool begun = false);
  // Drops what waits, waits for what runs, so long at most; false when a job still runs. Not from a job.
  bool stop(std::optional<std::chrono::milliseconds> patience = std::nullopt);

 private:
  void work();

  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable more_, left_;
  std::deque<std::function<void()>> jobs_;
  bool stopped_ = false;
  std::size_t at_work_ = 0;  // threads that have not ended
  std::vector<std::thread> threads_;
};

}  // namespace accord::web
