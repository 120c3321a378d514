#include "format/html.h"

#include <fmt/format.h>
#include <gumbo.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

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

bool HtmlNode::has_attribute(const char* name) const { return is_element() && gumbo_get_attribute(&node_->v.element.attributes, name) != nullptr; }

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

// Everything that gumbo allocates for a page, freed at once: its own way to free a tree is a recursion as
// deep as the page.
class HtmlPage::Heap {
 public:
  Heap() = default;
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;
  ~Heap() {
    while (first_.next != &first_) release(first_.next + 1);
  }
  static void* allocate(void* self, std::size_t size) {
    auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
    if (block == nullptr) std::abort();  // gumbo does not look at the result
    Block& first = static_cast<Heap*>(self)->first_;
    *block = {&first, first.next};
    first.next->previous = block;
    first.next = block;
    return block + 1;
  }
  static void deallocate(void*, void* memory) {
    if (memory != nullptr) release(memory);
  }

 private:
  struct alignas(std::max_align_t) Block {
    Block* previous;
    Block* next;
  };
  static void release(void* memory) {
    Block* block = static_cast<Block*>(memory) - 1;
    block->previous->next = block->next;
    block->next->previous = block->previous;
    std::free(block);
  }
  Block first_{&first_, &first_};
};

HtmlPage::HtmlPage(std::string_view bytes) : source_(std::make_unique<std::string>(bytes)), heap_(std::make_unique<Heap>()) {}
HtmlPage::HtmlPage(HtmlPage&&) noexcept = default;
HtmlPage& HtmlPage::operator=(HtmlPage&&) noexcept = default;
HtmlPage::~HtmlPage() = default;

namespace {

constexpr std::size_t max_tree_depth = 1000;

std::size_t depth_of(const GumboNode* top) {
  std::vector<std::pair<const GumboNode*, std::size_t>> open{{top, 1}};
  std::size_t deepest = 0;
  while (!open.empty()) {
    const auto [node, depth] = open.back();
    open.pop_back();
    deepest = std::max(deepest, depth);
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) continue;
    const GumboVector& list = node->v.element.children;
    for (unsigned k = 0; k < list.length; ++k) open.emplace_back(static_cast<const GumboNode*>(list.data[k]), depth + 1);
  }
  return deepest;
}

}  // namespace

Result<HtmlPage> HtmlPage::parse(std::string_view bytes) {
  HtmlPage page(bytes);
  ACCORD_CHECK(guard_html(*page.source_));
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.allocator = Heap::allocate;
  options.deallocator = Heap::deallocate;
  options.userdata = page.heap_.get();
  page.root_ = gumbo_parse_with_options(&options, page.source_->data(), page.source_->size())->root;
  if (depth_of(page.root_) > max_tree_depth)
    return fail(Kind::unprocessable, fmt::format("the page nests its elements over {} deep", max_tree_depth), {}, "save the page as plain HTML");
  return page;
}

}  // namespace accord::format
