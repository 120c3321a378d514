// What a passage says: a tick, a date, a size, links, domain names, items of a list.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "summary/check/labels.h"

namespace accord::summary::check {

// The languages that a summary is read in: its own, and English.
using Tongues = std::vector<const Language*>;
bool says(const Tongues& tongues, std::string_view list, std::string_view folded_text);  // any phrase of the list
int count_said(const Tongues& tongues, std::string_view list, std::string_view folded_text);  // how many different ones

// A yes or no, by tick (☒ Yes ☐ No, [x] yes), by the word it begins with, or by a sentence that denies.
struct YesNo {
  std::optional<bool> yes;
  bool unclear = false;  // both words and no tick, or both ticked
  bool unticked = false;  // both have a box, and neither is ticked
};
YesNo yes_or_no(const Tongues& tongues, std::string_view text);

struct Modalities {
  std::set<std::string> named;  // of "text", "image", "audio", "video", "other"
  bool ticks_lost = false;      // all the names and no tick: the boxes are not in the text
  bool unticked = false;        // names with boxes, and none is ticked
};
Modalities modalities_of(const Tongues& tongues, std::string_view text);
// Ticked or not: '+', '-', or 0 where `text` begins with no box. `length`: of box and spaces.
char box_at(std::string_view text, std::size_t& length);

struct Date {
  int year = 0, month = 0, day = 0;  // month or day 0: not said
  bool in_figures = false;           // 03/2024 and not "March 2024"
  bool american = false;             // its second number cannot be a month
  bool impossible = false;           // 30 February, or a month 14
  std::string text;
  // Comparable; what is not said counts as the first.
  int ordinal() const { return year * 372 + (month == 0 ? 0 : month - 1) * 31 + (day == 0 ? 0 : day - 1); }
};
std::vector<Date> dates_of(const Tongues& tongues, std::string_view text);

// A size that the text gives for a modality: one of the template's ranges ("text", 0 to 2), or in figures.
struct Size {
  std::string unit;   // "tokens", "images", "hours", "bytes", "minutes"; empty
  int range = -1;     // of the template, from the smallest; -1: none of them
  bool figures = false;  // a number and a unit, in no range
};
std::vector<Size> sizes_of(const Tongues& tongues, std::string_view text);

std::vector<std::string> links_of(std::string_view text);    // rejoined where a line broke inside
std::vector<std::string> domains_of(std::string_view text);  // "example.org", from text without links; distinct, lower case

// An entry of a list: a name, a link, or both.
struct Item {
  std::string name;  // may be empty
  std::string link;  // may be empty
};
// Lines, bullets, numbered or divided by semicolons. Prose gives one item per sentence, `prose` true.
struct Items {
  std::vector<Item> items;
  bool prose = false;
};
Items items_of(std::string_view text);

// A name of something: a capital or a figure inside, few words.
bool is_name(std::string_view text);
int count_names(std::string_view prose);      // words with a capital that begin no sentence, and words with letters and figures
int count_languages(const Tongues& tongues, std::string_view text);  // different names of languages

}  // namespace accord::summary::check
