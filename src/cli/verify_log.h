// A whole log held against its signed checkpoint, from its entries alone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "merkle/checkpoint.h"
#include "record/entry.h"

namespace accord::cli {

// Gives what the log serves at a path below its prefix, such as "checkpoint" or "tile/0/000". Errors:
// not_found when nothing is there; unavailable when the log cannot be asked.
using Fetch = std::function<Result<std::string>(const std::string& path)>;
// `url` is the address of the server (http or https); the log is under its /log.
Result<Fetch> fetch_by_http(const std::string& url);

struct LogAudit {
  merkle::Checkpoint checkpoint;
  std::uint64_t tiles = 0;                           // of hashes, each equal to what the entries give
  std::map<record::EntryKind, std::uint64_t> kinds;  // entries of each kind
};
// Reads every entry below the checkpoint once, in bounded memory; rebuilds the root and every hash tile from
// them and compares. `progress` gets the number of entries read so far. Errors: not_found when no log is
// served; forbidden for a checkpoint by another key; unavailable; invalid for everything that does not fit.
Result<LogAudit> audit_log(const Fetch& fetch, const merkle::VerifyingKey& key, const std::function<void(std::uint64_t)>& progress);

}  // namespace accord::cli
