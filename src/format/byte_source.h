// Bytes in order, from a file, a pipe or another stream that decodes them.
//
// A stream appends to a buffer of its reader's, so that nothing is copied on the way: a file is read, a gzip member is
// inflated, straight to where the record reader looks at it. What is damaged is a hole: the stream notes it in the
// status, and its reader begins anew behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "format/document.h"

namespace accord::format {

// Bytes [begin, end) of one allocation, with room behind them that is not initialised and never touched by a copy.
// `padding` bytes behind the end may always be read (a SIMD reader does); what they hold is undefined.
class Buffer {
 public:
  static constexpr std::size_t padding = 64;
  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  char* at_begin() { return data_.get() + begin_; }
  std::size_t size() const { return end_ - begin_; }
  // Room for `n` more bytes behind the end: moves what is there to the front, or into a larger allocation.
  char* room(std::size_t n);
  std::size_t free() const { return capacity_ - end_; }
  void append(std::size_t n) { end_ += n; }  // of the room, after it was written to
  void drop(std::size_t n) { begin_ += n; }  // from the front
  void clear() { begin_ = end_ = 0; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t begin_ = 0, end_ = 0, capacity_ = 0;
};

class ByteStream {
 public:
  enum class Step {
    more,  // at least one byte was appended
    hole,  // bytes are missing here; what follows begins behind the damage
    end,   // nothing follows
  };
  virtual ~ByteStream() = default;
  // Appends some of the next bytes, as many as come without waiting. Errors: the system's (the file cannot be read);
  // what is wrong with the bytes themselves is a hole or an early end, and stands in the status.
  virtual Result<Step> pull(Buffer& out) = 0;
  // Goes to a place that place() gave.
  virtual Result<void> seek(Place to) = 0;
  // Where the byte `produced` of this stream (counted from the last seek, not beyond what was pulled) can be read from.
  virtual Place place(std::uint64_t produced) const = 0;
  // Nobody will ask for the place of a byte before this one.
  virtual void forget(std::uint64_t /*before*/) {}
};

// Bytes in memory as a stream, in pieces of at most `piece` bytes.
std::unique_ptr<ByteStream> memory_stream(std::string_view bytes, std::size_t piece = std::size_t(1) << 20U);

// What a record reader looks through: a contiguous view of what comes next, that grows on demand up to a cap.
// A hole ends the view: the reader takes what is whole before it, and calls pass_hole().
class Window {
 public:
  explicit Window(std::unique_ptr<ByteStream> from) : from_(std::move(from)) {}
  std::string_view view() const { return buffer_.view(); }
  // Whether at least `n` bytes are in view; false when a hole or the end comes first.
  Result<bool> ensure(std::size_t n);
  // Pulls once more; false at a hole or the end.
  Result<bool> grow();
  void take(std::size_t n) {
    buffer_.drop(n);
    position_ += n;
  }
  // Passes over `n` bytes without keeping them; gives how many there were before a hole or the end.
  Result<std::uint64_t> skip(std::uint64_t n);
  bool at_hole() const { return stopped_ == ByteStream::Step::hole; }
  bool at_end() const { return stopped_ == ByteStream::Step::end; }
  // Forgets what stands before the hole and goes on behind it.
  void pass_hole();
  Result<void> seek(Place to);
  // Where the first byte in view, or the byte `ahead` of it, can be read from again.
  Place place(std::uint64_t ahead = 0) const { return from_->place(position_ + ahead); }

 private:
  std::unique_ptr<ByteStream> from_;
  Buffer buffer_;
  std::uint64_t position_ = 0;  // of the first byte in view, from the last seek
  ByteStream::Step stopped_ = ByteStream::Step::more;
};

}  // namespace accord::format
