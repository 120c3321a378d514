// Log entries: what is read has one encoding, and it is the one that was read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "record/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto entry = accord::record::decode_entry(bytes);
  if (entry && accord::record::encode_entry(entry->kind, entry->commitments, entry->refers) != bytes) std::abort();
  return 0;
}
