// The values of one column of a row group, as runs of cells.
#pragma once

#include <parquet/column_reader.h>
#include <parquet/schema.h>

#include <functional>
#include <memory>
#include <string>

#include "format/column_file.h"

namespace accord::parquet_reader {

// Of use to us: a value a row at most, and a string, a number or a time.
format::CellKind kind_of(const parquet::ColumnDescriptor& column);

// What a thing that Arrow threw is called, to be called inside a catch block. `recoverable`: only the page is lost.
std::string problem_of_exception(bool& recoverable);

class Cells {
 public:
  Cells() = default;
  Cells(const Cells&) = delete;
  Cells& operator=(const Cells&) = delete;
  virtual ~Cells() = default;
  virtual format::Run next(std::string& problem) = 0;
};

// `pages` of the column; may throw. `column` and `pool` outlive it.
std::unique_ptr<Cells> cells_of(const parquet::ColumnDescriptor& column, std::unique_ptr<parquet::PageReader> pages,
                                arrow::MemoryPool* pool);

}  // namespace accord::parquet_reader
