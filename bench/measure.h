// What several figures are measured with.
#pragma once

#include <sys/resource.h>

#include <chrono>

namespace accord::bench {

double seconds(const auto& act) {
  const auto started = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

// The most memory that this process has had so far.
inline double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1000;
}

}  // namespace accord::bench
