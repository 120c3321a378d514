#include "cli/stop.h"

#include <csignal>

namespace accord::cli {
namespace {

std::atomic<bool> stopped{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void stop(int signal) {
  if (!stopped.exchange(true)) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

const std::atomic<bool>& stop_on_signals() {
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
  return stopped;
}

}  // namespace accord::cli
