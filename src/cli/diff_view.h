// A redline for eyes: labels, summary and flowing text that the terminal and the HTML page of
// `accord diff` share.
#pragma once

#include <string>
#include <vector>

#include "text/redline.h"

namespace accord::cli {

struct Comparison {
  std::string old_name, new_name;  // of the files
  text::DraftText before, after;
  text::Redline redline;
};

// How many provisions changed in a way, in the order in which people ask: {"edited", 41}.
std::vector<std::pair<std::string, int>> tally(const Comparison& c);
// "I.1.2": the number as printed; where there is none, the eId.
std::string label(const text::Provision& p);
// "edited", "moved from I.2.6", "renumbered, was I.1.3": what happened to the provision of that label.
std::string what_happened(const Comparison& c, const text::Change& change);
// The label of the provision as it is now, or of the deleted one as it was.
std::string place(const Comparison& c, const text::Change& change);
// The spans with line breaks inside a paragraph as spaces, and without changes of white space only.
std::vector<text::Span> flowing(const std::vector<text::Span>& spans);

// The page of `--html`: one file, no script, nothing fetched.
std::string diff_page(const Comparison& c, bool all);
// For a terminal; `colour` adds ANSI sequences, without it changes read [-deleted-]{+inserted+}.
std::string diff_text(const Comparison& c, bool all, bool colour);

}  // namespace accord::cli
