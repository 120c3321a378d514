// The library that reads Parquet, loaded when the first such file is met: the program itself is without Arrow (ADR 17).
#pragma once

#include "base/result.h"
#include "format/column_file.h"

namespace accord::corpus {

// Looked for beside the program, or where ACCORD_PARQUET says. Loaded once and kept. Errors: unavailable, with what the system says and
// what helps; the same again at each call. Any thread.
Result<format::OpenColumnFile*> parquet_library();

}  // namespace accord::corpus
