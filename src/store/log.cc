#include "store/log.h"

#include <fmt/format.h>

#include "store/writer_log.h"

namespace accord::store::log {
namespace {

constexpr std::int64_t width = merkle::tile_width;
constexpr int level_bits = 8;

std::unexpected<Error> damaged(std::string what) {
  return fail(Kind::invalid, "the log has been changed", std::move(what), "restore the database from a backup");
}

std::uint64_t size_of(Reader& r) {
  const auto row = r.row("SELECT max(size) FROM checkpoint");
  return row ? static_cast<std::uint64_t>(row->integer(0)) : 0;
}

std::vector<Row> tile_rows(Reader& r, int level, std::uint64_t tile, std::int64_t count = width) {
  const auto from = static_cast<std::int64_t>(tile) * width;
  return r.rows("SELECT idx, hash FROM tile_hash WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx",
                {std::int64_t{level}, from, from + count});
}

// What there is of a tile, as one row: a proof reads several hundred hashes. Empty when one is missing.
std::vector<Hash> whole_tile(Reader& r, int level, std::uint64_t tile) {
  const std::string_view joined = r.dialect() == Dialect::sqlite ? "group_concat(hash, '')" : "string_agg(hash, '' ORDER BY idx)";
  const auto from = static_cast<std::int64_t>(tile) * width;
  const auto row = r.row(
      fmt::format("SELECT {}, max(idx) FROM (SELECT idx, hash FROM tile_hash WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx) t",
                  joined),
      {std::int64_t{level}, from, from + width});
  auto hashes = split_hashes(row->text(0));
  if (!hashes || static_cast<std::int64_t>(hashes->size()) != row->integer(1) - from + 1) return {};
  return std::move(*hashes);
}

std::vector<Row> entry_rows(Reader& r, std::uint64_t tile, std::int64_t count = width) {
  const auto from = static_cast<std::int64_t>(tile) * width;
  return r.rows("SELECT idx, body FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx", {from, from + count});
}

std::optional<Hash> one_hash(const std::string& hex) {
  const auto hashes = split_hashes(hex);
  if (!hashes || hashes->size() != 1) return std::nullopt;
  return hashes->front();
}

// Follows the entries from the first on, one tile at a time, and holds what is stored against them.
class Rebuild {
 public:
  Rebuild(Reader& r, const merkle::VerifyingKey& key) : r_(r), key_(key) {}

  Result<Audit> run() {
    for (std::uint64_t tile = 0;; ++tile) {
      const auto entries = entry_rows(r_, tile);
      expect(tile);
      ACCORD_CHECK(add(entries));
      if (entries.size() < static_cast<std::size_t>(width)) break;
    }
    audit_.entries = whole_.size();
    audit_.root = whole_.root();
    ACCORD_CHECK(ends());
    return audit_;
  }

 private:
  void expect(std::uint64_t tile) {
    const auto from = static_cast<std::int64_t>(tile) * width;
    checkpoints_ = r_.rows("SELECT size, root, note FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size", {from, from + width});
    leaves_ = tile_rows(r_, 0, tile);
    next_checkpoint_ = 0;
  }

  Result<void> add(const std::vector<Row>& entries) {
    if (entries.size() != leaves_.size()) return damaged(fmt::format("the leaves from {} on", whole_.size()));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto index = static_cast<std::int64_t>(whole_.size());
      if (entries[i].integer(0) != index) return damaged(fmt::format("entry {} is missing", index));
      const Hash leaf = merkle::leaf_hash(entries[i].text(1));
      if (leaves_[i].integer(0) != index || one_hash(leaves_[i].text(1)) != leaf)
        return damaged(fmt::format("entry {} is not the one that was logged", index));
      whole_.append(leaf);
      ACCORD_CHECK(close_tiles(leaf));
      ACCORD_CHECK(compare_checkpoint());
    }
    if (next_checkpoint_ != checkpoints_.size())
      return damaged(fmt::format("a checkpoint of {} entries", checkpoints_[next_checkpoint_].integer(0)));
    return {};
  }

  Result<void> close_tiles(Hash hash) {
    for (std::size_t level = 0;; ++level) {
      if (level == open_.size()) open_.emplace_back();
      open_[level].append(hash);
      if (open_[level].size() < static_cast<std::uint64_t>(width)) return {};
      hash = open_[level].root();
      open_[level] = {};
      const auto above = static_cast<std::int64_t>(level) + 1;
      const auto index = static_cast<std::int64_t>((whole_.size() - 1) >> (above * level_bits));
      const auto row = r_.row("SELECT hash FROM tile_hash WHERE level = ? AND idx = ?", {above, index});
      if (!row || one_hash(row->text(0)) != hash) return damaged(fmt::format("the hash {} of level {}", index, above));
    }
  }

