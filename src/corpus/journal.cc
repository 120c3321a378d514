#include "corpus/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/bytes.h"

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot(const fs::path& path, int code = errno) {
  const bool refused = code == EACCES || code == EPERM || code == EROFS;
  return fail(refused ? Kind::invalid : Kind::unavailable, fmt::format("the state of the scan cannot be written: {}", std::strerror(code)),
              path.string(),
              refused                               ? "check that you may write there, or write elsewhere"
              : code == ENOSPC || code == EDQUOT ? "free some space, or write elsewhere"
                                                    : "check the disk");
}

std::unexpected<Error> altered(const fs::path& path) {
  return fail(Kind::invalid, "the state of the scan was altered: it cannot be gone on with", path.string(),
              "remove that folder to begin anew");
}

Result<void> append(const fs::path& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return cannot(path);
  errno = 0;
  const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fdatasync(file) == 0;
  const int code = errno != 0 ? errno : ENOSPC;  // written in part
  return ::close(file) == 0 && written ? Result<void>{} : cannot(path, code);
}

// A path, or a path and the byte with which the portion begins. In hexadecimal: a file's name may hold any bytes, and JSON may not.
Json to_json(const PartOfInput& p) { return p.portion ? Json{to_hex(p.path), *p.portion} : Json(to_hex(p.path)); }
std::optional<PartOfInput> part_of(const Json& j) {
  const auto path = from_hex((j.is_array() ? j.at(0) : j).get<std::string>());
  if (!path) return std::nullopt;
  return PartOfInput{*path, j.is_array() ? std::optional(j.at(1).get<std::uint64_t>()) : std::nullopt};
}

}  // namespace

Journal::~Journal() {
  if (locked_ >= 0) ::close(locked_);
}

Result<void> Journal::lock() {
  locked_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (locked_ < 0) return cannot(folder_);
  if (::flock(locked_, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno != EWOULDBLOCK) return {};  // a file system without locks
  return fail(Kind::conflict, "another scan is writing to the same output now", folder_.string(), "wait until it is over, or write elsewhere");
}

Result<std::unique_ptr<Journal>> Journal::open(const fs::path& out, const std::string& identity, bool resume) {
  std::unique_ptr<Journal> j(new Journal(out.string() + ".scan"));
  const auto file = j->folder_ / "journal";
  std::error_code ec;
  if (fs::create_directory(j->folder_, ec); ec) return cannot(j->folder_, ec.value());
  ACCORD_CHECK(j->lock());
  if (fs::exists(file, ec)) {
    std::ifstream in(file);
    bool first = true;
    for (std::string line; std::getline(in, line);) {
      const auto value = Json::parse(line, nullptr, false);
      if (!value.is_object()) continue;  // a line cut off by a crash
      if (first && !resume)
        return fail(Kind::conflict, "a scan to the same output was interrupted", j->folder_.string(),
                    "add --resume to go on with it, or remove that folder to begin anew");
      if (first && (!value.contains("scan") || value["scan"] != identity))
        return fail(Kind::conflict, "the scan that was interrupted had other inputs or options, or an input has changed since",
                    j->folder_.string(), "give the same ones, or remove that folder to begin anew");
      if (!first && !j->take(value)) return altered(j->folder_);
      first = false;
    }
    if (!first) {
      // A line cut off must not run into the next one. What was being written then is nobody's.
      ACCORD_CHECK(append(file, "\n"));
      for (const auto& entry : fs::directory_iterator(j->folder_, ec)) {
        if (entry.path() != file && std::ranges::find(j->parts_, entry.path()) == j->parts_.end()) fs::remove_all(entry.path(), ec);
      }
      return j;
    }
  }
  fs::remove(file, ec);
  ACCORD_CHECK(append(file, Json{{"scan", identity}}.dump() + "\n"));
  return j;
}

bool Journal::take(const Json& line) {
  try {
    const auto part = line.at("part").get<std::string>();
    std::error_code ec;
    if (part.find('/') != std::string::npos || !fs::is_regular_file(folder_ / part, ec)) return false;
    parts_.push_back(folder_ / part);
    next_ = std::max(next_, static_cast<std::size_t>(std::strtoull(part.c_str(), nullptr, 10)) + 1);
    for (const auto& d : line.at("done")) {
      const auto input = part_of(d);
      if (!input) return false;
      done_.insert(*input);
    }
    if (!line.contains("current")) return true;
    const auto input = part_of(line["current"]);
    if (!input) return false;
    progressed_[*input] = {{line.at("offset").get<std::uint64_t>(), line.at("inner").get<std::uint64_t>()},
                           line.at("bytes").get<std::uint64_t>()};
    return true;
  } catch (const Json::exception&) {
    return false;
  }
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
  ACCORD_CHECK(append(folder_ / "journal", line.dump() + "\n"));
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
