// The public log as rows: entries, tile hashes, peaks, checkpoints. Written by the writer alone.
#pragma once

#include <map>
#include <mutex>

#include "merkle/tile.h"
#include "merkle/tree.h"
#include "record/receipt.h"
#include "store/database.h"

namespace accord::store::log {

Result<std::optional<std::string>> latest_checkpoint(Reader& r);                    // the signed note
Result<std::string> entry(Reader& r, std::uint64_t index);                           // not_found
Result<std::string> tile(Reader& r, const merkle::TilePath& path);                   // raw bytes; not_found beyond the checkpoint
// Index, entry bytes, proof and checkpoint of one entry, against the first checkpoint that holds it, so
// that the same receipt is given each time. `opened` is left empty.
// Tiles that were read, for the proofs to come: the log only grows, so what was read once stays right. Threads: any.
class TileCache {
 public:
  Result<Hash> hash(Reader& r, int level, std::uint64_t index);

 private:
  static constexpr std::size_t most = 1'024;  // 8 MB
  std::mutex mutex_;
  std::map<std::pair<int, std::uint64_t>, std::vector<Hash>> tiles_;
};
Result<record::Receipt> receipt(Reader& r, std::uint64_t index, TileCache& cache);

struct Audit {
  std::uint64_t entries = 0;
  Hash root{};
  std::uint64_t checkpoints = 0;
};
// Rebuilds the tree from the entries alone and holds every stored tile hash and checkpoint against it.
Result<Audit> rebuild(Reader& r, const merkle::VerifyingKey& key);

}  // namespace accord::store::log
