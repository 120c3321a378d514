// Line by line and without md4c, which tells nothing of places in the source.
#include "format/markdown_lines.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "format/layout_text.h"

namespace accord::format {

namespace {

// Without emphasis, code marks and tags; [text](address) as "text address".
std::string plain(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const char c = s[i];
    if (c == '\\' && i + 1 < s.size() && std::ispunct(static_cast<unsigned char>(s[i + 1])) != 0) {
      out += s[i + 1];
      i += 2;
      continue;
    }
    if (c == '`' || (c == '*' && i + 1 < s.size() && s[i + 1] != ' ') || (c == '*' && i > 0 && s[i - 1] != ' ')) {
      ++i;
      continue;
    }
    if (s.substr(i).starts_with("__")) {
      i += 2;
      continue;
    }
    if (c == '<') {
      const std::size_t end = s.find('>', i);
      const bool tag = end != std::string_view::npos && i + 1 < s.size() && (std::isalpha(static_cast<unsigned char>(s[i + 1])) != 0 || s[i + 1] == '/' || s[i + 1] == '!');
      if (tag) {
        const std::string_view inside = s.substr(i + 1, end - i - 1);
        if (inside.starts_with("http://") || inside.starts_with("https://") || inside.find('@') != std::string_view::npos)
          out += inside;
        else
          out += ' ';
        i = end + 1;
        continue;
      }
    }
    if (c == '[') {
      const std::size_t close = s.find(']', i);
      if (close != std::string_view::npos && close + 1 < s.size() && s[close + 1] == '(') {
        const std::size_t end = s.find(')', close);
        if (end != std::string_view::npos) {
          const std::string_view words = s.substr(i + 1, close - i - 1);
          std::string_view address = s.substr(close + 2, end - close - 2);
          address = address.substr(0, address.find(' '));
          out += plain(words.substr(0, 2000));
          if (address.find("://") != std::string_view::npos && words.find(address) == std::string_view::npos) out += " " + std::string(address);
          i = end + 1;
          continue;
        }
      }
    }
    out += c;
    ++i;
  }
  return out;
}

bool is_rule_of_table(std::string_view s) { return s.find('-') != std::string_view::npos && s.find_first_not_of("|-: \t") == std::string_view::npos && s.find('|') != std::string_view::npos; }

std::vector<std::string> fields_of(std::string_view row) {
  std::vector<std::string> out;
  if (row.starts_with("|")) row.remove_prefix(1);
  std::string field;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      field += '|';
      ++i;
    } else if (row[i] == '|') {
      out.push_back(std::move(field));
      field.clear();
    } else {
      field += row[i];
    }
  }
  if (!utf8::trim(field).empty()) out.push_back(std::move(field));
  return out;
}

// Cells of a row with <br> inside become lines of their column.
void add_row(std::string_view row, int number, PlacedText& out) {
  std::vector<std::vector<std::string>> fields;
  std::size_t most = 1;
  for (const auto& field : fields_of(row)) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from <= field.size()) {
      std::size_t at = field.find("<br", from);
      std::size_t end = at == std::string::npos ? std::string::npos : field.find('>', at);
      if (end == std::string::npos) at = field.size();
      lines.push_back(utf8::collapse(plain(std::string_view(field).substr(from, at - from))));
      if (end == std::string::npos) break;
      from = end + 1;
    }
    most = std::max(most, lines.size());
    fields.push_back(std::move(lines));
  }
  for (std::size_t n = 0; n < most; ++n) {
    Line line;
    line.number = number;
    int column = 0;
    for (const auto& field : fields) {
      if (n < field.size() && !field[n].empty()) line.cells.push_back({column, field[n]});
      column += 40;
    }
    out.lines.push_back(std::move(line));
  }
  out.lines.emplace_back();
}

}  // namespace

PlacedText read_markdown_lines(std::string_view raw) {
  PlacedText out;
  out.format = "markdown";
  const std::string text = plain_letters(raw);
  int number = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    const std::string_view source = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++number;
    const std::string_view trimmed = utf8::trim(source);
    if (is_rule_of_table(trimmed)) continue;
    if (trimmed.starts_with("|")) {
      add_row(trimmed, number, out);
      continue;
    }
    Line line;
    line.number = number;
    std::string_view rest = trimmed;
    std::size_t marks = 0;
    while (marks < rest.size() && rest[marks] == '#') ++marks;
    if (marks > 0 && marks <= 6 && marks < rest.size() && rest[marks] == ' ') {
      line.heading = true;
      rest = rest.substr(marks);
    }
    std::string words;
    if (rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ")) {
      words = "• ";
      rest = rest.substr(2);
    }
    while (rest.starts_with(">")) rest = utf8::trim(rest.substr(1));
    words += utf8::collapse(plain(rest));
    if (!utf8::trim(words).empty()) line.cells.push_back({0, std::string(utf8::trim(words))});
    out.lines.push_back(std::move(line));
  }
  return out;
}

}  // namespace accord::format
