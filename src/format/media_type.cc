#include "format/media_type.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>

namespace accord::format {
namespace {

constexpr char lower_of(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int digits(std::string_view s, std::size_t from, std::size_t n) {
  int value = 0;
  for (std::size_t i = from; i < from + n; i++) {
    if (s[i] < '0' || s[i] > '9') return -1;
    value = value * 10 + (s[i] - '0');
  }
  return value;
}

std::int32_t day_from(int year, int month, int day) {
  const std::chrono::year_month_day d{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                      std::chrono::day(static_cast<unsigned>(day))};
  if (month < 0 || day < 0 || !d.ok() || year < 1990 || year > 2199) return no_day;
  return static_cast<std::int32_t>(std::chrono::sys_days(d).time_since_epoch().count());
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); i++) {
    if (lower_of(a[i]) != lower[i]) return false;
  }
  return true;
}

Modality modality_of_type(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
  const auto slash = type.find('/');
  const auto main = type.substr(0, slash);
  if (equals_ignoring_case(main, "text")) return Modality::text;
  if (equals_ignoring_case(main, "image")) return Modality::image;
  if (equals_ignoring_case(main, "audio")) return Modality::audio;
  if (equals_ignoring_case(main, "video")) return Modality::video;
  if (!equals_ignoring_case(main, "application") || slash == std::string_view::npos) return Modality::other;
  const auto sub = type.substr(slash + 1);
  for (const auto known :
       {"xhtml+xml", "xml", "json", "javascript", "x-javascript", "rss+xml", "atom+xml", "ld+json", "rtf", "x-tex", "ecmascript"}) {
    if (equals_ignoring_case(sub, known)) return Modality::text;
  }
  return Modality::other;
}

Modality modality_of_bytes(std::string_view h) {
  using namespace std::string_view_literals;
  const auto at = [&](std::size_t from, std::string_view magic) {
    return h.size() >= from + magic.size() && h.substr(from, magic.size()) == magic;
  };
  if (at(0, "\xff\xd8\xff"sv) || at(0, "\x89PNG\r\n\x1a\n"sv) || at(0, "GIF87a"sv) || at(0, "GIF89a"sv) || at(0, "II*\0"sv) ||
      at(0, "MM\0*"sv))
    return Modality::image;
  if (at(0, "RIFF"sv))
    return at(8, "WEBP"sv) ? Modality::image : at(8, "WAVE"sv) ? Modality::audio : at(8, "AVI "sv) ? Modality::video : Modality::other;
  if (at(0, "fLaC"sv) || at(0, "OggS"sv) || at(0, "ID3"sv)) return Modality::audio;
  if (h.size() >= 4 && h[0] == '\xff' && (h[1] == '\xfb' || h[1] == '\xf3' || h[1] == '\xf2' || h[1] == '\xf1' || h[1] == '\xf9'))
    return Modality::audio;
  if (at(4, "ftyp"sv))
    return at(8, "avif"sv) || at(8, "heic"sv) || at(8, "mif1"sv) ? Modality::image : at(8, "M4A "sv) ? Modality::audio : Modality::video;
  if (at(0, "\x1a\x45\xdf\xa3"sv) || at(0, "\0\0\x01\xba"sv)) return Modality::video;
  return Modality::other;
}

Modality modality_of_extension(std::string_view e) {
  struct Known {
    std::string_view extension;
    Modality modality;
  };
  static constexpr auto known =
      std::to_array<Known>({{"jpg", Modality::image},  {"jpeg", Modality::image},     {"png", Modality::image},  {"webp", Modality::image},
                            {"gif", Modality::image},  {"bmp", Modality::image},      {"tif", Modality::image},  {"tiff", Modality::image},
                            {"ppm", Modality::image},  {"pgm", Modality::image},      {"pbm", Modality::image},  {"avif", Modality::image},
                            {"heic", Modality::image}, {"jxl", Modality::image},      {"mp3", Modality::audio},  {"wav", Modality::audio},
                            {"flac", Modality::audio}, {"ogg", Modality::audio},      {"opus", Modality::audio}, {"m4a", Modality::audio},
                            {"aac", Modality::audio},  {"mp4", Modality::video},      {"webm", Modality::video}, {"mkv", Modality::video},
                            {"avi", Modality::video},  {"mov", Modality::video},      {"mpg", Modality::video},  {"txt", Modality::text},
                            {"text", Modality::text},  {"caption", Modality::text},   {"html", Modality::text},  {"htm", Modality::text},
                            {"md", Modality::text},    {"transcript", Modality::text}});
  const auto found = std::ranges::find_if(known, [&](const Known& k) { return equals_ignoring_case(e, k.extension); });
  return found == known.end() ? Modality::other : found->modality;
}

std::int32_t day_of(std::string_view s) {
  if (s.size() >= 10 && s[4] == '-' && s[7] == '-') return day_from(digits(s, 0, 4), digits(s, 5, 2), digits(s, 8, 2));
  if (s.size() >= 10 && s[4] == '/' && s[7] == '/') return day_from(digits(s, 0, 4), digits(s, 5, 2), digits(s, 8, 2));
  if ((s.size() == 14 || s.size() == 8) && digits(s, 0, 8) >= 0) return day_from(digits(s, 0, 4), digits(s, 4, 2), digits(s, 6, 2));
  if (s.size() == 10 || s.size() == 13) {
    std::int64_t n = 0;
    const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (ec == std::errc() && end == s.data() + s.size()) return day_of_seconds(n);
  }
  return no_day;
}

std::int32_t day_of_seconds(std::int64_t n) {
  constexpr std::int64_t year_2199 = 7'258'118'400, year_1990 = 631'152'000;
  if (n > year_2199) n /= 1000;
  return n < year_1990 || n >= year_2199 ? no_day : static_cast<std::int32_t>(n / 86400);
}

void fill_content(Document& d, std::string_view content, Modality modality) {
  d.modality = modality;
  d.bytes = content.size();
  d.text = modality == Modality::text ? content : std::string_view{};
  d.images = modality == Modality::image ? 1 : 0;
}

Modality modality_of(std::string_view content_type, std::string_view payload_type, std::string_view content) {
  auto out = modality_of_type(content_type);
  if (out == Modality::other && !payload_type.empty()) out = modality_of_type(payload_type);
  return out == Modality::other ? modality_of_bytes(content.substr(0, 16)) : out;
}

}  // namespace accord::format
