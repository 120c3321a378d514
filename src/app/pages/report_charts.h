// Charts as SVG: one drawing each, with title and description, right in light, dark and print by the classes of
// assets/styles/report.css; bars carry their numbers, and what is stacked differs by pattern, not by colour alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace accord::app::pages {

struct Chart {
  std::string id, title, description;
};
struct BarRow {
  std::string label;
  std::int64_t value = 0;
  std::string style;  // a class: "c-provider", "plain"
};
// Horizontal bars, each with its name before it and its number behind it.
std::string bar_chart(const Chart& chart, const std::vector<BarRow>& rows);

enum class Pattern { solid, diagonal, dots, cross, lines, empty };
struct Series {
  std::string label, style;  // a class that gives the colour
  Pattern pattern = Pattern::solid;
};
struct StackRow {
  std::string label;
  std::vector<std::int64_t> values;  // one for each series
};
// Each row divided into shares of the whole, with the numbers in it; the legend above.
std::string share_chart(const Chart& chart, const std::vector<Series>& series, const std::vector<StackRow>& rows);

}  // namespace accord::app::pages
