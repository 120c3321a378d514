// Signed notes, checkpoints and keys: any bytes are refused or read; what is read is written back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "merkle/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord::merkle;
  static const auto signer = make_key("fuzz.example/log", std::string(32, 'f'));
  static const auto known = public_half(signer);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto checkpoint = read_checkpoint(bytes)) {
    const auto again = read_checkpoint(sign(*checkpoint, signer));
    if (!again || again->origin != checkpoint->origin || again->size != checkpoint->size || again->root != checkpoint->root) std::abort();
  }
  // Opening is never easier than reading.
  if (open_checkpoint(bytes, known) && !read_checkpoint(bytes)) std::abort();
  if (const auto key = parse_verifying_key(bytes); key && to_text(*key) != accord::utf8::trim(bytes)) std::abort();
  if (const auto key = parse_signing_key(bytes); key && to_text(*key) != accord::utf8::trim(bytes)) std::abort();
  return 0;
}
