#include "format/document.h"

#include <fmt/format.h>

#include <algorithm>

namespace accord::format {
namespace {

void keep_first(std::vector<Place>& places) {
  std::ranges::sort(places);
  if (places.size() > Reason::max_places) places.resize(Reason::max_places);
}

}  // namespace

void ReadStatus::note(std::string_view reason, Place where, std::uint64_t n) {
  auto at = reasons.find(reason);
  if (at == reasons.end()) at = reasons.emplace(std::string(reason), Reason{}).first;
  at->second.count += n;
  if (at->second.places.size() < Reason::max_places) at->second.places.push_back(where);
}

void ReadStatus::skip(std::string_view reason, Place where, std::uint64_t n) {
  skipped += n;
  note(reason, where, n);
}

void ReadStatus::pass(std::string_view what, std::uint64_t n) {
  const auto at = passed.find(what);
  if (at != passed.end())
    at->second += n;
  else
    passed.emplace(std::string(what), n);
}

void ReadStatus::merge(const ReadStatus& other) {
  worsen(other.state);
  documents += other.documents;
  skipped += other.skipped;
  in_rows = in_rows || other.in_rows;
  for (const auto& [what, reason] : other.reasons) {
    auto& mine = reasons[what];
    mine.count += reason.count;
    mine.places.insert(mine.places.end(), reason.places.begin(), reason.places.end());
    keep_first(mine.places);
  }
  for (const auto& [what, n] : other.passed) passed[what] += n;
}

std::string say(Place place, bool in_rows) {
  if (in_rows) return fmt::format("row group {}, row {}", place.offset, place.inner);
  return place.inner == 0 ? fmt::format("byte {}", place.offset)
                          : fmt::format("byte {}, {} bytes into its content", place.offset, place.inner);
}

}  // namespace accord::format
