// Writes logs as a server serves them and lets a program that is not ours judge them (tests/interop).
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "merkle/tile.h"
#include "merkle/tree.h"
#include "record/receipt.h"

namespace accord::record {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> find_script() {
  for (auto dir = fs::absolute(__FILE__).parent_path(); dir != dir.root_path(); dir = dir.parent_path())
    if (fs::exists(dir / "tests/interop/run.sh")) return dir / "tests/interop/run.sh";
  return std::nullopt;
}

void write_file(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// A log of filings, each with one point, in a folder: checkpoint, tiles, entry bundles, some receipts and
// consistency proofs.
class Folder {
 public:
  explicit Folder(std::size_t size) : size_(size), path_(fs::temp_directory_path() / fmt::format("accord-interop-{}-{}", getpid(), size)) {
    for (std::size_t i = 0; i < size; ++i) {
      entries_.push_back(encode_entry(EntryKind::filing, {commit(point(i))}));
      append(merkle::leaf_hash(entries_.back()));
    }
    write_tiles();
    write_file(path_ / "checkpoint", checkpoint(size));
    for (const std::size_t i : {std::size_t{0}, size / 3, size - 1}) {
      const Receipt receipt{i, entries_[i], *merkle::inclusion_proof(i, size, reader()), checkpoint(size), {point(i)}};
      write_file(path_ / "receipts" / fmt::format("{}.json", i), encode_receipt(receipt));
    }
    for (const std::size_t old : {std::size_t{1}, size / 2, size - size / 7}) {
      if (old == 0) continue;
      Json proof = Json::array();
      const auto hashes = merkle::consistency_proof(old, size, reader());
      for (const auto& h : *hashes) proof.push_back(to_base64(view(h)));
      const Json file = {{"checkpoint", checkpoint(old)}, {"proof", proof}};
      write_file(path_ / "consistency" / fmt::format("{}.json", old), file.dump());
    }
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  static merkle::SigningKey key() { return merkle::make_key("interop.example/accord", std::string(32, 'i')); }
  int judge(const fs::path& script, const std::string& by) const {
    return std::system(fmt::format("'{}' '{}' '{}' >'{}' 2>&1", script.string(), path_.string(), by, (path_ / "said").string()).c_str());
  }
  std::string said() const {
    std::ifstream in(path_ / "said");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  const fs::path& path() const { return path_; }

 private:
  static Opened point(std::size_t i) {
    return {std::string(view(sha256("salt" + std::to_string(i)))), canonical({{"text", fmt::format("Point {} — “quoted”", i)}})};
  }
  void append(const Hash& leaf) {
    Hash up = leaf;
    for (std::size_t level = 0;; ++level) {
      if (level == levels_.size()) levels_.emplace_back();
      auto& hashes = levels_[level];
      hashes.push_back(up);
      if (hashes.size() % merkle::tile_width != 0) return;
      merkle::Frontier tile;
      for (auto h = hashes.end() - merkle::tile_width; h != hashes.end(); ++h) tile.append(*h);
      up = tile.root();
    }
  }
  merkle::HashReader reader() const {
    return [this](int level, std::uint64_t i) -> Result<Hash> { return levels_.at(static_cast<std::size_t>(level)).at(i); };
  }
  std::string checkpoint(std::size_t size) const { return merkle::sign({key().name, size, *merkle::root_at(size, reader())}, key()); }
  void write_tiles() const {
    constexpr std::size_t width = merkle::tile_width;
    for (std::size_t level = 0; level < levels_.size(); ++level)
      for (std::size_t from = 0; from < levels_[level].size(); from += width) {
        const auto here = std::min(width, levels_[level].size() - from);
        std::string bytes;
        for (std::size_t i = from; i < from + here; ++i) bytes += view(levels_[level][i]);
        merkle::TilePath tile{false, static_cast<int>(level), from / width, static_cast<int>(here)};
        write_file(path_ / to_string(tile), bytes);
        if (level != 0) continue;
        tile.entries = true;
        const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(from);
        write_file(path_ / to_string(tile), merkle::encode_bundle({first, first + static_cast<std::ptrdiff_t>(here)}));
      }
  }

  std::size_t size_;
  fs::path path_;
  std::vector<std::string> entries_;
  std::vector<std::vector<Hash>> levels_;
};

class Interop : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    if (std::system("command -v go >/dev/null 2>&1") != 0) GTEST_SKIP() << "go is not installed";
    script_ = find_script();
    ASSERT_TRUE(script_) << "tests/interop/run.sh is not found above this file";
  }
  std::optional<fs::path> script_;
};

TEST_P(Interop, AnotherImplementationAcceptsTilesProofsReceiptsAndCheckpoints) {
  const Folder log(GetParam());
  const auto status = log.judge(*script_, to_text(merkle::public_half(Folder::key())));
  EXPECT_EQ(status, 0) << log.said();
  EXPECT_NE(log.said().find(fmt::format("{} entries", GetParam())), std::string::npos) << log.said();
}
INSTANTIATE_TEST_SUITE_P(Sizes, Interop, testing::Values(1, 255, 256, 257, 70'000));

TEST_F(Interop, TheJudgeRefusesAChangedTileAReceiptAndAnotherKey) {
  const Folder log(257);
  const auto key = to_text(merkle::public_half(Folder::key()));
  EXPECT_NE(log.judge(*script_, to_text(merkle::public_half(merkle::make_key("interop.example/accord", std::string(32, 'j'))))), 0);
  for (const auto* name : {"tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/1", "receipts/0.json"}) {
    std::ifstream in(log.path() / name, std::ios::binary);
    std::string good(std::istreambuf_iterator<char>(in), {});
    auto bad = good;
    bad[bad.size() / 2] ^= 1;
    write_file(log.path() / name, bad);
    EXPECT_NE(log.judge(*script_, key), 0) << name;
    write_file(log.path() / name, good);
  }
  EXPECT_EQ(log.judge(*script_, key), 0) << log.said();
}

}  // namespace
}  // namespace accord::record
