#include "app/pages/redline_html.h"

#include "app/pages/shared.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

std::string_view element(text::Op op) { return op == text::Op::remove ? "del" : "ins"; }

// A block ends where either text ends one; a changed run that spans blocks is closed and opened again.
std::string paragraphs(const std::vector<text::Span>& spans) {
  std::string out;
  std::string block;
  const auto flush = [&] {
    if (!utf8::trim(block).empty()) out += "<p>" + block + "</p>";
    block.clear();
  };
  for (const auto& s : spans) {
    std::size_t from = 0;
    while (from <= s.text.size()) {
      const auto at = s.text.find('\n', from);
      const std::string words = escape(std::string_view(s.text).substr(from, at == std::string::npos ? at : at - from));
      if (!words.empty()) {
        if (s.op == text::Op::keep)
          block += words;
        else
          block += "<" + std::string(element(s.op)) + ">" + words + "</" + std::string(element(s.op)) + ">";
      }
      if (at == std::string::npos) break;
      // The break of a deleted block would tear the new block apart in the middle of a sentence.
      if (s.op != text::Op::remove || utf8::trim(block).ends_with("</del>")) flush();
      from = at + 1;
    }
  }
  flush();
  return out;
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
    c.inline_html = paragraphs(spans);
  return c;
}

Compared compare_lines(std::string_view old_line, std::string_view new_line) {
  const auto spans = text::compare_words(old_line, new_line);
  return {line(spans, true, true), line(spans, true, false), line(spans, false, true), text::count_words(spans)};
}

}  // namespace accord::app::pages
