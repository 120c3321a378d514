// C2SP tlog-tiles: names of tiles and bundles. Tiles have 256 hashes; entry bundles 256 entries, each
// with a big-endian 16-bit length before it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace accord::merkle {

constexpr int tile_width = 256;

struct TilePath {
  bool entries = false;   // tile/entries/<N> rather than tile/<L>/<N>
  int level = 0;
  std::uint64_t index = 0;
  int width = tile_width;  // < 256: "<N>.p/<W>"
};
std::optional<TilePath> parse_tile_path(std::string_view path);  // "tile/0/x001/067.p/5"; nullopt unless canonical
std::string to_string(const TilePath& path);

std::string encode_bundle(const std::vector<std::string>& entries);
Result<std::vector<std::string>> decode_bundle(std::string_view bytes);

}  // namespace accord::merkle
