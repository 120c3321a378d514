// The largest domains, exactly, in two passes over the rows and bounded memory.
//
// The first pass counts, and sorts sizes into classes at most a 512th wide; so it is known in which class the cut falls. The second keeps
// what is in it or above. What does not fit into memory goes to scratch space in sorted runs, which are merged.
#include <algorithm>
#include <bit>
#include <cmath>

#include "summary/piece_window.h"
#include "summary/tally_file.h"
#include "summary/varint.h"

namespace accord::summary {
namespace {

constexpr unsigned fraction_bits = 9;
constexpr std::size_t classes = std::size_t{64 - fraction_bits + 1} << fraction_bits;

// Grows with the size; exact below 2^10.
std::size_t class_of(std::uint64_t bytes) {
  const auto width = static_cast<unsigned>(std::bit_width(bytes));
  if (width <= fraction_bits + 1) return bytes;
  const auto shift = width - fraction_bits - 1;
  return (std::size_t{shift} << fraction_bits) + (bytes >> shift);
}

bool larger(const DomainTotal& a, const DomainTotal& b) { return a.bytes != b.bytes ? a.bytes > b.bytes : a.domain < b.domain; }

bool has(const auto& list, auto value) { return list.empty() || std::ranges::find(list, value) != list.end(); }

void put(std::string& out, const DomainTotal& d) {
  put_varint(out, d.domain.size());
  out += d.domain;
  for (const auto v : {d.documents, d.bytes, d.tokens}) put_varint(out, v);
  for (const auto v : d.bytes_by_modality) put_varint(out, v);
  for (const auto& date : {d.first, d.last}) put_varint(out, date ? zigzag(date->time_since_epoch().count()) + 1 : 0);
}

// Of our own bytes.
bool take(std::string_view& in, DomainTotal& d) {
  std::uint64_t size = 0, date = 0;
  if (!take_varint(in, size) || size > in.size()) return false;
  d.domain = in.substr(0, size);
  in.remove_prefix(size);
  for (auto* v : {&d.documents, &d.bytes, &d.tokens})
    if (!take_varint(in, *v)) return false;
  for (auto& v : d.bytes_by_modality)
    if (!take_varint(in, v)) return false;
  for (auto* v : {&d.first, &d.last}) {
    if (!take_varint(in, date)) return false;
    *v = date == 0 ? std::nullopt : std::optional(Date{std::chrono::days{unzigzag(date - 1)}});
  }
  return true;
}

// A sorted run of domains in scratch space, read from the beginning.
class Sorted {
 public:
  explicit Sorted(std::shared_ptr<const Content> content) : window_(std::move(content)) {}
  DomainTotal now;
  Result<bool> advance() {
    for (;;) {
      auto rest = window_.rest();
      if (take(rest, now)) {
        window_.keep(rest);
        return true;
      }
      ACCORD_TRY(const bool more, window_.more());
      if (!more) return false;
    }
  }

