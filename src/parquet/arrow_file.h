// parquet: reads Parquet by Arrow C++, as a library of its own that the program loads when it meets such a file (ADR 17).
//
// Rule: only Arrow's lowest layer is used, pages and values: it reads ahead nothing, starts no threads, and copies no text. Everything
// that it throws ends here. Threads: those of format/column_file.h.
//
// This header: what Arrow asks of a file and of memory.
#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/memory_pool.h>

#include <atomic>
#include <memory>

#include "format/column_file.h"

namespace accord::parquet_reader {

// The bytes of a file as Arrow reads them.
class ArrowFile final : public arrow::io::RandomAccessFile {
 public:
  explicit ArrowFile(std::shared_ptr<const format::BytesAt> bytes) : bytes_(std::move(bytes)) {}
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }
  arrow::Result<std::int64_t> GetSize() override { return static_cast<std::int64_t>(bytes_->size()); }
  arrow::Result<std::int64_t> Tell() const override { return at_; }
  arrow::Status Seek(std::int64_t to) override;
  arrow::Result<std::int64_t> Read(std::int64_t n, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t n) override;
  arrow::Result<std::int64_t> ReadAt(std::int64_t at, std::int64_t n, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t at, std::int64_t n) override;
  using RandomAccessFile::ReadAt;

 private:
  std::shared_ptr<const format::BytesAt> bytes_;
  std::int64_t at_ = 0;
};

// Memory up to a cap; what goes beyond is refused, and the reader says so.
class CappedMemory final : public arrow::MemoryPool {
 public:
  explicit CappedMemory(std::int64_t cap) : cap_(cap) {}
  using MemoryPool::Allocate;
  using MemoryPool::Free;
  using MemoryPool::Reallocate;
  arrow::Status Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) override;
  arrow::Status Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment, std::uint8_t** out) override;
  void Free(std::uint8_t* buffer, std::int64_t size, std::int64_t alignment) override;
  std::int64_t bytes_allocated() const override { return held_; }
  std::int64_t max_memory() const override { return most_; }
  std::int64_t total_bytes_allocated() const override { return total_; }
  std::int64_t num_allocations() const override { return times_; }
  std::string backend_name() const override { return from_->backend_name(); }

 private:
  arrow::Status take(std::int64_t n);
  arrow::MemoryPool* from_ = arrow::default_memory_pool();
  std::int64_t cap_;
  std::int64_t held_ = 0, most_ = 0, total_ = 0, times_ = 0;  // one thread's
};

}  // namespace accord::parquet_reader
