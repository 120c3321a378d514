#include "merkle/checkpoint.h"

#include <fmt/format.h>
#include <sodium.h>

#include <charconv>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/utf8.h"

namespace accord::merkle {
namespace {

constexpr char ed25519 = '\x01';  // the signature type of C2SP signed-note
constexpr std::string_view dash = "\xe2\x80\x94 ";
constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::size_t seed_bytes = crypto_sign_SEEDBYTES;
constexpr std::size_t key_bytes = crypto_sign_PUBLICKEYBYTES;
constexpr std::size_t signature_bytes = crypto_sign_BYTES;
constexpr std::size_t id_bytes = 4;
constexpr std::size_t max_note = 64U << 10U;
constexpr std::size_t max_signatures = 64;

const std::uint8_t* bytes_of(std::string_view s) { return reinterpret_cast<const std::uint8_t*>(s.data()); }

bool good_name(std::string_view name) {
  if (name.empty() || utf8::first_bad(name) != std::string_view::npos) return false;
  for (std::size_t i = 0; i < name.size();) {
    const char32_t c = utf8::next(name, i);
    if (c < 0x20 || c == '+' || utf8::is_space(c)) return false;
  }
  return true;
}

std::string big_endian(std::uint32_t id) {
  return {static_cast<char>(id >> 24U), static_cast<char>(id >> 16U), static_cast<char>(id >> 8U), static_cast<char>(id)};
}

std::uint32_t key_id(std::string_view name, std::string_view key) {
  const Hash h = sha256(name, std::string("\n") + ed25519, key);
  return std::uint32_t{h[0]} << 24U | std::uint32_t{h[1]} << 16U | std::uint32_t{h[2]} << 8U | h[3];
}

void start_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium cannot start");
}

struct KeyPair {
  std::string key;     // 32 bytes
  std::string secret;  // 64 bytes, libsodium's form
};

KeyPair key_pair(std::string_view seed) {
  start_sodium();
  if (seed.size() != seed_bytes) throw std::invalid_argument("an Ed25519 seed has 32 bytes");
  KeyPair pair{std::string(key_bytes, '\0'), std::string(crypto_sign_SECRETKEYBYTES, '\0')};
  crypto_sign_seed_keypair(reinterpret_cast<std::uint8_t*>(pair.key.data()), reinterpret_cast<std::uint8_t*>(pair.secret.data()),
                           bytes_of(seed));
  return pair;
}

// "<name>+<hash>+<base64(0x01 || data)>": what public and private texts share. Base64 may hold '+', a name not.
struct KeyText {
  std::string name;
  std::uint32_t id = 0;
  std::string data;  // 32 bytes
};

Result<KeyText> parse_key_text(std::string_view text, std::string_view what) {
  const auto bad = [&](std::string_view why) {
    return fail(Kind::invalid, fmt::format("this is not a {} key: {}", what, why), {}, "a key is one line, <name>+<8 hex digits>+<base64>");
  };
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return bad("it has not three parts");
  KeyText out;
  out.name = text.substr(0, first);
  if (!good_name(out.name)) return bad("its name is empty or holds white space");
  const auto hex = text.substr(first + 1, second - first - 1);
  if (hex.size() != 2 * id_bytes || hex.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return bad("its id is not eight lower-case hex digits");
  std::from_chars(hex.data(), hex.data() + hex.size(), out.id, 16);
  const auto raw = from_base64(text.substr(second + 1));
  if (!raw || raw->size() != 1 + key_bytes || (*raw)[0] != ed25519) return bad("its last part is not an Ed25519 key in base64");
  out.data = raw->substr(1);
  return out;
}

struct Signature {
  std::string_view name;
  std::string bytes;  // key id, then the signature
};
struct Note {
  std::string_view text;  // with its last newline
  std::vector<Signature> signatures;
};

Result<Note> parse_note(std::string_view note) {
  const auto bad = [](std::string_view why) { return fail(Kind::invalid, fmt::format("the checkpoint is not a signed note: {}", why)); };
  if (note.size() > max_note) return bad("it is longer than 64 KiB");
  if (utf8::first_bad(note) != std::string_view::npos) return bad("it is not valid UTF-8");
  for (const char c : note)
    if (static_cast<std::uint8_t>(c) < 0x20 && c != '\n') return bad("it holds a control character");
  const auto gap = note.rfind("\n\n");
  if (gap == std::string_view::npos || gap == 0) return bad("no empty line parts its text from the signatures");
  Note out{note.substr(0, gap + 1), {}};
  auto rest = note.substr(gap + 2);
  if (rest.empty()) return bad("it has no signature");
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    if (end == std::string_view::npos || !line.starts_with(dash)) return bad("a signature line is malformed");
    rest.remove_prefix(end + 1);
    line.remove_prefix(dash.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !good_name(line.substr(0, space))) return bad("a signature line has no key name");
    auto raw = from_base64(line.substr(space + 1));
    if (!raw || raw->size() <= id_bytes) return bad("a signature is not base64");
    if (out.signatures.size() == max_signatures) return bad("it has more than 64 signatures");
    out.signatures.push_back({line.substr(0, space), std::move(*raw)});
  }
  return out;
}

std::string body(const Checkpoint& c) { return fmt::format("{}\n{}\n{}\n", c.origin, c.size, to_base64(view(c.root))); }

Result<Checkpoint> parse_body(std::string_view text) {
  const auto bad = [](std::string_view why) { return fail(Kind::invalid, fmt::format("the note is not a checkpoint: {}", why)); };
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == 0) return bad("a line is empty");
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);  // a note's text ends with a newline, so there is always one
  }
  if (lines.size() < 3) return bad("it has fewer than three lines");
  Checkpoint out;
  out.origin = lines[0];
  const auto size = lines[1];
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), out.size);
  if (error != std::errc{} || end != size.data() + size.size() || (size.size() > 1 && size[0] == '0'))
    return bad("its second line is not a tree size");
  const auto raw = from_base64(lines[2]);
  const auto root = raw ? hash_from(*raw) : std::nullopt;
  if (!root) return bad("its third line is not a root hash");
  out.root = *root;
  return out;  // extension lines may follow; they say nothing about the tree
}

}  // namespace

