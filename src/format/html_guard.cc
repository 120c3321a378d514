#include "format/html_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace accord::format {
namespace {

constexpr std::size_t max_depth = 400;
constexpr std::size_t max_tags = 500'000;
constexpr std::size_t max_copies = 1'000'000;

template <std::size_t N>
bool one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
constexpr std::array<std::string_view, 18> void_elements{"area", "base",  "basefont", "bgsound", "br",    "col",    "embed", "frame", "hr",
                                                         "img",  "input", "keygen",   "link",    "meta",  "param",  "source", "track", "wbr"};
constexpr std::array<std::string_view, 8> raw_elements{"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"};
constexpr std::array<std::string_view, 14> formatting{"a",   "b",     "big",    "code", "em", "font", "i",
                                                      "nobr", "s", "small", "strike", "strong", "tt", "u"};
constexpr std::array<std::string_view, 7> scope_ends{"applet", "caption", "html", "table", "td", "th", "marquee"};
constexpr std::array<std::string_view, 12> renamed{"svg",    "math",    "select",    "template", "frameset", "object",
                                                   "applet", "marquee", "plaintext", "optgroup", "option",   "form"};
constexpr std::array<std::string_view, 7> table_parts{"td", "th", "tr", "tbody", "thead", "tfoot", "caption"};
// Elements whose end tag closes whatever is open inside them.
constexpr std::array<std::string_view, 38> closing{
    "address", "article", "aside", "blockquote", "button", "center", "details", "dialog", "dir",     "div",     "dl",      "fieldset",
    "figcaption", "figure", "footer", "header", "hgroup", "main", "menu", "nav", "ol", "pre", "section", "summary", "ul", "li", "dd", "dt", "p",
    "h1", "h2", "h3", "h4", "h5", "h6", "listing", "noscript", "search"};

class Guard {
 public:
  explicit Guard(std::string& page) : page_(page) {}

  Result<void> run() {
    while (at_ < page_.size()) {
      at_ = page_.find('<', at_);
      if (at_ == std::string::npos || at_ + 1 >= page_.size()) break;
      if (page_.compare(at_, 4, "<!--") == 0) {
        const auto end = page_.find("-->", at_ + 2);
        at_ = end == std::string::npos ? page_.size() : end + 3;
      } else if (is_letter(page_[at_ + 1])) {
        open_tag();
      } else if (page_[at_ + 1] == '/' && at_ + 2 < page_.size() && is_letter(page_[at_ + 2])) {
        close_tag();
      } else {
        ++at_;
      }
      if (open_.size() > max_depth || copies_ > max_copies)
        return fail(Kind::unprocessable, fmt::format("the page nests its elements over {} deep", max_depth), fmt::format("byte {}", at_),
                    "save the page as plain HTML without generated wrappers");
      if (++tags_ > max_tags)
        return fail(Kind::unprocessable, fmt::format("the page has over {} tags", max_tags), fmt::format("byte {}", at_),
                    "import only the part of the page that is the draft");
    }
    return {};
  }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  // The lower-case name at `from`; renames what must not be met by the parser.
  std::string name_at(std::size_t from) {
    std::string name;
    std::size_t i = from;
    while (i < page_.size() && std::string_view(" \t\r\n\f/>").find(page_[i]) == std::string_view::npos && i - from < 64)
      name += static_cast<char>(page_[i] >= 'A' && page_[i] <= 'Z' ? page_[i] + 32 : page_[i]), ++i;
    if (one_of(name, renamed)) page_[from] = name[0] = 'x';
    return name;
  }

  // Behind the tag's ">", minding quoted attributes.
  std::size_t end_of_tag(std::size_t from) const {
    std::size_t i = from;
    while (i < page_.size() && page_[i] != '>') {
      if (page_[i] != '=') {
        ++i;
        continue;
      }
      i = std::min(page_.find_first_not_of(" \t\r\n\f", i + 1), page_.size());
      if (i < page_.size() && (page_[i] == '"' || page_[i] == '\'')) {
        const auto close = page_.find(page_[i], i + 1);
        i = close == std::string::npos ? page_.size() : close + 1;
      }
    }
    return std::min(i + 1, page_.size());
  }

