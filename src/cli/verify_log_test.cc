#include "cli/verify_log.h"

#include <gtest/gtest.h>

#include <optional>

#include "merkle/tile.h"
#include "merkle/tree.h"

namespace accord::cli {
namespace {

merkle::SigningKey key() { return merkle::make_key("code.example/accord", std::string(32, 'k')); }

// What a log of so many entries serves, by path. Entry 1 is a redaction, the others are filings.
std::map<std::string, std::string> served(std::size_t size) {
  std::map<std::string, std::string> out;
  std::vector<std::string> bundle;
  std::vector<Hash> leaves;
  std::vector<Hash> roots;
  merkle::Frontier tree;
  merkle::Frontier tile;
  const auto store = [&](int level, std::size_t index, const std::vector<Hash>& hashes) {
    std::string bytes;
    for (const auto& h : hashes) bytes += view(h);
    out[to_string(merkle::TilePath{false, level, index, static_cast<int>(hashes.size())})] = bytes;
  };
  for (std::size_t i = 0; i < size; ++i) {
    bundle.push_back(encode_entry(i == 1 ? record::EntryKind::redaction : record::EntryKind::filing, {sha256(std::to_string(i))}));
    leaves.push_back(merkle::leaf_hash(bundle.back()));
    tree.append(leaves.back());
    tile.append(leaves.back());
    if (leaves.size() < 256 && i + 1 < size) continue;
    store(0, i / 256, leaves);
    out[to_string(merkle::TilePath{true, 0, i / 256, static_cast<int>(bundle.size())})] = merkle::encode_bundle(bundle);
    if (leaves.size() == 256) roots.push_back(tile.root());
    leaves.clear();
    bundle.clear();
    tile = {};
  }
  if (!roots.empty()) store(1, 0, roots);
  out["checkpoint"] = merkle::sign({key().name, size, tree.root()}, key());
  return out;
}

std::string judge(const std::map<std::string, std::string>& files) {
  const Fetch fetch = [&](const std::string& path) -> Result<std::string> {
    if (!files.contains(path)) return fail(Kind::not_found, "nothing at " + path);
    return files.at(path);
  };
  const auto audit = audit_log(fetch, merkle::public_half(key()), [](std::uint64_t) {});
  return audit ? "proven" : audit.error().message;
}

TEST(VerifyLog, RebuildsLogsOfEverySizeAroundATile) {
  for (const std::size_t size : {1, 2, 255, 256, 257, 511, 512, 700}) EXPECT_EQ(judge(served(size)), "proven") << size;
}

TEST(VerifyLog, CountsWhatItRead) {
  auto files = served(700);
  std::uint64_t last = 0;
  const auto audit = audit_log([&](const std::string& path) -> Result<std::string> { return files.at(path); }, merkle::public_half(key()),
                               [&](std::uint64_t n) { last = n; });
  ASSERT_TRUE(audit);
  EXPECT_EQ(last, 700U);
  EXPECT_EQ(audit->tiles, 4U);
  EXPECT_EQ(audit->kinds.at(record::EntryKind::redaction), 1U);
  EXPECT_EQ(audit->kinds.at(record::EntryKind::filing), 699U);
}

TEST(VerifyLog, FindsAChangeInEveryFileThatIsServed) {
  const auto good = served(300);
  for (const auto& [path, bytes] : good) {
    auto files = good;
    files[path][bytes.size() / 2] ^= 1;
    EXPECT_NE(judge(files), "proven") << path;
    files = good;
    files[path].pop_back();
    EXPECT_NE(judge(files), "proven") << path;
    files = good;
    files.erase(path);
    EXPECT_NE(judge(files), "proven") << path;
  }
}

TEST(VerifyLog, FindsAnEntryThatWasRemovedAndTheRestRehashed) {
  // Everything fits but the signature's root: the operator dropped the last entry and kept the old checkpoint's size.
  auto files = served(300);
  auto other = served(301);
  other["checkpoint"] = files["checkpoint"];
  EXPECT_EQ(judge(other), "the log does not serve tile/entries/001, though its checkpoint covers it");
  auto forged = served(300);
  forged["checkpoint"] = merkle::sign({key().name, 300, sha256("another history")}, key());
  EXPECT_EQ(judge(forged), "the 300 entries have another root than the one that was signed");
}

TEST(VerifyLog, TakesAFullTileWhereThePartialOneIsGone) {
  // The log grew from 300 to 512 entries while it was read: only the full second tile is kept.
  auto files = served(512);
  files.erase("tile/1/000.p/2");
  const auto old = served(300);
  files["checkpoint"] = old.at("checkpoint");
  files["tile/1/000.p/1"] = old.at("tile/1/000.p/1");
  EXPECT_EQ(judge(files), "proven");
}

TEST(VerifyLog, RefusesALogOfAnotherKeyAndOneThatIsNotThere) {
  auto files = served(3);
  files["checkpoint"] = merkle::sign({key().name, 3, Hash{}}, merkle::make_key(key().name, std::string(32, 'x')));
  EXPECT_EQ(judge(files), "signed by a key that you have not told me to trust");
  EXPECT_EQ(judge({}), "nothing at checkpoint");
  EXPECT_EQ(fetch_by_http("ftp://127.0.0.1").error().kind, Kind::invalid);
  const auto nobody = fetch_by_http("http://127.0.0.1:1");
  ASSERT_TRUE(nobody);
  EXPECT_EQ((*nobody)("checkpoint").error().kind, Kind::unavailable);
}

}  // namespace
}  // namespace accord::cli
