// The table of section 1.3, in whatever shape it comes: which modalities, how much of each, what content.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "summary/check/labels.h"

namespace accord::summary::check {

class TableOfModalities {
 public:
  TableOfModalities(const Labels& labels, std::string_view language) : labels_(labels), language_(language) {}
  void add(std::string_view lines);  // cells divided by two spaces
  void finish();
  // By "1.3.a", "1.3.b" and "1.3.c": the ticks and names of modalities, the sizes, the kinds of content.
  const std::map<std::string, std::string>& parts() const { return parts_; }

 private:
  const Labels& labels_;
  std::string language_;
  std::vector<std::string> cells_;
  std::map<std::string, std::string> parts_;
};

}  // namespace accord::summary::check
