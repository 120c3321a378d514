#include "corpus/portions.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "corpus/files.h"
#include "corpus/parquet_library.h"
#include "format/packed.h"
#include "format/parquet.h"

namespace accord::corpus {
namespace {

constexpr std::size_t head_size = 4096;

class FileBytes final : public format::BytesAt {
 public:
  explicit FileBytes(std::shared_ptr<const summary::Content> file) : file_(std::move(file)) {}
  std::uint64_t size() const override { return file_->size(); }
  bool read(std::uint64_t at, char* into, std::size_t n) const override { return file_->read(at, std::span(into, n)).has_value(); }

 private:
  std::shared_ptr<const summary::Content> file_;
};

std::uint64_t begin_of(const format::ColumnFile& file, std::uint64_t group, std::uint64_t size) {
  return group == 0 ? 0 : group < file.groups().size() ? file.groups()[group].begin : size;
}

// Runs of row groups, where these stand in the file one behind the other; else one run of all.
std::vector<Portion> runs_of_groups(const format::ColumnFile& file, std::uint64_t size, std::uint64_t wanted) {
  const auto& groups = file.groups();
  bool in_order = true;
  for (std::size_t g = 1; g < groups.size(); g++)
    in_order = in_order && groups[g].begin > begin_of(file, g - 1, size) && groups[g].begin < size;
  if (!in_order || groups.empty()) return {{0, size, 0, groups.size()}};
  std::vector<Portion> out;
  for (std::size_t g = 0; g < groups.size(); g++) {
    const auto end = begin_of(file, g + 1, size);
    if (out.empty() || out.back().to - out.back().from >= wanted)
      out.push_back({begin_of(file, g, size), end, g, g + 1});
    else
      out.back().to = end, out.back().end = g + 1;
  }
  return out;
}

void open_parquet(std::shared_ptr<const summary::Content> file, std::uint64_t memory, std::uint64_t wanted, Opened& out) {
  const auto size = file->size();
  out.as = Opened::As::unreadable;
  const auto library = parquet_library();
  if (!library) {
    out.problem = "Parquet, whose library cannot be loaded";
    out.error = library.error();
    return;
  }
  std::unique_ptr<format::ColumnFile> columns;
  (*library)(std::make_shared<FileBytes>(std::move(file)), memory, columns, out.problem);
  if (!columns) return;
  out.columns = std::move(columns);
  out.as = Opened::As::row_groups;
  out.portions = runs_of_groups(*out.columns, size, wanted);
}

}  // namespace

std::uint64_t Opened::byte_of(format::Place place) const {
  const auto size = portions.back().to;
  const auto from = begin_of(*columns, place.offset, size), to = std::max(from, begin_of(*columns, place.offset + 1, size));
  if (place.offset >= columns->groups().size() || place.inner == 0) return from;
  const auto part = static_cast<double>(place.inner) / static_cast<double>(columns->groups()[place.offset].rows);
  return std::min(to, from + static_cast<std::uint64_t>(std::floor(part * static_cast<double>(to - from))));
}

Result<std::shared_ptr<const Opened>> open_input(const InputFile& input, const format::ReadOptions& options, const PortionSizes& sizes) {
  auto out = std::make_shared<Opened>();
  out->portions = {{0, input.size, 0, 0}};
  std::error_code ec;
  if (!std::filesystem::is_regular_file(input.path, ec)) return out;
  ACCORD_TRY(const auto file, open_file(input.path));
  std::array<char, head_size> bytes{};
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), file->size()));
  ACCORD_CHECK(file->read(0, std::span(bytes).first(n)));
  const std::string_view head(bytes.data(), n);
  if (format::packing_of(head) != format::Packing::plain) return out;
  const auto layout = format::layout_of(head, options);
  if (layout == format::Layout::parquet) {
    open_parquet(file, format::memory_for_pages(options), sizes.row_groups, *out);
  } else if (layout == format::Layout::json_lines && file->size() == input.size && input.size >= 2 * sizes.lines) {
    out->as = Opened::As::lines;
    out->portions.clear();
    // The last one takes what is left, if it is less than half of one.
    for (std::uint64_t at = 0; at < input.size;) {
      const auto to = input.size - at < sizes.lines + sizes.lines / 2 ? input.size : at + sizes.lines;
      out->portions.push_back({at, to, 0, 0});
      at = to;
    }
  }
  return out;
}

}  // namespace accord::corpus
