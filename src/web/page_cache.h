// The cache of whole answers for anonymous readers.
//
// Rule: nothing outlives the generation in which it was made. Threads: one cache per I/O thread, used by that thread alone.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "web/admission.h"
#include "web/answer.h"

namespace accord::web {

class PageCache {
 public:
  PageCache(std::size_t max_bytes, Instant ttl) : max_bytes_(max_bytes), ttl_(ttl) {}

  // Where the answer to an anonymous GET or HEAD may lie: host, scheme, target and what the client would like to have. False for a
  // request that is not anonymous or whose wishes are too odd to keep. The key is reused memory.
  static bool key_of(const Head& head, bool secure, std::string& key);

  // Null when absent, too old, or of another generation; the latter empties the cache. `now` is any steady count of microseconds.
  std::shared_ptr<const Answer> find(const std::string& key, std::uint64_t generation, Instant now);
  // `generation` is the one read before the answer was made; an older one is ignored. The least recently used go when it is full.
  void put(const std::string& key, std::shared_ptr<const Answer> answer, std::uint64_t generation, Instant now);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Page {
    std::string key;
    std::shared_ptr<const Answer> answer;
    Instant until;
    std::size_t bytes;
  };
  using Pages = std::list<Page>;  // the most recently used in front
  void drop(Pages::iterator page);
  void enter(std::uint64_t generation);

  std::size_t max_bytes_;
  Instant ttl_;
  std::size_t bytes_ = 0;
  std::uint64_t generation_ = 0;
  Pages pages_;
  std::unordered_map<std::string_view, Pages::iterator> by_key_;
};

}  // namespace accord::web
