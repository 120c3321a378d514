#include "summary/sections.h"

#include <algorithm>
#include <future>
#include <numeric>

namespace accord::summary {
namespace {

constexpr int run_level = 1, tally_level = 3;  // of zstd
// What one open origin takes: a block, packed and not, and its last name.
constexpr std::uint64_t origin_bytes = 3 * block_bytes;
constexpr std::uint64_t most_aside = 64U << 20U;  // of one partition that is merged in memory

struct Head {
  std::unique_ptr<Cursor> cursor;
  const std::vector<std::uint32_t>* sources = nullptr;
  Group group;
  // Moves on; false at the end.
  Result<bool> advance() {
    ACCORD_TRY(const bool more, cursor->next(group));
    if (!more) return false;
    bool sorted = true;
    for (std::size_t i = 0; i < group.cells.size(); ++i) {
      auto& c = group.cells[i].column;
      c = (*sources)[c >> 3U] << 3U | (c & 7U);
      sorted &= i == 0 || group.cells[i - 1].column < c;
    }
    if (!sorted) std::ranges::sort(group.cells, {}, &ColumnCell::column);
    return true;
  }
};

void join_cells(std::vector<ColumnCell>& cells) {
  std::ranges::sort(cells, {}, &ColumnCell::column);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (kept > 0 && cells[kept - 1].column == cells[i].column)
      cells[kept - 1].cell.add(cells[i].cell);
    else
      cells[kept++] = cells[i];
  }
  cells.resize(kept);
}

class Buffer : public Output {
 public:
  std::string bytes;
  Result<void> write(std::string_view more) override {
    bytes += more;
    return {};
  }
  Result<void> close() override { return {}; }
};

Result<PartitionIndex> write_partition(const std::vector<RowOrigin>& origins, unsigned partition, GroupWriter& writer) {
  writer.begin_partition();
  ACCORD_CHECK(merge_groups(origins, partition, [&](const Group& g) { return writer.add(g); }));
  return writer.end_partition();
}

// Merges the first origins into runs until what is left can be read at once.
Result<void> reduce(std::vector<RowOrigin>& origins, Section section, const MergeRoom& room, std::vector<std::uint64_t>& pieces) {
  // Half of the memory is for reading, half for what was merged and waits for its turn.
  const auto most = std::max<std::uint64_t>(room.memory / 2 / room.threads / origin_bytes, 8);
  while (origins.size() > most) {
    std::vector<RowOrigin> first(std::make_move_iterator(origins.begin()), std::make_move_iterator(origins.begin() + static_cast<std::ptrdiff_t>(most)));
    origins.erase(origins.begin(), origins.begin() + static_cast<std::ptrdiff_t>(most));
    ACCORD_TRY(auto run, write_run(first, section, *room.scratch));
    pieces.push_back(run.piece);
    std::uint32_t sources = 0;
    for (const auto& o : first)
      for (const auto s : o.sources) sources = std::max(sources, s + 1);
    std::vector<std::uint32_t> same(sources);
    std::iota(same.begin(), same.end(), 0U);
    ACCORD_TRY(auto content, room.scratch->open(run.piece));
    origins.push_back(origin_of(std::move(content), section, run.index, std::move(same), false));
  }
  return {};
}

}  // namespace

RowOrigin origin_of(const CellTable& sorted, std::vector<std::uint32_t> sources) {
  return {[&sorted](unsigned p) { return std::make_unique<TableCursor>(sorted, p); }, std::move(sources),
          [&sorted](unsigned p) { return (sorted.lower_bound(p + 1) - sorted.lower_bound(p)) * 32; }};
}

RowOrigin origin_of(std::shared_ptr<const Content> content, Section section, std::shared_ptr<const SectionIndex> index, std::vector<std::uint32_t> sources, bool check) {
  const auto count = static_cast<std::uint32_t>(sources.size());
  return {[=](unsigned p) { return std::make_unique<BlockCursor>(content, section, p, (*index)[p], count, check); }, std::move(sources),
          [index](unsigned p) { return (*index)[p].stored; }};
}

