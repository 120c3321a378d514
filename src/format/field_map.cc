#include "format/field_map.h"

#include <charconv>
#include <cmath>

#include "format/media_type.h"

namespace accord::format {
namespace {

struct Known {
  std::string_view path;
  Meaning meaning;
  std::uint8_t rank;
};

// C4, mC4, Dolma, RedPajama 1 and 2, SlimPajama, FineWeb, RefinedWeb, The Pile, OSCAR, CulturaX, HPLT, LAION, img2dataset, COYO.
constexpr Known known[] = {
    {"text", Meaning::text, 0},
    {"content", Meaning::text, 1},
    {"raw_content", Meaning::text, 1},
    {"TEXT", Meaning::text, 1},
    {"caption", Meaning::text, 2},
    {"body", Meaning::text, 3},
    {"url", Meaning::url, 0},
    {"URL", Meaning::url, 0},
    {"warc_headers.warc-target-uri", Meaning::url, 0},
    {"meta.url", Meaning::url, 1},
    {"metadata.url", Meaning::url, 1},
    {"source_url", Meaning::url, 2},
    {"image_url", Meaning::url, 2},
    {"uri", Meaning::url, 2},
    {"u", Meaning::url, 3},
    {"language", Meaning::language, 0},
    {"metadata.language", Meaning::language, 1},
    {"meta.language", Meaning::language, 1},
    {"document_lang", Meaning::language, 1},
    {"language_code", Meaning::language, 1},
    {"metadata.identification.label", Meaning::language, 1},
    {"LANGUAGE", Meaning::language, 1},
    {"lang", Meaning::language, 2},
    {"date_download", Meaning::date, 0},
    {"metadata.date_download", Meaning::date, 0},
    {"warc_headers.warc-date", Meaning::date, 0},
    {"crawl_date", Meaning::date, 0},
    {"timestamp", Meaning::date, 1},
    {"meta.timestamp", Meaning::date, 1},
    {"ts", Meaning::date, 2},
    {"date", Meaning::date, 2},
    {"meta.date", Meaning::date, 3},
    {"metadata.date", Meaning::date, 3},
    {"created", Meaning::date, 4},
    {"token_count", Meaning::tokens, 0},
    {"num_tokens", Meaning::tokens, 0},
    {"n_tokens", Meaning::tokens, 0},
    {"metadata.token_count", Meaning::tokens, 1},
    {"meta.token_count", Meaning::tokens, 1},
    {"id", Meaning::id, 0},
    {"doc_id", Meaning::id, 1},
    {"key", Meaning::id, 2},
    {"meta.pile_set_name", Meaning::source, 0},
    {"meta.redpajama_set_name", Meaning::source, 0},
    {"meta.source", Meaning::source, 1},
    {"source", Meaning::source, 1},
    {"duration_ms", Meaning::milliseconds, 0},
    {"duration", Meaning::seconds, 1},
    {"audio_duration", Meaning::seconds, 1},
    {"video_duration", Meaning::seconds, 1},
    {"width", Meaning::width, 0},
    {"WIDTH", Meaning::width, 0},
    {"height", Meaning::height, 0},
    {"HEIGHT", Meaning::height, 0},
};

// "en", "eng", "eng_Latn", "pt-BR", "deu,eng": so that a field for a programming language is not taken for one of people.
bool is_language(std::string_view s) {
  std::size_t letters = 0;
  while (letters < s.size() && s[letters] >= 'a' && s[letters] <= 'z') letters++;
  return (letters == 2 || letters == 3) && (letters == s.size() || s[letters] == '-' || s[letters] == '_' || s[letters] == ',');
}

constexpr std::uint8_t address_in_id = 9;
bool is_address(std::string_view s) { return s.starts_with("http://") || s.starts_with("https://"); }

}  // namespace

FieldMap::FieldMap(const FieldNames& names) {
  const std::pair<const std::string*, Meaning> given[] = {
      {&names.text, Meaning::text},         {&names.url, Meaning::url},
      {&names.language, Meaning::language}, {&names.date, Meaning::date},
      {&names.tokens, Meaning::tokens},     {&names.id, Meaning::id},
      {&names.source, Meaning::source},     {&names.milliseconds, Meaning::milliseconds}};
  std::array<bool, meanings> own{};
  for (const auto& [path, meaning] : given) {
    if (path->empty()) continue;
    own[static_cast<std::size_t>(meaning)] = true;
    add(*path, meaning, 0);
  }
  for (const auto& k : known) {
    if (!own[static_cast<std::size_t>(k.meaning)]) add(k.path, k.meaning, k.rank);
  }
}

void FieldMap::add(std::string_view path, Meaning meaning, std::uint8_t rank) {
  std::uint16_t node = 0;
  while (true) {
    const auto dot = path.find('.');
    const auto name = path.substr(0, dot);
    if (name.size() >= longest) return;
    if (dot == std::string_view::npos) {
      nodes_[node][name.size()].push_back({std::string(name), meaning, rank, 0});
      return;
    }
    std::uint16_t inside = 0;
    for (const auto& e : nodes_[node][name.size()]) {
      if (e.name == name && e.inside != 0) inside = e.inside;
    }
    if (inside == 0) {
      inside = static_cast<std::uint16_t>(nodes_.size());
      nodes_.emplace_back();
      nodes_[node][name.size()].push_back({std::string(name), Meaning::none, 0, inside});
    }
    node = inside;
    path.remove_prefix(dot + 1);
  }
}

void Fields::set(Meaning meaning, std::uint8_t rank_of, std::string_view value) {
  const auto m = static_cast<std::size_t>(meaning);
  // Dolma's identifiers of web pages are their addresses.
  if (meaning == Meaning::id && is_address(value)) set(Meaning::url, address_in_id, value);
  if (m >= meanings || rank_of >= rank[m]) return;
  switch (meaning) {
    case Meaning::text:
      document.text = value;
      break;
    case Meaning::url:
      document.url = value;
      break;
    case Meaning::language:
      if (!is_language(value)) return;
      document.language = value;
      break;
    case Meaning::date:
      if (const auto day = day_of(value); day == no_day)
        return;
      else
        document.day = day;
      break;
    case Meaning::id:
      document.id = value;
      break;
    case Meaning::source:
      document.source = value;
      break;
    default: {
      double number = 0;
      const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (ec != std::errc() || end != value.data() + value.size() || value.empty()) return;
      return set(meaning, rank_of, number);
    }
  }
  rank[m] = rank_of;
}

void Fields::set(Meaning meaning, std::uint8_t rank_of, double value) {
  const auto m = static_cast<std::size_t>(meaning);
  if (m >= meanings || rank_of >= rank[m] || !(value >= 0) || value > 9e15) return;
  switch (meaning) {
    case Meaning::tokens:
      document.tokens = static_cast<std::uint64_t>(value);
      break;
    case Meaning::milliseconds:
      document.milliseconds = static_cast<std::uint64_t>(std::llround(value));
      break;
    case Meaning::seconds:
      if (has(Meaning::milliseconds)) return;
      document.milliseconds = static_cast<std::uint64_t>(std::llround(value * 1000));
      break;
    case Meaning::date:
      if (const auto day = day_of_seconds(static_cast<std::int64_t>(value)); day == no_day)
        return;
      else
        document.day = day;
      break;
    case Meaning::width:
    case Meaning::height:
      break;
    default:
      return;
  }
  rank[m] = rank_of;
}

void Fields::set_instant(Meaning meaning, std::uint8_t rank_of, double seconds) {
  constexpr double year_2199 = 7'258'118'400;  // what is larger would be taken for milliseconds
  if (meaning == Meaning::date && seconds < year_2199) set(meaning, rank_of, seconds);
}

bool Fields::finish(const ReadOptions& options) {
  sized = has(Meaning::width) && has(Meaning::height);
  const bool text = has(Meaning::text), url = has(Meaning::url);
  auto& d = document;
  d.modality = options.modality.value_or(sized && url ? Modality::image : Modality::text);
  if (d.modality == Modality::text || d.modality == Modality::other) {
    d.bytes = d.text.size();
    return text;
  }
  d.images = d.modality == Modality::image ? 1 : 0;
  return text || url;
}

}  // namespace accord::format
