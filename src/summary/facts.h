// What the provider declares: provider.yaml, understood field by field.
//
// An answer has one shape for its kind, here, in the working file and in the public one:
//   text       "…", or [{"name", "text"}] where the provider said it part by part
//   date       "2026-11-28", or [{"name", "date"}], one for each model
//   month      "2026-06"
//   months     {"from": "2024-01", "to": "2024-06"}
//   list       [{"name", "link"?, "note"?}]
//   choices    ["text", "other: point clouds"], in the order of the options
//   ranges     [{"modality", "range"}], or {"modality", "amount"} where the size is given freely
//   languages  [{"code", "name", "official"}], official languages of the Union first; or "…"
//   datasets   [{"name", "link"?, "description"?, "collected"?, "selection"?, "note"?}]
//   domains    {"listed": n, "list": [{"domain"}]}, or {"link"}; in the working file {"listed", "file"} for a long one
//   yes/no     "yes" or "no"
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "summary/template.h"

namespace accord::summary {

// Where the tally and the provider disagree, a person says which holds.
struct Decision {
  bool computed = false;  // else what was declared
  std::string because;
};

struct Facts {
  std::map<std::string, Json> answers;        // by key of the field; only what was said
  std::map<std::string, std::string> extra;   // the facts beside the fields: "provider.outside_union" ...
  std::vector<Json> previous;                 // earlier versions: {"name", "link"?}
  std::set<std::string> publish;              // keys of fields whose exact figures are published too
  std::map<std::string, Decision> decisions;  // by key
  std::map<std::string, std::string> gaps;    // by key: why it cannot be known (models placed before 2 August 2025)
  const Json* answer(std::string_view key) const;
  bool says_yes(std::string_view extra_key) const;
};

// The facts beside the fields, each with what it is for: `accord summary init` writes them, and nothing else is known.
struct ExtraFact {
  std::string_view key, after, hint;  // `after`: the key that it follows in the file
};
const std::vector<ExtraFact>& extra_facts();

// Errors: invalid, with the path of the key ("crawling.period") as place and the form that is wanted as remedy.
Result<Facts> read_facts(const Json& provider, const Template& t);
// One answer. `place` is for the error.
Result<Json> read_answer(const Field& field, const Json& said, const Template& t, const std::string& place);

// "2.5 trillion tokens", "900 million", "15T", "12,000 hours": the number, of that unit; nullopt for anything else.
std::optional<double> amount_of(std::string_view text, std::string_view unit);
std::optional<std::string> day_of(std::string_view text);    // 2026-11-28, 28/11/2026, 28/11/26: as 2026-11-28
std::optional<std::string> month_of(std::string_view text);  // 2026-06, 06/2026, or a day: as 2026-06
Json language_answer(const std::vector<std::string>& codes, const Template& t);

}  // namespace accord::summary
