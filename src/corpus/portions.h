// A large input in portions, so that several threads read it: runs of row groups, or of lines.
//
// Rule: where portions end follows from the file alone, so that a resumed scan finds the same ones. Their bytes are all of the
// file's, each once. Threads: an Opened is any thread's.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "corpus/inputs.h"
#include "format/column_file.h"
#include "format/reader.h"

namespace accord::corpus {

struct Portion {
  std::uint64_t from = 0, to = 0;    // bytes of the file that it stands for
  std::uint64_t first = 0, end = 0;  // of row groups, where the file has them
};

struct Opened {
  enum class As : std::uint8_t { stream, lines, row_groups, unreadable };
  As as = As::stream;
  std::vector<Portion> portions{};                      // one at least, in order; one alone for a stream
  std::shared_ptr<const format::ColumnFile> columns{};  // of row groups
  std::string problem{};                                // of what is unreadable
  std::optional<Error> error{};                         // where the library is missing, and not the file bad
  // The byte that a place in a row group stands for: in proportion to the rows.
  std::uint64_t byte_of(format::Place place) const;
};

// Portions of lines, and of row groups, have about these many bytes.
struct PortionSizes {
  std::uint64_t lines = std::uint64_t(32) << 20U, row_groups = std::uint64_t(8) << 20U;
};

// Looks at the beginning of the file, and at the footer of Parquet. Errors: those of open_file. What is no regular file is a stream.
Result<std::shared_ptr<const Opened>> open_input(const InputFile& input, const format::ReadOptions& options, const PortionSizes& sizes);

}  // namespace accord::corpus
