// The growing end of the public log, as the writer holds it in memory: appends to it belong to the open
// transaction and are taken back with a verb that is rolled back.
#pragma once

#include <optional>
#include <vector>

#include "merkle/tree.h"
#include "store/session.h"

namespace accord::store {

class LogEnd {
 public:
  // From the stored peaks. Errors: invalid when the rows contradict each other; conflict when the last
  // checkpoint is not signed by `key`.
  static Result<LogEnd> load(Session& session, const std::optional<merkle::SigningKey>& key);

  struct Mark {
    std::uint64_t size = 0;
    std::vector<merkle::Frontier> open;
    std::size_t pending = 0;
  };
  [[nodiscard]] Mark mark() const { return {size_, open_, pending_.size()}; }
  void rewind(Mark mark);

  std::uint64_t append(Session& session, const std::string& entry);  // its index
  // Writes tile hashes, peaks and the signed checkpoint of what was appended since the last seal.
  void seal(Session& session, const merkle::SigningKey& key, Instant now);

  // What the last seal wrote, or load() found.
  [[nodiscard]] const Durable& last() const { return last_; }
  [[nodiscard]] bool grown() const { return size_ != last_.checkpoint.size; }

 private:
  struct TileHash {
    std::int64_t level = 0;
    std::int64_t index = 0;
    Hash hash{};
  };
  [[nodiscard]] std::vector<Hash> peaks() const;
  void write_tile_hashes(Session& session);

  std::uint64_t size_ = 0;
  // For each tile level the tile that is not full yet: its hashes' own frontier, fewer than 256.
  std::vector<merkle::Frontier> open_;
  std::vector<TileHash> pending_;
  Durable last_;
};

// The newest checkpoint's row and nothing of the log before it; an empty note when there is none.
Durable last_checkpoint(Session& session);

// Roots of complete subtrees as one text, and back. nullopt unless well-formed.
std::string join_hashes(const std::vector<Hash>& hashes);
std::optional<std::vector<Hash>> split_hashes(std::string_view text);

}  // namespace accord::store