 private:
  PieceWindow window_;
};

Result<void> spill(std::vector<DomainTotal>& kept, Scratch& scratch, std::vector<std::uint64_t>& pieces) {
  pieces.push_back(scratch.next());
  std::ranges::sort(kept, larger);
  ACCORD_TRY(const auto out, scratch.create(pieces.back()));
  std::string bytes;
  for (const auto& d : kept) {
    put(bytes, d);
    if (bytes.size() < (1U << 20U)) continue;
    ACCORD_CHECK(out->write(bytes));
    bytes.clear();
  }
  kept.clear();
  ACCORD_CHECK(out->write(bytes));
  return out->close();
}

}  // namespace

Result<void> each_domain(const TallyFile& tally, const Selection& selection, const std::function<Result<void>(DomainTotal&)>& domain) {
  std::vector<bool> wanted;
  for (const auto& s : tally.totals().sources) wanted.push_back(has(selection.kinds, s.source.kind) && has(selection.sources, s.source.name));
  DomainTotal now;
  bool any = false;
  const auto add = [&](const DomainRow& r) -> Result<void> {
    if (!wanted[r.source] || !has(selection.modalities, r.modality)) return {};
    if (any && now.domain != r.domain) ACCORD_CHECK(domain(now));
    if (!any || now.domain != r.domain) {
      now = {};
      now.domain = r.domain;
      any = true;
    }
    now.documents += r.documents;
    now.bytes += r.bytes;
    now.tokens += r.tokens;
    now.bytes_by_modality[static_cast<std::size_t>(r.modality)] += r.bytes;
    if (r.first) now.first = now.first ? std::min(*now.first, *r.first) : r.first;
    if (r.last) now.last = now.last ? std::max(*now.last, *r.last) : r.last;
    return {};
  };
  ACCORD_CHECK(tally.each_row(add));
  return any ? domain(now) : Result<void>{};
}

Result<DomainSums> top_domains(const TallyFile& tally, const Selection& selection, const Cut& cut, Scratch& scratch, const std::function<Result<void>(const DomainTotal&)>& domain,
                               const Limits& limits) {
  if (cut.percent && !(*cut.percent > 0 && *cut.percent <= 100)) return fail(Kind::invalid, "a share of domains is above 0 % and at most 100 %");
  DomainSums sums;
  std::vector<std::uint64_t> of_class(classes);
  ACCORD_CHECK(each_domain(tally, selection, [&](DomainTotal& d) -> Result<void> {
    ++sums.distinct;
    sums.documents += d.documents;
    sums.bytes += d.bytes;
    ++of_class[class_of(d.bytes)];
    return {};
  }));
  sums.listed = sums.distinct;
  // In hundredths of a percent, so that 10 % of 10 is 1.
  if (cut.percent) {
    const auto parts = static_cast<std::uint64_t>(std::llround(*cut.percent * 10'000));
    sums.listed = std::min(sums.listed, static_cast<std::uint64_t>((static_cast<__uint128_t>(sums.distinct) * parts + 999'999) / 1'000'000));
  }
  if (cut.count) sums.listed = std::min(sums.listed, *cut.count);
  if (sums.listed == 0) return sums;
  std::size_t lowest = classes;
  for (std::uint64_t above = 0; above < sums.listed;) above += of_class[--lowest];
  std::vector<std::uint64_t>().swap(of_class);

  std::vector<DomainTotal> kept;
  const auto most = static_cast<std::size_t>(limits.memory / 2 / (sizeof(DomainTotal) + 32));
  std::vector<std::uint64_t> pieces;
  ACCORD_CHECK(each_domain(tally, selection, [&](DomainTotal& d) -> Result<void> {
    if (class_of(d.bytes) < lowest) return {};
    kept.push_back(std::move(d));
    return kept.size() < most ? Result<void>{} : spill(kept, scratch, pieces);
  }));
  std::uint64_t given = 0;
  const auto give = [&](const DomainTotal& d) {
    ++given;
    sums.listed_documents += d.documents;
    sums.listed_bytes += d.bytes;
    return domain(d);
  };
  if (pieces.empty()) {
    std::ranges::sort(kept, larger);
    for (const auto& d : kept) {
      if (given == sums.listed) break;
      ACCORD_CHECK(give(d));
    }
    return sums;
  }
  ACCORD_CHECK(spill(kept, scratch, pieces));
  std::vector<std::unique_ptr<Sorted>> runs;
  for (const auto piece : pieces) {
    ACCORD_TRY(auto content, scratch.open(piece));
    scratch.drop(piece);  // it stays as long as it is open
    auto run = std::make_unique<Sorted>(std::move(content));
    ACCORD_TRY(const bool any, run->advance());
    if (any) runs.push_back(std::move(run));
  }
  const auto later = [](const auto& a, const auto& b) { return larger(b->now, a->now); };
  std::ranges::make_heap(runs, later);
  while (!runs.empty() && given < sums.listed) {
    std::ranges::pop_heap(runs, later);
    ACCORD_CHECK(give(runs.back()->now));
    ACCORD_TRY(const bool more, runs.back()->advance());
    if (more)
      std::ranges::push_heap(runs, later);
    else
      runs.pop_back();
  }
  return sums;
}

}  // namespace accord::summary
