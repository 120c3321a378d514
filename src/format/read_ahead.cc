#include "format/read_ahead.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace accord::format {
namespace {

constexpr std::size_t block_size = std::size_t(1) << 20U;
constexpr std::size_t most_blocks = 4;

class ReadAhead final : public ByteStream {
 public:
  ReadAhead(const std::function<std::unique_ptr<ByteStream>(ReadStatus&)>& make, ReadStatus& status) : status_(status), from_(make(own_)) {}
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead() override { halt(); }

  Result<Step> pull(Buffer& out) override {
    if (!present_) {
      if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !blocks_.empty(); });
      present_ = std::move(blocks_.front());
      blocks_.pop_front();
      changed_.notify_all();
      lock.unlock();
      status_.merge(present_->noted);
      for (const auto& m : present_->marks) marks_.push_back(m);
    }
    const auto bytes = present_->bytes.view();
    if (!bytes.empty()) {
      std::memcpy(out.room(bytes.size()), bytes.data(), bytes.size());
      out.append(bytes.size());
      present_->bytes.clear();
      if (present_->then == Step::more && !present_->error) give_back();
      return Step::more;
    }
    if (present_->error) return std::unexpected(*present_->error);
    const auto then = present_->then;
    if (then != Step::end) give_back();  // the end stays the end
    return then;
  }

  Result<void> seek(Place to) override {
    halt();
    blocks_.clear();
    present_.reset();
    own_ = {};
    marks_ = {{0, to}};
    noted_.reset();
    produced_ = 0;
    stop_ = false;
    return from_->seek(to);
  }

  Place place(std::uint64_t produced) const override {
    const auto behind = std::ranges::upper_bound(marks_, produced, {}, &Mark::start);
    if (behind == marks_.begin()) return from_->place(produced);  // nothing was pulled yet, so that no thread runs
    const auto& m = *std::prev(behind);
    return {m.place.offset, m.place.inner + (produced - m.start)};
  }

  void forget(std::uint64_t before) override {
    while (marks_.size() > 1 && marks_[1].start <= before) marks_.pop_front();
  }

 private:
  // From here on the bytes are of one member, which is decoded from `place`.
  struct Mark {
    std::uint64_t start;
    Place place;
  };
  struct Block {
    Buffer bytes{};
    std::vector<Mark> marks{};
    ReadStatus noted{};
    Step then = Step::more;  // what follows the bytes
    std::optional<Error> error{};
  };

  void work() {
    for (bool last = false; !last;) {
      Block block;
      {
        const std::lock_guard lock(mutex_);
        if (stop_) return;
        if (!spare_.empty()) {
          block.bytes = std::move(spare_.back());
          spare_.pop_back();
        }
      }
      while (block.bytes.size() < block_size && block.then == Step::more && !block.error) {
        const auto before = block.bytes.size();
        auto step = from_->pull(block.bytes);
        const auto made = block.bytes.size() - before;
        if (made != 0) note(block, from_->place(produced_));
        produced_ += made;
        if (step)
          block.then = *step;
        else
          block.error = step.error();
      }
      from_->forget(produced_);
      block.noted = std::move(own_);
      own_ = {};
      last = block.error || block.then == Step::end;
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || blocks_.size() < most_blocks; });
      blocks_.push_back(std::move(block));
      changed_.notify_all();
    }
  }

  // One pull gives bytes of one member only.
  void note(Block& block, Place at) {
    if (noted_ && noted_->place.offset == at.offset && at.inner == noted_->place.inner + (produced_ - noted_->start) && produced_ != 0) return;
    noted_ = Mark{produced_, at};
    block.marks.push_back(*noted_);
  }

  void give_back() {
    const std::lock_guard lock(mutex_);
    if (spare_.size() < 2) spare_.push_back(std::move(present_->bytes));
    present_.reset();
  }

  void halt() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
  }

  ReadStatus& status_;
  ReadStatus own_;  // of the thread, since the last block
  std::unique_ptr<ByteStream> from_;
  std::thread thread_;
  std::uint64_t produced_ = 0;  // by the thread
  std::optional<Mark> noted_;   // by the thread, last

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block> blocks_;
  std::vector<Buffer> spare_;
  bool stop_ = false;

  std::optional<Block> present_;  // of the reader
  std::deque<Mark> marks_;
};

}  // namespace

std::unique_ptr<ByteStream> read_ahead(const std::function<std::unique_ptr<ByteStream>(ReadStatus&)>& make, ReadStatus& status) {
  return std::make_unique<ReadAhead>(make, status);
}

}  // namespace accord::format
