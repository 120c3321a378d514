// The words of two bodies compared, as HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/redline.h"

namespace accord::app::pages {

struct Compared {
  std::string inline_html;  // both texts in one, <del> before <ins>; a paragraph or an item of its list for each block
  std::string old_html, new_html;  // each text with its markup; <del> in the one, <ins> in the other
  text::WordCounts words;
};
// Both are Markdown; compared are the visible words. `id` keeps ids of footnotes apart.
Compared compare_bodies(std::string_view old_body, std::string_view new_body, const std::string& id);
// The same for plain text of one line, such as a heading.
Compared compare_lines(std::string_view old_line, std::string_view new_line);

}  // namespace accord::app::pages
