#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "format/html.h"
#include "text/read.h"
#include "text/read_html_markdown.h"
#include "text/read_outline.h"

namespace accord::text {
namespace {

using format::HtmlNode;

bool has_token(std::string_view names, std::string_view token) {
  std::size_t at = 0;
  while (at < names.size()) {
    const auto end = std::min(names.find_first_of(" -_\n\t", at), names.size());
    if (names.substr(at, end - at) == token) return true;
    at = end + 1;
  }
  return false;
}

int heading_level(std::string_view tag) { return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' ? tag[1] - '0' : 0; }


class Reader {
 public:
  explicit Reader(const HtmlNode& root) : root_(root) {}

  Result<DraftText> run() {
    if (const auto language = root_.attribute("lang"); !language.empty()) outline_.set_language(std::string(language));
    take_head();
    tops_ = count_tops(root_);
    for (const HtmlNode& child : root_.children())
      if (child.tag() != "head") element(child);
    flush();
    if (!outline_.has_title()) outline_.set_title(page_title_);
    return std::move(outline_).finish();
  }

 private:
  void take_head() {
    for (const HtmlNode& head : root_.children()) {
      if (head.tag() != "head") continue;
      for (const HtmlNode& child : head.children()) {
        if (child.tag() == "title") {
          page_title_ = utf8::collapse(child.words());
          outline_.leave_out(page_title_, "title of the page", child.line());
        } else if (child.tag() == "script" || child.tag() == "style") {
          outline_.leave_out({}, "script", child.line());
        }
      }
    }
  }

  // Reason why nothing in the element belongs to the draft's text; empty: it does.
  static std::string furniture(const HtmlNode& node) {
    if (const auto reason = not_text(node); !reason.empty()) return std::string(reason);
    const auto tag = node.tag(), names = node.attribute("class"), id = node.attribute("id");
    for (const std::string_view token : {"overlay", "lightbox", "modal", "cookie", "cookies", "breadcrumb", "breadcrumbs"})
      if (has_token(names, token) || has_token(id, token)) return "page furniture";
    if (has_token(names, "toc") || id == "toc") return "navigation";
    if (tag == "footer" && !has_rules(node)) return "page furniture";
    if (tag == "header" && !has_rules(node) && holds(node, {"h1", "nav"})) return "page furniture";
    return {};
  }
  static bool holds(const HtmlNode& node, std::initializer_list<std::string_view> tags) {
    if (std::find(tags.begin(), tags.end(), node.tag()) != tags.end()) return true;
    const auto children = node.children();
    return std::any_of(children.begin(), children.end(), [&](const HtmlNode& c) { return holds(c, tags); });
  }
  static bool has_heading(const HtmlNode& node) { return holds(node, {"h1", "h2", "h3", "h4", "h5", "h6"}); }
  // Whether a heading inside names a commitment, measure or the like: then the element is no aside.
  static bool has_rules(const HtmlNode& node) {
    if (heading_level(node.tag()) > 0) return !read_heading(utf8::collapse(node.words())).tag.empty();
    const auto children = node.children();
    return std::any_of(children.begin(), children.end(), [](const HtmlNode& c) { return has_rules(c); });
  }
  static int count_tops(const HtmlNode& node) {
    if (node.tag() == "h1") return 1;
    if (node.is_element() && !furniture(node).empty()) return 0;
    int n = 0;
    for (const HtmlNode& child : node.children()) n += count_tops(child);
    return n;
  }

  struct Box {
    ProvisionKind kind;
    Matter matter;
  };
  static bool box_of(const HtmlNode& node, Box& box) {
    const auto tag = node.tag(), names = node.attribute("class");
    if (tag != "div" && tag != "section" && tag != "aside" && tag != "details") return false;
    if (has_token(names, "item") || has_token(names, "list")) return false;
    if (has_token(names, "faq")) {
      box = {ProvisionKind::faq, Matter::questions};
    } else if (has_token(names, "recital") && has_token(names, "box")) {
      box = {ProvisionKind::recital, Matter::note};
    } else if (tag == "aside" || has_token(names, "box") || has_token(names, "note") || has_token(names, "callout") || has_token(names, "admonition") ||
               has_token(names, "disclaimer")) {
      box = {ProvisionKind::note, Matter::note};
    } else {
      return false;
    }
    return !has_rules(node);
  }

  void flush() {
    if (line_.empty()) return;
    const int at = line_.front().line();
    const auto markdown = inline_markdown(line_);
    const std::vector<HtmlNode> nodes = std::move(line_);
    line_.clear();
    for (const HtmlNode& node : nodes) name_hidden(node);
    if (markdown.empty()) return;
    last_list_.clear();
    outline_.text(markdown, at);
  }
  // What the text of an element was taken without.
  void name_hidden(const HtmlNode& node) {
    if (!node.is_element()) return;
    if (const auto reason = not_text(node); !reason.empty()) {
      leave_out(node, std::string(reason));
      return;
    }
    for (const HtmlNode& child : node.children()) name_hidden(child);
  }
  void leave_out(const HtmlNode& node, std::string reason) {
    auto words = utf8::collapse(spaced_words(node));
    if (!words.empty() || node.tag() == "script" || node.tag() == "style") outline_.leave_out(std::move(words), std::move(reason), node.line());
  }
  static std::string spaced_words(const HtmlNode& node) {
    if (node.is_text()) return std::string(node.text());
    if (node.tag() == "script" || node.tag() == "style") return {};
    std::string out(node.tag() == "img" ? node.attribute("alt") : std::string_view());
    for (const HtmlNode& child : node.children()) out += spaced_words(child);
    return is_inline(node.tag()) && node.tag() != "img" && node.tag() != "button" ? out : ' ' + out + ' ';
  }

  void heading(const HtmlNode& node, int level) {
    const auto words = utf8::collapse(visible_body(inline_markdown({node})));
    name_hidden(node);
    last_list_.clear();
    const HeadingWords said = read_heading(words);
    if (level == 1 && tops_ == 1 && !outline_.has_title() && said.tag.empty() && said.number.empty()) {
      outline_.set_title(words);
      outline_.leave_out(words, "title of the draft", node.line());
    } else {
      outline_.heading(level, words, node.line());
    }
  }

  void element(const HtmlNode& node) {
    const auto tag = node.tag();
    if (node.is_text() || (node.is_element() && is_inline(tag) && !has_heading(node))) {
      line_.push_back(node);
      return;
    }
    if (!node.is_element()) return;
    flush();
    if (const auto reason = furniture(node); !reason.empty()) return leave_out(node, reason);
    if (const int level = heading_level(tag); level > 0) return heading(node, level);
    const bool set = tag == "ul" || tag == "ol" || tag == "table" || tag == "dl" || tag == "pre" || tag == "blockquote";
    if (set && !has_heading(node)) {
      name_hidden(node);
      outline_.text(block_markdown(node, last_list_ == tag), node.line());
      last_list_ = tag;
      return;
    }
    Box box{};
    const bool boxed = !in_box_ && box_of(node, box);
    const bool scope = tag == "section" || tag == "article";
    if (boxed) outline_.open_box(box.kind, box.matter, node.line());
    if (scope) outline_.open_scope();
    in_box_ = in_box_ || boxed;
    for (const HtmlNode& child : node.children()) element(child);
    flush();
    if (scope) outline_.close_scope();
    if (boxed) {
      outline_.close_box();
      in_box_ = false;
    }
  }

  const HtmlNode root_;
  Outline outline_;
  std::vector<HtmlNode> line_;  // inline nodes not yet handed on
  std::string page_title_, last_list_;
  int tops_ = 0;
  bool in_box_ = false;
};

}  // namespace

Result<DraftText> read_html(std::string_view bytes) {
  ACCORD_TRY(const auto page, format::HtmlPage::parse(bytes));
  return Reader(page.root()).run();
}

}  // namespace accord::text
