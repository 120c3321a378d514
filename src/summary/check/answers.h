// What was answered to each question that locate() found.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "summary/check/locate.h"

namespace accord::summary::check {

struct Answer {
  bool asked = false;   // the question stands in the text
  std::string text;     // lines divided by "\n"; empty: nothing was answered
  std::string place;    // of the question
  bool in_table = false;  // of the table of modalities: `text` holds only what belongs to this field
};

struct Answers {
  std::string language;
  std::map<std::string, Answer> fields;       // by id
  std::map<std::string, std::string> prose;   // by section: what stands below its heading and answers no question
  std::map<std::string, std::string> places;  // by section: of its heading
  std::string opening;                        // what stands before the first heading
};

Answers answers_of(const PlacedText& text, const Labels& labels);

}  // namespace accord::summary::check
