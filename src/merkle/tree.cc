#include "merkle/tree.h"

#include <fmt/format.h>

#include <bit>
#include <utility>

namespace accord::merkle {
namespace {

constexpr int tile_height = 8;

// RFC 6962 section 2.1: the largest power of two smaller than n, for n >= 2.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

// The root of the complete subtree of 2^height leaves that is the index-th of its kind.
Result<Hash> complete_root(int height, std::uint64_t index, const HashReader& read) {
  if (height % tile_height == 0) return read(height / tile_height, index);
  ACCORD_TRY(const Hash left, complete_root(height - 1, index * 2, read));
  ACCORD_TRY(const Hash right, complete_root(height - 1, index * 2 + 1, read));
  return node_hash(left, right);
}

// The root of leaves [begin, begin + count). `begin` is a multiple of bit_ceil(count), as it is for every
// range that the recursion of RFC 6962 meets, so complete parts are complete subtrees of the whole.
Result<Hash> range_root(std::uint64_t begin, std::uint64_t count, const HashReader& read) {
  if (std::has_single_bit(count)) {
    const int height = std::countr_zero(count);
    return complete_root(height, begin >> height, read);
  }
  const std::uint64_t k = split(count);
  ACCORD_TRY(const Hash left, range_root(begin, k, read));
  ACCORD_TRY(const Hash right, range_root(begin + k, count - k, read));
  return node_hash(left, right);
}

}  // namespace

Hash leaf_hash(std::string_view entry) { return sha256(std::string_view("\x00", 1), entry); }
Hash node_hash(const Hash& left, const Hash& right) { return sha256(std::string_view("\x01", 1), view(left), view(right)); }
Hash empty_root() { return sha256(std::string_view{}); }

Result<Frontier> Frontier::restore(std::uint64_t size, std::vector<Hash> peaks) {
  const auto wanted = static_cast<std::size_t>(std::popcount(size));
  if (peaks.size() != wanted)
    return fail(Kind::invalid, fmt::format("a tree of {} leaves has {} peaks, not {}", size, wanted, peaks.size()));
  Frontier f;
  f.size_ = size;
  f.peaks_ = std::move(peaks);
  return f;
}

void Frontier::append(const Hash& leaf) {
  Hash carry = leaf;
  // Each complete subtree on the right edge that the new leaf doubles is one trailing 1 bit of the size.
  for (std::uint64_t s = size_; (s & 1U) != 0; s >>= 1U) {
    carry = node_hash(peaks_.back(), carry);
    peaks_.pop_back();
  }
  peaks_.push_back(carry);
  ++size_;
}

Hash Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Hash root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = node_hash(*peak, root);
  return root;
}

Result<Hash> root_at(std::uint64_t size, const HashReader& read) {
  if (size == 0) return empty_root();
  return range_root(0, size, read);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashReader& read) {
  if (index >= size) return fail(Kind::invalid, fmt::format("there is no leaf {} in a tree of {}", index, size));
  // RFC 6962 lists the siblings from the leaf up; the walk goes down.
  std::vector<Hash> down;
  std::uint64_t begin = 0;
  for (std::uint64_t count = size; count > 1;) {
    const std::uint64_t k = split(count);
    const bool in_left = index - begin < k;
    ACCORD_TRY(const Hash sibling, in_left ? range_root(begin + k, count - k, read) : range_root(begin, k, read));
    down.push_back(sibling);
    if (!in_left) begin += k;
    count = in_left ? k : count - k;
  }
  return std::vector<Hash>(down.rbegin(), down.rend());
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const HashReader& read) {
  if (old_size > new_size) return fail(Kind::invalid, fmt::format("a tree of {} is no later tree of one of {}", new_size, old_size));
  if (old_size == 0 || old_size == new_size) return std::vector<Hash>{};
  std::vector<Hash> down;
  std::uint64_t begin = 0;
  std::uint64_t count = new_size;
  std::uint64_t old_end = old_size;  // within the range, as in SUBPROOF(m, D[n], b)
  while (old_end != count) {
    const std::uint64_t k = split(count);
    const bool in_left = old_end <= k;
    ACCORD_TRY(const Hash sibling, in_left ? range_root(begin + k, count - k, read) : range_root(begin, k, read));
    down.push_back(sibling);
    if (!in_left) {
      begin += k;
      old_end -= k;
    }
    count = in_left ? k : count - k;
  }
  // The old tree's own root is known to whoever asks; any other last subtree of it has to be told.
  if (begin != 0) {
    ACCORD_TRY(const Hash last, range_root(begin, count, read));
    down.push_back(last);
  }
  return std::vector<Hash>(down.rbegin(), down.rend());
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Hash>& proof, const Hash& root) {
  // RFC 9162 section 2.1.3.2.
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash r = leaf;
  for (const Hash& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      r = node_hash(p, r);
      while ((fn & 1U) == 0 && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && r == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const Hash& old_root, const Hash& new_root,
                        const std::vector<Hash>& proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root && (old_size != 0 || old_root == empty_root());
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  // RFC 9162 section 2.1.4.2.
  std::size_t next = 0;
  Hash fr = old_root;
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return false;
    fr = proof[next++];
  }
  Hash sr = fr;
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = new_size - 1;
  while ((fn & 1U) != 0) {
    fn >>= 1U;
    sn >>= 1U;
  }
  for (; next < proof.size(); ++next) {
    const Hash& c = proof[next];
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1U) == 0 && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && fr == old_root && sr == new_root;
}

}  // namespace accord::merkle
