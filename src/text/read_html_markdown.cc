#include "text/read_html_markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "text/provision.h"

namespace accord::text {
namespace {

using format::HtmlNode;

template <std::size_t N>
bool one_of(std::string_view s, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), s) != names.end();
}

bool alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// Text as Markdown shows it literally, line starts not yet minded.
std::string escaped(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    const char next = i + 1 < s.size() ? s[i + 1] : ' ';
    const bool inner = i > 0 && alnum(s[i - 1]) && alnum(next);
    if (c == '\\' || c == '*' || c == '`' || c == '~' || c == '<' || (c == '_' && !inner) || (c == '&' && (alnum(next) || next == '#')) ||
        (c == '[' && next == '^') || (c == ']' && next == '('))
      out += '\\';
    out += c;
  }
  return out;
}

// Keeps a line from being read as a heading, list, quote, rule, table or attribute line.
std::string escaped_start(std::string s) {
  std::size_t from = 0;
  while (from < s.size()) {
    const auto digits = std::min(s.find_first_not_of("0123456789", from), s.size());
    std::size_t at = std::string::npos;
    if (digits > from && digits < s.size() && (s[digits] == '.' || s[digits] == ')')) {
      at = digits;
    } else if (from < s.size() && std::string_view("#+-=>|[").find(s[from]) != std::string_view::npos) {
      at = from;
    } else if (s.compare(from, 2, "{:") == 0) {
      at = from;
    }
    if (at != std::string::npos) s.insert(at, 1, '\\');
    const auto end = s.find('\n', std::max(from, at == std::string::npos ? from : at));
    if (end == std::string::npos) break;
    from = end + 1;
  }
  return s;
}

std::string address_of(std::string_view href) {
  const auto trimmed = utf8::trim(href);
  const auto head = utf8::lower(trimmed.substr(0, 8));
  if (!head.starts_with("http:") && !head.starts_with("https:") && !head.starts_with("mailto:") && !head.starts_with('#')) return {};
  std::string out;
  for (const char c : trimmed) {
    const auto u = static_cast<unsigned char>(c);
    if (u <= 0x20 || std::string_view("<>()\\\"*_`[]~").find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", u);
    } else {
      out += c;
    }
  }
  return out;
}

// Moves white space out of a marked run, where Markdown wants it.
std::string wrapped(std::string_view mark, const std::string& inner) {
  const auto words = utf8::trim(inner);
  if (words.empty()) return inner;
  const auto lead = static_cast<std::size_t>(words.data() - inner.data());
  return fmt::format("{}{}{}{}{}", inner.substr(0, lead), mark, words, mark, inner.substr(lead + words.size()));
}

struct Inline {
  std::string markdown, plain;
};

void add_inline(const HtmlNode& node, Inline& out, bool bare);

Inline inner_of(const HtmlNode& node, bool bare) {
  Inline out;
  for (const HtmlNode& child : node.children()) add_inline(child, out, bare);
  return out;
}

// `bare`: without marks, only words.
void add_inline(const HtmlNode& node, Inline& out, bool bare) {
  if (node.is_text()) {
    std::string s;
    for (const char c : node.text()) s += c == '\n' || c == '\r' || c == '\t' || c == '\f' ? ' ' : c;
    out.plain += s;
    out.markdown += escaped(s);
    return;
  }
  if (!node.is_element() || !not_text(node).empty()) return;
  const auto tag = node.tag();
  if (tag == "br") {
    out.markdown += "\\\n";
    out.plain += '\n';
    return;
  }
  if (tag == "img") {
    const auto alt = utf8::collapse(node.attribute("alt"));
    if (alt.empty()) return;
    const auto source = node.attribute("src");
    out.plain += alt;
    out.markdown += bare || source.empty() ? escaped(alt) : fmt::format("![{}](<{}>)", escaped(alt), escaped(source));
    return;
  }
  Inline inner = inner_of(node, bare);
  if (!is_inline(tag)) out.plain += ' ';
  out.plain += inner.plain;
  if (!is_inline(tag)) {
    // A block where only a line can stand, such as a paragraph in a cell.
    out.plain += ' ';
    inner.markdown = ' ' + inner.markdown + ' ';
  }
  if (bare) {
    out.markdown += inner.markdown;
  } else if (tag == "strong" || tag == "b") {
    out.markdown += wrapped("**", inner.markdown);
  } else if (tag == "em" || tag == "i" || tag == "cite" || tag == "dfn" || tag == "var") {
    out.markdown += wrapped("*", inner.markdown);
  } else if (tag == "del" || tag == "s" || tag == "strike") {
    out.markdown += wrapped("~~", inner.markdown);
  } else if ((tag == "code" || tag == "kbd" || tag == "samp") && inner.plain.find('`') == std::string::npos) {
    out.markdown += wrapped("`", inner.plain);
  } else if (const auto address = tag == "a" ? address_of(node.attribute("href")) : std::string(); !address.empty() && !utf8::trim(inner.plain).empty()) {
    out.markdown += fmt::format("[{}]({})", inner.markdown, address);
  } else {
    out.markdown += inner.markdown;
  }
}

