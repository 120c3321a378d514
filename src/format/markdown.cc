#include "format/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/utf8.h"
#include "format/markdown_events.h"

namespace accord::format {
namespace {

void escape_to(std::string& out, std::string_view s) {
  for (const char c : s) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
}
std::string escape(std::string_view s) {
  std::string out;
  escape_to(out, s);
  return out;
}

// Empty: not a link that may be shown.
std::string allowed_address(std::string_view address) {
  const std::string trimmed(utf8::trim(address));
  const auto head = utf8::lower(trimmed.substr(0, 8));
  for (const char c : trimmed)
    if (static_cast<unsigned char>(c) <= 0x20) return {};
  if (head.starts_with("http://") || head.starts_with("https://") || head.starts_with("mailto:") || head.starts_with('#')) return trimmed;
  return {};
}

const char* tag_of(Element e) {
  switch (e) {
    case Element::quote: return "blockquote";
    case Element::bullets: return "ul";
    case Element::numbers: return "ol";
    case Element::item: return "li";
    case Element::table: return "table";
    case Element::table_head: return "thead";
    case Element::table_body: return "tbody";
    case Element::row: return "tr";
    case Element::head_cell: return "th";
    case Element::cell: return "td";
    case Element::emphasis: return "em";
    case Element::strong: return "strong";
    case Element::code_span: return "code";
    case Element::strike: return "s";
    default: return "p";
  }
}

// Writes the page's HTML and the visible text side by side, so that the two cannot disagree.
class Writer {
 public:
  Writer(const Prepared& prepared, const MarkdownOptions& options, std::vector<Mark> marks, std::size_t limit)
      : prepared_(prepared), options_(options), marks_(std::move(marks)), limit_(limit) {
    std::erase_if(marks_, [](const Mark& m) { return m.from >= m.to; });
    std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) { return a.from < b.from; });
    begun_.resize(marks_.size());
    for (const Mark& m : marks_) borders_.insert(borders_.end(), {m.from, m.to});
    std::sort(borders_.begin(), borders_.end());
  }

  // False when the limit is passed.
  bool write(const std::vector<Event>& events) {
    for (at_ = 0; at_ < events.size(); ++at_) {
      const Event& e = events[at_];
      switch (e.kind) {
        case EventKind::open: open(events, e); break;
        case EventKind::close: close(e); break;
        case EventKind::text: text(e.text); break;
        case EventKind::code: code(e.text); break;
        case EventKind::soft_break: soft_break(events); break;
        case EventKind::hard_break: hard_break(); break;
      }
      if (html_.size() > limit_) return false;
    }
    return true;
  }
  void write_plainly(std::string_view source) {
    open_block("<p>");
    visible(utf8::trim(source));
    html_ += "</p>";
  }
  std::string take_html() { return std::move(html_); }
  std::string take_plain() { return std::move(plain_); }

 private:
  void separate() {
    if (!unseparated_) return;
    html_ += '\n';
    plain_ += '\n';
    ++points_;
    unseparated_ = false;
  }
  void open_block(std::string_view tag) {
    separate();
    after_block_ = false;
    html_ += tag;
  }
  void close_block(std::string_view tag) {
    html_ += tag;
    after_block_ = true;
  }

  void visible(std::string_view s) {
    if (s.empty()) return;
    if (after_block_) separate();
    after_block_ = false;
    unseparated_ = true;
    plain_ += s;
    if (marks_.empty()) {
      escape_to(html_, s);
      return;
    }
    while (!s.empty()) {
      while (border_ < borders_.size() && borders_[border_] <= points_) ++border_;
      while (next_mark_ < marks_.size() && marks_[next_mark_].from <= points_) active_.push_back(next_mark_++);
      std::erase_if(active_, [&](std::size_t m) { return marks_[m].to <= points_; });
      std::size_t n = s.size();
      if (border_ < borders_.size()) n = utf8::byte_offset(s, borders_[border_] - points_);
      for (const std::size_t m : active_) open_mark(m);
      escape_to(html_, s.substr(0, n));
      for (auto m = active_.rbegin(); m != active_.rend(); ++m) html_ += fmt::format("</{}>", element_of(marks_[*m]));
      points_ += utf8::length(s.substr(0, n));
      s.remove_prefix(n);
    }
  }
  static std::string_view element_of(const Mark& m) { return m.element == "ins" || m.element == "del" ? std::string_view(m.element) : "mark"; }
  void open_mark(std::size_t index) {
    const Mark& m = marks_[index];
    html_ += '<';
    html_ += element_of(m);
    if (!m.css_class.empty()) html_ += fmt::format(" class=\"{}\"", escape(m.css_class));
    if (!m.id.empty()) html_ += fmt::format("{} data-id=\"{}\"", begun_[index] ? "" : fmt::format(" id=\"{}\"", escape(m.id)), escape(m.id));
    html_ += '>';
    begun_[index] = true;
  }

