#include "base/utf8.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <fmt/format.h>

#include <algorithm>

namespace accord::utf8 {
namespace {

bool is_ascii(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
}

}  // namespace

std::size_t first_bad(std::string_view s) {
  std::size_t i = 0;
  const auto byte = [&](std::size_t k) { return k < s.size() ? static_cast<std::uint8_t>(s[k]) : 0U; };
  const auto tail = [&](std::size_t k) { return (byte(k) & 0xc0U) == 0x80U; };
  while (i < s.size()) {
    const unsigned b = byte(i);
    if (b == 0) return i;
    if (b < 0x80) {
      ++i;
    } else if (b >= 0xc2 && b <= 0xdf) {
      if (!tail(i + 1)) return i;
      i += 2;
    } else if ((b & 0xf0) == 0xe0) {
      const unsigned c = byte(i + 1);
      if (!tail(i + 1) || !tail(i + 2) || (b == 0xe0 && c < 0xa0) || (b == 0xed && c > 0x9f)) return i;
      i += 3;
    } else if (b >= 0xf0 && b <= 0xf4) {
      const unsigned c = byte(i + 1);
      if (!tail(i + 1) || !tail(i + 2) || !tail(i + 3) || (b == 0xf0 && c < 0x90) || (b == 0xf4 && c > 0x8f)) return i;
      i += 4;
    } else {
      return i;
    }
  }
  return std::string_view::npos;
}

Result<void> check(std::string_view s, std::string_view what) {
  if (const auto bad = first_bad(s); bad != std::string_view::npos)
    return fail(Kind::invalid, fmt::format("{} is not valid UTF-8 at byte {}", what, bad), std::string(what),
                "send the text as UTF-8, without NUL bytes");
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto u = static_cast<std::uint8_t>(s[i]);
    if ((u < 0x20 && u != '\t' && u != '\n' && u != '\r') || u == 0x7f)
      return fail(Kind::invalid, fmt::format("{} has a control character (U+{:04X}) at byte {}", what, u, i),
                  std::string(what), "remove it");
  }
  return {};
}

std::size_t length(std::string_view valid) {
  std::size_t n = 0;
  for (const char c : valid) n += (static_cast<std::uint8_t>(c) & 0xc0U) != 0x80U;
  return n;
}

std::size_t byte_offset(std::string_view valid, std::size_t points) {
  std::size_t i = 0;
  for (; i < valid.size(); ++i) {
    if ((static_cast<std::uint8_t>(valid[i]) & 0xc0U) != 0x80U && points-- == 0) return i;
  }
  return i;
}

std::string_view slice(std::string_view valid, std::size_t from, std::size_t to) {
  if (to < from) to = from;
  const std::size_t a = byte_offset(valid, from);
  return valid.substr(a, byte_offset(valid.substr(a), to - from));
}

char32_t next(std::string_view valid, std::size_t& i) {
  const auto b = static_cast<std::uint8_t>(valid[i++]);
  if (b < 0x80) return b;
  const int more = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
  char32_t c = b & (0x3fU >> more);
  for (int k = 0; k < more && i < valid.size(); ++k) c = c << 6 | (static_cast<std::uint8_t>(valid[i++]) & 0x3fU);
  return c;
}

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

std::string nfc(std::string_view valid) {
  if (is_ascii(valid)) return std::string(valid);
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return std::string(valid);
  const auto in = icu::UnicodeString::fromUTF8({valid.data(), static_cast<std::int32_t>(valid.size())});
  if (normalizer->isNormalized(in, status)) return std::string(valid);
  std::string out;
  normalizer->normalize(in, status).toUTF8String(out);
  return U_FAILURE(status) ? std::string(valid) : out;
}

std::string lower(std::string_view valid) {
  std::string out;
  if (is_ascii(valid)) {
    out = valid;
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
  }
  icu::UnicodeString::fromUTF8({valid.data(), static_cast<std::int32_t>(valid.size())})
      .toLower(icu::Locale::getRoot())
      .toUTF8String(out);
  return out;
}

bool is_space(char32_t c) { return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) : u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

std::string collapse(std::string_view valid) {
  std::string out;
  out.reserve(valid.size());
  bool gap = false;
  for (std::size_t i = 0; i < valid.size();) {
    const std::size_t at = i;
    if (is_space(next(valid, i))) {
      gap = !out.empty();
    } else {
      if (gap) out += ' ';
      gap = false;
      out += valid.substr(at, i - at);
    }
  }
  return out;
}

std::string_view trim(std::string_view s) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const auto a = s.find_first_not_of(space);
  if (a == std::string_view::npos) return {};
  return s.substr(a, s.find_last_not_of(space) - a + 1);
}

}  // namespace accord::utf8