std::string line_of(const std::string& markdown) {
  // Spaces at line ends would be breaks of their own.
  std::string out;
  for (std::size_t at = 0; at <= markdown.size();) {
    const auto end = std::min(markdown.find('\n', at), markdown.size());
    auto line = utf8::trim(std::string_view(markdown).substr(at, end - at));
    std::string squeezed;
    for (const char c : line)
      if (c != ' ' || !squeezed.ends_with(' ')) squeezed += c;
    if (squeezed.ends_with(" \\")) squeezed.erase(squeezed.size() - 2, 1);
    if (!out.empty()) out += '\n';
    out += squeezed;
    at = end + 1;
  }
  while (out.starts_with("\\\n")) out.erase(0, 2);
  while (out.ends_with("\\\n")) out.resize(out.size() - 2);
  return std::string(utf8::trim(out));
}

bool shows(const std::string& markdown, const std::string& plain) { return utf8::collapse(visible_body(markdown)) == utf8::collapse(plain); }

std::string indented(const std::string& text, std::size_t width) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(width, ' ');
  }
  // Lines of nothing but indentation are no lines.
  for (auto at = out.find("\n" + std::string(width, ' ') + "\n"); at != std::string::npos; at = out.find("\n" + std::string(width, ' ') + "\n", at))
    out.erase(at + 1, width);
  return out;
}

// The blocks inside an element such as an item of a list, divided by blank lines.
std::string flow_markdown(const HtmlNode& node) {
  std::string out;
  std::vector<HtmlNode> line;
  std::string last_list;
  const auto add = [&](const std::string& block, bool tight) {
    if (block.empty()) return;
    if (!out.empty()) out += tight ? "\n" : "\n\n";
    out += block;
  };
  const auto flush = [&] {
    if (!line.empty()) {
      const auto block = inline_markdown(line);
      if (!block.empty()) last_list.clear();
      add(block, false);
    }
    line.clear();
  };
  const auto walk = [&](const auto& self, const HtmlNode& parent) -> void {
    for (const HtmlNode& child : parent.children()) {
      const auto tag = child.tag();
      if (child.is_text() || (child.is_element() && is_inline(tag))) {
        line.push_back(child);
        continue;
      }
      if (!child.is_element() || !not_text(child).empty()) continue;
      flush();
      if (tag == "ul" || tag == "ol" || tag == "table" || tag == "dl" || tag == "pre" || tag == "blockquote") {
        const auto block = block_markdown(child, last_list == tag);
        last_list = tag;
        add(block, tag == "ul");
      } else {
        self(self, child);
        flush();
      }
    }
  };
  walk(walk, node);
  flush();
  return out;
}

