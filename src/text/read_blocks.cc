#include "text/read_blocks.h"

#include <algorithm>
#include <cctype>

#include "base/utf8.h"
#include "text/provision.h"
#include "text/read_heading.h"

namespace accord::text {
namespace {

std::size_t indent_of(std::string_view line) {
  std::size_t n = 0;
  for (const char c : line) {
    if (c == ' ') {
      ++n;
    } else if (c == '\t') {
      n += 4 - n % 4;
    } else {
      break;
    }
  }
  return n;
}
bool blank(std::string_view line) { return utf8::trim(line).empty(); }
bool attribute_line(std::string_view line) {
  const auto t = utf8::trim(line);
  return t.starts_with("{:") && !t.starts_with("{::") && t.ends_with('}');
}

struct Marker {
  std::size_t width = 0;  // with the space behind it; 0: no list marker
  std::string number;     // empty: a bullet
};
Marker marker_of(std::string_view line) {
  const auto indent = indent_of(line);
  if (indent > 3 || indent >= line.size()) return {};
  const auto s = line.substr(indent);
  const auto spaced = [&](std::size_t n) { return n == s.size() || s[n] == ' ' || s[n] == '\t'; };
  if ((s[0] == '-' || s[0] == '*' || s[0] == '+') && spaced(1)) {
    const bool rule = s.find_first_not_of(std::string{s[0], ' ', '\t'}) == std::string_view::npos && std::count(s.begin(), s.end(), s[0]) > 2;
    return rule ? Marker{} : Marker{indent + 2, {}};
  }
  std::size_t n = 0;
  while (n < s.size() && s[n] >= '0' && s[n] <= '9') ++n;
  if (n == 0 || n > 9 || n >= s.size() || (s[n] != '.' && s[n] != ')') || !spaced(n + 1)) return {};
  return {indent + n + 2, std::string(s.substr(0, n))};
}

std::vector<std::string_view> lines_of(std::string_view s) {
  std::vector<std::string_view> out;
  while (!s.empty()) {
    const auto n = s.find('\n');
    auto line = s.substr(0, n);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    s.remove_prefix(n == std::string_view::npos ? s.size() : n + 1);
  }
  return out;
}

// Level of an ATX heading, 0 when the line is none; `words` gets its text.
int atx_level(std::string_view line, std::string& words) {
  const auto indent = indent_of(line);
  if (indent > 3) return 0;
  const auto s = line.substr(std::min(indent, line.size()));
  const auto n = std::min(s.find_first_not_of('#'), s.size());
  if (n == 0 || n > 6 || (n < s.size() && s[n] != ' ' && s[n] != '\t')) return 0;
  auto rest = utf8::trim(s.substr(n));
  // A closing run of "#" counts only when it stands apart.
  const auto last = rest.find_last_not_of('#');
  if (last == std::string_view::npos) {
    rest = {};
  } else if (last + 1 < rest.size() && (rest[last] == ' ' || rest[last] == '\t')) {
    rest = utf8::trim(rest.substr(0, last));
  }
  words = rest;
  return static_cast<int>(n);
}

int setext_level(std::string_view line) {
  if (indent_of(line) > 3) return 0;
  const auto t = utf8::trim(line);
  if (t.empty() || (t[0] != '=' && t[0] != '-') || t.find_first_not_of(t[0]) != std::string_view::npos) return 0;
  return t[0] == '=' ? 1 : 2;
}

std::string_view fence_of(std::string_view line) {
  const auto t = line.substr(std::min(indent_of(line), line.size()));
  if (indent_of(line) > 3 || (!t.starts_with("```") && !t.starts_with("~~~"))) return {};
  return t.substr(0, std::min(t.find_first_not_of(t[0]), t.size()));
}

class Cutter {
 public:
  Cutter(std::string_view markdown, int first_line) : lines_(lines_of(markdown)), first_line_(first_line) {}

  std::vector<SourceBlock> run() {
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      if (take_fence()) continue;
      const auto line = lines_[at_];
      if (blank(line)) {
        if (!continues()) end();
        continue;
      }
      std::string words;
      const auto trimmed = utf8::trim(line);
      if (const int level = atx_level(line, words); level > 0) {
        end();
        push(SourceBlock::Kind::heading, level, words, at_);
      } else if (trimmed.starts_with("--- ") && indent_of(line) == 0 && trimmed.find(' ', 4) == std::string_view::npos) {
        end();
        push(SourceBlock::Kind::divider, 0, std::string(trimmed.substr(4)), at_);
      } else if (trimmed.starts_with("{::")) {
        end();
        push(SourceBlock::Kind::directive, 0, std::string(trimmed), at_);
      } else if (count_ == 0 && trimmed.starts_with("<!--")) {
        comment();
      } else if (const int setext = setext_level(line); setext > 0 && paragraph_) {
        std::string heading;
        for (std::size_t i = start_; i < start_ + count_; ++i) heading += std::string(utf8::trim(lines_[i])) + ' ';
        const auto from = start_;
        count_ = 0;
        push(SourceBlock::Kind::heading, setext, std::string(utf8::trim(heading)), from);
      } else {
        extend();
      }
    }
    end();
    return std::move(out_);
  }

