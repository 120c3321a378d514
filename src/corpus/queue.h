// What is left to read: inputs, and portions of those that were opened.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "corpus/portions.h"

namespace accord::corpus {

struct Task {
  std::uint32_t source = 0;
  InputFile input{};
};

// An input to open, or a portion of one that is open.
struct Work {
  const Task* task = nullptr;
  std::shared_ptr<const Opened> opened{};
  std::size_t portion = 0;
  std::shared_ptr<std::atomic<std::size_t>> left{};  // portions of the input that were not read
};

// Any thread.
class Queue {
 public:
  explicit Queue(std::vector<Task> tasks) : tasks_(std::move(tasks)) {}
  const std::vector<Task>& tasks() const { return tasks_; }
  // The next portion, else the next input. Waits while others open theirs, which may turn out to be many portions. None when all is taken,
  // or as soon as `stopped` says so.
  std::optional<Work> take(const std::function<bool()>& stopped);
  bool empty() const;  // all is taken; what is being opened may bring more
  // To be called after each take of an input to open: what others may read of it.
  void opened(std::vector<Work> portions);

 private:
  std::vector<Task> tasks_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> ready_;
  std::size_t next_ = 0, opening_ = 0;
};

}  // namespace accord::corpus
