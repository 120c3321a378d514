// base: what every room shares and that knows no word of the domain.
//
// Rule: values in, values out; nothing here prints, exits, reads the clock or the network.
// Threads: everything is a value or a pure function.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace accord {

// The one closed list of expected failures. web/errors.cc maps a kind to an HTTP status and
// cli/errors.cc to an exit code; nothing else interprets it.
enum class Kind {
  invalid,          // the input breaks a rule: 400, exit 2
  unauthenticated,  // nobody is signed in: 401
  forbidden,        // signed in, but may not: 403
  not_found,        // absent, or hidden from this viewer (the two look the same): 404
  conflict,         // another act came first, or the object is in another state: 409
  too_late,         // the deadline has passed: 410
  too_large,        // over a stated cap: 413
  unsupported,      // bytes of a kind that no reader takes: 415
  unprocessable,    // understood, but refused by a rule of the procedure: 422
  rate_limited,     // too many tries: 429
  unavailable,      // full or stopping: 503
  internal,         // ours: 500, exit 3
};

// An expected failure. `message` is one sentence for a person; `place` names where (a field, a line,
// an eId); `remedy` says what to do. Never holds text that a database driver wrote.
struct Error {
  Kind kind = Kind::internal;
  std::string message;
  std::string place{};
  std::string remedy{};
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Kind kind, std::string message, std::string place = {},
                                                 std::string remedy = {}) {
  return std::unexpected(Error{kind, std::move(message), std::move(place), std::move(remedy)});
}

}  // namespace accord

// Unwraps a Result into `lhs`, or returns its error from the enclosing function.
#define ACCORD_CONCAT_(a, b) a##b
#define ACCORD_CONCAT(a, b) ACCORD_CONCAT_(a, b)
#define ACCORD_TRY_(tmp, lhs, expr)                          \
  auto tmp = (expr);                                         \
  if (!tmp) return std::unexpected(std::move(tmp).error());  \
  lhs = std::move(*tmp)
#define ACCORD_TRY(lhs, expr) ACCORD_TRY_(ACCORD_CONCAT(accord_try_, __LINE__), lhs, expr)
// The same where there is no value to keep.
#define ACCORD_CHECK(expr)                                                  \
  do {                                                                      \
    if (auto accord_check = (expr); !accord_check)                          \
      return std::unexpected(std::move(accord_check).error());              \
  } while (false)
