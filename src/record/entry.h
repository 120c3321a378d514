// record: what goes on the log, and its one canonical encoding.
//
// An entry is public and holds commitments only: SHA-256(salt || content). Salts (32 random bytes) and
// contents are ordinary rows; erasing them leaves the commitment. Never a name, a text or a title.
// Rule: pure. Threads: values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"

namespace accord::record {

// What happened; the entry's `kind`.
enum class EntryKind { origin, draft_published, round_opened, deadline_extended, filing, withdrawal, redaction, dispositions, reaction, placement };
std::string_view to_string(EntryKind kind);
std::optional<EntryKind> entry_kind(std::string_view name);

// Content and its salt: what an owner needs to prove the words.
struct Opened {
  std::string salt;     // 32 bytes
  std::string content;  // canonical JSON bytes
};
Hash commit(const Opened& opened);

// An entry has at most 65535 bytes (bundles count them in 16 bits): room for so many commitments beside `refers`.
constexpr std::size_t max_commitments = 900;

// The entry's bytes: canonical JSON
//   {"accord":1,"commitments":[hex...],"kind":"filing","refers":{...}}
// `commitments` are sorted, so that their order tells nothing. `refers` holds only indices and counts of
// the log itself (for a redaction: {"index":n,"commitment":hex,"what":"text","kind":"personal-data"}).
// Throws on equal commitments (a salt was not random) and beyond 65535 bytes: both are faults of the caller.
std::string encode_entry(EntryKind kind, std::vector<Hash> commitments, const Json& refers = Json::object());
struct Entry {
  EntryKind kind{};
  std::vector<Hash> commitments;
  Json refers;
};
Result<Entry> decode_entry(std::string_view bytes);

}  // namespace accord::record
