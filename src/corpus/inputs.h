// From what somebody names to the files that are read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace accord::corpus {

struct InputFile {
  std::string path;  // as it stands in the tally
  std::uint64_t size = 0;
  bool missing = false;  // named, and not there
  auto operator<=>(const InputFile&) const = default;
};

// Files, folders (with all files beneath, less hidden ones), patterns ("crawl/*.warc.gz", "**" not) and series
// ("part-{00000..00099}.jsonl", each of which must be there, or is missing), relative to `base`. Sorted bytewise, each once.
// Errors: invalid for a pattern that matches nothing.
Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& named, const std::filesystem::path& base = {});

}  // namespace accord::corpus
