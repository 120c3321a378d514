#include "merkle/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <utility>

namespace accord::merkle {
namespace {

// The tree of RFC 6962 section 2.1 written down as the RFC words it, over leaves that are held in memory.
Hash naive_root(const std::vector<Hash>& leaves, std::size_t begin, std::size_t end) {
  if (begin == end) return empty_root();
  if (end - begin == 1) return leaves[begin];
  std::size_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return node_hash(naive_root(leaves, begin, begin + k), naive_root(leaves, begin + k, end));
}

// A tile layout in memory that refuses to answer for a subtree that is not complete.
class Layout {
 public:
  explicit Layout(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) leaves.push_back(leaf_hash("entry " + std::to_string(i)));
    levels_.push_back(leaves);
    while (levels_.back().size() >= 256) {
      std::vector<Hash> up;
      for (std::size_t i = 0; i + 256 <= levels_.back().size(); i += 256) up.push_back(naive_root(levels_.back(), i, i + 256));
      levels_.push_back(std::move(up));
    }
  }
  HashReader reader() const {
    return [this](int level, std::uint64_t index) -> Result<Hash> {
      if (level < 0 || static_cast<std::size_t>(level) >= levels_.size() || index >= levels_[static_cast<std::size_t>(level)].size())
        return fail(Kind::not_found, "no such hash");
      return levels_[static_cast<std::size_t>(level)][index];
    };
  }
  Hash root(std::size_t size) const { return naive_root(leaves, 0, size); }

  std::vector<Hash> leaves;

