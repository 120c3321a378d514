// The rows of a tally while they are counted: name x source x modality -> counts, in a flat table and in sorted runs.
//
// A row's name is a domain, or the 16 bytes of a fingerprint. Rows are ordered by the hash of their name, then the name, then source
// and modality: a comparison of two numbers nearly always decides, and equal ranges of hashes are equal shares of the work.
// Threads: a table belongs to one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "summary/totals.h"

namespace accord::summary {

// What rows are about.
enum class Section : std::uint8_t { domains, fingerprints };
// XXH3 (64 bits, seed 0) of a domain; the first eight bytes, big end first, of a fingerprint.
std::uint64_t hash_of(Section section, std::string_view name);
// The hashes are cut into equal ranges, each of which is stored, hashed and merged alone.
constexpr unsigned partitions = 64;
inline unsigned partition_of(std::uint64_t hash) { return static_cast<unsigned>(hash >> 58); }

struct Cell {
  static constexpr std::int32_t no_first = std::numeric_limits<std::int32_t>::max(), no_last = std::numeric_limits<std::int32_t>::min();
  std::uint64_t documents = 0, bytes = 0, tokens = 0;
  std::int32_t first = no_first, last = no_last;  // days since 1970-01-01
  void add(const Cell& o) {
    documents += o.documents, bytes += o.bytes, tokens += o.tokens;
    if (o.first < first) first = o.first;
    if (o.last > last) last = o.last;
  }
};

// Source and modality in one number, in the order of rows.
inline std::uint32_t column(std::uint32_t source, Modality m) { return source << 3U | static_cast<std::uint32_t>(m); }
constexpr std::uint32_t max_sources = 1U << 20U;

struct ColumnCell {
  std::uint32_t column = 0;
  Cell cell;
};

// All rows of one name.
struct Group {
  std::uint64_t hash = 0;
  std::string_view name;
  std::vector<ColumnCell> cells;  // by column, each once
  [[nodiscard]] bool before(const Group& o) const { return hash != o.hash ? hash < o.hash : name < o.name; }
};

constexpr std::size_t max_name = 255;

class CellTable {
 public:
  // Takes at most about `memory` bytes, of which it touches what it needs.
  CellTable(Section section, std::uint64_t memory);
  // False when it is full: then it is emptied first. `name` has at most max_name bytes.
  bool add(std::string_view name, std::uint32_t column, const Cell& cell);
  void sort();  // until `clear`, only `group` may be called
  void clear();
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // The group that begins at entry `at` of the sorted table; moves `at` behind it. Its name lives as long as the table.
  void group(std::size_t& at, Group& out) const;
  [[nodiscard]] std::size_t lower_bound(unsigned partition) const;  // of the sorted table

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t name;  // in names_: a byte with the size, and the name
    std::uint32_t column;
    Cell cell;
  };
  struct Slot {
    std::uint32_t tag = 0, entry = 0;  // entry: its number and one; 0 is empty
  };
  [[nodiscard]] std::string_view name(const Entry& e) const {
    return {names_.data() + e.name + 1, static_cast<std::uint8_t>(names_[e.name])};
  }
  [[nodiscard]] static std::uint64_t place(std::uint64_t hash, std::uint32_t column) { return (hash ^ column * 0x9e3779b97f4a7c15U) * 0xd6e8feb86659fd93U; }
  void grow();

  Section section_;
  std::size_t max_entries_ = 0, max_names_ = 0;
  std::vector<Entry> entries_;
  std::string names_;
  std::vector<Slot> slots_;
  unsigned shift_ = 0;
};

}  // namespace accord::summary
