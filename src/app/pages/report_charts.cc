#include "app/pages/report_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "app/pages/shared.h"
#include "base/utf8.h"

namespace accord::app::pages {
namespace {

// All in units of the drawing; its width is that of a column of the page.
constexpr std::int64_t width = 640, names = 186, numbers = 52, row = 27, bar = 17;
constexpr std::int64_t room = width - names - numbers;

std::string open_svg(const Chart& c, std::int64_t height) {
  return fmt::format(R"(<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>)", width, height, c.id, c.id, c.id, escape(c.title), c.id,
                     escape(c.description));
}

std::string name_at(std::string_view name, std::int64_t y) {
  const std::string shown = utf8::length(name) <= 27 ? std::string(name) : std::string(utf8::slice(name, 0, 26)) + "…";
  return fmt::format(R"(<text class="name" x="{}" y="{}">{}</text>)", names - 9, y + 13, escape(shown));
}

std::string pattern(const std::string& id, const Series& s) {
  std::string lines;
  switch (s.pattern) {
    case Pattern::solid:
    case Pattern::empty: return {};
    case Pattern::diagonal: lines = R"(<path d="M-2 2 2 -2M0 8 8 0M6 10 10 6"/>)"; break;
    case Pattern::dots: lines = R"(<circle cx="4" cy="4" r="1.7"/>)"; break;
    case Pattern::cross: lines = R"(<path d="M0 8 8 0M0 0 8 8"/>)"; break;
    case Pattern::lines: lines = R"(<path d="M0 2H8M0 6H8"/>)"; break;
  }
  return fmt::format(R"(<pattern id="{}" class="pattern {}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8"/>{}</pattern>)", id, s.style, lines);
}

std::string piece(const Series& s, const std::string& pattern_id, std::int64_t x, std::int64_t y, std::int64_t w) {
  const std::string fill = s.pattern == Pattern::solid || s.pattern == Pattern::empty ? "" : fmt::format(R"x( fill="url(#{})")x", pattern_id);
  return fmt::format(R"(<rect class="{} {}" x="{}" y="{}" width="{}" height="{}"{}/>)", s.style, s.pattern == Pattern::solid ? "solid" : s.pattern == Pattern::empty ? "empty" : "patterned", x, y, w, bar, fill);
}

}  // namespace

std::string bar_chart(const Chart& c, const std::vector<BarRow>& rows) {
  std::int64_t most = 1, y = 4;
  for (const auto& r : rows) most = std::max(most, r.value);
  std::string out = open_svg(c, row * static_cast<std::int64_t>(rows.size()) + 4);
  for (const auto& r : rows) {
    const auto w = std::max<std::int64_t>(r.value > 0 ? 2 : 0, r.value * room / most);
    out += name_at(r.label, y);
    out += fmt::format(R"(<rect class="rod {}" x="{}" y="{}" width="{}" height="{}"/><text class="value" x="{}" y="{}">{}</text>)", r.style, names, y, w, bar, names + w + 7, y + 13, number_text(r.value));
    y += row;
  }
  return out + "</svg>";
}

std::string share_chart(const Chart& c, const std::vector<Series>& series, const std::vector<StackRow>& rows) {
  constexpr std::int64_t columns = 3, step = width / columns;
  const auto legend_rows = (static_cast<std::int64_t>(series.size()) + columns - 1) / columns;
  std::string out = open_svg(c, (legend_rows + static_cast<std::int64_t>(rows.size())) * row + 12) + "<defs>";
  const auto id = [&](std::size_t k) { return fmt::format("{}-p{}", c.id, k); };
  for (std::size_t k = 0; k < series.size(); ++k) out += pattern(id(k), series[k]);
  out += "</defs>";
  std::int64_t y = 4;
  for (std::size_t k = 0; k < series.size(); ++k) {
    const auto x = static_cast<std::int64_t>(k) % columns * step, at = y + static_cast<std::int64_t>(k) / columns * row;
    out += piece(series[k], id(k), x + 1, at, 26) + fmt::format(R"(<text class="legend-name" x="{}" y="{}">{}</text>)", x + 35, at + 13, escape(series[k].label));
  }
  y += legend_rows * row + 6;
  for (const auto& r : rows) {
    const auto total = std::max<std::int64_t>(1, std::accumulate(r.values.begin(), r.values.end(), std::int64_t{0}));
    out += name_at(r.label, y);
    std::int64_t before = 0;
    std::string text;
    for (std::size_t k = 0; k < r.values.size(); ++k) {
      const auto x = before * room / total;
      before += r.values[k];
      const auto w = before * room / total - x;
      if (r.values[k] == 0) continue;
      out += piece(series[k], id(k), names + x, y, std::max<std::int64_t>(w, 1));
      const auto said = number_text(r.values[k]);
      if (w >= static_cast<std::int64_t>(said.size()) * 8 + 6) text += fmt::format(R"(<text class="in" x="{}" y="{}">{}</text>)", names + x + w / 2, y + 13, said);
    }
    out += text + fmt::format(R"(<text class="value" x="{}" y="{}">{}</text>)", names + room + 7, y + 13, number_text(before));
    y += row;
  }
  return out + "</svg>";
}

}  // namespace accord::app::pages
