// Sorted rows as bytes, in blocks of zstd: how runs and tallies hold them. docs/formats/tally.md says the layout.
#pragma once

#include <memory>
#include <string>

#include "base/sha256.h"
#include "base/result.h"
#include "summary/cells.h"
#include "summary/storage.h"

typedef struct ZSTD_CCtx_s ZSTD_CCtx;  // NOLINT: as zstd.h has it
typedef struct ZSTD_DCtx_s ZSTD_DCtx;  // NOLINT

namespace accord::summary {

// A block is closed with the group that fills it; it holds one group at least.
constexpr std::size_t block_bytes = 128U << 10U;
constexpr std::size_t max_block_bytes = 64U << 20U;

void put_group(std::string& out, const Group& group);
// Takes a group from the front, with its hash. False for what `put_group` does not write.
bool take_group(Section section, std::string_view& in, Group& out);

// Where one partition of a section is, and what it holds.
struct PartitionIndex {
  std::uint64_t offset = 0, stored = 0;  // bytes in the file
  std::uint64_t raw = 0;                 // bytes before compression
  std::uint64_t names = 0, rows = 0;
  std::uint64_t documents = 0, bytes = 0;  // of the rows
  std::uint64_t repeats = 0, repeated = 0;  // fingerprints: documents beyond the first of each, and their bytes
  Hash sha256{};                         // of the raw bytes
  bool operator==(const PartitionIndex&) const = default;
};
using SectionIndex = std::array<PartitionIndex, partitions>;

// Writes groups, in order, partition by partition.
class GroupWriter {
 public:
  // `level` of zstd; with hash, PartitionIndex::sha256 is filled in. `offset` is where the output stands.
  GroupWriter(Output& out, Section section, std::uint64_t offset, int level, bool hash);
  ~GroupWriter();
  void begin_partition();
  Result<void> add(const Group& group);
  Result<PartitionIndex> end_partition();
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  Result<void> flush();

  Output* out_;
  Section section_;
  std::uint64_t offset_;
  int level_;
  bool hash_;
  PartitionIndex index_;
  Sha256 sha256_;
  std::string raw_, packed_;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> zstd_;
};

// Something that gives groups of one partition, in order.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // Moves to the next group; false when there is none. Errors: invalid for bytes that are no such rows; unavailable.
  virtual Result<bool> next(Group& group) = 0;
};

// Reads what a GroupWriter wrote. `sources` bounds the columns. With `check`, what is read is held against the index when it ends.
class BlockCursor : public Cursor {
 public:
  BlockCursor(std::shared_ptr<const Content> content, Section section, unsigned partition, const PartitionIndex& index, std::uint32_t sources, bool check);
  ~BlockCursor() override;
  Result<bool> next(Group& group) override;

 private:
  Result<bool> load();
  [[nodiscard]] std::unexpected<Error> broken(std::string_view what) const;

  std::shared_ptr<const Content> content_;
  Section section_;
  unsigned partition_;
  PartitionIndex index_;  // as stated
  std::uint32_t sources_;
  bool check_;
  std::uint64_t at_ = 0;  // bytes of the partition that are read
  PartitionIndex seen_;
  Sha256 sha256_;
  std::string packed_, raw_;
  std::string_view rest_;
  std::uint64_t last_hash_ = 0;
  std::string last_name_;
  bool any_ = false;
};

// A table that was sorted.
class TableCursor : public Cursor {
 public:
  TableCursor(const CellTable& table, unsigned partition) : table_(&table), at_(table.lower_bound(partition)), end_(table.lower_bound(partition + 1)) {}
  Result<bool> next(Group& group) override {
    if (at_ >= end_) return false;
    table_->group(at_, group);
    return true;
  }

 private:
  const CellTable* table_;
  std::size_t at_, end_;
};

}  // namespace accord::summary
