// gzip, zstd and lz4, in pieces of any size: no bytes crash, none make it run on, and what it gives does not depend on the pieces.
#include <cstdint>
#include <cstdlib>

#include "format/packed.h"

using namespace accord::format;

static std::string content(std::string_view stored, std::size_t piece, ReadStatus& status) {
  auto window = open_window(memory_stream(stored, piece), status);
  std::string out;
  while (out.size() < 4U << 20U) {
    out += window->view();
    window->take(window->view().size());
    if (window->at_end()) break;
    if (window->at_hole()) window->pass_hole();
    window->grow().value();
  }
  return out;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view stored(reinterpret_cast<const char*>(data) + 1, size - 1);
  ReadStatus whole, pieces;
  content(stored, 1U << 20U, whole);
  content(stored, 1 + data[0], pieces);
  if ((whole.state == InputState::ok) != (pieces.state == InputState::ok)) std::abort();
  return 0;
}
