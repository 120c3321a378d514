// Where bytes are kept, for a room that touches no file: corpus/files.h gives real ones, tests keep them in memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace accord::summary {

// Bytes that are written once, from the beginning. Errors: unavailable, such as a full disk; nothing is half-done then, as
// what is not closed is not kept.
class Output {
 public:
  virtual ~Output() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<void> close() = 0;  // durable, if the keeper is
};

// Bytes that can be read anywhere. May be read by several threads.
class Content {
 public:
  virtual ~Content() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  [[nodiscard]] virtual std::string name() const { return ""; }  // for messages: the name of its file
  // Fills `into` from `offset`. Errors: invalid where the content is shorter; unavailable where it cannot be read.
  virtual Result<void> read(std::uint64_t offset, std::span<char> into) const = 0;
};

// Room for what does not fit into memory. Its pieces are gone with it. May be used by several threads, and by several tallies.
class Scratch {
 public:
  virtual ~Scratch() = default;
  std::uint64_t next() { return next_++; }  // a number for a piece, which nobody else gets
  virtual Result<std::unique_ptr<Output>> create(std::uint64_t piece) = 0;
  virtual Result<std::shared_ptr<const Content>> open(std::uint64_t piece) = 0;
  virtual void drop(std::uint64_t piece) = 0;  // not needed any more

 private:
  std::atomic<std::uint64_t> next_ = 0;
};

}  // namespace accord::summary
