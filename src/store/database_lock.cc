#include "store/database_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace accord::store {
namespace {

std::unexpected<Error> taken() {
  return fail(Kind::conflict, std::string(database_in_use), {}, "stop it first, or give this one a database of its own");
}

}  // namespace

Result<std::unique_ptr<FolderLock>> FolderLock::take(const std::string& folder) {
  const int descriptor = ::open((folder + "/accord.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(Kind::not_found, "the data folder cannot be written to", folder, "create it, and let this user write there");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return taken();
  }
  return std::unique_ptr<FolderLock>(new FolderLock(descriptor));
}

FolderLock::~FolderLock() { ::close(descriptor_); }

Result<void> lock_database(Session& session) {
  constexpr std::int64_t name = 0x6163636f7264;  // "accord"
  // The server notices the end of a killed process a moment later than we can start again.
  for (int tries = 0; tries < 8; ++tries) {
    if (session.rows("SELECT pg_try_advisory_lock(?)", {name}).at(0).integer(0) == 1) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return taken();
}

Result<void> create_private(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(Kind::not_found, "the database file cannot be written to", path);
  ::close(descriptor);
  return {};
}

Result<void> sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool ok = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!ok) return fail(Kind::unavailable, "the data folder cannot be made durable", folder);
  return {};
}

}  // namespace accord::store
