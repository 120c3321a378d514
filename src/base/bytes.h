// Bytes and their printable forms, hashes and random bytes' encodings.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace accord {

using Hash = std::array<std::uint8_t, 32>;  // SHA-256

Hash sha256(std::string_view bytes);
// SHA-256 of the concatenation, without building it.
Hash sha256(std::string_view a, std::string_view b, std::string_view c = {});

std::string to_hex(std::string_view bytes);                     // lower case
std::optional<std::string> from_hex(std::string_view hex);      // nullopt unless well-formed
std::string to_base64(std::string_view bytes);                  // RFC 4648 section 4, padded
std::optional<std::string> from_base64(std::string_view text);  // strict: padded, no white space
std::string to_base64url(std::string_view bytes);               // RFC 4648 section 5, unpadded

inline std::string_view view(const Hash& h) {
  return {reinterpret_cast<const char*>(h.data()), h.size()};
}
inline std::string to_hex(const Hash& h) { return to_hex(view(h)); }
std::optional<Hash> hash_from(std::string_view bytes);  // nullopt unless 32 bytes

// Compares in time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace accord
