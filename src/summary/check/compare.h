// What changed from one summary to the next, in whatever formats and layouts the two came.
#pragma once

#include <string>
#include <vector>

#include "summary/check/report.h"

namespace accord::summary::check {

enum class ChangeKind { added, removed, changed };
std::string_view name_of(ChangeKind kind);

struct FieldChange {
  std::string id;
  ChangeKind kind = ChangeKind::changed;
  std::string before, after;  // what was understood, else the text
  bool is_list = false;       // then what follows, instead of the texts
  std::vector<std::string> items_added{}, items_removed{};
  std::size_t items_kept = 0;
};

struct Comparison {
  std::vector<FieldChange> changes;  // in order of the template
  std::size_t same = 0;              // fields answered alike
  double score_before = 0, score_after = 0;
};

// "Answered" is any text but "not applicable". Text is the same when its words are, whatever their case and the lines.
Comparison compare(const Report& before, const Report& after);

// {"changes": [{"id", "section", "label", "change", "before", "after", "items": {"added", "removed", "kept"}}], "counts":
// {"changed", "added", "removed", "same", "items_added", "items_removed"}, "score": {"before", "after"}}
Json comparison_json(const Comparison& comparison);

}  // namespace accord::summary::check
