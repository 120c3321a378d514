// The listener: sockets, admission, framing (RFC 9112), limits, the cache of anonymous pages.
//
// A header is read once, strictly, from its raw bytes (admission.h); no second parser sees it. One request
// is in flight per connection; pipelined bytes wait. Threads: run() blocks; stop() may be called from anywhere.
#pragma once

#include <atomic>
#include <string>

#include "web/http.h"

namespace accord::web {

struct ListenerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  // What Host may say, with port where not 80/443; else 421. A port of 0 stands for the one that was
  // bound. Empty: the address and port that were bound.
  std::vector<std::string> hosts;
  std::optional<std::string> trusted_proxy;  // address whose Forwarded headers count
  int io_threads = 1;
  int read_threads = 4;
  int write_threads = 128;  // methods other than GET and HEAD; they wait for the disk
  std::size_t max_header_bytes = 16U << 10U;
  std::size_t max_body_bytes = 24U << 20U;
  std::size_t max_connections = 5'000;
  std::size_t max_waiting = 4'000;  // requests queued for a pool; more get 503 + Retry-After
  Instant header_timeout = 10 * second;
  Instant body_timeout = 60 * second;  // and at least 1 KiB/s
  Instant idle_timeout = 60 * second;
  Instant cache_ttl = 10 * second;  // of anonymous pages, within one generation
};

struct Handlers {
  std::function<Response(const Request&)> handle;
  // Answers `Response` for a request that is refused before any handler: 503, with a signed ticket where
  // the request could have been a filing (P4).
  std::function<Response(const Request&)> turned_away;
  std::function<std::uint64_t()> generation;  // the cache is dropped when it changes
  // For errors of framing, sizes and time: a complete response for a status, plain and small.
  std::function<Response(int status, std::string_view message)> refuse;
};

class Listener {
 public:
  static Result<std::unique_ptr<Listener>> open(ListenerOptions options, Handlers handlers, Clock clock);
  virtual ~Listener() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  // Until stop(); then polite: finishes what is in flight, 10 s at most. False when a handler still runs after that: all
  // that is left is to end the program, without taking down what the handler uses.
  virtual bool run() = 0;
  virtual void stop() = 0;  // safe in a signal handler's thread
};

}  // namespace accord::web
