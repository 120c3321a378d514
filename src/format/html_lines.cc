#include "format/html_lines.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/utf8.h"
#include "format/html.h"
#include "format/layout_text.h"

namespace accord::format {

namespace {

constexpr int deepest = 200;  // below the guard's own limit: no page of answers is nested so

bool is_block(std::string_view tag) {
  static const std::set<std::string_view> blocks = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "section", "article", "main", "header", "footer", "blockquote", "pre", "ul", "ol", "dl", "table", "caption", "details", "summary", "fieldset", "legend", "address", "figcaption", "hr", "body", "aside"};
  return blocks.contains(tag);
}

bool is_left_out(const HtmlNode& n) {
  static const std::set<std::string_view> out = {"script", "style", "nav", "noscript", "head", "figure", "button", "svg"};
  return out.contains(n.tag()) || n.attribute("aria-hidden") == "true" || n.attribute("role") == "img";
}

class Walker {
 public:
  explicit Walker(PlacedText& out) : out_(out) {}

  void walk(const HtmlNode& n, int depth) {
    if (depth > deepest) return;
    if (n.is_text()) {
      add(n.text(), n.line());
      return;
    }
    const auto tag = n.tag();
    if (!n.is_element()) {
      for (const auto& child : n.children()) walk(child, depth + 1);
      return;
    }
    if (is_left_out(n)) return;
    if (tag == "html" && out_.language.empty()) out_.language = std::string(n.attribute("lang"));
    if (tag == "tr") {
      row(n, depth);
      return;
    }
    if (tag == "br") {
      flush();
      return;
    }
    if (tag == "input") {
      if (n.attribute("type") == "checkbox" || n.attribute("type") == "radio") {
        add(n.has_attribute("checked") ? " ☒ " : " ☐ ", n.line());
      }
      return;
    }
    const bool block = is_block(tag);
    const bool heading = tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
    if (block) flush();
    if (tag == "dt" && !out_.lines.empty() && !out_.lines.back().cells.empty()) out_.lines.emplace_back();  // as between rows
    if (tag == "li") add("• ", n.line());
    if (tag == "dd") column_ += beside;
    heading_ = heading_ || heading;
    for (const auto& child : n.children()) walk(child, depth + 1);
    if (tag == "a") {
      const auto address = n.attribute("href");
      if ((address.starts_with("http://") || address.starts_with("https://")) && text_.find(address) == std::string::npos && utf8::first_bad(address) == std::string_view::npos) add(" " + std::string(address) + " ", n.line());
    }
    // "<span>2.1</span>Title": what a style sheet keeps apart.
    if (tag == "span" && !text_.empty() && text_.back() >= '0' && text_.back() <= '9') text_ += ' ';
    if (block) flush();
    if (tag == "dd") column_ -= beside;
    if (tag == "dt") term_ = out_.lines.size();
    if (heading) heading_ = false;
  }

  void flush() {
    std::string text = utf8::collapse(plain_letters(text_));
    text_.clear();
    if (text.empty() || text == "•") return;
    Line line;
    line.number = line_;
    line.heading = heading_;
    line.cells.push_back({column_, std::move(text)});
    // The first line of a description stands beside its term, as in a table.
    if (column_ >= beside && term_ == out_.lines.size() && !out_.lines.back().cells.empty()) {
      out_.lines.back().cells.push_back(std::move(line.cells[0]));
      return;
    }
    out_.lines.push_back(std::move(line));
  }

 private:
  static constexpr int beside = 40;  // columns between a term and its description, or two fields of a row

  void add(std::string_view text, int line) {
    if (utf8::trim(text_).empty()) line_ = line;
    text_ += text;
  }

  // Each field is read as a page of its own; its first line stands in the row, the others below it in its column.
  void row(const HtmlNode& n, int depth) {
    flush();
    std::vector<std::vector<Line>> fields;
    for (const auto& field : n.children()) {
      if (field.tag() != "td" && field.tag() != "th") continue;
      PlacedText inside;
      Walker walker(inside);
      for (const auto& child : field.children()) walker.walk(child, depth + 1);
      walker.flush();
      fields.push_back(std::move(inside.lines));
    }
    std::size_t most = 0;
    for (const auto& f : fields) most = std::max(most, f.size());
    for (std::size_t i = 0; i < most; ++i) {
      Line line;
      line.number = n.line();
      int column = column_;
      for (auto& f : fields) {
        if (i < f.size())
          for (auto& cell : f[i].cells) line.cells.push_back({column, std::move(cell.text)});
        column += beside;
      }
      out_.lines.push_back(std::move(line));
    }
    // A row ends where the next begins.
    out_.lines.emplace_back();
  }

  PlacedText& out_;
  std::string text_;
  int line_ = 0;
  int column_ = 0;
  std::size_t term_ = 0;  // number of lines when the last term ended
  bool heading_ = false;
};

}  // namespace

Result<PlacedText> read_html_lines(std::string_view bytes) {
  ACCORD_TRY(auto page, HtmlPage::parse(bytes));
  PlacedText out;
  Walker walker(out);
  walker.walk(page.root(), 0);
  walker.flush();
  out.format = "html";
  return out;
}

}  // namespace accord::format
