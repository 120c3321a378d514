#include "cli/print_pdf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>
#include <vector>

extern char** environ;

namespace accord::cli {

namespace fs = std::filesystem;

namespace {

std::string chromium() {
  const char* path = std::getenv("PATH");
  for (const char* name : {"chromium", "chromium-browser", "google-chrome", "chrome"}) {
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');)
      if (const auto at = folder + "/" + name; access(at.c_str(), X_OK) == 0) return at;
  }
  return {};
}

// Its own process group, so that what it started ends with it.
Result<int> run(std::vector<std::string> argv, std::chrono::seconds limit) {
  std::vector<char*> args;
  for (auto& a : argv) args.push_back(a.data());
  args.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&files, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int failed = posix_spawn(&child, args[0], &files, &attributes, args.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return fail(Kind::internal, "Chromium could not be started");
  const auto end = std::chrono::steady_clock::now() + limit;
  for (int status = 0;;) {
    if (waitpid(child, &status, WNOHANG) == child) {
      kill(-child, SIGKILL);
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    }
    if (std::chrono::steady_clock::now() > end) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return fail(Kind::internal, "Chromium took longer than a minute to print");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

Result<void> print_pdf(const std::string& page, const std::string& pdf) {
  const auto program = chromium();
  if (program.empty())
    return fail(Kind::unavailable, "no PDF was made, since no Chromium is installed", "",
                "apt-get install chromium, or print the page from a browser");
  char profile[] = "/tmp/accord-print-XXXXXX";
  if (mkdtemp(profile) == nullptr) return fail(Kind::internal, "no folder could be made under /tmp");
  std::vector<std::string> argv = {program,
                                   "--headless",
                                   "--disable-gpu",
                                   "--disable-extensions",
                                   "--no-first-run",
                                   "--disable-background-networking",
                                   "--disable-dev-shm-usage",
                                   fmt::format("--user-data-dir={}", profile),
                                   "--no-pdf-header-footer",
                                   "--print-to-pdf-no-header",
                                   fmt::format("--print-to-pdf={}", fs::absolute(pdf).string())};
  // Chromium refuses to run as root with its sandbox; the page is ours and has no script.
  if (geteuid() == 0) argv.emplace_back("--no-sandbox");
  argv.push_back("file://" + fs::absolute(page).string());
  const auto status = run(std::move(argv), std::chrono::seconds(60));
  std::error_code ignored;
  fs::remove_all(profile, ignored);
  if (!status) return std::unexpected(status.error());
  if (*status != 0 || !fs::exists(pdf))
    return fail(Kind::internal, fmt::format("Chromium could not print the page (exit {})", *status), pdf);
  return {};
}

}  // namespace accord::cli
