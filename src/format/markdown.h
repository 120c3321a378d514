// format: other people's bytes, without opinions. Here: Markdown shown safely.
//
// Rule: any bytes in, a value out; no crash, no hang, memory bounded by the input (A9). Pure.
// Threads: everything is a value or a pure function.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace accord::format {

// A range of the visible text that is wrapped in an element: [from, to) in code points of to_text().
// Ranges may overlap; one that crosses inline elements or blocks becomes several elements, of which the
// first has the id and all have `data-id`.
struct Mark {
  std::size_t from = 0, to = 0;
  std::string element = "mark";  // "mark", "ins" or "del"; anything else is taken as "mark"
  std::string css_class{};
  std::string id{};
};

struct MarkdownOptions {
  int base_level = 3;       // the element that "# Heading" becomes, so that a text cannot break a page's outline
  std::string id_prefix{};  // before the ids of footnotes, so that two texts may stand on one page
};

// CommonMark with tables, strikethrough, footnotes (`[^1]`), definition lists as kramdown writes them
// (": text") and kramdown's attribute lines (`{: type="a"}` gives the next list letters, others are not
// shown). Raw HTML is shown as text; links go to http, https, mailto and "#" only; an image is its
// alternative text. Where the result would be over 8 times the input and 1 KB (marks not counted), or
// nested over 100 deep, the source is shown as one plain paragraph.
std::string to_html(std::string_view markdown, std::span<const Mark> marks = {}, const MarkdownOptions& options = {});

// The visible text, blocks divided by "\n": exactly the text content of to_html().
std::string to_text(std::string_view markdown);

}  // namespace accord::format
