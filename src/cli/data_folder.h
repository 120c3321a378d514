// A data folder: DIR/accord.db unless another database is named, and DIR/keys with the log's signing key
// and the server's secret, which stand outside the database and are in no export.
#pragma once

#include <memory>

#include "app/context.h"
#include "store/database.h"

namespace accord::cli {

struct DataFolder {
  std::string path, db_url;
  merkle::SigningKey key;
  std::string secret;
  std::unique_ptr<store::Database> db;
};

// Opens the folder. `origin` is given only by whoever may make a new one: the first start fixes it.
// Errors: not_found (no data folder here), conflict (somebody serves it), invalid (a key is damaged).
Result<DataFolder> open_data_folder(const std::string& path, const std::string& db_url, const std::optional<std::string>& origin, const Clock& clock);
// The log's keys alone, without opening the database.
Result<merkle::SigningKey> read_log_key(const std::string& path);

app::Context context_of(DataFolder& folder, const std::string& public_url, const Clock& clock);
drafting::Viewer the_office(Instant now);  // whoever can open the data folder administers it

}  // namespace accord::cli