std::string list_markdown(const HtmlNode& list, bool alternate) {
  const bool numbers = list.tag() == "ol";
  const auto type = list.attribute("type");
  std::string out;
  if (numbers && type.size() == 1 && std::string_view("aAiI").find(type[0]) != std::string_view::npos) out = fmt::format("{{: type=\"{}\"}}\n", type);
  int number = 1;
  if (const auto start = list.attribute("start"); numbers && !start.empty())
    std::from_chars(start.data(), start.data() + start.size(), number);
  number = std::clamp(number, 0, 99'999'999);
  bool first = true;
  std::vector<HtmlNode> stray;
  const auto item = [&](const std::string& body) {
    if (body.empty()) return;
    const std::string marker = numbers ? fmt::format("{}{} ", number++, alternate ? ')' : '.') : alternate ? "* " : "- ";
    out += (first ? "" : "\n") + marker + indented(body, marker.size());
    first = false;
  };
  const auto flush = [&] {
    if (!stray.empty()) item(inline_markdown(stray));
    stray.clear();
  };
  for (const HtmlNode& child : list.children()) {
    if (child.tag() == "li") {
      flush();
      item(flow_markdown(child));
    } else if (child.tag() == "ul" || child.tag() == "ol") {
      flush();
      item(block_markdown(child));
    } else {
      stray.push_back(child);
    }
  }
  flush();
  return first ? std::string() : out;
}

void collect_rows(const HtmlNode& node, std::vector<HtmlNode>& rows, std::string& caption) {
  for (const HtmlNode& child : node.children()) {
    if (child.tag() == "tr") {
      rows.push_back(child);
    } else if (child.tag() == "caption") {
      caption = inline_markdown(child.children());
    } else if (child.tag() == "tbody" || child.tag() == "thead" || child.tag() == "tfoot") {
      collect_rows(child, rows, caption);
    }
  }
}

std::string table_markdown(const HtmlNode& table) {
  std::vector<HtmlNode> rows;
  std::string caption, plain, out;
  collect_rows(table, rows, caption);
  std::vector<std::vector<std::string>> cells;
  std::size_t columns = 0;
  for (const HtmlNode& row : rows) {
    cells.emplace_back();
    for (const HtmlNode& cell : row.children()) {
      if (!cell.is_element()) continue;
      std::string text = inline_markdown({cell});
      plain += ' ' + visible_body(text);
      std::string flat;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && text.substr(i + 1, 1) == "\n") {
          flat += ' ';
          ++i;
        } else {
          if (text[i] == '|' && (i == 0 || text[i - 1] != '\\')) flat += '\\';
          flat += text[i] == '\n' ? ' ' : text[i];
        }
      }
      cells.back().push_back(std::move(flat));
    }
    columns = std::max(columns, cells.back().size());
  }
  if (columns == 0) return caption;
  // Narrow enough to be a table; a wider one is a layout.
  if (columns <= 64) {
    for (std::size_t r = 0; r < cells.size(); ++r) {
      cells[r].resize(columns);
      out += r == 0 ? "|" : "\n|";
      for (const auto& cell : cells[r]) out += fmt::format(" {} |", cell);
      if (r == 0) {
        out += "\n|";
        for (std::size_t c = 0; c < columns; ++c) out += "---|";
      }
    }
  }
  if (!shows(out, plain)) {
    out.clear();
    for (const auto& row : cells)
      for (const auto& cell : row)
        if (!cell.empty()) out += (out.empty() ? "" : "\n\n") + escaped_start(cell);
  }
  return caption.empty() ? out : caption + "\n\n" + out;
}

