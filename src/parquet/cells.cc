#include "parquet/cells.h"

#include <arrow/status.h>
#include <parquet/column_page.h>
#include <parquet/exception.h>
#include <parquet/types.h>

#include <cmath>
#include <limits>
#include <new>
#include <string_view>
#include <vector>

namespace accord::parquet_reader {
namespace {

using format::CellKind;
using format::Run;
using parquet::LogicalType;
using parquet::Type;

constexpr std::size_t batch = 1024;
constexpr double null_number = std::numeric_limits<double>::quiet_NaN();

// Says how many cells a page holds before it is decoded, so that one which cannot be is known to have lost that many.
class WatchedPages final : public parquet::PageReader {
 public:
  explicit WatchedPages(std::unique_ptr<parquet::PageReader> from) : from_(std::move(from)) {
    from_->set_data_page_filter([this](const parquet::DataPageStats& page) {
      cells_ = page.num_values;
      return false;
    });
  }
  std::shared_ptr<parquet::Page> NextPage() override {
    cells_ = -1;
    reading_ = true;
    auto page = from_->NextPage();
    reading_ = false;
    return page;
  }
  void set_max_page_header_size(std::uint32_t size) override { from_->set_max_page_header_size(size); }
  // Of the page that was being read when something was thrown; -1 if that is not known.
  std::int64_t lost() const { return reading_ ? cells_ : -1; }

