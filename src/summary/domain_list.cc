#include "summary/domain_list.h"

#include <set>

namespace accord::summary {

namespace {

Cut cut_of(const Rule& rule) {
  Cut cut{.percent = static_cast<double>(rule.percent), .count = {}};
  if (rule.count > 0) cut.count = static_cast<std::uint64_t>(rule.count);
  return cut;
}

std::set<Modality> crawled_modalities(const Totals& totals) {
  std::set<Modality> out;
  for (const auto& s : totals.sources)
    if (s.source.kind == SourceKind::crawled)
      for (const auto& [m, t] : s.modalities)
        if (t.counts.located > 0) out.insert(m);
  return out;
}

// Which modalities each domain of the list holds is not in its bytes alone (a picture may have none), so the rows are asked.
Result<std::set<Modality>> modalities_of(const TallyFile& tally, const std::set<std::string, std::less<>>& names) {
  std::set<Modality> out;
  ACCORD_CHECK(tally.each_row([&](const DomainRow& row) -> Result<void> {
    if (tally.totals().sources[row.source].source.kind == SourceKind::crawled && names.contains(row.domain)) out.insert(row.modality);
    return {};
  }));
  return out;
}

}  // namespace

Result<DomainList> list_domains(const TallyFile& tally, const Rule& rule, Scratch& scratch,
                                const std::function<Result<void>(const DomainTotal&)>& domain) {
  DomainList out;
  const auto crawled = crawled_modalities(tally.totals());
  const bool several = crawled.size() > 1;
  std::set<std::string, std::less<>> names;  // only to tell what the list stands for
  const auto take = [&](const DomainTotal& d) -> Result<void> {
    if (several && !names.insert(d.domain).second) return {};
    ++out.listed;
    if (out.list.size() < most_listed_inside) out.list.push_back(d);
    return domain(d);
  };
  ACCORD_TRY(const auto sums, top_domains(tally, {.kinds = {SourceKind::crawled}, .modalities = {}}, cut_of(rule), scratch, take));
  out.distinct = sums.distinct, out.documents = sums.documents, out.bytes = sums.bytes, out.listed_bytes = sums.listed_bytes;
  if (!several || out.list.empty()) return out;
  ACCORD_TRY(const auto represented, modalities_of(tally, names));
  for (const auto m : crawled) {
    if (represented.contains(m)) continue;
    ACCORD_CHECK(top_domains(tally, {.kinds = {SourceKind::crawled}, .modalities = {m}}, cut_of(rule), scratch, take));
    out.added.push_back(m);
  }
  return out;
}

}  // namespace accord::summary
