// Documents from the rows of a file of columns: Parquet.
//
// A column means what a field of that name means in JSON Lines; "meta.url" is a column inside a group. Lists are passed over, as they
// are there. No more than the needed columns are read.
#pragma once

#include "format/column_file.h"
#include "format/reader.h"

namespace accord::format {

// What a reader's part of memory is while it reads one row group: pages, as stored and decoded, of all its columns.
inline std::uint64_t memory_for_pages(const ReadOptions& options) { return 4 * std::uint64_t(options.largest_record); }

// Reads row groups [first, end), or on from `options.from` among them. Places are row groups and rows. Any thread.
Result<void> read_row_groups(const ColumnFile& file, std::size_t first, std::size_t end, const ReadOptions& options, Sink& sink,
                             ReadStatus& status);

// Notes why a file could not be opened; `size`, where it ends.
void note_unopened(std::string_view problem, std::uint64_t size, ReadStatus& status);

}  // namespace accord::format
