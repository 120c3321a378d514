#include "corpus/queue.h"

#include <chrono>

namespace accord::corpus {

std::optional<Work> Queue::take(const std::function<bool()>& stopped) {
  std::unique_lock lock(mutex_);
  while (!stopped()) {
    if (!ready_.empty()) {
      auto out = std::move(ready_.front());
      ready_.pop_front();
      return out;
    }
    if (next_ < tasks_.size()) {
      opening_++;
      return Work{.task = &tasks_[next_++]};
    }
    if (opening_ == 0) return std::nullopt;
    changed_.wait_for(lock, std::chrono::milliseconds(100));  // a stop is nobody's message
  }
  return std::nullopt;
}

bool Queue::empty() const {
  const std::lock_guard lock(mutex_);
  return ready_.empty() && next_ == tasks_.size();
}

void Queue::opened(std::vector<Work> portions) {
  const std::lock_guard lock(mutex_);
  opening_--;
  for (auto& p : portions) ready_.push_back(std::move(p));
  changed_.notify_all();
}

}  // namespace accord::corpus
