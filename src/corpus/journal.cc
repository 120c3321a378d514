#include "corpus/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot(const fs::path& path) {
  return fail(Kind::unavailable, "the state of the scan cannot be written", path.string(),
              "make room on the disk, or check that you may write there");
}

Result<void> append(const fs::path& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return cannot(path);
  const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fdatasync(file) == 0;
  return ::close(file) == 0 && written ? Result<void>{} : cannot(path);
}

// A path, or a path and the byte with which the portion begins.
Json to_json(const PartOfInput& p) { return p.portion ? Json{p.path, *p.portion} : Json(p.path); }
PartOfInput part_of(const Json& j) {
  if (j.is_string()) return {j.get<std::string>(), std::nullopt};
  return {j.at(0).get<std::string>(), j.at(1).get<std::uint64_t>()};
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const fs::path& out, const std::string& identity, bool resume) {
  std::unique_ptr<Journal> j(new Journal(out.string() + ".scan"));
  const auto file = j->folder_ / "journal";
  std::error_code ec;
  if (fs::exists(file, ec)) {
    if (!resume)
      return fail(Kind::conflict, "a scan to the same output was interrupted", j->folder_.string(),
                  "add --resume to go on with it, or remove that folder to begin anew");
    std::ifstream in(file);
    bool first = true;
    for (std::string line; std::getline(in, line);) {
      const auto value = Json::parse(line, nullptr, false);
      if (!value.is_object()) continue;  // a line cut off by a crash
      if (first && value.value("scan", "") != identity)
        return fail(Kind::conflict, "the scan that was interrupted had other inputs or options", j->folder_.string(),
                    "give the same ones, or remove that folder to begin anew");
      if (!first) j->take(value);
      first = false;
    }
    if (!first) {
      // A line cut off must not run into the next one.
      ACCORD_CHECK(append(file, "\n"));
      return j;
    }
  }
  fs::create_directories(j->folder_, ec);
  if (ec) return cannot(j->folder_);
  fs::remove(file, ec);
  ACCORD_CHECK(append(file, Json{{"scan", identity}}.dump() + "\n"));
  return j;
}

void Journal::take(const Json& line) {
  const auto part = line.value("part", "");
  parts_.push_back(folder_ / part);
  next_ = std::max(next_, static_cast<std::size_t>(std::strtoull(part.c_str(), nullptr, 10)) + 1);
  for (const auto& d : line.value("done", Json::array())) done_.insert(part_of(d));
  if (line.contains("current"))
    progressed_[part_of(line["current"])] = {{line["offset"].get<std::uint64_t>(), line["inner"].get<std::uint64_t>()},
                                             line["bytes"].get<std::uint64_t>()};
}

fs::path Journal::next_part() {
  const std::lock_guard lock(mutex_);
  return folder_ / fmt::format("{}.tally", next_++);
}

Result<void> Journal::note(const fs::path& part, const std::vector<PartOfInput>& done, const PartOfInput& current,
                           const std::optional<Progressed>& at) {
  Json line = {{"part", part.filename().string()}, {"done", Json::array()}};
  for (const auto& d : done) line["done"].push_back(to_json(d));
  if (at) {
    line["current"] = to_json(current);
    line["offset"] = at->next.offset;
    line["inner"] = at->next.inner;
    line["bytes"] = at->bytes;
  }
  const std::lock_guard lock(mutex_);
  ACCORD_CHECK(append(folder_ / "journal", line.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n"));
  parts_.push_back(part);
  return {};
}

void Journal::remove() {
  std::error_code ec;
  fs::remove_all(folder_, ec);
}

std::optional<Progressed> Journal::progress_of(const PartOfInput& part) const {
  const auto at = progressed_.find(part);
  return at == progressed_.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace accord::corpus
