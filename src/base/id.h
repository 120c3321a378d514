// Ids: 128 random bits, Crockford base32 in lower case (26 characters). Not sequential, not ordered by
// time, so that an id tells nothing (A16). Typed, so that a person is never passed for a round.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace accord {

// Fills with random bytes of the given number; injected so that pure code can be repeated (A3).
using Random = std::function<std::string(std::size_t bytes)>;
Random system_random();  // libsodium

std::string encode_id(std::string_view sixteen_bytes);
bool is_id(std::string_view text);

template <class Noun>
struct Id {
  std::string value{};
  auto operator<=>(const Id&) const = default;
  [[nodiscard]] bool empty() const { return value.empty(); }
  static Id make(const Random& random) { return {encode_id(random(16))}; }
};

}  // namespace accord
