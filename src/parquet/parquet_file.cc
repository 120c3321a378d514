// A Parquet file behind format/column_file.h.
#include <arrow/status.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "parquet/arrow_file.h"
#include "parquet/cells.h"

namespace accord::parquet_reader {
namespace {

using format::BytesAt;
using format::Column;
using format::RowGroup;
using format::Run;

constexpr std::int64_t read_ahead = 1 << 20;  // of each column
// A file says how many rows it has, and nulls take no room: a few bytes may claim any number. No corpus has as many to a byte.
constexpr std::uint64_t rows_always = std::uint64_t(1) << 24U, rows_a_byte = 1000;
constexpr std::uint64_t tail = 8;  // the length of the footer, and the magic

class GroupReader final : public format::ColumnReader {
 public:
  GroupReader(std::shared_ptr<const BytesAt> bytes, std::shared_ptr<parquet::FileMetaData> footer, std::uint64_t memory)
      : pool_(static_cast<std::int64_t>(memory)) {
    parquet::ReaderProperties p(&pool_);
    p.enable_buffered_stream();
    p.set_buffer_size(read_ahead);
    p.set_page_checksum_verification(true);
    file_ = parquet::ParquetFileReader::Open(std::make_shared<ArrowFile>(std::move(bytes)), p, std::move(footer));
  }
  // May throw.
  void choose(std::size_t group, const std::vector<std::size_t>& columns) {
    group_ = file_->RowGroup(static_cast<int>(group));
    for (const auto c : columns)
      cells_.push_back(
          cells_of(*file_->metadata()->schema()->Column(static_cast<int>(c)), group_->GetColumnPageReader(static_cast<int>(c)), &pool_));
  }
  Run next(std::size_t i, std::string& problem) override { return cells_[i]->next(problem); }

 private:
  CappedMemory pool_;
  std::unique_ptr<parquet::ParquetFileReader> file_;
  std::shared_ptr<parquet::RowGroupReader> group_;
  std::vector<std::unique_ptr<Cells>> cells_;
};

class ParquetFile final : public format::ColumnFile {
 public:
  ParquetFile(std::shared_ptr<const BytesAt> bytes, std::shared_ptr<parquet::FileMetaData> footer)
      : bytes_(std::move(bytes)), footer_(std::move(footer)) {}

  // What the footer says; the problem with it, if there is one. May throw.
  std::string look() {
    const auto* schema = footer_->schema();
    for (int c = 0; c < schema->num_columns(); c++) {
      const auto* column = schema->Column(c);
      columns_.push_back({column->path()->ToDotVector(), kind_of(*column)});
    }
    std::uint64_t rows = 0;
    for (int g = 0; g < footer_->num_row_groups(); g++) {
      const auto group = footer_->RowGroup(g);
      if (group->num_columns() > 0 && !group->ColumnChunk(0)->file_path().empty()) return std::string(format::index_of_files);
      if (group->num_rows() < 0 || group->num_columns() != schema->num_columns()) return "damaged footer";
      groups_.push_back({static_cast<std::uint64_t>(group->num_rows()), begin_of(*group)});
      if (groups_.back().rows > std::uint64_t(1) << 40U) return "more rows than its bytes can hold";
      rows += groups_.back().rows;
    }
    return rows > rows_always && rows / rows_a_byte > bytes_->size() ? "more rows than its bytes can hold" : "";
  }

  const std::vector<Column>& columns() const override { return columns_; }
  const std::vector<RowGroup>& groups() const override { return groups_; }

  bool complete(std::size_t group, std::size_t column) const override {
    try {
      if (footer_->schema()->Column(static_cast<int>(column))->max_definition_level() == 0) return true;
      const auto chunk = footer_->RowGroup(static_cast<int>(group))->ColumnChunk(static_cast<int>(column));
      const auto said = chunk->encoded_statistics();
      return said && said->has_null_count && said->null_count == 0 && chunk->num_values() == static_cast<std::int64_t>(groups_[group].rows);
    } catch (...) {
      return false;  // reading it will say why
    }
  }

  std::unique_ptr<format::ColumnReader> read(std::size_t group, const std::vector<std::size_t>& columns, std::uint64_t memory,
                                             std::string& problem) const override {
    try {
      auto reader = std::make_unique<GroupReader>(bytes_, footer_, memory);
      reader->choose(group, columns);
      return reader;
    } catch (...) {
      bool ignored = false;
      problem = problem_of_exception(ignored);
      return nullptr;
    }
  }

 private:
  static std::uint64_t begin_of(const parquet::RowGroupMetaData& group) {
    if (group.num_columns() == 0) return 0;
    const auto first = group.ColumnChunk(0);
    auto begin = first->data_page_offset();
    if (first->has_dictionary_page() && first->dictionary_page_offset() > 0) begin = std::min(begin, first->dictionary_page_offset());
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, begin));
  }

  std::shared_ptr<const BytesAt> bytes_;
  std::shared_ptr<parquet::FileMetaData> footer_;
  std::vector<Column> columns_;
  std::vector<RowGroup> groups_;
};

std::unique_ptr<format::ColumnFile> open(std::shared_ptr<const BytesAt> bytes, std::uint64_t memory, std::string& problem) {
  const auto size = bytes->size();
  std::array<char, 4> head{};
  std::array<char, tail> end{};
  if (!bytes->read(0, head.data(), std::min<std::uint64_t>(head.size(), size))) return problem = "cannot be read", nullptr;
  const std::string_view begin(head.data(), head.size());
  if (begin != "PAR1" && begin != "PARE") return problem = "not Parquet", nullptr;
  if (size < tail + head.size()) return problem = "truncated", nullptr;
  if (!bytes->read(size - tail, end.data(), tail)) return problem = "cannot be read", nullptr;
  const std::string_view magic(end.data() + 4, 4);
  if (magic == "PARE") return problem = "encrypted", nullptr;
  if (magic != "PAR1") return problem = "truncated", nullptr;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; i++) length |= static_cast<std::uint32_t>(static_cast<unsigned char>(end[i])) << (8 * i);
  if (length > size - tail) return problem = "damaged footer", nullptr;
  if (length > memory) return problem = "footer over the cap on memory", nullptr;
  try {
    parquet::ReaderProperties p;
    // A list in the footer has no more items than the footer has bytes.
    p.set_thrift_container_size_limit(std::min<std::int32_t>(p.thrift_container_size_limit(), static_cast<std::int32_t>(length) + 16));
    const auto reader = parquet::ParquetFileReader::Open(std::make_shared<ArrowFile>(bytes), p);
    auto file = std::make_unique<ParquetFile>(std::move(bytes), reader->metadata());
    problem = file->look();
    if (!problem.empty()) return nullptr;
    return file;
  } catch (const std::bad_alloc&) {
    problem = "footer over the cap on memory";
  } catch (const std::exception& e) {
    problem = std::string_view(e.what()).find("crypt") != std::string_view::npos ? "encrypted" : "damaged footer";
  } catch (...) {
    problem = "damaged footer";
  }
  return nullptr;
}

}  // namespace
}  // namespace accord::parquet_reader

// What the program looks for; its type is format::OpenColumnFile.
extern "C" __attribute__((visibility("default"))) void accord_open_column_file_1(std::shared_ptr<const accord::format::BytesAt> bytes,
                                                                                 std::uint64_t memory,
                                                                                 std::unique_ptr<accord::format::ColumnFile>& file,
                                                                                 std::string& problem) {
  file = accord::parquet_reader::open(std::move(bytes), memory, problem);
}
