#include "store/writer_log.h"

#include <bit>
#include <stdexcept>

#include "merkle/tile.h"

namespace accord::store {
namespace {

constexpr std::size_t max_entry = 65'535;  // an entry bundle gives 16 bits to its length
constexpr int level_bits = std::countr_zero(static_cast<unsigned>(merkle::tile_width));

std::unexpected<Error> damaged(std::string what) {
  return fail(Kind::invalid, "the log's rows contradict each other", std::move(what), "restore the database from a backup");
}

}  // namespace

std::string join_hashes(const std::vector<Hash>& hashes) {
  std::string out;
  for (const auto& h : hashes) out += to_hex(h);
  return out;
}

std::optional<std::vector<Hash>> split_hashes(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() % sizeof(Hash) != 0) return std::nullopt;
  std::vector<Hash> out;
  for (std::size_t i = 0; i < bytes->size(); i += sizeof(Hash)) out.push_back(*hash_from(std::string_view(*bytes).substr(i, sizeof(Hash))));
  return out;
}

Durable last_checkpoint(Session& session) {
  const auto rows = session.rows("SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT 1");
  if (rows.empty()) return {{{}, 0, merkle::empty_root()}, {}};
  Durable out;
  out.checkpoint.size = static_cast<std::uint64_t>(rows[0].integer(0));
  if (const auto root = split_hashes(rows[0].text(1)); root && root->size() == 1) out.checkpoint.root = root->front();
  out.note = rows[0].text(2);
  return out;
}

Result<LogEnd> LogEnd::load(Session& session, const std::optional<merkle::SigningKey>& key) {
  LogEnd end;
  end.last_ = last_checkpoint(session);
  if (key) end.last_.checkpoint.origin = key->name;
  const auto& last = end.last_.checkpoint;
  end.size_ = last.size;
  if (const auto rows = session.rows("SELECT max(idx) FROM entry");
      rows.at(0).maybe_integer(0).value_or(-1) + 1 != static_cast<std::int64_t>(last.size))
    return damaged("entries and the last checkpoint");
  if (end.size_ == 0) return end;

  const auto stored = session.rows("SELECT size, hashes FROM peak");
  auto peaks = stored.size() == 1 ? split_hashes(stored[0].text(1)) : std::nullopt;
  if (!peaks || stored[0].integer(0) != static_cast<std::int64_t>(last.size)) return damaged("peaks");
  auto whole = merkle::Frontier::restore(last.size, *peaks);
  if (!whole || whole->root() != last.root) return damaged("peaks and the last checkpoint");
  if (key) {
    const auto signed_one = merkle::open_checkpoint(end.last_.note, merkle::public_half(*key));
    if (!signed_one)
      return fail(Kind::conflict, "the log of this database is signed with another key", {}, "give the server the key that began it");
    if (signed_one->size != last.size || signed_one->root != last.root || signed_one->origin != key->name)
      return damaged("the last checkpoint");
  }

  // Peaks are largest first; those of a level are as many as its count has bits.
  const int levels = (std::bit_width(last.size) + level_bits - 1) / level_bits;
  end.open_.resize(static_cast<std::size_t>(levels));
  auto next = peaks->begin();
  for (int level = levels - 1; level >= 0; --level) {
    const std::uint64_t count = last.size >> (level * level_bits) & (merkle::tile_width - 1);
    const auto stop = next + std::popcount(count);
    ACCORD_TRY(end.open_[static_cast<std::size_t>(level)], merkle::Frontier::restore(count, {next, stop}));
    next = stop;
  }
  return end;
}

void LogEnd::rewind(Mark mark) {
  size_ = mark.size;
  open_ = std::move(mark.open);
  pending_.resize(mark.pending);
}

std::uint64_t LogEnd::append(Session& session, const std::string& entry) {
  if (entry.empty() || entry.size() > max_entry) throw std::invalid_argument("an entry of the log has 1 to 65535 bytes");
  session.run("INSERT INTO entry (idx, body) VALUES (?, ?)", {static_cast<std::int64_t>(size_), entry});
  Hash hash = merkle::leaf_hash(entry);
  for (std::size_t level = 0;; ++level) {
    if (level == open_.size()) open_.emplace_back();
    auto& tile = open_[level];
    pending_.push_back({static_cast<std::int64_t>(level), static_cast<std::int64_t>(size_ >> (level * level_bits)), hash});
    tile.append(hash);
    if (tile.size() < merkle::tile_width) break;
    hash = tile.root();
    tile = {};
  }
  return size_++;
}

std::vector<Hash> LogEnd::peaks() const {
  std::vector<Hash> out;
  for (auto tile = open_.rbegin(); tile != open_.rend(); ++tile) out.insert(out.end(), tile->peaks().begin(), tile->peaks().end());
  return out;
}

void LogEnd::write_tile_hashes(Session& session) {
  for (std::size_t i = 0; i < pending_.size();) {
    // Many rows a statement, in few sizes so that few are prepared.
    const std::size_t rows = pending_.size() - i >= 64 ? 64 : pending_.size() - i >= 8 ? 8 : 1;
    std::string sql = "INSERT INTO tile_hash (level, idx, hash) VALUES (?, ?, ?)";
    std::vector<Value> binds;
    for (std::size_t k = 0; k < rows; ++k) {
      if (k > 0) sql += ", (?, ?, ?)";
      const auto& t = pending_[i + k];
      binds.insert(binds.end(), {t.level, t.index, to_hex(t.hash)});
    }
    session.run(sql, binds);
    i += rows;
  }
  pending_.clear();
}

void LogEnd::seal(Session& session, const merkle::SigningKey& key, Instant now) {
  write_tile_hashes(session);
  auto peaks = this->peaks();
  const auto size = static_cast<std::int64_t>(size_);
  session.run(
      "INSERT INTO peak (id, size, hashes) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET size = excluded.size, hashes = excluded.hashes",
      {size, join_hashes(peaks)});
  const auto whole = merkle::Frontier::restore(size_, std::move(peaks));
  if (!whole) throw std::logic_error("peaks that are no tree");
  last_.checkpoint = {key.name, size_, whole->root()};
  last_.note = merkle::sign(last_.checkpoint, key);
  session.run("INSERT INTO checkpoint (size, root, note, recorded_at) VALUES (?, ?, ?, ?)",
              {size, to_hex(last_.checkpoint.root), last_.note, now});
}

}  // namespace accord::store
