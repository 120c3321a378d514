// gzip, zstd and lz4, in pieces of any size: no bytes crash, none make it run on, and what it gives does not depend on the pieces.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "format/packed.h"

using namespace accord::format;

static constexpr std::size_t most = 4U << 20U;

static std::string content(std::string_view stored, std::size_t piece, ReadStatus& status) {
  auto window = open_window(memory_stream(stored, piece), status);
  std::string out;
  while (out.size() < most) {
    out += window->view();
    window->take(window->view().size());
    if (window->at_end()) break;
    if (window->at_hole()) window->pass_hole();
    window->grow().value();
  }
  return out;
}

// But for the places: how far into a damaged member decoding came depends on how much of it was there.
static bool same(const ReadStatus& a, const ReadStatus& b) {
  return std::ranges::equal(a.reasons, b.reasons, [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.count == y.second.count;
  });
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view stored(reinterpret_cast<const char*>(data) + 1, size - 1);
  ReadStatus whole, pieces;
  const auto one = content(stored, 1U << 20U, whole), other = content(stored, 1 + data[0], pieces);
  if (whole.state != pieces.state) std::abort();
  // zstd hands out a block that is not compressed as it comes, and may find out at its end that the frame is wrong: then it is more or less.
  const bool all = packing_of(stored) == Packing::gzip;
  if (one.size() < most && other.size() < most && ((all && one != other) || !same(whole, pieces))) std::abort();
  return 0;
}
