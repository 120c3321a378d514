// Redline: the words of two texts compared, minimal in words (maximal runs of non-space).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/lineage.h"

namespace accord::text {

enum class Op { keep, remove, insert };

// A run of text. Concatenating keep and insert gives the new text, keep and remove the old one,
// byte for byte.
struct Span {
  Op op = Op::keep;
  std::string text;
};

std::vector<Span> compare_words(std::string_view old_text, std::string_view new_text);
std::string apply(const std::vector<Span>& spans);   // the new text
std::string revert(const std::vector<Span>& spans);  // the old text

struct WordCounts {
  std::int64_t kept = 0, deleted = 0, inserted = 0;
  WordCounts& operator+=(const WordCounts& o);
};
WordCounts count_words(const std::vector<Span>& spans);

// One change with its words compared. A split or merge compares the joined texts of its sides.
struct RedlineItem {
  Change change;
  std::vector<Span> heading;  // of the (first) pair
  std::vector<Span> body;     // Markdown source compared (what the page renders); see redline.cc
  WordCounts words;           // of heading and visible body together
};
struct Redline {
  std::vector<RedlineItem> items;
  WordCounts words;
};
Redline redline(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft,
                const std::vector<Change>& changes);

}  // namespace accord::text
