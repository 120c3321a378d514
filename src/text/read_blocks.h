// Markdown source cut into its top-level blocks, as written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accord::text {

struct SourceBlock {
  enum class Kind { heading, divider, directive, comment, body };
  Kind kind = Kind::body;
  int level = 0;     // of a heading, 1 to 6
  std::string text;  // the source; of a heading its words, of a divider ("--- abstract") its name
  int line = 0;      // from 1
};

// Headings (ATX, setext), kramdown's dividers and directives (`{::...}`), HTML comments, and all else as
// body: paragraphs, lists with all their items, fenced code, tables, definition lists.
std::vector<SourceBlock> source_blocks(std::string_view markdown, int first_line = 1);

struct ListItem {
  std::string number;  // "1", or "a" where the list or the item says so; empty for a bullet
  std::string text;    // Markdown, without the marker and its indentation
  int line = 0;        // counted from the start of the block, 0 for its first line
};
// The items of a list at top level, or the paragraphs that begin with "(1) ", "(a) "; empty when the
// block is neither. Text before the first item comes back as `before`.
std::vector<ListItem> list_items(std::string_view block, std::string& before);

// Bytes of the paragraph that a text begins with.
std::size_t first_paragraph(std::string_view markdown);

// Text from the middle of a paragraph as the start of one: "5. " or "#", which meant nothing there, must
// mean nothing here.
std::string as_start(std::string_view text);

// Whether Markdown cut in two still shows the letters and digits of the whole: a cut may turn "5." at its
// edge into a mark that is not seen.
bool cuts_cleanly(std::string_view whole, std::string_view first, std::string_view second);

struct Term {
  std::string term, meaning;  // Markdown
  int line = 0;
};
// The terms of a block written "term" / ": meaning"; empty when it is none.
std::vector<Term> definition_terms(std::string_view block);

// Cells of a table's rows (Markdown), the row of dashes left out; empty when the block is no table.
std::vector<std::vector<std::string>> table_rows(std::string_view block);

}  // namespace accord::text