  Result<void> compare_checkpoint() {
    if (next_checkpoint_ == checkpoints_.size()) return {};
    const Row& row = checkpoints_[next_checkpoint_];
    if (row.integer(0) != static_cast<std::int64_t>(whole_.size())) return {};
    ++next_checkpoint_;
    const std::string place = fmt::format("the checkpoint of {} entries", whole_.size());
    const auto opened = merkle::open_checkpoint(row.text(2), key_);
    if (!opened) return fail(opened.error().kind, opened.error().message, place, opened.error().remedy);
    const Hash root = whole_.root();
    if (opened->size != whole_.size() || opened->root != root || one_hash(row.text(1)) != root) return damaged(place);
    ++audit_.checkpoints;
    last_checked_ = whole_.size();
    return {};
  }

  // Nothing stands beyond the entries, and nothing of them is without a checkpoint.
  Result<void> ends() {
    if (last_checked_ != whole_.size()) return damaged("entries without a checkpoint");
    const auto count = [&](std::string_view sql) { return r_.row(sql)->integer(0); };
    if (count("SELECT count(*) FROM entry") != static_cast<std::int64_t>(whole_.size())) return damaged("entries beyond the last one");
    if (count("SELECT count(*) FROM checkpoint") != static_cast<std::int64_t>(audit_.checkpoints))
      return damaged("checkpoints beyond the last entry");
    std::int64_t hashes = 0;
    for (auto n = whole_.size(); n > 0; n >>= level_bits) hashes += static_cast<std::int64_t>(n);
    if (count("SELECT count(*) FROM tile_hash") != hashes) return damaged("hashes beyond the last one");
    const auto peak = r_.row("SELECT hashes FROM peak WHERE size = ?", {static_cast<std::int64_t>(whole_.size())});
    if (whole_.size() > 0 && (!peak || split_hashes(peak->text(0)) != whole_.peaks())) return damaged("the peaks");
    return {};
  }

  Reader& r_;
  const merkle::VerifyingKey& key_;
  Audit audit_;
  merkle::Frontier whole_;
  std::vector<merkle::Frontier> open_;
  std::vector<Row> leaves_;
  std::vector<Row> checkpoints_;
  std::size_t next_checkpoint_ = 0;
  std::uint64_t last_checked_ = 0;
};

}  // namespace

Result<std::optional<std::string>> latest_checkpoint(Reader& r) {
  const auto row = r.row("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1");
  return row ? row->maybe_text(0) : std::nullopt;
}

Result<std::string> entry(Reader& r, std::uint64_t index) {
  const auto row = r.row("SELECT body FROM entry WHERE idx = ?", {static_cast<std::int64_t>(index)});
  if (!row) return fail(Kind::not_found, fmt::format("the log has no entry {}", index));
  return row->text(0);
}

Result<std::string> tile(Reader& r, const merkle::TilePath& path) {
  const std::uint64_t size = size_of(r);
  const std::uint64_t at_level = path.level * level_bits >= 64 ? 0 : size >> (path.level * level_bits);
  const auto count = static_cast<std::uint64_t>(path.width);
  if (path.width < 1 || path.width > width || at_level < count || path.index > (at_level - count) / width)
    return fail(Kind::not_found, "the log does not reach so far", merkle::to_string(path));
  if (path.entries) {
    std::vector<std::string> bodies;
    for (const auto& row : entry_rows(r, path.index, path.width)) bodies.push_back(row.text(1));
    return merkle::encode_bundle(bodies);
  }
  std::string out;
  for (const auto& row : tile_rows(r, path.level, path.index, path.width)) {
    const auto hash = one_hash(row.text(1));
    if (!hash) return damaged(merkle::to_string(path));
    out += view(*hash);
  }
  return out;
}

Result<Hash> TileCache::hash(Reader& r, int level, std::uint64_t index) {
  const std::pair at(level, index / width);
  const std::size_t place = index % width;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto tile = tiles_.find(at); tile != tiles_.end() && place < tile->second.size()) return tile->second[place];
  }
  // Missing, or it has grown since.
  auto read = whole_tile(r, level, at.second);
  if (place >= read.size()) return fail(Kind::not_found, fmt::format("the log has no hash {} of level {}", index, level));
  const Hash out = read[place];
  const std::scoped_lock lock(mutex_);
  if (tiles_.size() >= most) tiles_.clear();
  auto& kept = tiles_[at];
  if (kept.size() < read.size()) kept = std::move(read);
  return out;
}

Result<record::Receipt> receipt(Reader& r, std::uint64_t index, TileCache& cache) {
  record::Receipt out;
  out.index = index;
  ACCORD_TRY(out.entry, entry(r, index));
  const auto row = r.row("SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1", {static_cast<std::int64_t>(index)});
  if (!row) return fail(Kind::not_found, fmt::format("no checkpoint holds entry {} yet", index));
  out.checkpoint = row->text(1);
  const auto read = [&](int level, std::uint64_t at) { return cache.hash(r, level, at); };
  ACCORD_TRY(out.proof, merkle::inclusion_proof(index, static_cast<std::uint64_t>(row->integer(0)), read));
  return out;
}

Result<Audit> rebuild(Reader& r, const merkle::VerifyingKey& key) { return Rebuild(r, key).run(); }

}  // namespace accord::store::log
