#include "text/read_outline.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "text/read_blocks.h"

namespace accord::text {
namespace {

constexpr std::size_t longest_title = 200;

// Place in the order of kinds; 0 for those that have none.
int rank(ProvisionKind kind) {
  switch (kind) {
    case ProvisionKind::part: return 1;
    case ProvisionKind::annex: return 1;
    case ProvisionKind::chapter: return 2;
    case ProvisionKind::section: return 3;
    case ProvisionKind::commitment: return 4;
    case ProvisionKind::article: return 4;
    case ProvisionKind::measure: return 5;
    case ProvisionKind::recital: return 6;
    case ProvisionKind::paragraph: return 6;
    default: return 0;
  }
}

bool is_rule(ProvisionKind k) { return k == ProvisionKind::commitment || k == ProvisionKind::article || k == ProvisionKind::measure; }

// Single line, no sentence: what may be a title.
bool looks_like_title(std::string_view s) {
  if (s.empty() || s.size() > longest_title || s.find('\n') != std::string_view::npos) return false;
  return std::string_view(".;:,").find(s.back()) == std::string_view::npos;
}

}  // namespace

int Outline::add(Node node) {
  node.parent = innermost();
  nodes_.push_back(std::move(node));
  return static_cast<int>(nodes_.size()) - 1;
}

bool Outline::closes(const Node& open, const Node& coming) {
  const auto o = open.provision.kind, c = coming.provision.kind;
  if (open.matter != Matter::rules && coming.tagged && (is_rule(c) || c == ProvisionKind::chapter || c == ProvisionKind::part || c == ProvisionKind::annex))
    return true;
  if (coming.tagged && open.tagged) {
    if (c == ProvisionKind::measure && o == ProvisionKind::commitment) return false;
    if (is_rule(c) && is_rule(o)) return rank(o) >= rank(c);
    if (is_rule(o) && (c == ProvisionKind::chapter || c == ProvisionKind::part)) return true;
  }
  if (o == c && !open.provision.number.empty() && coming.provision.number.starts_with(open.provision.number + '.')) return false;
  if ((open.level >= 10 || coming.level >= 10) && open.tagged && coming.tagged) return rank(o) >= rank(c);
  return open.level >= coming.level;
}

void Outline::heading(int level, const std::string& words, int line) {
  if (words.empty()) return;
  const HeadingWords w = read_heading(words);
  const int inside = innermost();
  if (inside >= 0) {
    Node& box = nodes_[static_cast<std::size_t>(inside)];
    if (box.box && box.provision.heading.empty() && box.pieces.empty() && static_cast<int>(nodes_.size()) == inside + 1) {
      box.provision.heading = words;
      box.level = level;
      return;
    }
  }
  Node node;
  node.level = level;
  node.tagged = !w.tag.empty();
  node.matter = w.matter;
  node.provision.line = line;
  // Closing goes up to the nearest box.
  node.provision.kind = w.kind.value_or(ProvisionKind::section);
  node.provision.number = w.number;
  std::size_t cut = stack_.size();
  for (std::size_t i = stack_.size(); i-- > 0 && !this->node(stack_[i]).box;)
    if (closes(this->node(stack_[i]), node)) cut = i;
  stack_.resize(cut);
  if (!node.tagged) {
    // The kind of an unnamed heading is that of the matter it stands in.
    const Matter around = matter_around();
    const Matter matter = w.matter == Matter::rules ? around : w.matter;
    switch (matter) {
      case Matter::questions: node.provision.kind = ProvisionKind::faq; break;
      case Matter::note: node.provision.kind = ProvisionKind::note; break;
      case Matter::form: node.provision.kind = around == Matter::form ? ProvisionKind::field : ProvisionKind::form; break;
      case Matter::definitions: node.provision.kind = around == Matter::definitions ? ProvisionKind::definition : ProvisionKind::section; break;
      case Matter::recitals:
        node.provision.kind = around == Matter::recitals && !w.number.empty() ? ProvisionKind::recital : ProvisionKind::section;
        break;
      case Matter::rules: break;
    }
    if (node.provision.kind == ProvisionKind::faq || node.provision.kind == ProvisionKind::note) node.matter = matter;
  }
  node.provision.heading = w.title;
  if (node.tagged) leave_out(w.tag, "said by its kind", line);
  stack_.push_back(add(std::move(node)));
}

bool Outline::late_title(const std::string& words) {
  const int i = innermost();
  if (i < 0) return false;
  Node& node = nodes_[static_cast<std::size_t>(i)];
  const auto k = node.provision.kind;
  const bool titled = k == ProvisionKind::part || k == ProvisionKind::chapter || k == ProvisionKind::section || k == ProvisionKind::article || k == ProvisionKind::annex;
  if (!titled || node.box || !node.provision.heading.empty() || !node.pieces.empty()) return false;
  node.provision.heading = words;
  node.matter = read_heading(words).matter;
  return true;
}

// "**Measure 1.1** Title", "Article 53", "Measure 2.1: Title" as a paragraph of its own.
bool Outline::is_heading_paragraph(const std::string& markdown, int line) {
  const bool bold = markdown.starts_with("**");
  if (!bold && markdown.size() > longest_title) return false;
  const auto first = static_cast<unsigned char>(markdown[0]);
  if (!bold && first < 0x80 && !(first >= 'A' && first <= 'Z') && !(first >= 'a' && first <= 'z')) return false;
  std::string lead, rest;
  if (bold) {
    const auto end = markdown.find("**", 2);
    if (end == std::string::npos || end > longest_title) return false;
    lead = utf8::collapse(visible_body(markdown.substr(2, end - 2)));
    rest = utf8::trim(std::string_view(markdown).substr(end + 2));
  } else {
    if (markdown.find('\n') != std::string::npos || read_heading(utf8::collapse(markdown)).tag.empty()) return false;
    lead = utf8::collapse(visible_body(markdown));
  }
  HeadingWords w = read_heading(lead);
  if (w.tag.empty() || w.number.empty()) return false;
  if (bold && !cuts_cleanly(markdown, lead, as_start(rest))) return false;
  if (!bold && !w.title.empty() && !looks_like_title(w.title)) return false;
  if (!bold && !w.title.empty()) {
    // "Article 5 applies to" is a sentence; a title is set off by a sign.
    const auto at = lead.rfind(w.title);
    const auto between = utf8::trim(std::string_view(lead).substr(0, at));
    if (between.ends_with(w.number) || between.ends_with(w.number + ')')) return false;
  }
  if (!rest.empty() && w.title.empty()) {
    auto after = std::string_view(rest);
    for (const std::string_view sep : {":", ".", "\xC2\xB7", "\xE2\x80\x93", "\xE2\x80\x94", "-"})
      if (after.starts_with(sep)) after.remove_prefix(sep.size());
    const auto words = as_start(utf8::trim(after));
    const auto title = utf8::collapse(visible_body(words));
    if (rest.find('\n') == std::string::npos && looks_like_title(title) && cuts_cleanly(rest, {}, words)) {
      lead += " " + title;
      rest.clear();
    }
  }
  if (rest.starts_with(". ") || rest.starts_with(": ")) rest.erase(0, 2);
  rest = as_start(rest);
  heading(10 + rank(*w.kind), lead, line);
  if (!rest.empty()) text(rest, line);
  return true;
}

void Outline::text(std::string markdown, int line) {
  while (!markdown.empty() && (markdown.front() == '\n')) markdown.erase(0, 1);
  if (utf8::trim(markdown).empty()) return;
  int i = innermost();
  const bool boxed = std::any_of(stack_.begin(), stack_.end(), [&](int open) { return node(open).box; });
  const Matter matter = matter_around();
  if (!boxed && (matter == Matter::rules || matter == Matter::recitals) && is_heading_paragraph(markdown, line)) return;
  if (i >= 0 && looks_like_title(markdown) && bracketed_number(markdown).length == 0 &&
      std::string_view("-*+|>[!`#{0123456789").find(markdown[0]) == std::string_view::npos && late_title(utf8::collapse(visible_body(markdown))))
    return;
  if (i < 0) {
    Node node;
    node.provision.kind = ProvisionKind::paragraph;
    node.provision.line = line;
    i = add(std::move(node));
  }
  nodes_[static_cast<std::size_t>(i)].pieces.push_back({std::move(markdown), line});
}

void Outline::open_box(ProvisionKind kind, Matter matter, int line) {
  Node node;
  node.provision.kind = kind;
  node.provision.line = line;
  node.provision.binding = false;
  node.matter = matter;
  node.box = true;
  stack_.push_back(add(std::move(node)));
}

void Outline::close_box() {
  while (!stack_.empty()) {
    const int i = stack_.back();
    stack_.pop_back();
    if (node(i).box) return;
  }
}

void Outline::open_scope() { scopes_.push_back(stack_.size()); }

void Outline::close_scope() {
  if (scopes_.empty()) return;
  stack_.resize(std::min(stack_.size(), scopes_.back()));
  scopes_.pop_back();
}

void Outline::leave_out(std::string words, std::string reason, int line) {
  left_out_.push_back({std::move(words), std::move(reason), line});
}

}  // namespace accord::text
