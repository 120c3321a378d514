#include "format/layout_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/utf8.h"

namespace accord::format {

namespace {

bool all_digits(std::string_view s) {
  return !s.empty() && s.size() < 4 && std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

// "1 of 11", "3 / 10", "- 2 -": what a page says of itself.
bool is_page_number(const Line& line) {
  if (line.cells.empty() || line.cells.size() > 2) return false;
  std::string_view s = utf8::trim(line.cells[0].text);
  while (s.starts_with("-") || s.starts_with(" ")) s.remove_prefix(1);
  while (s.ends_with("-") || s.ends_with(" ")) s.remove_suffix(1);
  if (line.cells.size() == 1 && all_digits(s)) return true;
  const std::size_t first = s.find(' ');
  const std::size_t last = s.rfind(' ');
  return first != std::string_view::npos && last > first && all_digits(s.substr(0, first)) && all_digits(s.substr(last + 1));
}

Line cells_of(std::string_view raw) {
  Line line;
  std::string cell;
  int column = 0;
  int begin = 0;
  int spaces = 0;
  const auto finish = [&] {
    if (!cell.empty()) line.cells.push_back({begin, std::move(cell)});
    cell.clear();
  };
  for (std::size_t i = 0; i < raw.size();) {
    const char32_t c = utf8::next(raw, i);
    if (c == '\t') {
      finish();
      column = (column / 8 + 1) * 8;
      spaces = 2;
      continue;
    }
    if (c == ' ') {
      ++spaces;
    } else {
      if (spaces >= 2) finish();
      if (cell.empty())
        begin = column;
      else if (spaces == 1)
        cell += ' ';
      spaces = 0;
      utf8::append(cell, c);
    }
    ++column;
  }
  finish();
  return line;
}

// A cell that runs into the next column by one space only: cut where neighbours on both of their own cells begin.
void cut_at_columns(std::vector<Line>& lines) {
  const auto begins_second_cell = [&](std::size_t at, int column) {
    return at < lines.size() && lines[at].cells.size() >= 2 && std::ranges::any_of(lines[at].cells.begin() + 1, lines[at].cells.end(), [&](const Cell& c) { return c.column == column; });
  };
  const auto right_only = [&](std::size_t at, int column) { return at < lines.size() && lines[at].cells.size() == 1 && lines[at].cells[0].column == column; };
  for (std::size_t n = 0; n < lines.size(); ++n) {
    if (lines[n].cells.size() != 1 || lines[n].cells[0].column > 16) continue;
    Cell& cell = lines[n].cells[0];
    int column = cell.column;
    for (std::size_t i = 0; i < cell.text.size();) {
      const std::size_t before = i;
      const char32_t c = utf8::next(cell.text, i);
      ++column;
      if (c != ' ' || column < 18) continue;
      const bool near = begins_second_cell(n + 1, column) || (n > 0 && begins_second_cell(n - 1, column)) ||
                        ((n > 0 && right_only(n - 1, column)) && (right_only(n + 1, column) || begins_second_cell(n + 2, column)));
      if (!near) continue;
      Cell right{column, cell.text.substr(i)};
      cell.text.resize(before);
      lines[n].cells.push_back(std::move(right));
      break;
    }
  }
}

// What stands at the same column near the top or the foot of most pages is the page's own: headers, navigation.
void drop_running_heads(std::vector<Line>& lines) {
  std::map<int, std::pair<std::size_t, std::size_t>> pages;  // first line, behind the last
  for (std::size_t n = 0; n < lines.size(); ++n) {
    auto [it, fresh] = pages.try_emplace(lines[n].page, n, n);
    it->second.second = n + 1;
  }
  if (pages.size() < 4) return;
  const auto edge = [&](std::size_t n) {
    const auto& [first, last] = pages[lines[n].page];
    return n < first + 14 || n + 6 >= last;
  };
  std::map<std::pair<std::string, int>, std::set<int>> on;
  for (std::size_t n = 0; n < lines.size(); ++n)
    if (edge(n))
      for (const auto& cell : lines[n].cells) on[{cell.text, cell.column}].insert(lines[n].page);
  for (std::size_t n = 0; n < lines.size(); ++n)
    if (edge(n)) std::erase_if(lines[n].cells, [&](const Cell& c) { return c.text.size() >= 5 && on[{c.text, c.column}].size() * 2 >= pages.size(); });
}

}  // namespace

std::string plain_letters(std::string_view text) {
  static constexpr std::array<std::string_view, 7> ligatures = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = utf8::next(text, i);
    if (c >= 0xFB00 && c <= 0xFB06)
      out += ligatures[c - 0xFB00];
    else if (c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200A) || c == 0x3000)
      out += ' ';
    else if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0xFE0F || c == 0x2060 || (c < 0x20 && c != '\n' && c != '\t' && c != '\f'))
      continue;
    else
      utf8::append(out, c);
  }
  return out;
}

PlacedText read_layout_text(std::string_view text, bool pages) {
  PlacedText out;
  out.format = pages ? "pdf" : "text";
  const std::string plain = plain_letters(text);
  int page = 1;
  int number = 0;
  std::size_t at = 0;
  while (at < plain.size()) {
    std::size_t end = plain.find_first_of("\n\f", at);
    if (end == std::string::npos) end = plain.size();
    Line line = cells_of(std::string_view(plain).substr(at, end - at));
    line.page = pages ? page : 0;
    line.number = ++number;
    if (pages && is_page_number(line)) line.cells.clear();
    out.lines.push_back(std::move(line));
    if (end < plain.size() && plain[end] == '\f') {
      ++page;
      if (pages) number = 0;
    }
    at = end + 1;
  }
  if (pages) drop_running_heads(out.lines);
  cut_at_columns(out.lines);
  return out;
}

}  // namespace accord::format
