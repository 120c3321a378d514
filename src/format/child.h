// A program of somebody else, run as a child with limits: the one place of this room that is not pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace accord::format {

struct ChildLimits {
  std::chrono::seconds wall{60};
  unsigned cpu_seconds = 30;
  std::size_t memory = 1U << 30U;      // bytes of address space
  std::size_t output = 32U << 20U;     // bytes of its standard output; what it writes elsewhere is refused by the system
};

struct ChildOutput {
  int status = 0;       // as it exited; 128 + signal where one ended it
  std::string out;      // standard output
  std::string errors;   // the first 2,000 bytes of standard error
};

// Runs argv[0], looked up in PATH, with `input` as a file on its standard input, no other descriptor, and an
// environment of PATH and LC_ALL=C.UTF-8. Errors: unavailable where the program is not installed; too_large where it
// writes or runs beyond a limit; internal where the system gives no pipe or process. Threads: any.
Result<ChildOutput> run_child(const std::vector<std::string>& argv, std::string_view input, const ChildLimits& limits = {});

}  // namespace accord::format
