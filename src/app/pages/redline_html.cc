#include "app/pages/redline_html.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "app/pages/shared.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

std::string_view element(text::Op op) { return op == text::Op::remove ? "del" : "ins"; }

// Where a line of the visible text stands: in which lists, outermost first, and in which item of the last.
struct Line {
  std::vector<std::string> lists;  // "<ul>", "<ol type=\"a\">"
  int number = 0;
  bool begins = false;  // the item
};

// Of to_html(), whose text is the visible text.
std::vector<Line> lines_of(std::string_view html) {
  std::vector<Line> out(1);
  std::vector<std::pair<std::string, int>> lists;
  bool begins = false, placed = false;
  for (std::size_t i = 0; i < html.size(); ++i) {
    if (html[i] == '\n') {
      out.emplace_back();
      placed = false;
    } else if (html[i] != '<') {
      if (std::exchange(placed, true)) continue;
      for (const auto& [tag, number] : lists) out.back().lists.push_back(tag), out.back().number = number;
      out.back().begins = std::exchange(begins, false);
    } else {
      std::string tag(html.substr(i, html.find('>', i) - i + 1));
      i += tag.size() - 1;
      if (tag.starts_with("<ul") || tag.starts_with("<ol")) {
        int first = 1;
        if (const auto at = tag.find(" start=\""); at != std::string::npos) {
          const auto end = tag.find('"', at + 8);
          std::from_chars(tag.data() + at + 8, tag.data() + end, first);
          tag.erase(at, end + 1 - at);
        }
        lists.emplace_back(std::move(tag), first - 1);
      } else if ((tag == "</ul>" || tag == "</ol>") && !lists.empty()) {
        lists.pop_back();
      } else if (tag == "<li>" && !lists.empty()) {
        ++lists.back().second, begins = true;
      }
    }
  }
  return out;
}

// Blocks one after the other, those of lists as items with their marks.
class Blocks {
 public:
  void add(const std::string& block, const Line& at) {
    std::size_t common = 0;
    while (common < open_.size() && common < at.lists.size() && open_[common] == at.lists[common]) ++common;
    close(common);
    const bool inside = !open_.empty() && open_.size() == at.lists.size();  // an item is open there
    if (inside && at.begins) html_ += "</li>";
    html_ += html_.empty() ? "" : "\n";
    if (at.lists.empty() || (inside && !at.begins)) {
      html_ += "<p>" + block + "</p>";
      return;
    }
    while (open_.size() < at.lists.size()) {
      open_.push_back(at.lists[open_.size()]);
      html_ += open_.back() + (open_.size() < at.lists.size() ? "<li>" : "");
    }
    html_ += (open_.back().starts_with("<ol") ? fmt::format("<li value=\"{}\">", at.number) : "<li>") + block;
  }
  std::string finish() {
    close(0);
    return std::move(html_);
  }

 private:
  void close(std::size_t depth) {
    for (; open_.size() > depth; open_.pop_back()) html_ += open_.back().starts_with("<ol") ? "</li></ol>" : "</li></ul>";
  }
  std::string html_;
  std::vector<std::string> open_;
};

// A block ends where either text ends one; a changed run that spans blocks is closed and opened again. It stands where
// the new text has it, or, where nothing of it is left, where the old one had it.
std::string blocks(const std::vector<text::Span>& spans, const std::vector<Line>& before, const std::vector<Line>& after) {
  Blocks out;
  std::string block;
  std::size_t old_line = 0, new_line = 0;
  const Line* at = nullptr;
  bool lives = false;
  const auto flush = [&] {
    if (at != nullptr) out.add(block, *at);
    block.clear(), at = nullptr, lives = false;
  };
  const auto new_line_ends = [&](std::size_t k) {
    while (k < spans.size() && spans[k].op == text::Op::remove) ++k;
    return k == spans.size() || spans[k].text.starts_with('\n');
  };
  for (std::size_t k = 0; k < spans.size(); ++k) {
    const auto& s = spans[k];
    std::size_t from = 0;
    while (from <= s.text.size()) {
      const auto end = s.text.find('\n', from);
      const auto words = std::string_view(s.text).substr(from, end == std::string::npos ? end : end - from);
      if (!words.empty()) {
        if (s.op == text::Op::keep)
          block += escape(words);
        else
          block += fmt::format("<{0}>{1}</{0}>", element(s.op), escape(words));
      }
      if (!utf8::trim(words).empty() && !lives) {
        lives = s.op != text::Op::remove;
        static const Line plain;
        const auto& lines = lives ? after : before;
        const auto n = lives ? new_line : old_line;
        if (lives || at == nullptr) at = n < lines.size() ? &lines[n] : &plain;
      }
      if (end == std::string::npos) break;
      // The break of a deleted block would tear the new block apart in the middle of a sentence.
      if (s.op != text::Op::remove || utf8::trim(block).ends_with("</del>") || new_line_ends(k)) flush();
      old_line += s.op != text::Op::insert, new_line += s.op != text::Op::remove;
      from = end + 1;
    }
  }
  flush();
  return out.finish();
}

std::vector<format::Mark> marks(const std::vector<text::Span>& spans, text::Op op) {
  std::vector<format::Mark> out;
  std::size_t at = 0;
  for (const auto& s : spans) {
    if (s.op != text::Op::keep && s.op != op) continue;
    const std::size_t n = utf8::length(s.text);
    if (s.op == op && !utf8::trim(s.text).empty()) out.push_back({at, at + n, std::string(element(op)), "", ""});
    at += n;
  }
  return out;
}

std::string line(const std::vector<text::Span>& spans, bool with_old, bool with_new) {
  std::string out;
  for (const auto& s : spans) {
    if (s.op == text::Op::keep) out += escape(s.text);
    if (s.op == text::Op::remove && with_old) out += "<del>" + escape(s.text) + "</del>";
    if (s.op == text::Op::insert && with_new) out += "<ins>" + escape(s.text) + "</ins>";
  }
  return out;
}

}  // namespace

Compared compare_bodies(std::string_view old_body, std::string_view new_body, const std::string& id) {
  const auto spans = text::compare_words(text::visible_body(old_body), text::visible_body(new_body));
  Compared c;
  c.words = text::count_words(spans);
  c.old_html = format::to_html(old_body, marks(spans, text::Op::remove), {5, "o-" + id + "-"});
  c.new_html = format::to_html(new_body, marks(spans, text::Op::insert), {5, "n-" + id + "-"});
  if (old_body.empty() || new_body.empty() || (c.words.deleted == 0 && c.words.inserted == 0))
    c.inline_html = new_body.empty() ? c.old_html : c.new_html;  // one text alone keeps its markup
  else if (c.words.deleted == 0)
    c.inline_html = c.new_html;
  else
    c.inline_html = blocks(spans, lines_of(c.old_html), lines_of(c.new_html));
  return c;
}

Compared compare_lines(std::string_view old_line, std::string_view new_line) {
  const auto spans = text::compare_words(old_line, new_line);
  return {line(spans, true, true), line(spans, true, false), line(spans, false, true), text::count_words(spans)};
}

}  // namespace accord::app::pages