  void text(std::string_view s) {
    if (s.starts_with(list_style)) s.remove_prefix(std::min<std::size_t>(2, s.size()));
    while (!s.empty()) {
      const auto from = s.find(note_from);
      visible(unprepare(s.substr(0, from)));
      if (from == std::string_view::npos) return;
      const auto to = s.find(note_to, from);
      if (to == std::string_view::npos) return visible(unprepare(s.substr(from)));
      const auto label = s.substr(from + 1, to - from - 1);
      if (prepared_.notes.contains(label) && links_ == 0) {
        html_ += fmt::format("<sup><a href=\"#{0}fn-{1}\">", escape(options_.id_prefix), label);
        visible(fmt::format("[{}]", label));
        html_ += "</a></sup>";
      } else {
        visible(fmt::format("[{}{}]", prepared_.notes.contains(label) ? "" : "^", label));
      }
      s.remove_prefix(to + 1);
    }
  }
  // The line end that closes a block of code is not part of what is seen.
  void code(std::string_view s) {
    if (held_line_end_) visible("\n");
    held_line_end_ = in_code_block_ && s.ends_with('\n');
    visible(held_line_end_ ? s.substr(0, s.size() - 1) : s);
  }
  void hard_break() {
    html_ += "<br>";
    separate();
  }

  // Whether a line of the paragraph's own text begins a definition at event `i`.
  static bool defines(const std::vector<Event>& events, std::size_t i) {
    return i < events.size() && events[i].kind == EventKind::text && events[i].text.starts_with(": ");
  }
  // Where the term is the heading of a provision, its meanings are a list by themselves.
  [[nodiscard]] std::string_view meaning_end() const { return has_term_ ? "</dd>" : "</li>"; }
  void soft_break(const std::vector<Event>& events) {
    if (definition_depth_ == depth_ && in_definitions_ && defines(events, at_ + 1)) {
      close_block(term_ ? "</dt>" : meaning_end());
      term_ = false;
      open_block(has_term_ ? "<dd>" : "<li>");
      ++at_;
      text(std::string_view(events[at_].text).substr(2));
    } else {
      visible(" ");
    }
  }
  void open_paragraph(const std::vector<Event>& events) {
    const std::size_t first = at_ + 1;
    if (first < events.size() && events[first].kind == EventKind::text) {
      const std::string_view s = events[first].text;
      if (s.size() == 2 && s[0] == list_style && first + 1 < events.size() && events[first + 1].kind == EventKind::close) {
        style_ = s[1];
        at_ += 2;  // the paragraph holds nothing else
        --depth_;
        return;
      }
      if (s.starts_with(note_from)) {
        const auto to = s.find(note_to);
        const auto label = to == std::string_view::npos ? std::string_view() : s.substr(1, to - 1);
        if (prepared_.notes.contains(label) && s.substr(to + 1, 1) == ":") {
          open_block(fmt::format("<p class=\"footnote\" id=\"{}fn-{}\">", escape(options_.id_prefix), label));
          visible(fmt::format("[{}]", label));
          text(s.substr(to + 2));
          ++at_;
          return;
        }
      }
    }
    int depth = 0;
    bool found = defines(events, first);
    term_ = !found;
    for (std::size_t i = first; i < events.size() && depth >= 0 && !found; ++i) {
      depth += events[i].kind == EventKind::open ? 1 : events[i].kind == EventKind::close ? -1 : 0;
      found = depth == 0 && events[i].kind == EventKind::soft_break && defines(events, i + 1);
    }
    in_definitions_ = found;
    definition_depth_ = depth_;
    if (!found) return open_block("<p>");
    has_term_ = term_;
    open_block(has_term_ ? "<dl><dt>" : "<ul class=\"meanings\"><li>");
    if (!term_) text(std::string_view(events[++at_].text).substr(2));
  }

