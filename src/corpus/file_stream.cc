#include "corpus/file_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace accord::corpus {
namespace {

constexpr std::size_t piece = std::size_t(1) << 19U;

std::unexpected<Error> refuse(Kind kind, const std::filesystem::path& path) {
  return fail(kind, fmt::format("the file cannot be read: {}", std::generic_category().message(errno)), path.string(),
              "check its name, and that you may read it");
}

class FileStream final : public format::ByteStream {
 public:
  FileStream(int file, std::filesystem::path path, std::atomic<std::uint64_t>& position)
      : file_(file), path_(std::move(path)), position_(position) {}
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;
  ~FileStream() override { ::close(file_); }

  Result<Step> pull(format::Buffer& out) override {
    char* const to = out.room(piece);
    while (true) {
      const auto n = ::read(file_, to, piece);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return refuse(Kind::unavailable, path_);
      if (n == 0) return Step::end;
      out.append(static_cast<std::size_t>(n));
      at_ += static_cast<std::uint64_t>(n);
      position_.store(at_, std::memory_order_relaxed);
      return Step::more;
    }
  }
  Result<void> seek(format::Place to) override {
    start_ = at_ = to.offset + to.inner;
    if (::lseek(file_, static_cast<off_t>(at_), SEEK_SET) < 0) return refuse(Kind::unavailable, path_);
    position_.store(at_, std::memory_order_relaxed);
    return {};
  }
  format::Place place(std::uint64_t produced) const override { return {start_ + produced, 0}; }

 private:
  int file_;
  std::filesystem::path path_;
  std::atomic<std::uint64_t>& position_;
  std::uint64_t start_ = 0, at_ = 0;
};

}  // namespace

Result<std::unique_ptr<format::ByteStream>> open_stream(const std::filesystem::path& path, std::atomic<std::uint64_t>& position) {
  // Without waiting: a pipe has no end, and nobody may be at the other one.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return refuse(errno == ENOENT || errno == ENOTDIR ? Kind::not_found : Kind::unavailable, path);
  struct stat info{};
  if (::fstat(file, &info) == 0 && !S_ISREG(info.st_mode)) {
    ::close(file);
    return fail(Kind::invalid, S_ISDIR(info.st_mode) ? "this is a folder, not a file" : "this is a pipe or a device, not a file", path.string(), "name a file");
  }
  ::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
  position.store(0, std::memory_order_relaxed);
  return std::make_unique<FileStream>(file, path, position);
}

}  // namespace accord::corpus
