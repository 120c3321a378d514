#include "merkle/tile.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <utility>

namespace accord::merkle {
namespace {

// A tree of 64-bit size has hashes at levels 0 (leaves) to 7 (256^7 leaves each); C2SP leaves room up to 63.
constexpr int last_level = 7;

std::string_view next_part(std::string_view& rest) {
  const auto slash = rest.find('/');
  const auto part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  return part;
}

bool is_digits(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos; }

// Decimal without leading zeros, in [low, high].
std::optional<int> small_number(std::string_view s, int low, int high) {
  if (!is_digits(s) || s.size() > 3 || (s.size() > 1 && s[0] == '0')) return std::nullopt;
  int value = 0;
  std::from_chars(s.data(), s.data() + s.size(), value);
  if (value < low || value > high) return std::nullopt;
  return value;
}

}  // namespace

std::optional<TilePath> parse_tile_path(std::string_view path) {
  // Twenty digits make seven groups; anything longer cannot be canonical.
  if (path.size() > 64 || path.ends_with('/') || next_part(path) != "tile") return std::nullopt;
  TilePath out;
  if (const auto kind = next_part(path); kind == "entries") {
    out.entries = true;
  } else {
    const auto level = small_number(kind, 0, last_level);
    if (!level) return std::nullopt;
    out.level = *level;
  }
  std::string digits;
  for (bool last = false; !last;) {
    auto group = next_part(path);
    last = !group.starts_with('x');
    if (!last) group.remove_prefix(1);
    if (last && group.ends_with(".p")) {
      group.remove_suffix(2);
      const auto width = small_number(next_part(path), 1, tile_width - 1);
      if (!width) return std::nullopt;
      out.width = *width;
    }
    if (group.size() != 3 || !is_digits(group)) return std::nullopt;
    digits += group;
  }
  if (!path.empty()) return std::nullopt;
  if (digits.size() > 3 && digits.starts_with("000")) return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.index);
  if (error != std::errc{}) return std::nullopt;
  return out;
}

std::string to_string(const TilePath& path) {
  std::string number = fmt::format("{:03}", path.index % 1000);
  for (std::uint64_t rest = path.index / 1000; rest > 0; rest /= 1000) number = fmt::format("x{:03}/{}", rest % 1000, number);
  std::string out = path.entries ? "tile/entries/" + number : fmt::format("tile/{}/{}", path.level, number);
  if (path.width < tile_width) out += fmt::format(".p/{}", path.width);
  return out;
}

std::string encode_bundle(const std::vector<std::string>& entries) {
  std::string out;
  for (const auto& entry : entries) {
    // An entry holds commitments and is bounded where it is made; a longer one here is a fault of ours.
    if (entry.size() > 0xffff) throw std::length_error("a log entry has more than 65535 bytes");
    out += static_cast<char>(entry.size() >> 8U);
    out += static_cast<char>(entry.size() & 0xffU);
    out += entry;
  }
  return out;
}

Result<std::vector<std::string>> decode_bundle(std::string_view bytes) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < bytes.size();) {
    if (out.size() == tile_width) return fail(Kind::invalid, fmt::format("the bundle holds more than {} entries", tile_width));
    const auto rest = bytes.substr(at);
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<std::uint8_t>(rest[i])); };
    const std::size_t length = rest.size() < 2 ? 0 : byte(0) << 8U | byte(1);
    if (rest.size() < 2 || rest.size() - 2 < length)
      return fail(Kind::invalid, fmt::format("the bundle ends inside entry {}", out.size()), fmt::format("byte {}", at));
    out.emplace_back(rest.substr(2, length));
    at += 2 + length;
  }
  return out;
}

}  // namespace accord::merkle
