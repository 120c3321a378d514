#include "web/pool.h"

#include <utility>

namespace accord::web {

Pool::Pool(int threads, std::size_t max_waiting) : max_waiting_(max_waiting) {
  threads_.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

bool Pool::push(std::function<void()> job, bool begun) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_ || (!begun && jobs_.size() >= max_waiting_)) return false;
    jobs_.push_back(std::move(job));
  }
  more_.notify_one();
  return true;
}

void Pool::work() {
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      more_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
      if (stopped_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

void Pool::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    dropped.swap(jobs_);
  }
  more_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

}  // namespace accord::web
