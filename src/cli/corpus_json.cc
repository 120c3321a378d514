#include "cli/corpus_view.h"
#include "summary/tokens.h"

namespace accord::cli {
namespace {

using namespace summary;

Json dates_json(const Counts& c) {
  return {{"first", c.first ? Json(to_text(*c.first)) : Json()}, {"last", c.last ? Json(to_text(*c.last)) : Json()}, {"documents", c.dated}};
}

// By code; how a language was known is counted apart.
Json languages_json(const Languages& languages) {
  Json out = Json::object();
  for (const auto& [key, n] : languages) {
    auto& l = out[key.code];
    if (l.is_null()) l = {{"documents", 0U}, {"bytes", 0U}, {"declared", 0U}, {"detected", 0U}};
    l["documents"] = l["documents"].get<std::uint64_t>() + n.documents;
    l["bytes"] = l["bytes"].get<std::uint64_t>() + n.bytes;
    l[key.detected ? "detected" : "declared"] = n.documents;
  }
  return out;
}

// All numbers, also those that are zero, so that nobody has to ask whether a key is there.
Json all_counts(const Counts& c) {
  return {{"documents", c.documents}, {"bytes", c.bytes}, {"characters", c.characters}, {"images", c.images}, {"milliseconds", c.milliseconds}};
}

Json modality_json(const ModalityTotals& t, bool counted) {
  auto out = all_counts(t.counts);
  out["languages"] = languages_json(t.languages);
  out["dates"] = dates_json(t.counts);
  out[counted ? "tokens_counted" : "tokens_declared"] = {{"value", t.counts.tokens}, {"documents", t.counts.token_documents}, {"bytes", t.counts.token_bytes}};
  return out;
}

Json modalities_json(const std::map<Modality, ModalityTotals>& modalities, bool counted) {
  Json out = Json::object();
  for (const auto& [modality, t] : modalities) out[std::string(name(modality))] = modality_json(t, counted);
  return out;
}

Json source_json(const SourceTotals& s, bool counted) {
  Counts c;
  for (const auto& [modality, t] : s.modalities) c += t.counts;
  auto out = all_counts(c);
  out["name"] = s.source.name;
  out["kind"] = name(s.source.kind);
  for (const auto& [key, value] : {std::pair{"description", &s.source.description}, {"licence", &s.source.licence}, {"link", &s.source.link},
                                   {"crawler", &s.source.crawler}, {"period", &s.source.period}})
    if (!value->empty()) out[key] = *value;
  out["modalities"] = modalities_json(s.modalities, counted);
  return out;
}

Json input_json(const Input& i) {
  Json out = {{"path", i.path}, {"status", name(i.status)}, {"documents", i.documents}, {"skipped", i.skipped}, {"reasons", i.reasons.empty() ? Json::object() : Json(i.reasons)}, {"size", i.size}};
  if (!i.etag.empty()) out["etag"] = i.etag;
  if (i.status == InputStatus::truncated) out["truncated_at"] = i.truncated_at;
  if (i.ranges != std::vector<Input::Range>{{0, i.size}} && !i.ranges.empty())
    for (const auto& r : i.ranges) out["ranges"].push_back({r.from, r.to});
  return out;
}

}  // namespace

Json corpus_json(const Totals& totals) {
  const auto modalities = by_modality(totals);
  ModalityTotals all;
  for (const auto& [modality, t] : modalities) all += t;
  const auto tokens = tokens_of(totals);
  const bool counted = !counted_with(totals.header).empty();  // else a column declared them
  auto out = all_counts(all.counts);
  out["tokens"] = {{"value", tokens.value}, {"method", tokens.method}, {"exact", tokens.exact}};
  out["modalities"] = modalities_json(modalities, counted);
  out["languages"] = languages_json(all.languages);
  out["dates"] = dates_json(all.counts);
  out["located"] = all.counts.located;
  out["bad_urls"] = all.counts.bad_urls;
  out["sources"] = Json::array();
  for (const auto& s : totals.sources) out["sources"].push_back(source_json(s, counted));
  out["inputs"] = Json::array();
  for (const auto& i : totals.inputs) out["inputs"].push_back(input_json(i));
  const auto& h = totals.header;
  out["stage"] = name(h.stage);
  out["suffix_list"] = {{"date", h.suffixes.date}, {"sha256", h.suffixes.sha256}, {"section", name(h.suffixes.section)}};
  out["options"] = h.options.empty() ? Json::object() : Json(h.options);
  out["duplicates"] = totals.duplicates ? Json{{"distinct", totals.duplicates->distinct}, {"documents", totals.duplicates->documents}, {"bytes", totals.duplicates->bytes}} : Json();
  out["digest"] = totals.digest;
  return out;
}

Json domain_json(const DomainTotal& d) {
  Json out = {{"domain", d.domain}, {"documents", d.documents}, {"bytes", d.bytes}};
  if (d.tokens > 0) out["tokens"] = d.tokens;
  if (d.first) out["first"] = to_text(*d.first), out["last"] = to_text(*d.last);
  for (std::size_t m = 0; m < modalities; ++m)
    if (d.bytes_by_modality[m] > 0) out["modalities"][std::string(name(static_cast<Modality>(m)))] = d.bytes_by_modality[m];
  return out;
}

}  // namespace accord::cli