 private:
  std::vector<std::vector<Hash>> levels_;
};

const Layout& layout() {
  static const Layout l(70'000);
  return l;
}

// Known answers that every implementation of RFC 6962 shares (the reference implementation's test data).
const std::vector<std::string> known_entries = {"",
                                                std::string(1, '\0'),
                                                "\x10",
                                                "\x20\x21",
                                                "\x30\x31",
                                                "\x40\x41\x42\x43",
                                                "\x50\x51\x52\x53\x54\x55\x56\x57",
                                                "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
const std::vector<std::string> known_roots = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(Tree, RootsOfTheKnownEntries) {
  EXPECT_EQ(to_hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Frontier f;
  EXPECT_EQ(f.root(), empty_root());
  for (std::size_t i = 0; i < known_entries.size(); ++i) {
    f.append(leaf_hash(known_entries[i]));
    EXPECT_EQ(to_hex(f.root()), known_roots[i]) << "size " << i + 1;
  }
}

TEST(Tree, ProofsOfTheKnownEntries) {
  std::vector<Hash> leaves;
  for (const auto& e : known_entries) leaves.push_back(leaf_hash(e));
  const HashReader read = [&](int level, std::uint64_t i) -> Result<Hash> {
    if (level != 0 || i >= leaves.size()) return fail(Kind::not_found, "no such hash");
    return leaves[i];
  };
  const auto inclusion = inclusion_proof(5, 8, read);
  ASSERT_TRUE(inclusion);
  std::vector<std::string> hex;
  for (const auto& h : *inclusion) hex.push_back(to_hex(h));
  EXPECT_EQ(hex, (std::vector<std::string>{"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                           "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  const auto consistency = consistency_proof(6, 8, read);
  ASSERT_TRUE(consistency);
  hex.clear();
  for (const auto& h : *consistency) hex.push_back(to_hex(h));
  EXPECT_EQ(hex, (std::vector<std::string>{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                           "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
}

TEST(Tree, EveryLeafOfEverySmallTreeIsProvenAndNoOther) {
  const auto read = layout().reader();
  for (std::size_t size = 1; size <= 300; ++size) {
    const Hash root = layout().root(size);
    for (std::size_t i = 0; i < size; i += size > 64 ? 7 : 1) {
      const auto proof = inclusion_proof(i, size, read);
      ASSERT_TRUE(proof) << size << " " << i;
      ASSERT_TRUE(verify_inclusion(layout().leaves[i], i, size, *proof, root)) << size << " " << i;
      ASSERT_FALSE(verify_inclusion(layout().leaves[i + 1], i, size, *proof, root));
      ASSERT_FALSE(verify_inclusion(layout().leaves[i], i, size, *proof, layout().root(size + 1)));
      ASSERT_FALSE(verify_inclusion(layout().leaves[i], i ^ 1U, size, *proof, root)) << size << " " << i;
    }
    EXPECT_FALSE(inclusion_proof(size, size, read));
  }
}

TEST(Tree, EverySmallTreeIsAPrefixOfEveryLaterOne) {
  const auto read = layout().reader();
  std::vector<Hash> roots;
  for (std::size_t size = 0; size <= 300; ++size) roots.push_back(layout().root(size));
  for (std::size_t n = 0; n <= 300; ++n)
    for (std::size_t m = 0; m <= n; m += n > 40 ? 11 : 1) {
      const auto proof = consistency_proof(m, n, read);
      ASSERT_TRUE(proof) << m << " " << n;
      ASSERT_TRUE(verify_consistency(m, n, roots[m], roots[n], *proof)) << m << " " << n;
      if (m == 0) continue;
      ASSERT_FALSE(verify_consistency(m, n, roots[m - 1], roots[n], *proof)) << m << " " << n;
      ASSERT_FALSE(verify_consistency(m, n, roots[m], roots[n - 1], *proof)) << m << " " << n;
    }
  EXPECT_FALSE(consistency_proof(2, 1, read));
  EXPECT_FALSE(verify_consistency(2, 1, roots[2], roots[1], {}));
  EXPECT_FALSE(verify_consistency(0, 0, roots[1], roots[1], {}));
}

TEST(Tree, TheFrontierHasTheRootThatTheTilesHave) {
  const auto read = layout().reader();
  Frontier f;
  for (std::size_t size = 0;; ++size) {
    if (size <= 600 || size % 4099 == 0 || size == 65'536) {
      const auto root = root_at(size, read);
      ASSERT_TRUE(root);
      ASSERT_EQ(f.root(), *root) << size;
      ASSERT_EQ(f.root(), layout().root(size)) << size;
      const auto again = Frontier::restore(size, f.peaks());
      ASSERT_TRUE(again);
      ASSERT_EQ(again->root(), f.root());
    }
    if (size == layout().leaves.size()) break;
    f.append(layout().leaves[size]);
  }
  EXPECT_FALSE(Frontier::restore(3, {Hash{}}));
}

TEST(Tree, AHashThatCannotBeReadFailsTheProof) {
  const HashReader broken = [](int, std::uint64_t) -> Result<Hash> { return fail(Kind::internal, "the disk is gone"); };
  EXPECT_EQ(root_at(5, broken).error().message, "the disk is gone");
  EXPECT_EQ(inclusion_proof(3, 5, broken).error().message, "the disk is gone");
  EXPECT_EQ(consistency_proof(3, 5, broken).error().message, "the disk is gone");
}

RC_GTEST_PROP(Tree, AnAlteredInclusionProofProvesNothing, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 70'001);
  const auto index = *rc::gen::inRange<std::size_t>(0, size);
  const Hash root = *root_at(size, layout().reader());
  auto proof = *inclusion_proof(index, size, layout().reader());
  RC_ASSERT(verify_inclusion(layout().leaves[index], index, size, proof, root));
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      proof.push_back(root);
      break;
    case 1:
      RC_PRE(!proof.empty());
      proof.pop_back();
      break;
    case 2:
      RC_PRE(!proof.empty());
      proof[*rc::gen::inRange<std::size_t>(0, proof.size())][*rc::gen::inRange<std::size_t>(0, 32)] ^= 0x40;
      break;
    case 3: {
      Hash leaf = layout().leaves[index];
      leaf[*rc::gen::inRange<std::size_t>(0, 32)] ^= 1;
      RC_ASSERT(!verify_inclusion(leaf, index, size, proof, root));
      return;
    }
    default: {
      const auto other = *rc::gen::inRange<std::size_t>(0, size);
      RC_PRE(other != index);
      RC_ASSERT(!verify_inclusion(layout().leaves[index], other, size, proof, root));
      return;
    }
  }
  RC_ASSERT(!verify_inclusion(layout().leaves[index], index, size, proof, root));
}

RC_GTEST_PROP(Tree, AnAlteredConsistencyProofProvesNothing, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(2, 70'001);
  const auto m = *rc::gen::inRange<std::size_t>(1, n);
  const auto read = layout().reader();
  const Hash old_root = *root_at(m, read);
  const Hash new_root = *root_at(n, read);
  auto proof = *consistency_proof(m, n, read);
  RC_ASSERT(verify_consistency(m, n, old_root, new_root, proof));
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      proof.push_back(new_root);
      break;
    case 1:
      proof.pop_back();
      break;
    default:
      proof[*rc::gen::inRange<std::size_t>(0, proof.size())][*rc::gen::inRange<std::size_t>(0, 32)] ^= 0x40;
  }
  RC_ASSERT(!verify_consistency(m, n, old_root, new_root, proof));
}

}  // namespace
}  // namespace accord::merkle
