// A page's running text as Markdown that shows the same words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "format/html.h"

namespace accord::text {

// Whether the element is set inside a line of text.
bool is_inline(std::string_view tag);
// Elements that a reader of the page does not read as its text; empty: it is text.
std::string_view not_text(const format::HtmlNode& node);

// Inline nodes as Markdown of one paragraph. What Markdown could not show with the same words loses its
// emphasis, never a word.
std::string inline_markdown(const std::vector<format::HtmlNode>& nodes);
// A list, table, definition list, quote or block of code. `alternate`: it follows a list of its kind,
// from which it must stand apart.
std::string block_markdown(const format::HtmlNode& node, bool alternate = false);

}  // namespace accord::text
