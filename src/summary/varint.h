// Unsigned numbers in 7 bits a byte, low end first; of one number one encoding (no padding), at most 64 bits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace accord::summary {

inline void put_varint(std::string& out, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7U) out += static_cast<char>(v | 0x80);
  out += static_cast<char>(v);
}

// Takes one from the front; false if there is none, or not in its one encoding.
inline bool take_varint(std::string_view& in, std::uint64_t& v) {
  v = 0;
  for (unsigned i = 0; i < in.size() && i < 10; ++i) {
    const auto b = static_cast<std::uint8_t>(in[i]);
    if (i == 9 && b > 1) return false;
    v |= std::uint64_t{b & 0x7fU} << (7 * i);
    if ((b & 0x80U) != 0) continue;
    if (b == 0 && i > 0) return false;
    in.remove_prefix(i + 1);
    return true;
  }
  return false;
}

inline std::uint64_t zigzag(std::int64_t v) { return static_cast<std::uint64_t>(v) << 1U ^ static_cast<std::uint64_t>(v >> 63); }
inline std::int64_t unzigzag(std::uint64_t v) { return static_cast<std::int64_t>(v >> 1U) ^ -static_cast<std::int64_t>(v & 1U); }

}  // namespace accord::summary