SigningKey make_key(std::string name, std::string_view seed32) {
  if (!good_name(name)) throw std::invalid_argument("a key's name is not empty and holds neither white space nor plus");
  if (seed32.size() != seed_bytes) throw std::invalid_argument("an Ed25519 seed has 32 bytes");
  return {std::move(name), std::string(seed32)};
}

VerifyingKey public_half(const SigningKey& key) {
  auto pair = key_pair(key.seed);
  const auto id = key_id(key.name, pair.key);
  return {key.name, id, std::move(pair.key)};
}

Result<SigningKey> parse_signing_key(std::string_view text) {
  text = utf8::trim(text);
  if (!text.starts_with(private_prefix))
    return fail(Kind::invalid, "this is not a signing key", {}, fmt::format("a signing key starts with {}", private_prefix));
  ACCORD_TRY(auto parts, parse_key_text(text.substr(private_prefix.size()), "signing"));
  SigningKey key{std::move(parts.name), std::move(parts.data)};
  if (public_half(key).id != parts.id) return fail(Kind::invalid, "the signing key's id does not belong to its name and seed");
  return key;
}

std::string to_text(const SigningKey& key) {
  return fmt::format("{}{}+{:08x}+{}", private_prefix, key.name, public_half(key).id, to_base64(ed25519 + key.seed));
}

Result<VerifyingKey> parse_verifying_key(std::string_view text) {
  text = utf8::trim(text);
  if (text.starts_with(private_prefix))
    return fail(Kind::invalid, "this is a private signing key", {}, "give the public key, and keep this one secret");
  ACCORD_TRY(auto parts, parse_key_text(text, "public"));
  if (key_id(parts.name, parts.data) != parts.id) return fail(Kind::invalid, "the key's id does not belong to its name and key");
  return VerifyingKey{std::move(parts.name), parts.id, std::move(parts.data)};
}

std::string to_text(const VerifyingKey& key) { return fmt::format("{}+{:08x}+{}", key.name, key.id, to_base64(ed25519 + key.key)); }

std::string sign(const Checkpoint& checkpoint, const SigningKey& key) {
  const auto pair = key_pair(key.seed);
  const std::string text = body(checkpoint);
  std::string signature(signature_bytes, '\0');
  crypto_sign_detached(reinterpret_cast<std::uint8_t*>(signature.data()), nullptr, bytes_of(text), text.size(), bytes_of(pair.secret));
  return fmt::format("{}\n{}{} {}\n", text, dash, key.name, to_base64(big_endian(key_id(key.name, pair.key)) + signature));
}

Result<Checkpoint> open_checkpoint(std::string_view note, const VerifyingKey& key) {
  start_sodium();
  ACCORD_TRY(const auto parsed, parse_note(note));
  const std::string id = big_endian(key.id);
  bool signed_by_key = false;
  for (const auto& s : parsed.signatures) {
    if (s.name != key.name || !s.bytes.starts_with(id)) continue;
    const auto signature = std::string_view(s.bytes).substr(id_bytes);
    if (signature.size() != signature_bytes || key.key.size() != key_bytes ||
        crypto_sign_verify_detached(bytes_of(signature), bytes_of(parsed.text), parsed.text.size(), bytes_of(key.key)) != 0)
      return fail(Kind::invalid, "the checkpoint's signature is not that of the key: it was altered or forged");
    signed_by_key = true;
  }
  if (!signed_by_key) return fail(Kind::forbidden, "signed by a key that you have not told me to trust");
  ACCORD_TRY(auto checkpoint, parse_body(parsed.text));
  // A log's key is named like the log, so that a key that signs for two logs cannot pass one for the other.
  if (checkpoint.origin != key.name)
    return fail(Kind::invalid, fmt::format("the checkpoint is of the log \"{}\", the key of \"{}\"", checkpoint.origin, key.name));
  return checkpoint;
}

Result<Checkpoint> read_checkpoint(std::string_view note) {
  ACCORD_TRY(const auto parsed, parse_note(note));
  return parse_body(parsed.text);
}

}  // namespace accord::merkle
