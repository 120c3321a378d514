// corpus: walks a corpus and the files of its tallies.
//
// Rule: files and folders are opened here, and what is in them is left to format (other people's bytes) and summary (ours).
// Threads: said by each header.
//
// This header: files for summary/storage.h.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "summary/storage.h"

namespace accord::corpus {

// A file that appears under its name only when it is closed, whole and durable; until then it has another one, beside it or in
// `unfinished` (a folder of the same file system), which goes away with this object. One thread.
Result<std::unique_ptr<summary::Output>> create_file(const std::filesystem::path& path, const std::filesystem::path& unfinished = {});

// The same, but writing fails (unavailable) once `stop`, which outlives it, is true: whatever writes it ends then.
std::unique_ptr<summary::Output> stoppable(std::unique_ptr<summary::Output> out, const std::atomic<bool>& stop);

// A file that is there. Errors: not_found; invalid for a folder; unavailable. Any thread.
Result<std::shared_ptr<const summary::Content>> open_file(const std::filesystem::path& path);

// A folder of our own in `beside` (by default the system's for temporary files), removed with this object. Any thread.
Result<std::unique_ptr<summary::Scratch>> scratch_folder(std::filesystem::path beside = {});

}  // namespace accord::corpus
