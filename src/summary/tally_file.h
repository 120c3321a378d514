// The file of a tally: magic, head, sections, index, trailer (docs/formats/tally.md). Written from the beginning to the end.
#pragma once

#include <optional>

#include "summary/sections.h"
#include "summary/tally.h"

namespace accord::summary {

struct TallyFile::Index {
  Totals totals;
  std::shared_ptr<const SectionIndex> domains;
  std::shared_ptr<const SectionIndex> fingerprints;  // null unless they are kept
};

// Writes a tally with the sources and inputs of `totals`; fills in what follows from the rows, and the digest. Closes `out`.
Result<Totals> write_tally(Totals totals, std::vector<RowOrigin> domains, std::vector<RowOrigin> fingerprints, Output& out, const MergeRoom& room, const Progress& progress);

}  // namespace accord::summary
