// app: use cases. A verb says in what order and in which transaction: load -> decide -> one transaction
// with rows, log entry and audit row (A4, A14). A page (pages/) loads what a viewer may see and makes
// the resource of docs/api/resources.md.
//
// Rule: only app commits. Verbs take the viewer and check the permission themselves; the route table
// repeats it. Threads: any; a verb blocks until it is durable.
#pragma once

#include <atomic>
#include <memory>

#include "app/published_text.h"
#include "drafting/participant/viewer.h"
#include "merkle/checkpoint.h"
#include "store/database.h"
#include "store/log.h"

namespace accord::app {

using drafting::Permission;
using drafting::Viewer;

struct Context {
  store::Database& db;
  std::string origin;           // of the log
  merkle::VerifyingKey log_key;
  std::string public_url;       // without a slash at the end
  std::string secret;           // for tokens that are checked without the database; of this data folder
  bool demo = false;
  Clock clock;
  Random random;
  std::shared_ptr<std::atomic<Instant>> demo_shift = {};  // what the demonstration's clock differs by; null elsewhere
  // What never changes once it is read.
  std::shared_ptr<PublishedTexts> texts = std::make_shared<PublishedTexts>();
  std::shared_ptr<store::log::TileCache> tiles = std::make_shared<store::log::TileCache>();
};

// HMAC-SHA256 in base64url; for tickets and tokens of anonymous forms.
std::string keyed_hash(const std::string& secret, std::string_view message);

Result<void> require(const Viewer& viewer, Permission permission, std::string_view instrument);
// The same for the instrument of a slug. Errors: not_found as well.
Result<void> require_at(Context& ctx, const Viewer& viewer, Permission permission, const std::string& instrument_slug);

}  // namespace accord::app
