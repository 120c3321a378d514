#include "record/receipt.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "merkle/tree.h"

namespace accord::record {
namespace {

constexpr std::size_t max_proof = 64;  // a tree of 2^64 leaves is that high
constexpr std::size_t salt_bytes = 32;
constexpr int format_version = 1;
constexpr std::string_view explanation =
    "Proof that the contents below were received and stand in a public log. Keep this file: whoever holds it and the log's public key can "
    "check it offline with `accord verify`, and no one can deny it. The salts keep the contents secret from readers of the log; pass on "
    "only what may be read.";

// A member of the wrong shape is told by its path in the file.
std::unexpected<Error> bad(std::string_view place, std::string_view wanted) {
  return fail(Kind::invalid, fmt::format("the receipt's \"{}\" is not {}", place, wanted), std::string(place),
              "use the file as it was given, unchanged");
}

Result<std::string> text_member(const Json& object, const char* name, std::string_view place) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return bad(place, "a text");
  return found->get<std::string>();
}

Result<std::vector<Hash>> read_proof(const Json& log) {
  const auto list = log.find("proof");
  if (list == log.end() || !list->is_array() || list->size() > max_proof) return bad("log.proof", "a list of at most 64 hashes");
  std::vector<Hash> out;
  for (const auto& item : *list) {
    const auto raw = item.is_string() ? from_base64(item.get_ref<const std::string&>()) : std::nullopt;
    const auto hash = raw ? hash_from(*raw) : std::nullopt;
    if (!hash) return bad("log.proof", "a list of hashes in base64");
    out.push_back(*hash);
  }
  return out;
}

Result<std::vector<Opened>> read_contents(const Json& value) {
  const auto list = value.find("contents");
  if (list == value.end() || !list->is_array()) return bad("contents", "a list");
  std::vector<Opened> out;
  for (const auto& item : *list) {
    if (!item.is_object()) return bad("contents", "a list of objects");
    ACCORD_TRY(const auto salt, text_member(item, "salt", "contents.salt"));
    ACCORD_TRY(auto content, text_member(item, "content", "contents.content"));
    auto raw = from_base64(salt);
    if (!raw || raw->size() != salt_bytes) return bad("contents.salt", "32 bytes in base64");
    out.push_back({std::move(*raw), std::move(content)});
  }
  return out;
}

}  // namespace

std::string encode_receipt(const Receipt& receipt) {
  using Ordered = nlohmann::ordered_json;  // in the order in which a person reads it
  Ordered proof = Ordered::array();
  for (const auto& h : receipt.proof) proof.push_back(to_base64(view(h)));
  Ordered contents = Ordered::array();
  for (const auto& o : receipt.opened) contents.push_back({{"salt", to_base64(o.salt)}, {"content", o.content}});
  const auto checkpoint = merkle::read_checkpoint(receipt.checkpoint);
  const Ordered log = {{"origin", checkpoint ? checkpoint->origin : std::string()},
                       {"index", receipt.index},
                       {"checkpoint", receipt.checkpoint},
                       {"proof", std::move(proof)}};
  const Ordered out = {
      {"accord_receipt", format_version}, {"what", explanation}, {"log", log}, {"entry", receipt.entry}, {"contents", std::move(contents)}};
  return out.dump(2) + "\n";
}

Result<Receipt> decode_receipt(std::string_view bytes) {
  ACCORD_TRY(const auto value, parse_json(bytes, max_receipt_bytes));
  if (!value.is_object() || !value.contains("accord_receipt"))
    return fail(Kind::invalid, "this file is not a receipt", {}, "a receipt is a JSON file with a member \"accord_receipt\"");
  if (const auto& version = value["accord_receipt"]; !version.is_number_integer() || version != format_version)
    return fail(Kind::unsupported, "the receipt is of a version that this program does not know", "accord_receipt", "use a newer accord");
  const auto log = value.find("log");
  if (log == value.end() || !log->is_object()) return bad("log", "an object");
  Receipt out;
  const auto index = log->find("index");
  if (index == log->end() || !index->is_number_unsigned()) return bad("log.index", "a number of an entry");
  out.index = index->get<std::uint64_t>();
  ACCORD_TRY(out.checkpoint, text_member(*log, "checkpoint", "log.checkpoint"));
  ACCORD_TRY(const auto origin, text_member(*log, "origin", "log.origin"));
  ACCORD_TRY(const auto checkpoint, merkle::read_checkpoint(out.checkpoint));
  // What a person reads must be what the proof is about.
  if (checkpoint.origin != origin) return bad("log.origin", "the log of its checkpoint");
  ACCORD_TRY(out.proof, read_proof(*log));
  ACCORD_TRY(out.entry, text_member(value, "entry", "entry"));
  ACCORD_TRY(out.opened, read_contents(value));
  return out;
}

Result<Verified> verify_receipt(const Receipt& receipt, const merkle::VerifyingKey& key) {
  Verified out;
  ACCORD_TRY(out.checkpoint, merkle::open_checkpoint(receipt.checkpoint, key));
  if (receipt.index >= out.checkpoint.size)
    return fail(Kind::invalid, fmt::format("the checkpoint covers {} entries, too few for entry {}", out.checkpoint.size, receipt.index));
  if (!merkle::verify_inclusion(merkle::leaf_hash(receipt.entry), receipt.index, out.checkpoint.size, receipt.proof, out.checkpoint.root))
    return fail(Kind::invalid, fmt::format("the proof does not lead from this entry at {} to the signed root", receipt.index));
  ACCORD_TRY(const auto entry, decode_entry(receipt.entry));
  std::set<Hash> seen;
  for (std::size_t i = 0; i < receipt.opened.size(); ++i) {
    const Hash h = commit(receipt.opened[i]);
    if (!std::ranges::binary_search(entry.commitments, h))
      return fail(Kind::invalid, fmt::format("content {} is not what the entry commits to: it was changed, or belongs elsewhere", i + 1),
                  fmt::format("contents[{}]", i));
    if (!seen.insert(h).second) return fail(Kind::invalid, fmt::format("content {} is given twice", i + 1), fmt::format("contents[{}]", i));
  }
  out.index = receipt.index;
  out.kind = entry.kind;
  out.opened = seen.size();
  out.commitments = entry.commitments.size();
  return out;
}

}  // namespace accord::record
