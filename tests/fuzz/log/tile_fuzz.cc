// Tile paths and entry bundles: there is one spelling of each.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "merkle/tile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord::merkle;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto path = parse_tile_path(bytes); path && to_string(*path) != bytes) std::abort();
  if (const auto entries = decode_bundle(bytes); entries && encode_bundle(*entries) != bytes) std::abort();
  return 0;
}
