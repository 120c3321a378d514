// Finds the questions of the template in lines of cells: over several lines of a column, in any order, with or without
// numbers, in the languages of the labels.
#pragma once

#include <string>
#include <vector>

#include "base/placed_text.h"
#include "summary/check/labels.h"

namespace accord::summary::check {

enum class MarkKind {
  heading,  // of the section `id`
  field,    // a question of the template, `id`
  foreign,  // a numbered question that is not of the template: it ends the answer before it
  end,      // where another document begins
};

// Where a heading or a question stands.
struct Mark {
  MarkKind kind = MarkKind::field;
  std::string id;
  double likeness = 0;
  std::size_t first_line = 0, last_line = 0;  // index into the lines
  int column = 0;
  std::string rest;  // what follows it in its last cell
  bool whole_row = false;  // the file itself says that label and value are a pair (JSON, a table's row)
};

struct Located {
  std::string language;                    // code; "en" where nothing was recognised
  std::vector<Mark> marks;                 // in order of the text
  std::vector<std::vector<char>> taken;    // by line and cell: it belongs to a mark
};

// At most the first 400,000 lines are read; the language is told by the first 6,000.
Located locate(const PlacedText& text, const Labels& labels);

// The field that a mark "modality", "comments" or "used" stands for in a section; empty where the section has none, and for others.
std::string field_in(std::string_view shared, std::string_view section);
std::string section_of(std::string_view field);  // "2.2.1.a" -> "2.2.1"

}  // namespace accord::summary::check
