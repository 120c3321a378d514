// scan INPUTS -> tally: reads every input once, on several threads, into tallies of their own that are merged in the end.
//
// A large input is read in portions, by several threads: row groups of Parquet, lines of plain JSON Lines.
//
// Now and then each thread closes its tally and notes how far it came, in a folder beside the output; a scan that was interrupted
// goes on from there, inside a file. What is damaged, missing or cannot be read is noted with its input, and ends nothing.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/portions.h"
#include "corpus/tally_sink.h"
#include "summary/tally.h"

namespace accord::corpus {

struct ScanSource {
  summary::Source source{};
  std::vector<InputFile> inputs{};
  std::optional<format::Modality> modality{};
  format::FieldNames fields{};
};

struct ScanOptions {
  summary::Header header{};
  Counting counting{};
  std::vector<ScanSource> sources{};
  unsigned threads = 1;
  std::size_t largest_record = std::size_t(64) << 20U;
  std::uint64_t memory = std::uint64_t(256) << 20U;  // of all tallies together
  double checkpoint_seconds = 60;
  bool resume = false;
  PortionSizes portions{};  // the same when it is resumed
};

struct ScanProgress {
  std::uint64_t bytes = 0, of_bytes = 0;  // as stored
  std::uint64_t documents = 0;
  std::size_t inputs = 0, of_inputs = 0;
  bool merging = false;
};

// What one input was like, with the places that a tally does not keep.
struct InputReport {
  std::string path;
  format::ReadStatus status;  // of this run
};

struct ScanResult {
  summary::Totals totals;
  std::vector<InputReport> reports;  // by path; of inputs read in this run
  std::optional<Error> parquet{};    // why Parquet could not be read, if there was any and its library is not there
};

// `stop`, when it becomes true, ends the scan with an error (unavailable) after everything was noted for --resume. `progress` is called
// from the calling thread, a few times a second. Errors: invalid (one file in two sources, an output that cannot be written); conflict
// where an interrupted scan is there and is not resumed, or is another one, or another scan writes there now; unavailable.
Result<ScanResult> scan(const ScanOptions& options, const summary::Suffixes& suffixes, const std::filesystem::path& out,
                        const std::function<void(const ScanProgress&)>& progress, const std::atomic<bool>& stop);

}  // namespace accord::corpus
