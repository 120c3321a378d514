// What packed.cc needs to know about a compression: how a member begins, and how it is decoded.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "format/byte_source.h"

namespace accord::format {

class Codec {
 public:
  enum class State { going, finished, wrong };
  struct Decoded {
    std::size_t used = 0, made = 0;
    State state = State::going;
  };
  enum class Whole { done, too_large, wrong, never };

  virtual ~Codec() = default;
  virtual std::string_view name() const = 0;
  // Whether a member can begin here; at most `head` bytes are looked at.
  static constexpr std::size_t head = 10;
  virtual bool starts(std::string_view at) const = 0;
  // The first place at or behind `from` where a member begins, by its magic and the rest of its head; npos: none.
  virtual std::size_t find(std::string_view in, std::size_t from) const = 0;
  // Decodes a whole member in one go, when it is small: appends it to `out`, gives its length in `used`.
  virtual Whole whole(std::string_view, Buffer&, std::size_t& /*used*/) { return Whole::never; }
  // Decodes a member in pieces, from its first byte; begin() comes first.
  virtual void begin() = 0;
  virtual Decoded decode(std::string_view in, char* out, std::size_t room) = 0;
};

std::unique_ptr<Codec> gzip_codec();
std::unique_ptr<Codec> zstd_codec();
std::unique_ptr<Codec> lz4_codec();

}  // namespace accord::format
