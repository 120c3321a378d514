// summary/check: a filed summary of training content, read field by field and judged against the template.
//
// Rule: pure: lines of cells in, findings out; no reader of files, no clock (the day is an argument). What words mean is
// data: assets/summary/labels (24 languages), assets/summary/check.json (weights and limits).
// Threads: everything is a value or a pure function of what was loaded.
//
// Here: words as they are compared, in any alphabet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace accord::summary::check {

struct Word {
  std::string stem;           // lower case without a final s, its first five letters
  std::size_t begin = 0, end = 0;  // bytes in the text
};

// Letters and digits of any script; words of up to three letters and plain numbers are left out.
std::vector<Word> words_of(std::string_view text);
std::size_t count_words(std::string_view text);  // all of them, short ones too

std::string folded(std::string_view text);  // lower case, white space collapsed
bool contains(std::string_view haystack_folded, std::string_view needle_folded);  // at the beginning of a word

}  // namespace accord::summary::check
