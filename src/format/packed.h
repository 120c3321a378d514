// Compressed bytes as a stream of what they hold: gzip (RFC 1952), zstd (RFC 8878), lz4 frames.
//
// All three are sequences of members (frames), each of which can be read on its own. A damaged member is a hole: it is
// noted with its place, the next one is looked for, and reading goes on there. Nothing hangs, nothing is passed unseen.
#pragma once

#include <memory>
#include <string_view>

#include "format/byte_source.h"
#include "format/document.h"

namespace accord::format {

enum class Packing { plain, gzip, zstd, lz4 };
Packing packing_of(std::string_view head);  // by the first bytes, at least 4 of them unless there are fewer

// The content of `raw` as a window; decoded `ahead` on a thread of its own, if so. What is wrong with the packing is noted in `status`, which must outlive the window:
// "truncated" (at the byte where the file ends), "damaged gzip member", "trailing bytes that are no gzip member" and the like.
Result<Window> open_window(std::unique_ptr<ByteStream> raw, ReadStatus& status, bool ahead = false);

}  // namespace accord::format
