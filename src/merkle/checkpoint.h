// Checkpoints: C2SP tlog-checkpoint carried by a C2SP signed-note with an Ed25519 signature.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace accord::merkle {

struct Checkpoint {
  std::string origin;  // such as "example.org/accord"
  std::uint64_t size = 0;
  Hash root{};
};

// The key of a log, in the note format's own texts:
//   private "PRIVATE+KEY+<name>+<hash>+<base64(0x01 || seed)>"; public "<name>+<hash>+<base64(0x01 || key)>".
struct SigningKey {
  std::string name;
  std::string seed;  // 32 bytes, Ed25519
};
struct VerifyingKey {
  std::string name;
  std::uint32_t id = 0;
  std::string key;  // 32 bytes
};
SigningKey make_key(std::string name, std::string_view seed32);
Result<SigningKey> parse_signing_key(std::string_view text);
std::string to_text(const SigningKey& key);
VerifyingKey public_half(const SigningKey& key);
Result<VerifyingKey> parse_verifying_key(std::string_view text);
std::string to_text(const VerifyingKey& key);

std::string sign(const Checkpoint& checkpoint, const SigningKey& key);  // the whole signed note
// Errors: invalid (not a note, not a checkpoint); forbidden: "signed by a key that you have not told me
// to trust" when no signature is by `key`; invalid when a signature by `key` does not verify.
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifyingKey& key);
// Without checking a signature: for showing only.
Result<Checkpoint> read_checkpoint(std::string_view note);

}  // namespace accord::merkle