 private:
  std::unique_ptr<parquet::PageReader> from_;
  std::int64_t cells_ = -1;
  bool reading_ = false;
};

double number_of_big_endian(const std::uint8_t* bytes, std::size_t n) {
  double out = n != 0 && (bytes[0] & 0x80U) != 0 ? -1 : 0;
  for (std::size_t i = 0; i < n; i++) out = out * 256 + bytes[i];
  return out;
}

// What the stored values of a column are.
struct Scale {
  double divisor = 1;           // of decimals
  std::size_t length = 0;       // of values of a fixed length
  std::int64_t per_second = 0;  // of timestamps; seconds are whole, since rounding could reach the next day
  std::int64_t factor = 1;      // of days
  bool is_unsigned = false;
};

double to_number(std::int64_t v, const Scale& s) {
  if (s.is_unsigned) return static_cast<double>(static_cast<std::uint64_t>(v));
  if (s.per_second != 0) return static_cast<double>(v / s.per_second - (v % s.per_second < 0 ? 1 : 0));
  return static_cast<double>(v) * static_cast<double>(s.factor) / s.divisor;
}
double to_number(std::int32_t v, const Scale& s) {
  return s.is_unsigned ? static_cast<double>(static_cast<std::uint32_t>(v)) : to_number(static_cast<std::int64_t>(v), s);
}
double to_number(float v, const Scale&) { return v; }
double to_number(double v, const Scale&) { return v; }
double to_number(const parquet::ByteArray& v, const Scale& s) { return number_of_big_endian(v.ptr, v.len) / s.divisor; }
double to_number(const parquet::FixedLenByteArray& v, const Scale& s) { return number_of_big_endian(v.ptr, s.length) / s.divisor; }
double to_number(const parquet::Int96& v, const Scale&) {
  constexpr std::int64_t julian_1970 = 2440588, day = 86400;
  const auto nanoseconds = static_cast<std::uint64_t>(v.value[0]) | static_cast<std::uint64_t>(v.value[1]) << 32U;
  return static_cast<double>((static_cast<std::int64_t>(v.value[2]) - julian_1970) * day +
                             static_cast<std::int64_t>(nanoseconds / 1'000'000'000));
}

template <typename Stored>
class TypedCells final : public Cells {
 public:
  TypedCells(const parquet::ColumnDescriptor& column, CellKind kind, Scale scale, std::unique_ptr<parquet::PageReader> pages,
             arrow::MemoryPool* pool)
      : kind_(kind), scale_(scale), levels_(static_cast<std::int16_t>(column.max_definition_level())) {
    auto watched = std::make_unique<WatchedPages>(std::move(pages));
    pages_ = watched.get();
    reader_ = std::static_pointer_cast<parquet::TypedColumnReader<Stored>>(parquet::ColumnReader::Make(&column, std::move(watched), pool));
  }

  Run next(std::string& problem) override {
    try {
      if (!reader_->HasNext()) return {};
      std::int64_t values = 0;
      const auto cells = reader_->ReadBatch(batch, levels_ == 0 ? nullptr : defined_, nullptr, values_, &values);
      if (cells > 0 || values > 0)
        return spread(static_cast<std::size_t>(std::max(cells, values)), static_cast<std::size_t>(values), problem);
      problem = "damaged page";  // it has more, and gives nothing
      return {};
    } catch (...) {
      bool recoverable = false;
      problem = problem_of_exception(recoverable);
      const auto lost = pages_->lost();
      if (!recoverable || lost <= 0) return {};
      Run run;
      run.size = static_cast<std::size_t>(lost);
      run.lost = true;
      return run;
    }
  }

 private:
  // Values stand without gaps, cells with them.
  Run spread(std::size_t cells, std::size_t values, std::string& problem) {
    std::size_t v = 0;
    for (std::size_t i = 0; i < cells; i++) {
      const bool there = levels_ == 0 || defined_[i] == levels_;
      if (there && v == values) {
        problem = "damaged page";
        return {};
      }
      put(i, there ? &values_[v++] : nullptr);
    }
    Run run;
    run.size = cells;
    if (kind_ == CellKind::text)
      run.texts = texts_;
    else
      run.numbers = numbers_;
    return run;
  }

  void put(std::size_t i, const typename Stored::c_type* value) {
    if constexpr (std::is_same_v<Stored, parquet::ByteArrayType>) {
      if (kind_ == CellKind::text) {
        texts_[i] = value == nullptr  ? std::string_view{}
                    : value->len == 0 ? std::string_view{""}
                                      : std::string_view(reinterpret_cast<const char*>(value->ptr), value->len);
        return;
      }
    }
    numbers_[i] = value == nullptr ? null_number : to_number(*value, scale_);
  }

  CellKind kind_;
  Scale scale_;
  std::int16_t levels_;
  WatchedPages* pages_ = nullptr;  // the reader's
  std::shared_ptr<parquet::TypedColumnReader<Stored>> reader_;
  std::int16_t defined_[batch]{};
  typename Stored::c_type values_[batch]{};
  std::string_view texts_[batch]{};
  double numbers_[batch]{};
};

}  // namespace

CellKind kind_of(const parquet::ColumnDescriptor& column) {
  if (column.max_repetition_level() > 0) return CellKind::none;
  const auto& logical = column.logical_type();
  const auto physical = column.physical_type();
  if (logical && logical->is_decimal()) return CellKind::number;
  switch (physical) {
    case Type::BYTE_ARRAY:
      return !logical || logical->is_none() || logical->is_string() || logical->is_enum() || logical->is_JSON() ? CellKind::text
                                                                                                                : CellKind::none;
    case Type::INT32:
    case Type::INT64:
      if (logical && (logical->is_date() || logical->is_timestamp())) return CellKind::instant;
      return !logical || logical->is_none() || logical->is_int() ? CellKind::number : CellKind::none;
    case Type::INT96:
      return CellKind::instant;
    case Type::FLOAT:
    case Type::DOUBLE:
      return CellKind::number;
    default:
      return CellKind::none;
  }
}

std::string problem_of_exception(bool& recoverable) {
  recoverable = true;
  try {
    throw;
  } catch (const parquet::ParquetStatusException& e) {
    if (e.status().IsOutOfMemory()) {
      recoverable = false;
      return "page over the cap on memory";
    }
    if (e.status().IsNotImplemented()) return "a compression or encoding that is not known";
    if (e.status().message() == "the file cannot be read") {
      recoverable = false;
      return "cannot be read";
    }
    return "damaged page";
  } catch (const parquet::ParquetException& e) {
    const std::string_view what = e.what();
    if (what.find("CRC") != std::string_view::npos) return "page with a wrong checksum";
    if (what.find("crypt") != std::string_view::npos) return "encrypted";
    return what.find("implemented") != std::string_view::npos ? "a compression or encoding that is not known" : "damaged page";
  } catch (const std::bad_alloc&) {
    recoverable = false;
    return "page over the cap on memory";
  } catch (...) {
    return "damaged page";
  }
}

std::unique_ptr<Cells> cells_of(const parquet::ColumnDescriptor& column, std::unique_ptr<parquet::PageReader> pages,
                                arrow::MemoryPool* pool) {
  const auto kind = kind_of(column);
  Scale s;
  const auto& logical = column.logical_type();
  if (logical && logical->is_decimal()) {
    s.divisor = std::pow(10.0, column.type_scale());
    s.length = static_cast<std::size_t>(std::max(0, column.type_length()));
  } else if (logical && logical->is_date()) {
    s.factor = 86400;
  } else if (logical && logical->is_timestamp()) {
    const auto unit = static_cast<const parquet::TimestampLogicalType&>(*logical).time_unit();
    s.per_second = unit == LogicalType::TimeUnit::MILLIS ? 1'000 : unit == LogicalType::TimeUnit::MICROS ? 1'000'000 : 1'000'000'000;
  } else if (logical && logical->is_int()) {
    s.is_unsigned = !static_cast<const parquet::IntLogicalType&>(*logical).is_signed();
  }
  switch (column.physical_type()) {
    case Type::BYTE_ARRAY:
      return std::make_unique<TypedCells<parquet::ByteArrayType>>(column, kind, s, std::move(pages), pool);
    case Type::INT32:
      return std::make_unique<TypedCells<parquet::Int32Type>>(column, kind, s, std::move(pages), pool);
    case Type::INT64:
      return std::make_unique<TypedCells<parquet::Int64Type>>(column, kind, s, std::move(pages), pool);
    case Type::INT96:
      return std::make_unique<TypedCells<parquet::Int96Type>>(column, kind, s, std::move(pages), pool);
    case Type::FLOAT:
      return std::make_unique<TypedCells<parquet::FloatType>>(column, kind, s, std::move(pages), pool);
    case Type::DOUBLE:
      return std::make_unique<TypedCells<parquet::DoubleType>>(column, kind, s, std::move(pages), pool);
    case Type::FIXED_LEN_BYTE_ARRAY:
      return std::make_unique<TypedCells<parquet::FLBAType>>(column, kind, s, std::move(pages), pool);
    default:
      return nullptr;
  }
}

}  // namespace accord::parquet_reader
