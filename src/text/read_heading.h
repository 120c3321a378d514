// What the words of a heading say: its kind, its number, its title.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/provision.h"

namespace accord::text {

// What stands below a heading of its own kind of matter.
enum class Matter { rules, recitals, definitions, questions, form, note };

struct HeadingWords {
  std::optional<ProvisionKind> kind;  // when a word such as "Measure" or "Annex" says so
  std::string tag;                    // that word as printed; empty when none
  std::string number;                 // "II.4.3", "53", "a"; without brackets and final dot
  std::string title;                  // the rest
  Matter matter = Matter::rules;
};

// `text` is plain and collapsed. "Measure 1.1 - Title", "Annex II", "4.2.1 Title", "(3) Title",
// "Recitals", "Questions and answers", "Documentation Form".
HeadingWords read_heading(std::string_view text);

// The number at the start of a paragraph or list item, as "(1) ", "(a) " or "1. ": its length with the
// white space behind it (0: none) and the bare number.
struct LeadingNumber {
  std::size_t length = 0;
  std::string number;
};
LeadingNumber bracketed_number(std::string_view text);

// "a" for 1, "iv" for 4 in the style of an HTML list ('1', 'a', 'A', 'i', 'I').
std::string list_number(int ordinal, char style);
// 1 for "1", "a", "I"; 0 when it is no number.
int ordinal_of(std::string_view component);

}  // namespace accord::text
