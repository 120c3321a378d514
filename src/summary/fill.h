// The working file: every field of the template with its answer, where it came from, the rule applied, and what is missing.
// It is private: it holds exact counts and conflicts. What may be published is made by summary/publish.h.
#pragma once

#include "summary/compute.h"

namespace accord::summary {

// {"format": "accord-summary-working/1", "template", "tallies": [{"stage", "digest", "suffixes", "inputs", "not_whole": [{"path", "status",
// "skipped", "reasons"}]}],
//  "sme", "publish", "previous", "fields": [{"id", "section", "key", "label", "kind", "status", "provenance", "value", "computed",
//  "declared", "exact", "how", "decision"?, "rule": {"text", "source", "applies_from", "confirmed"}, "notes", "problem", "remedy"}],
//  "missing": [key], "conflicts": [key], "refused": [key]}
// status: answered, missing, conflict (both are shown; value is null), refused (a tally of the wrong stage), gap (with its
// reason), undecided (its condition is), not_due, blank (optional, and nothing said).
// provenance: computed, declared, both, conflict, null.
Json fill(const Evidence& evidence, const Facts& facts, const Template& t);

// Whether what was declared and what was computed can both be true, by kind of field; `why` says in what they differ.
bool agree(const Field& field, const Json& computed, const Json& declared, std::string& why);

}  // namespace accord::summary
