// The log's files as C2SP tlog-tiles names them: "checkpoint", "tile/0/000", "tile/entries/000.p/5"; and
// "entries/<index>", the bytes of one entry.
#pragma once

#include "app/context.h"

namespace accord::app {

// The first entry of a new log, so that even an empty one has a checkpoint to hold it to.
Result<void> begin_log(Context& ctx);

struct LogFile {
  std::string bytes, content_type;
  bool immutable = false;  // a full tile never changes
};
Result<LogFile> log_file(Context& ctx, const std::string& path);

}  // namespace accord::app
