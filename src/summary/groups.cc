#include "summary/groups.h"

#include <zstd.h>

#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "summary/varint.h"

namespace accord::summary {
namespace {

constexpr std::uint64_t largest = std::uint64_t{1} << 60U;  // of a count: sums of a few stay below 2^64
constexpr std::int64_t far_day = 4'000'000;                 // some 10,000 years from 1970
constexpr std::size_t frame_bytes = 8;                      // size of a block, before and after compression

void put_u32(std::string& out, std::size_t v) {
  for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(v >> 8 * i);
}
std::uint32_t u32(const char* at) {
  std::uint32_t v = 0;
  for (unsigned i = 0; i < 4; ++i) v |= std::uint32_t{static_cast<std::uint8_t>(at[i])} << 8 * i;
  return v;
}

void note(PartitionIndex& index, Section section, const Group& group) {
  ++index.names;
  index.rows += group.cells.size();
  std::uint64_t documents = 0, bytes = 0;
  for (const auto& c : group.cells) documents += c.cell.documents, bytes += c.cell.bytes;
  index.documents += documents;
  index.bytes += bytes;
  if (section == Section::fingerprints && documents > 1) {
    index.repeats += documents - 1;
    index.repeated += bytes - bytes / documents;  // texts with one fingerprint have one length
  }
}

// Decompression needs 150 KB of state, which a thread needs once.
ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  return context.get();
}

}  // namespace

void put_group(std::string& out, const Group& group) {
  put_varint(out, group.name.size());
  out += group.name;
  put_varint(out, group.cells.size());
  for (const auto& [column, c] : group.cells) {
    put_varint(out, column);
    put_varint(out, c.documents);
    put_varint(out, c.bytes);
    put_varint(out, c.tokens);
    if (c.first == Cell::no_first) {
      put_varint(out, 0);
    } else {
      put_varint(out, zigzag(c.first) + 1);
      put_varint(out, static_cast<std::uint64_t>(std::int64_t{c.last} - c.first));
    }
  }
}

bool take_group(Section section, std::string_view& in, Group& out) {
  std::uint64_t size = 0, cells = 0;
  if (!take_varint(in, size) || size == 0 || size > max_name || size > in.size()) return false;
  out.name = in.substr(0, size);
  in.remove_prefix(size);
  out.hash = hash_of(section, out.name);
  if (!take_varint(in, cells) || cells == 0 || cells > in.size()) return false;
  out.cells.clear();
  for (; cells > 0; --cells) {
    std::uint64_t column = 0, dated = 0, days = 0;
    ColumnCell c;
    if (!take_varint(in, column) || column >= std::uint64_t{max_sources} << 3U || (column & 7U) >= modalities) return false;
    c.column = static_cast<std::uint32_t>(column);
    if (!out.cells.empty() && c.column <= out.cells.back().column) return false;
    if (!take_varint(in, c.cell.documents) || !take_varint(in, c.cell.bytes) || !take_varint(in, c.cell.tokens) || !take_varint(in, dated)) return false;
    if (c.cell.documents == 0 || c.cell.documents > largest || c.cell.bytes > largest || c.cell.tokens > largest) return false;
    if (dated > 0) {
      const auto first = unzigzag(dated - 1);
      if (!take_varint(in, days) || first < -far_day || first > far_day || days > static_cast<std::uint64_t>(far_day - first)) return false;
      c.cell.first = static_cast<std::int32_t>(first);
      c.cell.last = static_cast<std::int32_t>(first + static_cast<std::int64_t>(days));
    }
    out.cells.push_back(c);
  }
  return true;
}

GroupWriter::GroupWriter(Output& out, Section section, std::uint64_t offset, int level, bool hash)
    : out_(&out), section_(section), offset_(offset), level_(level), hash_(hash), zstd_(ZSTD_createCCtx(), ZSTD_freeCCtx) {}
GroupWriter::~GroupWriter() = default;

void GroupWriter::begin_partition() {
  index_ = {};
  index_.offset = offset_;
}

Result<void> GroupWriter::add(const Group& group) {
  put_group(raw_, group);
  note(index_, section_, group);
  return raw_.size() < block_bytes ? Result<void>{} : flush();
}

