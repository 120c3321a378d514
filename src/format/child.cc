#include "format/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace accord::format {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { reset(); }
  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

Result<std::pair<Descriptor, Descriptor>> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Kind::internal, "the system gives no pipe");
  return std::pair{Descriptor(ends[0]), Descriptor(ends[1])};
}

// The program's path, looked up here so that the child need not.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const std::string candidate = std::string(rest.substr(0, end)) + "/" + name;
    if (end > 0 && access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return "";
}

// Between fork and exec: only what may be called there.
[[noreturn]] void become(const char* program, char* const* argv, char* const* environment, int in, int out, int errors, const ChildLimits& limits) {
  const auto limit = [](auto resource, rlim_t most) {
    const rlimit r{most, most};
    setrlimit(resource, &r);
  };
  if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(errors, 2) < 0) _exit(127);
  limit(RLIMIT_CPU, limits.cpu_seconds);
  limit(RLIMIT_AS, limits.memory);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  setpgid(0, 0);
  execve(program, argv, environment);
  _exit(127);
}

}  // namespace

Result<ChildOutput> run_child(const std::vector<std::string>& argv, std::string_view input, const ChildLimits& limits) {
  const std::string program = find_program(argv.at(0));
  if (program.empty()) return fail(Kind::unavailable, fmt::format("the program {} is not installed", argv[0]));
  const Descriptor file(memfd_create("input", MFD_CLOEXEC));
  if (file.get() < 0) return fail(Kind::internal, "the system gives no memory file");
  for (std::size_t written = 0; written < input.size();) {
    const auto n = write(file.get(), input.data() + written, input.size() - written);
    if (n <= 0) return fail(Kind::internal, "the input of a program could not be written");
    written += static_cast<std::size_t>(n);
  }
  lseek(file.get(), 0, SEEK_SET);
  ACCORD_TRY(auto out, make_pipe());
  ACCORD_TRY(auto errors, make_pipe());

  std::vector<char*> arguments;
  for (const auto& a : argv) arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  std::string path = "PATH=/usr/local/bin:/usr/bin:/bin";
  std::string locale = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment = {path.data(), locale.data(), nullptr};

  const pid_t child = fork();
  if (child < 0) return fail(Kind::internal, fmt::format("the system gives no process for {}", argv[0]));
  if (child == 0) become(program.c_str(), arguments.data(), environment.data(), file.get(), out.second.get(), errors.second.get(), limits);
  out.second.reset();
  errors.second.reset();

  ChildOutput result;
  const char* beyond = nullptr;
  const auto deadline = std::chrono::steady_clock::now() + limits.wall;
  std::array<char, 1U << 16U> piece{};
  bool open_out = true;
  bool open_errors = true;
  while ((open_out || open_errors) && beyond == nullptr) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) {
      beyond = "took longer than it may";
      break;
    }
    std::array<pollfd, 2> wait = {pollfd{open_out ? out.first.get() : -1, POLLIN, 0}, pollfd{open_errors ? errors.first.get() : -1, POLLIN, 0}};
    if (poll(wait.data(), wait.size(), static_cast<int>(std::min<long long>(left, 1000))) < 0 && errno != EINTR) break;
    for (std::size_t n = 0; n < 2; ++n) {
      if (wait[n].revents == 0) continue;
      const auto got = read(wait[n].fd, piece.data(), piece.size());
      if (got <= 0) {
        (n == 0 ? open_out : open_errors) = false;
      } else if (n == 0) {
        result.out.append(piece.data(), static_cast<std::size_t>(got));
        if (result.out.size() > limits.output) beyond = "wrote more than it may";
      } else if (result.errors.size() < 2000) {
        result.errors.append(piece.data(), std::min<std::size_t>(static_cast<std::size_t>(got), 2000 - result.errors.size()));
      }
    }
  }
  if (beyond != nullptr) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (beyond != nullptr) return fail(Kind::too_large, fmt::format("{} {}", argv[0], beyond));
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace accord::format
