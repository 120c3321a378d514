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
  bool missing = false;  // named, and not there; or there, and not to be looked into
  // Which file it is, under whatever name, and when it last changed (nanoseconds since 1970); 0 where that is not known.
  std::uint64_t device = 0, node = 0;
  std::int64_t changed = 0;
  auto operator<=>(const InputFile&) const = default;
};

// The same file as it is now; missing where it is not there.
InputFile look_at(const std::filesystem::path& path);

// Files, folders (with all files beneath, less hidden ones), patterns ("crawl/*.warc.gz", "**" not) and series
// ("part-{00000..00099}.jsonl", each of which must be there, or is missing), relative to `base`. Sorted bytewise, each file once, also
// where links give it two names. Links to folders are followed, but not in a circle. A link that leads nowhere and a folder that may not
// be read are missing. Errors: invalid for no name, for a pattern that matches nothing, a folder without files, a pipe or device.
Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& named, const std::filesystem::path& base = {});

// Takes away what a scan to `out` itself wrote there: an earlier tally of that name, and the folder with its state. Errors: invalid where
// an input is `out` and no tally: it would be overwritten.
Result<void> leave_out_output(std::vector<InputFile>& inputs, const std::filesystem::path& out);

}  // namespace accord::corpus
