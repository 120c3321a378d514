// A summary of any bytes: read as each of its formats, located, judged, compared. The first byte chooses the reader.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/summary_file.h"
#include "format/data_lines.h"
#include "format/html_lines.h"
#include "format/layout_text.h"
#include "format/markdown_lines.h"
#include "format/yaml.h"
#include "summary/check/compare.h"
#include "summary/check/report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord;
  if (size < 2 || size > 20'000) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (utf8::first_bad(bytes) < bytes.size()) return 0;
  PlacedText text;
  switch (data[0] % 6) {
    case 0: text = format::read_layout_text(bytes, (data[0] & 8U) != 0); break;
    case 1: text = format::read_markdown_lines(bytes); break;
    case 2: {
      auto html = format::read_html_lines(bytes);
      if (!html) return 0;
      text = *std::move(html);
      break;
    }
    case 3: {
      const auto json = parse_json(bytes);
      if (!json) return 0;
      text = format::lines_of_data(*json, "json");
      break;
    }
    case 5: {  // told by its bytes; a PDF goes to another program
      if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) return 0;
      auto told = cli::read_summary(bytes);
      if (!told) {
        if (told.error().message.empty()) std::abort();
        return 0;
      }
      text = *std::move(told);
      break;
    }
    default: {
      const auto yaml = format::read_yaml(bytes);
      if (!yaml) return 0;
      text = format::lines_of_data(yaml->value, "yaml");
    }
  }
  for (const auto& line : text.lines)
    for (const auto& cell : line.cells)
      if (cell.text.empty() || utf8::first_bad(cell.text) < cell.text.size()) std::abort();
  const auto report = summary::check::check_summary(text, summary::check::built_in_labels(), summary::check::built_in_weights(), 2026 * 372);
  if (report.findings.size() != 53) std::abort();
  for (const auto& f : report.findings)
    if (!(f.quality >= 0 && f.quality <= 1)) std::abort();
  (void)summary::check::report_json(report).dump();
  if (!summary::check::compare(report, report).changes.empty()) std::abort();
  return 0;
}
