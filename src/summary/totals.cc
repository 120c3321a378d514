#include "summary/totals.h"

#include <algorithm>

#include <fmt/format.h>

namespace accord::summary {
namespace {

constexpr std::array<std::string_view, 7> kinds = {"public-dataset", "licensed", "other-private", "crawled", "user", "synthetic", "other"};
constexpr std::array<std::string_view, modalities> modality_names = {"text", "image", "audio", "video", "other"};
constexpr std::array<std::string_view, 2> stages = {"collected", "processed"};
constexpr std::array<std::string_view, 4> statuses = {"ok", "truncated", "damaged", "missing"};
constexpr std::array<std::string_view, 2> sections = {"icann", "all"};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto at = std::ranges::find(names, text);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin());
}

std::optional<int> digits(std::string_view s) {
  int value = 0;
  for (const char c : s) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string_view name(SourceKind k) { return kinds[static_cast<std::size_t>(k)]; }
std::string_view name(Modality m) { return modality_names[static_cast<std::size_t>(m)]; }
std::string_view name(Stage s) { return stages[static_cast<std::size_t>(s)]; }
std::string_view name(InputStatus s) { return statuses[static_cast<std::size_t>(s)]; }
std::string_view name(SuffixSection s) { return sections[static_cast<std::size_t>(s)]; }
std::optional<SourceKind> source_kind_named(std::string_view t) { return named<SourceKind>(kinds, t); }
std::optional<Modality> modality_named(std::string_view t) { return named<Modality>(modality_names, t); }
std::optional<Stage> stage_named(std::string_view t) { return named<Stage>(stages, t); }
std::optional<InputStatus> input_status_named(std::string_view t) { return named<InputStatus>(statuses, t); }
std::optional<SuffixSection> suffix_section_named(std::string_view t) { return named<SuffixSection>(sections, t); }

std::string to_text(Date d) {
  const std::chrono::year_month_day ymd{d};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

std::optional<Date> date_from(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() > 10 && text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto y = digits(text.substr(0, 4)), m = digits(text.substr(5, 2)), d = digits(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year{*y}, std::chrono::month{static_cast<unsigned>(*m)}, std::chrono::day{static_cast<unsigned>(*d)}};
  if (!ymd.ok()) return std::nullopt;
  return Date{ymd};
}

Counts& Counts::operator+=(const Counts& o) {
  documents += o.documents, bytes += o.bytes, characters += o.characters;
  tokens += o.tokens, token_documents += o.token_documents, token_bytes += o.token_bytes;
  images += o.images, milliseconds += o.milliseconds, located += o.located, bad_urls += o.bad_urls, dated += o.dated;
  if (o.first) first = first ? std::min(*first, *o.first) : o.first;
  if (o.last) last = last ? std::max(*last, *o.last) : o.last;
  return *this;
}

ModalityTotals& ModalityTotals::operator+=(const ModalityTotals& o) {
  counts += o.counts;
  for (const auto& [key, n] : o.languages) {
    auto& mine = languages[key];
    mine.documents += n.documents;
    mine.bytes += n.bytes;
  }
  return *this;
}

std::map<Modality, ModalityTotals> by_modality(const Totals& totals) {
  std::map<Modality, ModalityTotals> out;
  for (const auto& s : totals.sources)
    for (const auto& [modality, t] : s.modalities) out[modality] += t;
  return out;
}

Counts sum(const Totals& totals) {
  Counts out;
  for (const auto& [modality, t] : by_modality(totals)) out += t.counts;
  return out;
}

}  // namespace accord::summary
