// YAML as a JSON value, for files that people write by hand.
//
// Every scalar is text, as written ("1.0" stays "1.0", and "no" is no Norwegian false); ~, null and nothing at all are null.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace accord::format {

struct Yaml {
  Json value;
  std::map<std::string, int> lines;  // of each key and item, from 1: "crawling.crawlers", "crawling.crawlers[0].name"
};

// One document of at most 4 MiB, 64 levels and 200,000 values, aliases followed. Errors: too_large; invalid, with the line.
Result<Yaml> read_yaml(std::string_view bytes);

}  // namespace accord::format
