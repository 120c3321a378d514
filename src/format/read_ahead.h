// A stream that decodes on a thread of its own, some blocks ahead of its reader, so that one long compressed file keeps two
// cores busy: one decodes, one counts.
//
// Threads: belongs to one thread like any stream; its own ends with it.
#pragma once

#include <functional>
#include <memory>

#include "format/byte_source.h"

namespace accord::format {

// `make` gives the stream that is read ahead, and is told the status in which it notes what is wrong; that reaches `status` when the
// bytes beside it are pulled, as without. Holds at most about 5 MB that were not pulled yet.
std::unique_ptr<ByteStream> read_ahead(const std::function<std::unique_ptr<ByteStream>(ReadStatus&)>& make, ReadStatus& status);

}  // namespace accord::format
