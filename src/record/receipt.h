// A receipt: the filed bytes with their salts, the entry, its place and proof, and the checkpoint.
// A text file (JSON), made to be kept by its owner and checked offline.
#pragma once

#include "merkle/checkpoint.h"
#include "record/entry.h"

namespace accord::record {

struct Receipt {
  std::uint64_t index = 0;
  std::string entry;                // the entry's bytes
  std::vector<Hash> proof;          // inclusion of leaf `index` in `checkpoint`
  std::string checkpoint;           // signed note
  std::vector<Opened> opened;       // each content with its salt; may be a part of the entry's commitments
};

// Read at most: a submission of as many and as long points as are allowed stays below it, escapes counted.
constexpr std::size_t max_receipt_bytes = 256U << 20U;

std::string encode_receipt(const Receipt& receipt);  // pretty JSON, ends with a newline; deterministic
Result<Receipt> decode_receipt(std::string_view bytes);

struct Verified {
  merkle::Checkpoint checkpoint;
  std::uint64_t index = 0;
  EntryKind kind{};
  std::size_t opened = 0;       // commitments proven by content
  std::size_t commitments = 0;  // of the entry
};
// Checks everything: each opened content is in the entry, the entry is at the index under the root, and
// the checkpoint is signed by `key`. The error says in one sentence which of these fails.
Result<Verified> verify_receipt(const Receipt& receipt, const merkle::VerifyingKey& key);

}  // namespace accord::record