Result<void> merge_groups(const std::vector<RowOrigin>& origins, unsigned partition, const std::function<Result<void>(const Group&)>& group) {
  std::vector<std::unique_ptr<Head>> heads;
  for (const auto& o : origins) {
    auto head = std::make_unique<Head>(Head{o.open(partition), &o.sources, {}});
    ACCORD_TRY(const bool more, head->advance());
    if (more) heads.push_back(std::move(head));
  }
  const auto later = [](const auto& a, const auto& b) { return b->group.before(a->group); };
  std::ranges::make_heap(heads, later);
  // The first of the heap moves on, or leaves it.
  const auto step = [&]() -> Result<void> {
    std::ranges::pop_heap(heads, later);
    ACCORD_TRY(const bool more, heads.back()->advance());
    if (more)
      std::ranges::push_heap(heads, later);
    else
      heads.pop_back();
    return {};
  };
  Group joined;
  std::string name;
  while (!heads.empty()) {
    const auto& first = heads.front()->group;
    name.assign(first.name);  // the block it stands in may go
    joined.hash = first.hash;
    joined.name = name;
    joined.cells.assign(first.cells.begin(), first.cells.end());
    ACCORD_CHECK(step());
    bool several = false;
    while (!heads.empty() && heads.front()->group.hash == joined.hash && heads.front()->group.name == joined.name) {
      const auto& more = heads.front()->group.cells;
      joined.cells.insert(joined.cells.end(), more.begin(), more.end());
      several = true;
      ACCORD_CHECK(step());
    }
    if (several) join_cells(joined.cells);
    ACCORD_CHECK(group(joined));
  }
  return {};
}

Result<Run> write_run(const std::vector<RowOrigin>& origins, Section section, Scratch& scratch) {
  const auto piece = scratch.next();
  ACCORD_TRY(const auto out, scratch.create(piece));
  GroupWriter writer(*out, section, 0, run_level, false);
  auto index = std::make_shared<SectionIndex>();
  for (unsigned p = 0; p < partitions; ++p) {
    ACCORD_TRY((*index)[p], write_partition(origins, p, writer));
  }
  ACCORD_CHECK(out->close());
  return Run{piece, std::move(index)};
}

Result<SectionIndex> write_section(std::vector<RowOrigin> origins, Section section, Output& out, std::uint64_t offset, const MergeRoom& room,
                                   const std::function<void(unsigned)>& done) {
  struct Pieces {
    Scratch* scratch;
    std::vector<std::uint64_t> all{};
    ~Pieces() {
      for (const auto p : all) scratch->drop(p);
    }
  } pieces{room.scratch};
  ACCORD_CHECK(reduce(origins, section, room, pieces.all));
  SectionIndex index;
  for (unsigned p = 0; p < partitions;) {
    // As many partitions at once as there are threads, as long as each fits into memory; else one, straight to the output.
    std::uint64_t largest = 0;  // about, and hardly ever too little
    const unsigned end = std::min(p + std::max(room.threads, 1U), partitions);
    for (unsigned q = p; q < end; ++q) {
      std::uint64_t size = 0;
      for (const auto& o : origins) size += o.size(q);
      largest = std::max(largest, size);
    }
    if (end - p == 1 || largest > std::min(most_aside, room.memory / 2 / room.threads)) {
      GroupWriter writer(out, section, offset, tally_level, true);
      ACCORD_TRY(index[p], write_partition(origins, p, writer));
      offset = writer.offset();
      done(++p);
      continue;
    }
    struct Aside {
      Buffer buffer;
      Result<PartitionIndex> index;
    };
    const auto work = [&](unsigned q) {
      auto aside = std::make_unique<Aside>();
      aside->buffer.bytes.reserve(largest);
      GroupWriter writer(aside->buffer, section, 0, tally_level, true);
      aside->index = write_partition(origins, q, writer);
      return aside;
    };
    std::vector<std::future<std::unique_ptr<Aside>>> working;
    for (unsigned q = p + 1; q < end; ++q) working.push_back(std::async(std::launch::async, work, q));
    std::vector<std::unique_ptr<Aside>> ready;
    ready.push_back(work(p));
    for (auto& w : working) ready.push_back(w.get());
    for (auto& aside : ready) {
      if (!aside->index) return std::unexpected(std::move(aside->index).error());
      index[p] = *aside->index;
      index[p].offset = offset;
      ACCORD_CHECK(out.write(aside->buffer.bytes));
      offset += aside->buffer.bytes.size();
      done(++p);
    }
  }
  return index;
}

}  // namespace accord::summary