  void open_tag() {
    const std::string name = name_at(at_ + 1);
    const auto end = end_of_tag(at_ + 1 + name.size());
    if (name == "xvg" || name == "xath") clear_tags(end, name.substr(1));
    // An unclosed formatting element is opened anew in each block that follows.
    copies_ += unclosed_;
    if (one_of(name, raw_elements)) {
      std::size_t i = end;
      while (true) {
        i = page_.find("</", i);
        if (i == std::string::npos) break;
        std::string close = page_.substr(i + 2, name.size());
        for (char& c : close)
          if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if (close == name) break;
        i += 2;
      }
      at_ = i == std::string::npos ? page_.size() : end_of_tag(i);
      return;
    }
    // Parts of a table outside one are ignored by the parser.
    const bool stray = one_of(name, table_parts) && std::find(open_.begin(), open_.end(), "table") == open_.end();
    if (!stray && !one_of(name, void_elements) && name != "html" && name != "body" && name != "head") {
      imply_ends(name);
      open_.push_back(name);
      if (one_of(name, formatting)) ++unclosed_;
    }
    at_ = end;
  }

  // A picture in the page keeps its words and loses its tags, up to "</svg" or "</math".
  void clear_tags(std::size_t from, const std::string& tail) {
    while (true) {
      from = page_.find('<', from);
      if (from == std::string::npos || from + 2 + tail.size() >= page_.size()) return;
      if (page_[from + 1] == '/' && page_.compare(from + 3, tail.size(), tail) == 0) return;
      const auto end = end_of_tag(from);
      for (; from < end; ++from)
        if (page_[from] != '\n') page_[from] = ' ';
    }
  }

  // The ends that HTML lets authors leave out, where they are certain.
  void imply_ends(const std::string& name) {
    if (open_.empty()) return;
    const auto pop = [&] { open_.pop_back(); };
    if (name == "table") {
      // A table directly in a table ends it.
      const auto inner = std::find_if(open_.rbegin(), open_.rend(), [](const std::string& e) { return one_of(e, scope_ends); });
      if (inner != open_.rend() && *inner == "table") open_.erase(inner.base() - 1, open_.end());
      if (open_.empty()) return;
    }
    if (open_.back() == "p" && one_of(name, closing)) pop();
    if (open_.empty()) return;
    const std::string& top = open_.back();
    if ((name == "li" && top == "li") || ((name == "dd" || name == "dt") && (top == "dd" || top == "dt"))) return pop();
    if (name == "td" || name == "th" || name == "tr" || name == "tbody" || name == "tfoot" || name == "thead") {
      while (!open_.empty() && open_.back() != "table" &&
             (open_.back() == "p" || open_.back() == "td" || open_.back() == "th" ||
              (name != "td" && name != "th" && open_.back() == "tr") || (name.starts_with('t') && name.size() == 5 && open_.back().size() == 5)))
        pop();
    }
  }

  void close_tag() {
    const std::string name = name_at(at_ + 2);
    at_ = end_of_tag(at_ + 2 + name.size());
    const bool closes_inner = one_of(name, closing) || one_of(name, scope_ends) || name == "tr" || name == "tbody" || name == "thead" || name == "tfoot";
    for (std::size_t i = open_.size(); i-- > 0;) {
      const std::string& element = open_[i];
      if (element == name) {
        if (one_of(name, formatting) && unclosed_ > 0) --unclosed_;
        open_.resize(i);
        return;
      }
      if (one_of(element, scope_ends) && (name != "table" || element == "table")) return;
      if ((name == "li" && (element == "ul" || element == "ol")) || (name == "p" && element == "button")) return;
      // Past an element of the page's frame only an end tag of that frame reaches.
      if (!closes_inner && (one_of(element, closing) || one_of(element, table_parts) || one_of(element, scope_ends))) return;
    }
  }

  std::string& page_;
  std::vector<std::string> open_;
  std::size_t at_ = 0, tags_ = 0, unclosed_ = 0, copies_ = 0;
};

}  // namespace

Result<void> guard_html(std::string& page) { return Guard(page).run(); }

}  // namespace accord::format
