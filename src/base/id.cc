#include "base/id.h"

#include <sodium.h>

#include <algorithm>
#include <cstdint>

namespace accord {
namespace {
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
}

Random system_random() {
  static const int ready = sodium_init();
  (void)ready;
  return [](std::size_t n) {
    std::string out(n, '\0');
    randombytes_buf(out.data(), n);
    return out;
  };
}

std::string encode_id(std::string_view bytes) {
  std::string out;
  std::uint32_t acc = 0;
  int bits = 0;
  for (const char c : bytes) {
    acc = acc << 8 | static_cast<std::uint8_t>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += alphabet[acc >> (bits - 5) & 31];
  }
  if (bits > 0) out += alphabet[acc << (5 - bits) & 31];
  return out;
}

bool is_id(std::string_view text) {
  return text.size() == 26 && std::ranges::all_of(text, [](char c) { return alphabet.find(c) != std::string_view::npos; });
}

}  // namespace accord
