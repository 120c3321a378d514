// What md4c saw, as a flat list: bounded in length and depth whatever the source.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace accord::format {

enum class EventKind { open, close, text, code, soft_break, hard_break };
enum class Element {
  document, quote, bullets, numbers, item, rule, heading, code_block, paragraph,
  table, table_head, table_body, row, head_cell, cell,
  emphasis, strong, link, image, code_span, strike,
};
inline bool is_block(Element e) { return e < Element::emphasis; }

struct Event {
  EventKind kind;
  Element element = Element::document;
  int number = 0;      // level of a heading, first number of a list, alignment of a cell (0 to 3 as md4c)
  std::string text{};  // of text and code; the address of a link or image
};

// Stand for what md4c does not know, put in by prepare(): a footnote's label between the first two, and
// the numbering style of the next list after the third. They cannot come from outside.
constexpr char note_from = '\x01', note_to = '\x02', list_style = '\x03';

struct Prepared {
  std::string source;
  std::set<std::string, std::less<>> notes;  // labels of the footnotes that are defined
  bool too_deep = false;                     // a line opens more than 100 containers
};
Prepared prepare(std::string_view markdown);

// nullopt: over the caps.
std::optional<std::vector<Event>> events_of(const Prepared& prepared);

// Gives a footnote's label back its brackets, for text that md4c took literally.
std::string unprepare(std::string_view text);

}  // namespace accord::format
