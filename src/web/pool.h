// A bounded pool of threads for work that may block.
//
// Threads: push() may be called from anywhere; jobs run on the pool's own threads and must not throw.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
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
  // Drops what waits, waits for what runs. Not from a job.
  void stop();

 private:
  void work();

  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> jobs_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace accord::web
