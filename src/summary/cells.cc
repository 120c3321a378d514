#include "summary/cells.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace accord::summary {
namespace {

constexpr unsigned first_slots_log2 = 10;
constexpr std::uint64_t expected_name = 20;  // bytes, with its size

std::size_t fits(std::size_t slots) { return slots / 4 * 3; }

}  // namespace

std::uint64_t hash_of(Section section, std::string_view name) {
  if (section == Section::domains) return XXH3_64bits(name.data(), name.size());
  std::uint64_t out = 0;
  std::memcpy(&out, name.data(), std::min(name.size(), sizeof out));
  return __builtin_bswap64(out);
}

CellTable::CellTable(Section section, std::uint64_t memory) : section_(section) {
  const auto entry = sizeof(Entry) + expected_name + sizeof(Slot) * 4 / 3;
  const auto slots = std::bit_floor(std::max<std::uint64_t>(memory / entry * 4 / 3, 64));
  max_entries_ = std::min<std::size_t>(fits(slots), std::numeric_limits<std::uint32_t>::max() / 2);
  const auto fixed = max_entries_ * sizeof(Entry) + slots * sizeof(Slot);
  max_names_ = std::clamp<std::uint64_t>(memory > fixed ? memory - fixed : 0, 16 * (max_name + 1), 1U << 31U);
  entries_.reserve(max_entries_);  // address space; pages come when they are touched
  names_.reserve(max_names_);
  slots_.resize(std::min<std::size_t>(slots, 1U << first_slots_log2));
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots_.size()));
}

bool CellTable::add(std::string_view name_bytes, std::uint32_t column, const Cell& cell) {
  const auto hash = hash_of(section_, name_bytes);
  const auto where = place(hash, column);
  const auto tag = static_cast<std::uint32_t>(where);
  const auto mask = slots_.size() - 1;
  auto at = where >> shift_;
  for (; slots_[at].entry != 0; at = (at + 1) & mask) {
    if (slots_[at].tag != tag) continue;
    auto& e = entries_[slots_[at].entry - 1];
    if (e.hash != hash || e.column != column || name(e) != name_bytes) continue;
    e.cell.add(cell);
    return true;
  }
  if (entries_.size() == max_entries_ || names_.size() + name_bytes.size() + 1 > max_names_) return false;
  const auto name_at = static_cast<std::uint32_t>(names_.size());
  names_ += static_cast<char>(name_bytes.size());
  names_ += name_bytes;
  entries_.push_back({hash, name_at, column, cell});
  slots_[at] = {tag, static_cast<std::uint32_t>(entries_.size())};
  if (entries_.size() >= fits(slots_.size()) && entries_.size() < max_entries_) grow();
  return true;
}

void CellTable::grow() {
  std::vector<Slot>().swap(slots_);  // the old slots are made anew from the entries: both need not be there at once
  slots_.resize(std::size_t{1} << (64 - shift_ + 1));
  --shift_;
  const auto mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const auto where = place(entries_[i].hash, entries_[i].column);
    auto at = where >> shift_;
    while (slots_[at].entry != 0) at = (at + 1) & mask;
    slots_[at] = {static_cast<std::uint32_t>(where), i + 1};
  }
}

void CellTable::sort() {
  std::ranges::sort(entries_, [&](const Entry& a, const Entry& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    if (const int names = name(a).compare(name(b)); names != 0) return names < 0;
    return a.column < b.column;
  });
}

void CellTable::clear() {
  entries_.clear();
  names_.clear();
  std::ranges::fill(slots_, Slot{});
}

void CellTable::group(std::size_t& at, Group& out) const {
  const auto& head = entries_[at];
  out.hash = head.hash;
  out.name = name(head);
  out.cells.clear();
  for (; at < entries_.size() && entries_[at].hash == head.hash && name(entries_[at]) == out.name; ++at)
    out.cells.push_back({entries_[at].column, entries_[at].cell});
}

std::size_t CellTable::lower_bound(unsigned partition) const {
  if (partition >= partitions) return entries_.size();
  const auto from = std::uint64_t{partition} << 58U;
  return static_cast<std::size_t>(std::ranges::lower_bound(entries_, from, {}, &Entry::hash) - entries_.begin());
}

}  // namespace accord::summary
