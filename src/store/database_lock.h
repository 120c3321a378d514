// Who may write: one process at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/session.h"

namespace accord::store {

// Tells this conflict from the others that opening a database may meet.
constexpr std::string_view database_in_use = "another server uses this database";

// An exclusive lock on FOLDER/accord.lock, given back when the object or the process ends.
class FolderLock {
 public:
  // Errors: conflict when another process holds it; not_found when there is no such folder.
  static Result<std::unique_ptr<FolderLock>> take(const std::string& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// PostgreSQL: a lock that the session holds until its connection ends. Errors: conflict.
Result<void> lock_database(Session& session);

// Creates the file for its owner alone if it is missing; SQLite gives its log the same mode.
Result<void> create_private(const std::string& path);
// Makes the names of new files durable.
Result<void> sync_folder(const std::string& folder);

}  // namespace accord::store
