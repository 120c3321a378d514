#include "format/html.h"

#include <gumbo.h>

#include "format/html_guard.h"

namespace accord::format {

bool HtmlNode::is_element() const { return node_->type == GUMBO_NODE_ELEMENT || node_->type == GUMBO_NODE_TEMPLATE; }
bool HtmlNode::is_text() const { return node_->type == GUMBO_NODE_TEXT || node_->type == GUMBO_NODE_WHITESPACE || node_->type == GUMBO_NODE_CDATA; }

std::string_view HtmlNode::tag() const {
  if (!is_element()) return {};
  const GumboElement& e = node_->v.element;
  if (e.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(e.tag);
  GumboStringPiece name = e.original_tag;
  gumbo_tag_from_original_text(&name);
  return name.data == nullptr ? std::string_view() : std::string_view(name.data, name.length);
}

std::string_view HtmlNode::text() const { return is_text() ? node_->v.text.text : std::string_view(); }

std::string_view HtmlNode::attribute(const char* name) const {
  if (!is_element()) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node_->v.element.attributes, name);
  return found == nullptr ? std::string_view() : found->value;
}

bool HtmlNode::has_class_with(std::string_view part) const { return attribute("class").find(part) != std::string_view::npos; }

std::vector<HtmlNode> HtmlNode::children() const {
  std::vector<HtmlNode> out;
  const GumboVector* list = nullptr;
  if (is_element()) list = &node_->v.element.children;
  if (node_->type == GUMBO_NODE_DOCUMENT) list = &node_->v.document.children;
  for (unsigned i = 0; list != nullptr && i < list->length; ++i) out.emplace_back(static_cast<const GumboNode*>(list->data[i]));
  return out;
}

int HtmlNode::line() const {
  if (is_text()) return static_cast<int>(node_->v.text.start_pos.line);
  return is_element() ? static_cast<int>(node_->v.element.start_pos.line) : 0;
}

std::string HtmlNode::words() const {
  if (is_text()) return std::string(text());
  if (tag() == "script" || tag() == "style") return {};
  std::string out;
  for (const HtmlNode& child : children()) out += child.words();
  return out;
}

void HtmlPage::Free::operator()(GumboInternalOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }

Result<HtmlPage> HtmlPage::parse(std::string_view bytes) {
  HtmlPage page(std::make_unique<std::string>(bytes));
  ACCORD_CHECK(guard_html(*page.source_));
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  page.output_.reset(gumbo_parse_with_options(&options, page.source_->data(), page.source_->size()));
  return page;
}

HtmlNode HtmlPage::root() const { return HtmlNode(output_->root); }

}  // namespace accord::format