Result<void> GroupWriter::flush() {
  if (raw_.empty()) return {};
  if (raw_.size() > max_block_bytes) return fail(Kind::too_large, "one domain has rows of more than 64 MiB", "", "count fewer sources in one tally");
  packed_.resize(frame_bytes + ZSTD_compressBound(raw_.size()));
  const auto size = ZSTD_compressCCtx(zstd_.get(), packed_.data() + frame_bytes, packed_.size() - frame_bytes, raw_.data(), raw_.size(), level_);
  if (ZSTD_isError(size) != 0) return fail(Kind::internal, fmt::format("rows cannot be compressed: {}", ZSTD_getErrorName(size)));
  packed_.resize(frame_bytes + size);
  std::string frame;
  put_u32(frame, raw_.size());
  put_u32(frame, size);
  packed_.replace(0, frame_bytes, frame);
  ACCORD_CHECK(out_->write(packed_));
  offset_ += packed_.size();
  index_.raw += raw_.size();
  if (hash_) sha256_.add(raw_);
  raw_.clear();
  return {};
}

Result<PartitionIndex> GroupWriter::end_partition() {
  ACCORD_CHECK(flush());
  index_.stored = offset_ - index_.offset;
  if (hash_) index_.sha256 = sha256_.finish();
  return index_;
}

BlockCursor::BlockCursor(std::shared_ptr<const Content> content, Section section, unsigned partition, const PartitionIndex& index, std::uint32_t sources, bool check)
    : content_(std::move(content)), section_(section), partition_(partition), index_(index), sources_(sources), check_(check) {
  seen_.offset = index.offset;
}
BlockCursor::~BlockCursor() = default;

std::unexpected<Error> BlockCursor::broken(std::string_view what) const {
  return fail(Kind::invalid, fmt::format("the tally was altered or damaged: {}", what), fmt::format("{}{}byte {}", content_->name(), content_->name().empty() ? "" : ", ", index_.offset + at_), "scan again, or take the file from where it came from");
}

Result<bool> BlockCursor::load() {
  if (at_ == index_.stored) {
    if (!check_) return false;
    seen_.stored = at_;
    seen_.sha256 = sha256_.finish();
    if (seen_ != index_) return broken(fmt::format("part {} of {} does not have the hash that the index states", partition_ + 1, partitions));
    return false;
  }
  const auto left = index_.stored - at_;
  char frame[frame_bytes];
  if (left < frame_bytes) return broken("a block is cut off");
  ACCORD_CHECK(content_->read(index_.offset + at_, frame));
  const auto raw = u32(frame), packed = u32(frame + 4);
  if (raw == 0 || raw > max_block_bytes || packed > left - frame_bytes || packed > ZSTD_compressBound(max_block_bytes)) return broken("a block has an impossible size");
  packed_.resize(packed);
  ACCORD_CHECK(content_->read(index_.offset + at_ + frame_bytes, packed_));
  if (ZSTD_getFrameContentSize(packed_.data(), packed_.size()) != raw) return broken("a block is not what its size says");
  raw_.resize(raw);
  if (ZSTD_decompressDCtx(decompressor(), raw_.data(), raw, packed_.data(), packed) != raw) return broken("a block cannot be decompressed");
  at_ += frame_bytes + packed;
  seen_.raw += raw;
  if (check_) sha256_.add(raw_);
  rest_ = raw_;
  return true;
}

Result<bool> BlockCursor::next(Group& group) {
  if (rest_.empty()) {
    ACCORD_TRY(const bool more, load());
    if (!more) return false;
  }
  if (!take_group(section_, rest_, group)) return broken("a row cannot be read");
  if (partition_of(group.hash) != partition_ || group.cells.back().column >> 3U >= sources_) return broken("a row is out of place");
  if (any_ && (group.hash < last_hash_ || (group.hash == last_hash_ && group.name <= last_name_))) return broken("rows are out of order");
  last_hash_ = group.hash;
  last_name_.assign(group.name);
  any_ = true;
  note(seen_, section_, group);
  return true;
}

}  // namespace accord::summary