 private:
  void push(SourceBlock::Kind kind, int level, std::string text, std::size_t line) {
    out_.push_back({kind, level, std::move(text), first_line_ + static_cast<int>(line)});
  }
  void extend() {
    if (count_ == 0) {
      start_ = at_;
      list_ = false;
      paragraph_ = indent_of(lines_[at_]) < 4;
    }
    const auto line = lines_[at_];
    if (marker_of(line).width > 0 && (count_ == 0 || attribute_line(lines_[start_]))) list_ = true;
    const auto t = utf8::trim(line);
    // Lines that make what they stand in something else than a paragraph.
    if (marker_of(line).width > 0 || t.starts_with('>') || t.starts_with('|') || attribute_line(line)) paragraph_ = false;
    count_ = at_ - start_ + 1;
  }
  void end() {
    if (count_ == 0) return;
    std::string text;
    for (std::size_t i = start_; i < start_ + count_; ++i) {
      text += lines_[i];
      text += '\n';
    }
    text.pop_back();
    while (text.ends_with('\n')) text.pop_back();
    const auto line = start_;
    count_ = 0;
    push(SourceBlock::Kind::body, 0, std::move(text), line);
  }
  // A blank line inside a list, a footnote or a definition, not after it.
  bool continues() {
    if (count_ == 0) return false;
    std::size_t next = at_ + 1;
    while (next < lines_.size() && blank(lines_[next])) ++next;
    if (next == lines_.size()) return false;
    const auto line = lines_[next];
    const bool note = lines_[start_].starts_with("[^");
    if (list_ && (indent_of(line) >= 2 || (marker_of(line).width > 0 && same_list(line)))) return at_ = next - 1, true;
    if (note && indent_of(line) >= 2) return at_ = next - 1, true;
    return false;
  }
  bool same_list(std::string_view line) const {
    std::size_t first = start_;
    while (first < start_ + count_ && marker_of(lines_[first]).width == 0) ++first;
    return first < start_ + count_ && marker_of(lines_[first]).number.empty() == marker_of(line).number.empty();
  }
  bool take_fence() {
    const auto fence = fence_of(lines_[at_]);
    if (fence.empty() || (list_ && count_ > 0 && indent_of(lines_[at_]) > 0)) return false;
    extend();
    list_ = false;
    for (++at_; at_ < lines_.size(); ++at_) {
      const auto close = fence_of(lines_[at_]);
      if (!close.empty() && close[0] == fence[0] && close.size() >= fence.size() && utf8::trim(lines_[at_]) == close) break;
    }
    at_ = std::min(at_, lines_.size() - 1);
    count_ = at_ - start_ + 1;
    paragraph_ = false;
    if (at_ + 1 == lines_.size() || !attribute_line(lines_[at_ + 1])) end();
    return true;
  }
  void comment() {
    const auto from = at_;
    std::string text;
    for (; at_ < lines_.size(); ++at_) {
      text += lines_[at_];
      text += '\n';
      if (lines_[at_].find("-->") != std::string_view::npos) break;
    }
    const auto close = text.find("-->");
    const auto rest = close == std::string::npos ? std::string() : text.substr(close + 3);
    push(SourceBlock::Kind::comment, 0, text.substr(0, close == std::string::npos ? close : close + 3), from);
    if (!blank(rest)) push(SourceBlock::Kind::body, 0, std::string(utf8::trim(rest)), at_);
  }

  std::vector<std::string_view> lines_;
  int first_line_;
  std::vector<SourceBlock> out_;
  std::size_t at_ = 0, start_ = 0, count_ = 0;
  bool list_ = false, paragraph_ = false;
};

// Removes up to `width` columns of indentation.
std::string_view dedent(std::string_view line, std::size_t width) {
  std::size_t n = 0;
  while (n < line.size() && n < width && line[n] == ' ') ++n;
  if (n == 0 && line.starts_with('\t')) n = 1;
  return line.substr(n);
}

}  // namespace

std::string as_start(std::string_view text) {
  std::string out(text);
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > 0 && digits < text.size() && marker_of(text).width > 0) {
    out.insert(digits, 1, '\\');
  } else if (marker_of(text).width > 0 || text.starts_with('#') || text.starts_with('>') || text.starts_with("```") || text.starts_with("~~~")) {
    out.insert(0, 1, '\\');
  }
  return out;
}

bool cuts_cleanly(std::string_view whole, std::string_view first, std::string_view second) {
  const auto letters = [](std::string_view markdown) {
    std::string out = visible_body(markdown);
    std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) == 0; });
    return out;
  };
  return letters(whole) == letters(first) + letters(second);
}

