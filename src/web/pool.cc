#include "web/pool.h"

#include <utility>

namespace accord::web {

Pool::Pool(int threads, std::size_t max_waiting) : max_waiting_(max_waiting), at_work_(static_cast<std::size_t>(threads)) {
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
      if (stopped_) {
        --at_work_;
        left_.notify_all();
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

bool Pool::stop(std::optional<std::chrono::milliseconds> patience) {
  std::deque<std::function<void()>> dropped;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    dropped.swap(jobs_);
  }
  more_.notify_all();
  if (patience) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_for(lock, *patience, [this] { return at_work_ == 0; })) return false;
  }
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  return true;
}

}  // namespace accord::web
