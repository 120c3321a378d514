#include "corpus/language.h"

#include <cld2/public/compact_lang_det.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstdio>  // compact_lang_det.h uses it and does not say so

namespace accord::corpus {
namespace {

constexpr std::size_t text_prefix = 1024, page_prefix = 4096;

std::string_view prefix(std::string_view s, std::size_t n) {
  if (s.size() <= n) return s;
  while (n > 0 && (static_cast<unsigned char>(s[n]) & 0xC0U) == 0x80) n--;
  return s.substr(0, n);
}

// lang="de" of the first tag <html ...>.
std::string_view declared(std::string_view page) {
  page = page.substr(0, 2048);
  auto at = page.find("<html");
  if (at == std::string_view::npos) at = page.find("<HTML");
  if (at == std::string_view::npos) return {};
  const auto tag = page.substr(at, page.find('>', at) - at);
  at = tag.find(" lang=");
  if (at == std::string_view::npos) return {};
  auto value = tag.substr(at + 6);
  if (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
  value = value.substr(0, value.find_first_of("\"' />"));
  return value.size() >= 2 && value.size() <= 12 ? value : std::string_view{};
}

}  // namespace

Language language_of(std::string_view text) {
  const auto first = text.substr(0, 256).find_first_not_of(" \t\r\n");
  const bool page = first != std::string_view::npos && text[first] == '<';
  if (page) {
    if (const auto said = declared(text); !said.empty()) return {said, false};
    auto body = text.substr(0, std::size_t(1) << 16U).find("<body");
    text = prefix(text.substr(body == std::string_view::npos ? 0 : body), page_prefix);
  } else {
    text = prefix(text, text_prefix);
  }
  if (text.empty()) return {};
  bool reliable = false;
  int valid = 0;
  const auto found = CLD2::DetectLanguageCheckUTF8(text.data(), static_cast<int>(text.size()), !page, &reliable, &valid);
  if (!reliable || found == CLD2::UNKNOWN_LANGUAGE) return {};
  return {CLD2::LanguageCode(found), true};
}

std::uint64_t count_characters(std::string_view text) {
  std::uint64_t continued = 0;  // bytes 10xxxxxx, which as signed ones are those below -64
  std::size_t i = 0;
#ifdef __SSE2__
  const auto border = _mm_set1_epi8(-64), zero = _mm_setzero_si128();
  auto sums = zero;
  while (i + 16 <= text.size()) {
    // A lane counts one byte a step, and cannot overflow within 255.
    auto lanes = zero;
    const auto end = std::min(text.size() - 16, i + std::size_t(16) * 254);
    for (; i <= end; i += 16) lanes = _mm_sub_epi8(lanes, _mm_cmplt_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i)), border));
    sums = _mm_add_epi64(sums, _mm_sad_epu8(lanes, zero));
  }
  continued = static_cast<std::uint64_t>(_mm_cvtsi128_si64(sums)) + static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
#endif
  for (; i < text.size(); i++) continued += static_cast<signed char>(text[i]) < -64 ? 1 : 0;
  return text.size() - continued;
}

}  // namespace accord::corpus
