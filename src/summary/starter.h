// A provider.yaml to start from: every key with what is asked, in the order of the template, prefilled where a card says something.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "summary/template.h"

namespace accord::summary {

// What a card or metadata say, by key, in the form of provider.yaml. Every value wants a look: cards are not written for this.
struct Prefill {
  std::map<std::string, Json> values;
  std::map<std::string, std::string> remarks;  // by key: a comment for whoever looks
};

// The front matter of a Hugging Face card and the text after it. A card with `base_model`, `datasets` or `pipeline_tag` is of a model, one
// with `pretty_name`, `size_categories` or `task_categories` of a dataset.
Prefill from_card(const Json& front_matter, std::string_view text);
// Croissant 0.8 to 1.1 (JSON-LD): one dataset. Errors: invalid when it is none.
Result<Prefill> from_croissant(const Json& metadata);
// The later one adds to lists of the earlier one and fills what it left out.
void add(Prefill& to, const Prefill& more);

std::string starter(const Template& t, const Prefill& prefill);

}  // namespace accord::summary
