#include "cli/exit.h"

#include <fmt/core.h>

#include <cstdio>

namespace accord::cli {

int exit_code(Kind kind) {
  switch (kind) {
    case Kind::internal:
    case Kind::unavailable: return 3;
    default: return 2;
  }
}

int complain(const Error& e) {
  fmt::print(stderr, "accord: {}{}\n", e.message, e.place.empty() ? "" : " (" + e.place + ")");
  if (!e.remedy.empty()) fmt::print(stderr, "        {}\n", e.remedy);
  return exit_code(e.kind);
}

}  // namespace accord::cli
