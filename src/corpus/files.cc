#include "corpus/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> failed(std::string_view what, const fs::path& path) {
  const int code = errno;
  const char* remedy = code == ENOSPC || code == EDQUOT ? "free some space, or write elsewhere" : code == EACCES || code == EPERM ? "check the permissions" : "check the name and the disk";
  return fail(code == ENOENT ? Kind::not_found : code == EACCES || code == EPERM || code == ENOTDIR ? Kind::invalid : Kind::unavailable,
              fmt::format("{} {}: {}", what, path.string(), std::strerror(code)), "", remedy);
}

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }
  [[nodiscard]] int get() const { return descriptor_; }
  int close() {
    const int d = std::exchange(descriptor_, -1);
    return d < 0 ? 0 : ::close(d);
  }

 private:
  int descriptor_;
};

class FileOutput : public summary::Output {
 public:
  // `written`: the name until it is closed; empty where there is none to take away (a pipe, a device).
  FileOutput(int descriptor, fs::path written, fs::path name, bool durable) : file_(descriptor), written_(std::move(written)), name_(std::move(name)), durable_(durable) {}
  ~FileOutput() override {
    if (!kept_ && !written_.empty()) ::unlink(written_.c_str());
  }
  Result<void> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto n = ::write(file_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("cannot write", name_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }
  Result<void> close() override {
    if (durable_ && ::fsync(file_.get()) != 0) return failed("cannot write", name_);
    if (file_.close() != 0) return failed("cannot write", name_);
    if (!written_.empty() && written_ != name_ && ::rename(written_.c_str(), name_.c_str()) != 0) return failed("cannot write", name_);
    kept_ = true;
    if (!durable_) return {};
    // The name is durable when its folder is.
    const auto folder = name_.has_parent_path() ? name_.parent_path() : fs::path(".");
    const File in(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (in.get() >= 0) ::fsync(in.get());
    return {};
  }

 private:
  File file_;
  fs::path written_, name_;
  bool durable_, kept_ = false;
};

class Stoppable : public summary::Output {
 public:
  Stoppable(std::unique_ptr<summary::Output> out, const std::atomic<bool>& stop) : out_(std::move(out)), stop_(stop) {}
  Result<void> write(std::string_view bytes) override {
    if (stop_) return fail(Kind::unavailable, "it was stopped, and nothing was written", "", "call it again");
    return out_->write(bytes);
  }
  Result<void> close() override { return out_->close(); }

 private:
  std::unique_ptr<summary::Output> out_;
  const std::atomic<bool>& stop_;
};

class FileContent : public summary::Content {
 public:
  FileContent(int descriptor, std::uint64_t size, fs::path path) : file_(descriptor), size_(size), path_(std::move(path)) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] std::string name() const override { return path_.string(); }
  Result<void> read(std::uint64_t offset, std::span<char> into) const override {
    while (!into.empty()) {
      const auto n = ::pread(file_.get(), into.data(), into.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("cannot read", path_);
      if (n == 0) return fail(Kind::invalid, fmt::format("{} ends at byte {}, before what was looked for", path_.string(), offset), "", "it may be cut off: take it again from where it came from");
      into = into.subspan(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return {};
  }

 private:
  File file_;
  std::uint64_t size_;
  fs::path path_;
};

class ScratchFolder : public summary::Scratch {
 public:
  explicit ScratchFolder(fs::path folder) : folder_(std::move(folder)) {}
  ~ScratchFolder() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Result<std::unique_ptr<summary::Output>> create(std::uint64_t piece) override {
    const auto path = name(piece);
    const int d = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (d < 0) return failed("cannot write", path);
    return std::make_unique<FileOutput>(d, path, path, false);
  }
  Result<std::shared_ptr<const summary::Content>> open(std::uint64_t piece) override { return open_file(name(piece)); }
  void drop(std::uint64_t piece) override { ::unlink(name(piece).c_str()); }

 private:
  [[nodiscard]] fs::path name(std::uint64_t piece) const { return folder_ / std::to_string(piece); }
  fs::path folder_;
};

}  // namespace

Result<std::unique_ptr<summary::Output>> create_file(const fs::path& path, const fs::path& unfinished) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return fail(Kind::invalid, fmt::format("{} is a folder", path.string()), "", "name a file in it");
  // A pipe or a device is written as it is.
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
    const int d = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (d < 0) return failed("cannot write", path);
    return std::make_unique<FileOutput>(d, fs::path(), path, false);
  }
  auto beside = (unfinished.empty() ? path : unfinished / path.filename()).string() + ".XXXXXX";
  const int d = ::mkostemp(beside.data(), O_CLOEXEC);
  if (d < 0) return failed("cannot write", path);
  const auto mask = ::umask(0);
  ::umask(mask);
  ::fchmod(d, 0666 & ~mask);
  return std::make_unique<FileOutput>(d, beside, path, true);
}

std::unique_ptr<summary::Output> stoppable(std::unique_ptr<summary::Output> out, const std::atomic<bool>& stop) {
  return std::make_unique<Stoppable>(std::move(out), stop);
}

Result<std::shared_ptr<const summary::Content>> open_file(const fs::path& path) {
  const int d = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not make us wait
  if (d < 0) return failed("cannot open", path);
  struct stat status {};
  if (::fstat(d, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(d);
    return fail(Kind::invalid, fmt::format("{} is no file", path.string()), "", "name a file");
  }
  return std::make_shared<FileContent>(d, static_cast<std::uint64_t>(status.st_size), path);
}

Result<std::unique_ptr<summary::Scratch>> scratch_folder(fs::path beside) {
  std::error_code code;
  if (beside.empty()) beside = fs::temp_directory_path(code);
  auto name = (beside / "accord-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return failed("cannot make a folder in", beside);
  return std::make_unique<ScratchFolder>(name);
}

}  // namespace accord::corpus