std::string definitions_markdown(const HtmlNode& list) {
  std::string out;
  bool meaning = false;
  std::vector<HtmlNode> stray;  // what stands in the list itself counts as meaning
  const auto add_meaning = [&](const std::string& blocks) {
    // Each paragraph of the meaning is a line of its own.
    for (std::size_t at = 0; at < blocks.size();) {
      const auto end = std::min(blocks.find("\n\n", at), blocks.size());
      auto line = std::string(utf8::trim(std::string_view(blocks).substr(at, end - at)));
      std::replace(line.begin(), line.end(), '\n', ' ');
      if (!line.empty()) out += (out.empty() ? ": " : "\n: ") + line;
      at = end + 2;
    }
    meaning = meaning || !blocks.empty();
  };
  const auto flush = [&] {
    if (!stray.empty()) add_meaning(inline_markdown(stray));
    stray.clear();
  };
  const auto walk = [&](const auto& self, const HtmlNode& parent) -> void {
    for (const HtmlNode& child : parent.children()) {
      const auto tag = child.tag();
      if (child.is_text() || (child.is_element() && is_inline(tag))) {
        stray.push_back(child);
        continue;
      }
      if (!child.is_element() || !not_text(child).empty()) continue;
      flush();
      if (tag == "dt") {
        const auto term = inline_markdown({child});
        if (term.empty()) continue;
        out += (out.empty() ? "" : meaning ? "\n\n" : "\n") + term;
        meaning = false;
      } else if (tag == "div" || tag == "dl") {
        self(self, child);
      } else {
        add_meaning(tag == "dd" ? flow_markdown(child) : block_markdown(child));
      }
    }
    flush();
  };
  walk(walk, list);
  return out;
}

}  // namespace

bool is_inline(std::string_view tag) {
  static constexpr std::array<std::string_view, 34> names{
      "a",   "abbr", "acronym", "b",    "bdi",  "bdo",    "big", "br",     "cite", "code", "data", "del", "dfn", "em",   "font", "i",   "img",
      "ins", "kbd",  "label",   "mark", "nobr", "output", "q",   "s",      "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"};
  return one_of(tag, names) || tag == "u" || tag == "var" || tag == "wbr" || tag == "button" || tag == "input" || tag == "ruby";
}

std::string_view not_text(const HtmlNode& node) {
  const auto tag = node.tag(), role = node.attribute("role");
  static constexpr std::array<std::string_view, 10> scripts{"script", "style", "noscript", "xemplate", "iframe", "canvas", "audio", "video", "xbject", "head"};
  static constexpr std::array<std::string_view, 5> controls{"button", "input", "xelect", "textarea", "progress"};
  static constexpr std::array<std::string_view, 4> guides{"navigation", "tablist", "search", "menu"};
  static constexpr std::array<std::string_view, 3> frame{"banner", "contentinfo", "dialog"};
  if (tag == "xvg" || tag == "xath") return "picture";
  if (one_of(tag, scripts)) return "script";
  if (one_of(tag, controls)) return "control";
  if (tag == "nav" || one_of(role, guides)) return "navigation";
  if (one_of(role, frame)) return "page furniture";
  if (node.attribute("aria-hidden") == "true") return "hidden";
  if (tag == "a" && node.has_class_with("skip")) return "navigation";
  return {};
}

std::string inline_markdown(const std::vector<HtmlNode>& nodes) {
  Inline marked;
  for (const HtmlNode& node : nodes) add_inline(node, marked, false);
  auto out = escaped_start(line_of(marked.markdown));
  if (out.empty() || shows(out, marked.plain)) return out;
  Inline bare;
  for (const HtmlNode& node : nodes) add_inline(node, bare, true);
  return escaped_start(line_of(bare.markdown));
}

std::string block_markdown(const HtmlNode& node, bool alternate) {
  const auto tag = node.tag();
  if (tag == "ul" || tag == "ol") return list_markdown(node, alternate);
  if (tag == "table") return table_markdown(node);
  if (tag == "dl") return definitions_markdown(node);
  const auto children = node.children();
  const bool plain = std::all_of(children.begin(), children.end(), [](const HtmlNode& c) { return !c.is_element() || is_inline(c.tag()); });
  if (tag == "pre" && plain) {
    const auto code = node.words();
    std::string fence = "```";
    while (code.find(fence) != std::string::npos) fence += '`';
    return utf8::trim(code).empty() ? std::string() : fmt::format("{}\n{}{}{}", fence, code, code.ends_with('\n') ? "" : "\n", fence);
  }
  const auto flow = flow_markdown(node);
  if (tag != "blockquote" || flow.empty()) return flow;
  std::string out = "> ";
  for (const char c : flow) {
    out += c;
    if (c == '\n') out += "> ";
  }
  return out;
}

}  // namespace accord::text
