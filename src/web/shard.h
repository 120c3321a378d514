// What the connections of one I/O thread share, and what all threads share.
//
// Threads: a Shard is touched by its own thread alone, but for post() to its io_context; Common is read-only but for its atomics and pools.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "web/listener.h"
#include "web/page_cache.h"
#include "web/pool.h"

namespace accord::web {

class Connection;

struct Common {
  ListenerOptions options;
  Handlers handlers;
  Clock clock;
  HeadLimits limits;
  std::vector<std::string> hosts;  // in lower case, with the port that was bound
  std::atomic<std::size_t> connections = 0;
  Pool reads, writes;

  Common(ListenerOptions o, Handlers h, Clock c)
      : options(std::move(o)),
        handlers(std::move(h)),
        clock(std::move(c)),
        limits{.head_bytes = options.max_header_bytes, .line_bytes = options.max_header_bytes / 2, .body_bytes = options.max_body_bytes},
        reads(options.read_threads, options.max_waiting),
        writes(options.write_threads, options.max_waiting) {}
};

struct Shard {
  static constexpr std::size_t cache_bytes = 64U << 20U;
  static constexpr std::size_t body_budget = 256U << 20U;  // of all bodies in memory; more are turned away

  Common& common;
  PageCache cache;
  std::unordered_set<Connection*> connections;
  std::size_t body_bytes = 0;
  bool draining = false;
  boost::asio::io_context io{1};  // last: what it still holds at its end touches the members above

  Shard(Common& c, std::size_t shards) : common(c), cache(cache_bytes / shards, c.options.cache_ttl) {}

  // The fields that differ from one sending to the next, and the empty line that ends a head.
  void write_tail(std::string& out, int minor, bool keep_alive);

 private:
  Instant date_second_ = -1;
  std::string date_;
};

Instant steady_now();  // microseconds since some start

}  // namespace accord::web
