#include "format/byte_source.h"

#include <algorithm>
#include <cstring>

namespace accord::format {

char* Buffer::room(std::size_t n) {
  if (capacity_ - end_ >= n && data_) return data_.get() + end_;
  const std::size_t held = size();
  if (capacity_ - held >= n && data_ && held <= capacity_ / 2) {
    std::memmove(data_.get(), data_.get() + begin_, held);
  } else {
    const std::size_t wanted = std::max({held + n, held * 2, std::size_t(1) << 16U});
    auto larger = std::make_unique_for_overwrite<char[]>(wanted + padding);
    if (held != 0) std::memcpy(larger.get(), data_.get() + begin_, held);
    data_ = std::move(larger);
    capacity_ = wanted;
  }
  begin_ = 0;
  end_ = held;
  return data_.get() + end_;
}

Result<bool> Window::ensure(std::size_t n) {
  while (buffer_.size() < n) {
    ACCORD_TRY(const bool more, grow());
    if (!more) return false;
  }
  return true;
}

Result<bool> Window::grow() {
  if (stopped_ != ByteStream::Step::more) return false;
  from_->forget(position_);
  ACCORD_TRY(stopped_, from_->pull(buffer_));
  return stopped_ == ByteStream::Step::more;
}

Result<std::uint64_t> Window::skip(std::uint64_t n) {
  std::uint64_t done = 0;
  while (true) {
    const std::uint64_t step = std::min<std::uint64_t>(n - done, buffer_.size());
    take(step);
    done += step;
    if (done == n) return done;
    ACCORD_TRY(const bool more, grow());
    if (!more) return done;
  }
}

void Window::pass_hole() {
  take(buffer_.size());
  if (at_hole()) stopped_ = ByteStream::Step::more;
}

Result<void> Window::seek(Place to) {
  buffer_.clear();
  position_ = 0;
  stopped_ = ByteStream::Step::more;
  return from_->seek(to);
}

namespace {

class MemoryStream : public ByteStream {
 public:
  MemoryStream(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  Result<Step> pull(Buffer& out) override {
    const std::size_t n = std::min(piece_, bytes_.size() - at_);
    if (n == 0) return Step::end;
    std::memcpy(out.room(n), bytes_.data() + at_, n);
    out.append(n);
    at_ += n;
    return Step::more;
  }
  Result<void> seek(Place to) override {
    if (to.offset > bytes_.size() || to.inner > bytes_.size() - to.offset)
      return fail(Kind::invalid, "the place is behind the end of the bytes", say(to));
    start_ = at_ = to.offset + to.inner;
    return {};
  }
  Place place(std::uint64_t produced) const override { return {start_ + produced, 0}; }

 private:
  std::string_view bytes_;
  std::size_t piece_, at_ = 0, start_ = 0;
};

}  // namespace

std::unique_ptr<ByteStream> memory_stream(std::string_view bytes, std::size_t piece) {
  return std::make_unique<MemoryStream>(bytes, piece);
}

}  // namespace accord::format
