#include "summary/check/table.h"

#include "base/utf8.h"
#include "summary/check/values.h"
#include "summary/check/words.h"

namespace accord::summary::check {

void TableOfModalities::add(std::string_view lines) {
  std::size_t at = 0;
  while (at < lines.size()) {
    std::size_t end = lines.find('\n', at);
    if (end == std::string_view::npos) end = lines.size();
    const std::string_view line = lines.substr(at, end - at);
    std::size_t from = 0;
    while (from <= line.size()) {
      std::size_t stop = line.find("  ", from);
      if (stop == std::string_view::npos) stop = line.size();
      const auto cell = utf8::trim(line.substr(from, stop - from));
      if (!cell.empty()) cells_.emplace_back(cell);
      from = stop + 2;
    }
    at = end + 1;
  }
}

void TableOfModalities::finish() {
  Tongues tongues;
  for (const auto& language : labels_.languages)
    if (language.code == language_) tongues.push_back(&language);
  if (language_ != "en") tongues.push_back(&labels_.languages[0]);
  const auto put = [&](const char* id, const std::string& cell) {
    auto& part = parts_[id];
    if (!part.empty()) part += "\n";
    part += cell;
  };
  // The template's own explanations are answers to nothing; they go on over several lines of a narrow column.
  for (const auto& cell : cells_) {
    const std::string words = folded(cell);
    if (says(tongues, "instructions", words)) continue;
    std::size_t length = 0;
    const char box = box_at(cell, length);
    std::string_view after = std::string_view(cell).substr(length);
    // "Audio1": the mark of a footnote.
    std::string_view name = after;
    while (name.size() > 3 && name.back() >= '0' && name.back() <= '9' && name[name.size() - 2] > ' ') name.remove_suffix(1);
    const bool digit = name.find_first_of("0123456789") != std::string::npos;
    const bool size = !sizes_of(tongues, box == '-' ? after : std::string_view(cell)).empty();
    const auto named = modalities_of(tongues, name).named;
    if (!digit && !named.empty() && count_words(after) <= named.size() + 1) {
      put("1.3.a", cell.substr(0, length) + std::string(name));
    } else if (size && count_words(after) <= 14) {
      put("1.3.b", cell);
    } else if (box == 0) {
      put("1.3.c", cell);
    }
  }
}

}  // namespace accord::summary::check
