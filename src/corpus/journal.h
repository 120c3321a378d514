// How far a scan came: a folder beside its output, with the tallies that are finished and a line for each.
//
// A line stands in the journal only after its tally is durable; what a crash left behind without a line does not count. One scan at a
// time has the folder: it is locked (flock) until the object, or the process, is gone.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "format/document.h"

namespace accord::corpus {

struct Progressed {
  format::Place next;       // of the first document that was not counted
  std::uint64_t bytes = 0;  // of the file that belong to what was counted
};

// An input, or a portion of one that is read in several, by the byte with which it begins.
struct PartOfInput {
  std::string path;
  std::optional<std::uint64_t> portion{};
  auto operator<=>(const PartOfInput&) const = default;
};

class Journal {
 public:
  // Opens the folder of `out`, or makes it. `identity` says what is scanned and how. Errors: conflict when the folder is there and
  // `resume` is false, when it is another scan's, or another scan is at work in it; invalid where the folder around it is not there or may
  // not be written, or what is in it was altered; unavailable.
  static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& out, const std::string& identity, bool resume);

  std::filesystem::path next_part();  // a name for a tally; any thread
  // The tally `part` holds these to their end, and `current` up to a place. Durable when it returns. Any thread.
  Result<void> note(const std::filesystem::path& part, const std::vector<PartOfInput>& done, const PartOfInput& current,
                    const std::optional<Progressed>& at);
  void remove();  // the scan is complete

  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  const std::filesystem::path& folder() const { return folder_; }
  const std::vector<std::filesystem::path>& parts() const { return parts_; }
  // Of what stood in the journal when it was opened.
  bool is_done(const PartOfInput& part) const { return done_.contains(part); }
  std::optional<Progressed> progress_of(const PartOfInput& part) const;

 private:
  explicit Journal(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<void> lock();
  bool take(const Json& line);  // false: it is none that we write

  std::filesystem::path folder_;
  int locked_ = -1;  // the folder, open

  std::mutex mutex_;
  std::vector<std::filesystem::path> parts_;
  std::set<PartOfInput> done_;
  std::map<PartOfInput, Progressed> progressed_;
  std::size_t next_ = 0;
};

}  // namespace accord::corpus
