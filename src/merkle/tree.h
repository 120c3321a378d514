// merkle: an append-only tree over leaf hashes, its proofs, and the texts that carry them.
// RFC 6962 section 2.1 hashing; C2SP tlog-tiles for the layout; C2SP tlog-checkpoint and signed-note.
//
// Rule: bytes in, bytes out; no I/O. Threads: Frontier is for one thread; the rest is pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace accord::merkle {

Hash leaf_hash(std::string_view entry);                   // SHA-256(0x00 || entry)
Hash node_hash(const Hash& left, const Hash& right);      // SHA-256(0x01 || left || right)
Hash empty_root();                                        // SHA-256("")

// The right edge of a tree: enough to append and to compute the root; O(log n) memory.
class Frontier {
 public:
  Frontier() = default;
  // From the roots of the complete subtrees of a tree of that size, largest first.
  static Result<Frontier> restore(std::uint64_t size, std::vector<Hash> peaks);
  void append(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;
  [[nodiscard]] const std::vector<Hash>& peaks() const { return peaks_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

// Reads the hash at `index` of `level` of the tile layout: level 0 are leaves, level n holds the roots
// of complete subtrees of 256^n leaves. Only complete subtrees are asked for.
using HashReader = std::function<Result<Hash>(int tile_level, std::uint64_t index)>;

Result<Hash> root_at(std::uint64_t size, const HashReader& read);
// RFC 6962 section 2.1.1. Errors: invalid when index >= size.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashReader& read);
// RFC 6962 section 2.1.2.
Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const HashReader& read);

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Hash>& proof, const Hash& root);
bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const Hash& old_root, const Hash& new_root, const std::vector<Hash>& proof);

}  // namespace accord::merkle
