// Sorted rows of many origins made one.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "summary/groups.h"

namespace accord::summary {

// Where sorted rows come from: a table, a run, a tally.
struct RowOrigin {
  std::function<std::unique_ptr<Cursor>(unsigned partition)> open;
  std::vector<std::uint32_t> sources;                    // what its source i is in the result
  std::function<std::uint64_t(unsigned partition)> size;  // about how many bytes it will add
};
RowOrigin origin_of(const CellTable& sorted, std::vector<std::uint32_t> sources);
RowOrigin origin_of(std::shared_ptr<const Content> content, Section section, std::shared_ptr<const SectionIndex> index, std::vector<std::uint32_t> sources, bool check);

// Gives the groups of one partition in order, those of one name joined.
Result<void> merge_groups(const std::vector<RowOrigin>& origins, unsigned partition, const std::function<Result<void>(const Group&)>& group);

// How a section is merged.
struct MergeRoom {
  Scratch* scratch = nullptr;
  std::uint64_t memory = 0;  // bytes
  unsigned threads = 1;
};
// Writes all partitions of a section to `out`, which stands at `offset`. Origins that are too many to be read at once are merged into
// runs first.
Result<SectionIndex> write_section(std::vector<RowOrigin> origins, Section section, Output& out, std::uint64_t offset, const MergeRoom& room,
                                   const std::function<void(unsigned partition)>& done);

// A sorted table as a run in scratch space.
struct Run {
  std::uint64_t piece = 0;
  std::shared_ptr<const SectionIndex> index;
};
Result<Run> write_run(const std::vector<RowOrigin>& origins, Section section, Scratch& scratch);

}  // namespace accord::summary
