// The canonical text of the small half of a tally.
#include <fmt/format.h>

#include "base/utf8.h"
#include "summary/join.h"

namespace accord::summary {
namespace {

constexpr int format_version = 1;
constexpr std::uint64_t largest = std::uint64_t{1} << 60U;  // of a count that a file may state

// One row for each number of Counts, so that writing and reading cannot differ.
struct Field {
  const char* key;
  std::uint64_t Counts::* member;
};
constexpr Field fields[] = {
    {"documents", &Counts::documents}, {"bytes", &Counts::bytes}, {"characters", &Counts::characters}, {"tokens", &Counts::tokens},
    {"token_documents", &Counts::token_documents}, {"token_bytes", &Counts::token_bytes}, {"images", &Counts::images},
    {"milliseconds", &Counts::milliseconds}, {"located", &Counts::located}, {"bad_urls", &Counts::bad_urls}, {"dated", &Counts::dated},
};

Json source_json(const SourceTotals& s) {
  Json out = {{"name", s.source.name}, {"kind", name(s.source.kind)}};
  for (const auto& [key, value] : {std::pair{"description", &s.source.description}, {"licence", &s.source.licence}, {"link", &s.source.link},
                                   {"crawler", &s.source.crawler}, {"period", &s.source.period}})
    if (!value->empty()) out[key] = *value;
  for (const auto& [modality, t] : s.modalities) {
    Json m = {{"counts", counts_json(t.counts)}};
    for (const auto& [key, n] : t.languages)
      m[key.detected ? "detected" : "declared"][key.code] = {n.documents, n.bytes};
    out["modalities"][std::string(name(modality))] = std::move(m);
  }
  return out;
}

Json input_json(const Input& i) {
  Json out = {{"path", i.path}, {"status", name(i.status)}};
  for (const auto& [key, value] : {std::pair{"size", i.size}, {"truncated_at", i.truncated_at}, {"documents", i.documents}, {"skipped", i.skipped}})
    if (value != 0) out[key] = value;
  if (!i.etag.empty()) out["etag"] = i.etag;
  if (!i.reasons.empty()) out["reasons"] = i.reasons;
  for (const auto& r : i.ranges) out["ranges"].push_back({r.from, r.to});
  return out;
}

// Reading throws what nlohmann throws; read_head catches it once.
std::string text(const Json& j) {
  auto s = j.get<std::string>();
  if (printable(s) != s) throw Json::other_error::create(500, "control characters", &j);
  return s;
}
std::uint64_t number(const Json& j) {
  const auto v = j.get<std::uint64_t>();
  if (!j.is_number_unsigned() || v > largest) throw Json::other_error::create(500, "a count", &j);
  return v;
}
template <class T>
T required(const std::optional<T>& value, const Json& j) {
  if (!value) throw Json::other_error::create(500, "an unknown word", &j);
  return *value;
}

const Json& member(const Json& j, const char* key) {
  static const Json none = Json::object();
  return j.contains(key) ? j.at(key) : none;
}

Counts read_counts(const Json& j) {
  Counts out;
  for (const auto& f : fields)
    if (j.contains(f.key)) out.*f.member = number(j.at(f.key));
  if (j.contains("first")) out.first = required(date_from(j.at("first").get<std::string>()), j);
  if (j.contains("last")) out.last = required(date_from(j.at("last").get<std::string>()), j);
  return out;
}

SourceTotals read_source(const Json& j) {
  SourceTotals s;
  s.source.name = text(j.at("name"));
  s.source.kind = required(source_kind_named(j.at("kind").get<std::string>()), j);
  for (const auto& [key, value] : {std::pair{"description", &s.source.description}, {"licence", &s.source.licence}, {"link", &s.source.link},
                                   {"crawler", &s.source.crawler}, {"period", &s.source.period}})
    if (j.contains(key)) *value = text(j.at(key));
  for (const auto& [key, m] : member(j, "modalities").items()) {
    auto& t = s.modalities[required(modality_named(key), j)];
    t.counts = read_counts(m.at("counts"));
    for (const bool detected : {false, true})
      for (const auto& [code, n] : member(m, detected ? "detected" : "declared").items()) t.languages[{text(code), detected}] = {number(n.at(0)), number(n.at(1))};
  }
  return s;
}

Input read_input(const Json& j) {
  Input i;
  i.path = text(j.at("path"));
  i.status = required(input_status_named(j.at("status").get<std::string>()), j);
  for (const auto& [key, value] : {std::pair{"size", &i.size}, {"truncated_at", &i.truncated_at}, {"documents", &i.documents}, {"skipped", &i.skipped}})
    if (j.contains(key)) *value = number(j.at(key));
  if (j.contains("etag")) i.etag = text(j.at("etag"));
  if (j.contains("reasons"))
    for (const auto& [reason, n] : j.at("reasons").items()) i.reasons[text(reason)] = number(n);
  if (j.contains("ranges"))
    for (const auto& r : j.at("ranges")) i.ranges.push_back({number(r.at(0)), number(r.at(1))});
  return i;
}

Totals read_first(const Json& j) {
  Totals out;
  const auto& s = j.at("suffixes");
  out.header.stage = required(stage_named(j.at("stage").get<std::string>()), j);
  out.header.suffixes = {text(s.at("date")), text(s.at("sha256")), required(suffix_section_named(s.at("section").get<std::string>()), j)};
  for (const auto& [key, value] : j.at("options").items()) out.header.options[text(key)] = text(value);
  out.header.duplicates = j.at("duplicates").get<bool>();
  return out;
}

}  // namespace

Json counts_json(const Counts& c) {
  Json out = Json::object();
  for (const auto& f : fields)
    if (c.*f.member != 0) out[f.key] = c.*f.member;
  if (c.first) out["first"] = to_text(*c.first);
  if (c.last) out["last"] = to_text(*c.last);
  return out;
}

std::string head_text(const Totals& t) {
  const auto& h = t.header;
  std::string out = canonical({{"accord_tally", format_version},
                               {"stage", name(h.stage)},
                               {"suffixes", {{"date", h.suffixes.date}, {"sha256", h.suffixes.sha256}, {"section", name(h.suffixes.section)}}},
                               {"options", h.options.empty() ? Json::object() : Json(h.options)},
                               {"duplicates", h.duplicates}}) +
                    '\n';
  for (const auto& s : t.sources) out += canonical({{"source", source_json(s)}}) + '\n';
  for (const auto& i : t.inputs) out += canonical({{"input", input_json(i)}}) + '\n';
  return out;
}

Result<Totals> read_head(std::string_view text) {
  const auto bad = [](std::size_t line) { return fail(Kind::invalid, "the totals of the tally cannot be read", fmt::format("line {} of its head", line), "scan again, or take the file from where it came from"); };
  Totals out;
  std::size_t line = 0;
  try {
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      const auto j = parse_json(text.substr(at, end - at), 64U << 20U, 16);
      at = end + 1;
      ++line;
      if (!j || !j->is_object()) return bad(line);
      if (line == 1) {
        if (j->at("accord_tally") != format_version)
          return fail(Kind::unsupported, fmt::format("the tally is of format {}, which this program does not know", j->at("accord_tally").dump()), "", "use a later version of accord");
        out = read_first(*j);
      } else if (j->contains("source")) {
        out.sources.push_back(read_source(j->at("source")));
      } else {
        out.inputs.push_back(read_input(j->at("input")));
      }
    }
    // What was read must be what we would write: sorted, no field unknown, nothing twice.
    const auto ascending = [](const auto& all, auto key) { return std::ranges::is_sorted(all, std::ranges::less_equal{}, key); };
    if (line == 0 || out.sources.size() > std::size_t{1} << 20U || head_text(out) != text) return bad(line);
    if (!ascending(out.sources, [](const auto& s) { return s.source.name; }) || !ascending(out.inputs, &Input::path)) return bad(line);
  } catch (const Json::exception&) {
    return bad(line);
  }
  return out;
}

}  // namespace accord::summary
