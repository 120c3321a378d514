// Text that still knows where it stood: lines of cells, as a page, a table or a list has them. What readers of files
// give, and what looks for words in them takes.
#pragma once

#include <string>
#include <vector>

namespace accord {

struct Cell {
  int column = 0;      // where it begins: in characters of a laid-out page, else the number of the cell times 40
  std::string text{};  // valid UTF-8, no line break, at least one character that is not white space
};

struct Line {
  int page = 0;           // from 1; 0 where there are no pages
  int number = 0;         // from 1, on its page or in its file; 0 where lines are not known
  std::string path{};     // of a value in JSON or YAML: "/sections/2/fields/0"
  bool heading = false;   // said to be one by the file itself
  std::vector<Cell> cells{};  // in order of column; empty: a blank line
};

struct PlacedText {
  std::string format{};  // "json", "yaml", "html", "markdown", "text", "pdf"
  std::string language{};  // what the file says of itself (HTML's lang); may be empty
  std::vector<Line> lines{};
};

// "page 3, line 12", "line 12", or the path; empty where nothing is known.
std::string place_of(const Line& line);

}  // namespace accord
