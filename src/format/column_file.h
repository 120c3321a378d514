// A file of columns in row groups (Parquet), as a library outside of the program reads it.
//
// Rule: types alone, so that the library and the program share nothing else. Nothing is thrown across; what is wrong with the bytes
// is a problem, in a short and stable phrase that names no place.
// Threads: a ColumnFile is any thread's; a ColumnReader is one thread's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace accord::format {

// Bytes at any place of a file that is kept open. Any thread.
class BytesAt {
 public:
  BytesAt() = default;
  BytesAt(const BytesAt&) = delete;
  BytesAt& operator=(const BytesAt&) = delete;
  virtual ~BytesAt() = default;
  virtual std::uint64_t size() const = 0;
  // Fills `into`; false when the system says no, or the file ends before.
  virtual bool read(std::uint64_t at, char* into, std::size_t n) const = 0;
};

enum class CellKind : std::uint8_t {
  none,     // of no use here: lists, truth values, times of day
  text,     // strings, and bytes that nobody said are no strings
  number,   // integers, floating point, decimals
  instant,  // dates and timestamps, as seconds since 1970
};

struct Column {
  std::vector<std::string> path;  // names from the outermost in: {"meta", "url"}
  CellKind kind = CellKind::none;
};

struct RowGroup {
  std::uint64_t rows = 0;
  std::uint64_t begin = 0;  // its first byte in the file
};

// Cells of one column, in order; good until the next call. As many as `size`; those of `texts` with data() == nullptr and of `numbers`
// that are NaN are null.
struct Run {
  std::size_t size = 0;
  const std::string_view* texts = nullptr;
  const double* numbers = nullptr;
  bool lost = false;  // they could not be read; what follows can
};

class ColumnReader {
 public:
  ColumnReader() = default;
  ColumnReader(const ColumnReader&) = delete;
  ColumnReader& operator=(const ColumnReader&) = delete;
  virtual ~ColumnReader() = default;
  // The next cells of the i-th of the chosen columns, at least one. Empty at its end, and with `problem` where it can be read no further
  // (or, with a run that is lost, why it was).
  virtual Run next(std::size_t i, std::string& problem) = 0;
};

class ColumnFile {
 public:
  ColumnFile() = default;
  ColumnFile(const ColumnFile&) = delete;
  ColumnFile& operator=(const ColumnFile&) = delete;
  virtual ~ColumnFile() = default;
  virtual const std::vector<Column>& columns() const = 0;
  virtual const std::vector<RowGroup>& groups() const = 0;
  // Whether the file says that no cell of a column is null in a group.
  virtual bool complete(std::size_t group, std::size_t column) const = 0;
  // Reads the chosen columns of a group; no more than `memory` bytes are held at a time. None, with a problem, when it cannot.
  virtual std::unique_ptr<ColumnReader> read(std::size_t group, const std::vector<std::size_t>& columns, std::uint64_t memory,
                                             std::string& problem) const = 0;
};

// The problem that is none: a footer alone, of row groups that are in other files ("_metadata", as Spark and Dask write it).
inline constexpr std::string_view index_of_files = "index of other files";

// Opens a file by its footer, of at most `memory` bytes, into `file`. None, with a problem, when it cannot; "truncated" when it ends in
// the middle.
using OpenColumnFile = void(std::shared_ptr<const BytesAt> bytes, std::uint64_t memory, std::unique_ptr<ColumnFile>& file,
                            std::string& problem);

// What the library exports, by this name; the number changes with anything above.
inline constexpr const char* column_file_symbol = "accord_open_column_file_1";

}  // namespace accord::format
