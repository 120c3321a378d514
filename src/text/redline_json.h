// A redline as JSON, for `accord diff --json` and for the redline page asked for as JSON.
#pragma once

#include "base/json.h"
#include "text/redline.h"

namespace accord::text {

// {"changes": [{"kind", "old": [eId], "new": [eId], "score"}],
//  "words": {"kept", "deleted", "inserted"},
//  "items": [{"heading": [{"op", "text"}], "body": [{"op", "text"}], "words": {...}}]}
// `kind` is same, edited, renumbered, moved, split, merged, new or deleted; `score` the share of words
// kept, 0 to 1, three digits. items[i] has the words of changes[i]: `op` is keep, delete or insert, and
// keep and insert make the new text (body: Markdown), keep and delete the old one, byte for byte.
// Words are counted in the visible text, maximal runs of non-space.
Json redline_json(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const Redline& redline);
Json spans_json(const std::vector<Span>& spans);

}  // namespace accord::text
