// The small half of a tally: joining totals, and their canonical text.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "summary/totals.h"

namespace accord::summary {

// Strings of any bytes as UTF-8 without control characters: what is neither is written as %XX.
std::string printable(std::string_view bytes);

// Sorted by path, parts of one input joined. Errors: unprocessable where two cover the same bytes, or an input changed in between.
Result<std::vector<Input>> joined(std::vector<Input> inputs);

// Joins sources and inputs (not what follows from rows: distinct_domains, duplicates, digest). Errors: unprocessable where the two do
// not belong together, with what to do. Nothing of `into` can be used then.
Result<void> join(Totals& into, const Totals& more);

// The canonical text: header, then a line for each source and each input, in canonical JSON. Equal totals, equal text.
std::string head_text(const Totals& totals);
// Errors: invalid for what `head_text` does not write.
Result<Totals> read_head(std::string_view text);

Json counts_json(const Counts& counts);  // what is zero or absent is left out

}  // namespace accord::summary
