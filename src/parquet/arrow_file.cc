#include "parquet/arrow_file.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <algorithm>

namespace accord::parquet_reader {

arrow::Status ArrowFile::Seek(std::int64_t to) {
  if (to < 0) return arrow::Status::Invalid("a place before the file");
  at_ = to;
  return arrow::Status::OK();
}

arrow::Result<std::int64_t> ArrowFile::ReadAt(std::int64_t at, std::int64_t n, void* out) {
  const auto size = static_cast<std::int64_t>(bytes_->size());
  if (at < 0 || n < 0) return arrow::Status::Invalid("a place before the file");
  const auto there = std::min(n, std::max<std::int64_t>(0, size - at));
  if (!bytes_->read(static_cast<std::uint64_t>(at), static_cast<char*>(out), static_cast<std::size_t>(there)))
    return arrow::Status::IOError("the file cannot be read");
  return there;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowFile::ReadAt(std::int64_t at, std::int64_t n) {
  // Never more than there is, whatever the file says of itself.
  n = std::clamp<std::int64_t>(n, 0, std::max<std::int64_t>(0, static_cast<std::int64_t>(bytes_->size()) - at));
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(n));
  ARROW_ASSIGN_OR_RAISE(const auto read, ReadAt(at, n, buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(read));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

arrow::Result<std::int64_t> ArrowFile::Read(std::int64_t n, void* out) {
  ARROW_ASSIGN_OR_RAISE(const auto read, ReadAt(at_, n, out));
  at_ += read;
  return read;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowFile::Read(std::int64_t n) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(at_, n));
  at_ += buffer->size();
  return buffer;
}

arrow::Status CappedMemory::take(std::int64_t n) {
  if (n > 0 && n > cap_ - held_) return arrow::Status::OutOfMemory("over the cap");
  return arrow::Status::OK();
}

arrow::Status CappedMemory::Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) {
  ARROW_RETURN_NOT_OK(take(size));
  ARROW_RETURN_NOT_OK(from_->Allocate(size, alignment, out));
  held_ += size;
  total_ += size;
  times_++;
  most_ = std::max(most_, held_);
  return arrow::Status::OK();
}

arrow::Status CappedMemory::Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment, std::uint8_t** out) {
  ARROW_RETURN_NOT_OK(take(new_size - old_size));
  ARROW_RETURN_NOT_OK(from_->Reallocate(old_size, new_size, alignment, out));
  held_ += new_size - old_size;
  total_ += std::max<std::int64_t>(0, new_size - old_size);
  times_++;
  most_ = std::max(most_, held_);
  return arrow::Status::OK();
}

void CappedMemory::Free(std::uint8_t* buffer, std::int64_t size, std::int64_t alignment) {
  from_->Free(buffer, size, alignment);
  held_ -= size;
}

}  // namespace accord::parquet_reader
