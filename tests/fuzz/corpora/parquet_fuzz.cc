// Parquet: no bytes crash the reader, make it run on, or take more memory than the cap; every view that it hands out can be read, every
// row is a document or skipped, and reading can go on at the place of any document. Arrow itself is not instrumented.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "format/parquet.h"

using namespace accord;
using namespace accord::format;

extern "C" OpenColumnFile accord_open_column_file_1;

namespace {

class Memory final : public BytesAt {
 public:
  explicit Memory(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t at, char* into, std::size_t n) const override {
    if (at > bytes_.size() || n > bytes_.size() - at) return false;
    std::memcpy(into, bytes_.data() + at, n);
    return true;
  }

 private:
  std::string bytes_;
};

class Touch : public Sink {
 public:
  std::uint64_t documents = 0, sum = 0, read = 0;
  Place middle;
  Result<void> add(const Document& d) override {
    for (const auto view : {d.text, d.url, d.language, d.id, d.source}) {
      read += view.size();
      if (read > std::uint64_t(16) << 20U) return fail(Kind::too_large, "enough");  // one entry of a dictionary may be many rows
      for (const char c : view) sum += static_cast<unsigned char>(c);
    }
    if (++documents == 2) middle = d.place;
    return documents == 200'000 ? fail(Kind::too_large, "enough") : Result<void>{};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto bytes = std::make_shared<Memory>(std::string_view(reinterpret_cast<const char*>(data), size));
  std::string problem;
  ReadOptions options{.largest_record = 1U << 20U};
  std::unique_ptr<ColumnFile> file;
  accord_open_column_file_1(bytes, memory_for_pages(options), file, problem);
  if ((file == nullptr) == problem.empty()) std::abort();
  if (!file) return 0;
  Touch sink;
  ReadStatus status;
  std::uint64_t rows = 0;
  for (const auto& g : file->groups()) rows += g.rows;
  const auto whole = read_row_groups(*file, 0, file->groups().size(), options, sink, status);
  if (!whole) return whole.error().kind == Kind::too_large ? 0 : (std::abort(), 0);
  if (status.documents + status.skipped != rows || status.documents != sink.documents) std::abort();
  if (sink.documents < 2) return 0;
  options.from = sink.middle;
  Touch rest;
  ReadStatus again;
  if (!read_row_groups(*file, 0, file->groups().size(), options, rest, again) || rest.documents + 1 != sink.documents) std::abort();
  return 0;
}
