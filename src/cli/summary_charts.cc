#include "cli/summary_charts.h"

#include <fmt/format.h>

#include <algorithm>

namespace accord::cli {

namespace {

std::string svg(std::string_view view_box, std::string_view title, std::string_view inside) {
  return fmt::format("<svg viewBox=\"{}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}</svg>", view_box,
                     escape_html(title), inside);
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

std::string ladder_svg(std::size_t step, std::size_t steps, std::string_view title) {
  std::string inside;
  const double gap = 4, width = (300 - gap * static_cast<double>(steps - 1)) / static_cast<double>(steps);
  for (std::size_t i = 0; i < steps; ++i)
    inside += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" width=\"{:.1f}\" height=\"10\" rx=\"2\"/>", i == step ? "fill" : "track",
                          static_cast<double>(i) * (width + gap), width);
  return svg("0 0 300 10", title, inside);
}

std::string bar_svg(double share, std::string_view title) {
  return svg("0 0 300 12", title,
             fmt::format("<rect class=\"fill\" width=\"{:.1f}\" height=\"12\" rx=\"1.5\"/>", std::clamp(share, 0.006, 1.0) * 300));
}

std::string mark_svg(bool filled) {
  return fmt::format("<svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle class=\"{}\" cx=\"7\" cy=\"7\" r=\"{}\"/></svg>",
                     filled ? "some" : "none", filled ? 5.5 : 2.5);
}

}  // namespace accord::cli
