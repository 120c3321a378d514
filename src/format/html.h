// HTML as a tree, over gumbo, for whoever reads a page's words. Nothing is fetched, nothing is run.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct GumboInternalNode;

namespace accord::format {

// A node of a parsed page: a view that lives as long as the HtmlPage.
class HtmlNode {
 public:
  explicit HtmlNode(const GumboInternalNode* node) : node_(node) {}
  bool is_element() const;
  bool is_text() const;
  std::string_view tag() const;   // lower case; empty unless an element
  std::string_view text() const;  // of a text node, references decoded
  std::string_view attribute(const char* name) const;  // empty when absent
  bool has_attribute(const char* name) const;
  bool has_class_with(std::string_view part) const;     // some class holds this text
  std::vector<HtmlNode> children() const;
  int line() const;  // in the source, from 1
  // All text inside, without that of script and style.
  std::string words() const;

 private:
  const GumboInternalNode* node_;
};

class HtmlPage {
 public:
  // `bytes` are valid UTF-8. Errors: unprocessable where elements are nested over 400 deep, or where there
  // are over 500,000 tags: a page of text has neither, and a parser of HTML takes time and stack for them.
  static Result<HtmlPage> parse(std::string_view bytes);
  HtmlPage(HtmlPage&&) noexcept;
  HtmlPage& operator=(HtmlPage&&) noexcept;
  ~HtmlPage();
  HtmlNode root() const { return HtmlNode(root_); }

 private:
  class Heap;
  explicit HtmlPage(std::string_view bytes);
  std::unique_ptr<std::string> source_;  // gumbo points into it
  std::unique_ptr<Heap> heap_;
  const GumboInternalNode* root_ = nullptr;
};

}  // namespace accord::format