std::size_t first_paragraph(std::string_view markdown) {
  std::size_t at = 0;
  while (at < markdown.size()) {
    const auto end = std::min(markdown.find('\n', at), markdown.size());
    const auto line = markdown.substr(at, end - at);
    const Marker m = marker_of(line);
    if (at > 0 && (blank(line) || line.starts_with('>') || !fence_of(line).empty() || (m.width > 0 && (m.number.empty() || m.number == "1")))) return at;
    at = end + 1;
  }
  return markdown.size();
}

std::vector<SourceBlock> source_blocks(std::string_view markdown, int first_line) { return Cutter(markdown, first_line).run(); }

std::vector<ListItem> list_items(std::string_view block, std::string& before) {
  std::vector<ListItem> items;
  char style = '1';
  std::size_t width = 0;
  int number = 0, at = -1;
  for (const auto line : lines_of(block)) {
    ++at;
    const bool own = items.empty() || width == 0 || indent_of(line) < width;
    if (own && attribute_line(line)) {
      for (const char s : {'a', 'A', 'i', 'I'})
        if (line.find(std::string("type=\"") + s + '"') != std::string_view::npos) style = s;
      continue;
    }
    // The first item says how the others are marked; a number other than 1 does not interrupt a paragraph.
    const bool paragraphs = !items.empty() && width == 0;
    Marker m = own && !paragraphs ? marker_of(line) : Marker{};
    if (items.empty() && !before.empty() && !m.number.empty() && m.number != "1") m = {};
    const auto bracketed = own && m.width == 0 && (items.empty() || paragraphs) ? bracketed_number(utf8::trim(line)) : LeadingNumber{};
    if (m.width > 0) {
      // CommonMark counts on from the first number of a list.
      number = items.empty() && !m.number.empty() ? std::stoi(m.number) : number + 1;
      auto text = std::string(dedent(line, line.size()).substr(std::min(m.width - indent_of(line), line.size() - indent_of(line))));
      auto label = m.number.empty() ? std::string() : list_number(number, style);
      // "- (a) text": the author's own mark counts.
      if (const auto inner = bracketed_number(text); inner.length > 0) {
        label = inner.number;
        text = as_start(std::string_view(text).substr(inner.length));
      }
      items.push_back({std::move(label), std::move(text), at});
      width = m.width;
    } else if (bracketed.length > 0) {
      items.push_back({bracketed.number, as_start(utf8::trim(line).substr(bracketed.length)), at});
      width = 0;
    } else if (items.empty()) {
      before += std::string(line) + '\n';
    } else {
      items.back().text += '\n';
      items.back().text += dedent(line, width);
    }
  }
  for (ListItem& item : items) item.text = utf8::trim(item.text);
  return items;
}

std::vector<Term> definition_terms(std::string_view block) {
  std::vector<Term> terms;
  std::string term;
  bool meaning = false;
  int at = -1, line_of_term = 0;
  for (const auto line : lines_of(block)) {
    ++at;
    if (attribute_line(line)) continue;
    if (line.starts_with(": ")) {
      if (term.empty() && terms.empty()) return {};
      if (!term.empty()) {
        terms.push_back({std::string(utf8::trim(term)), {}, line_of_term});
        term.clear();
      } else {
        terms.back().meaning += "\n\n";
      }
      terms.back().meaning += line.substr(2);
      meaning = true;
    } else if (meaning && (indent_of(line) > 0 || blank(line))) {
      terms.back().meaning += '\n';
      terms.back().meaning += utf8::trim(line);
    } else {
      if (term.empty()) line_of_term = at;
      term += std::string(line) + '\n';
      meaning = false;
    }
  }
  if (terms.empty()) return {};
  if (!term.empty()) terms.back().meaning += "\n" + std::string(utf8::trim(term));
  return terms;
}

std::vector<std::vector<std::string>> table_rows(std::string_view block) {
  std::vector<std::vector<std::string>> rows;
  bool dashes = false;
  for (const auto raw : lines_of(block)) {
    auto line = utf8::trim(raw);
    if (line.find('|') == std::string_view::npos) return {};
    if (rows.size() == 1 && !dashes && line.find_first_not_of("|-: \t") == std::string_view::npos) {
      dashes = true;
      continue;
    }
    if (line.starts_with('|')) line.remove_prefix(1);
    std::vector<std::string> cells(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
        cells.back() += '|';
        ++i;
      } else if (line[i] == '|') {
        cells.back() = utf8::trim(cells.back());
        if (i + 1 < line.size()) cells.emplace_back();
      } else {
        cells.back() += line[i];
      }
    }
    cells.back() = utf8::trim(cells.back());
    rows.push_back(std::move(cells));
  }
  return dashes ? rows : std::vector<std::vector<std::string>>{};
}

}  // namespace accord::text