  void open(const std::vector<Event>& events, const Event& e) {
    ++depth_;
    switch (e.element) {
      case Element::document: return;
      case Element::paragraph: return open_paragraph(events);
      case Element::rule: return open_block("<hr>");
      case Element::heading: return open_block(fmt::format("<h{}>", heading_level(e.number)));
      case Element::code_block: in_code_block_ = true; return open_block("<pre><code>");
      case Element::numbers: {
        std::string tag = "<ol";
        if (e.number != 1) tag += fmt::format(" start=\"{}\"", e.number);
        if (style_ != 0) tag += fmt::format(" type=\"{}\"", style_);
        style_ = 0;
        return open_block(tag + ">");
      }
      case Element::cell:
      case Element::head_cell: {
        static constexpr const char* alignment[] = {"", " class=\"left\"", " class=\"center\"", " class=\"right\""};
        return open_block(fmt::format("<{}{}>", tag_of(e.element), alignment[e.number & 3]));
      }
      case Element::link:
      case Element::image: {
        const auto address = links_ > 0 ? std::string() : allowed_address(e.text);
        shown_.push_back(!address.empty());
        if (address.empty()) return;
        ++links_;
        html_ += fmt::format("<a href=\"{}\" rel=\"nofollow noopener\">", escape(address));
        return;
      }
      default: break;
    }
    if (is_block(e.element)) {
      open_block(fmt::format("<{}>", tag_of(e.element)));
      return;
    }
    html_ += fmt::format("<{}>", tag_of(e.element));
  }
  void close(const Event& e) {
    switch (e.element) {
      case Element::document: break;
      case Element::rule: after_block_ = true; break;
      case Element::heading: close_block(fmt::format("</h{}>", heading_level(e.number))); break;
      case Element::code_block:
        in_code_block_ = held_line_end_ = false;
        close_block("</code></pre>");
        break;
      case Element::paragraph:
        if (in_definitions_ && definition_depth_ == depth_) {
          close_block(fmt::format("{}{}", term_ ? "</dt>" : meaning_end(), has_term_ ? "</dl>" : "</ul>"));
          in_definitions_ = false;
        } else {
          close_block("</p>");
        }
        break;
      case Element::link:
      case Element::image:
        if (!shown_.empty() && shown_.back()) {
          --links_;
          html_ += "</a>";
        }
        if (!shown_.empty()) shown_.pop_back();
        break;
      default:
        if (is_block(e.element)) {
          close_block(fmt::format("</{}>", tag_of(e.element)));
        } else {
          html_ += fmt::format("</{}>", tag_of(e.element));
        }
    }
    --depth_;
  }
  int heading_level(int level) const { return std::clamp(options_.base_level + level - 1, 1, 6); }

  const Prepared& prepared_;
  const MarkdownOptions& options_;
  std::vector<Mark> marks_;
  std::size_t limit_;
  std::vector<std::size_t> borders_, active_;
  std::vector<bool> begun_, shown_;
  std::size_t border_ = 0, next_mark_ = 0, points_ = 0, at_ = 0;
  int depth_ = 0, definition_depth_ = 0, links_ = 0;
  bool unseparated_ = false, after_block_ = false, in_code_block_ = false, held_line_end_ = false;
  bool in_definitions_ = false, term_ = false, has_term_ = false;
  char style_ = 0;
  std::string html_, plain_;
};

struct Shown {
  std::string html, plain;
};

Shown show(std::string_view markdown, std::span<const Mark> marks, const MarkdownOptions& options) {
  const Prepared prepared = prepare(markdown);
  const auto events = events_of(prepared);
  // The plain form must not depend on the marks, so the size is judged without them.
  if (events) {
    Writer bare(prepared, options, {}, 8 * markdown.size() + 1024);
    if (bare.write(*events)) {
      if (marks.empty()) return {bare.take_html(), bare.take_plain()};
      Writer marked(prepared, options, {marks.begin(), marks.end()}, std::string::npos);
      marked.write(*events);
      return {marked.take_html(), marked.take_plain()};
    }
  }
  Writer plain(prepared, options, {marks.begin(), marks.end()}, std::string::npos);
  plain.write_plainly(unprepare(prepared.source));
  return {plain.take_html(), plain.take_plain()};
}

}  // namespace

std::string to_html(std::string_view markdown, std::span<const Mark> marks, const MarkdownOptions& options) {
  return show(markdown, marks, options).html;
}

std::string to_text(std::string_view markdown) { return show(markdown, {}, {}).plain; }

}  // namespace accord::format
