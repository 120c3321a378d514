#include "record/entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace accord::record {
namespace {

constexpr std::size_t max_entry = 0xffff;  // an entry bundle counts an entry's bytes in 16 bits
constexpr int format_version = 1;

constexpr std::array<std::pair<EntryKind, std::string_view>, 10> kinds{{{EntryKind::origin, "origin"},
                                                                       {EntryKind::draft_published, "draft_published"},
                                                                       {EntryKind::round_opened, "round_opened"},
                                                                       {EntryKind::deadline_extended, "deadline_extended"},
                                                                       {EntryKind::filing, "filing"},
                                                                       {EntryKind::withdrawal, "withdrawal"},
                                                                       {EntryKind::redaction, "redaction"},
                                                                       {EntryKind::dispositions, "dispositions"},
                                                                       {EntryKind::reaction, "reaction"},
                                                                       {EntryKind::placement, "placement"}}};

// A canonical value has no float; every other kind of JSON value has one encoding.
bool has_float(const Json& value) {
  if (value.is_number_float()) return true;
  return value.is_structured() && std::ranges::any_of(value, has_float);
}

Result<std::vector<Hash>> read_commitments(const Json& list) {
  const auto bad = [](std::string_view why) { return fail(Kind::invalid, fmt::format("the entry's commitments {}", why), "commitments"); };
  if (!list.is_array()) return bad("are not a list");
  std::vector<Hash> out;
  for (const auto& item : list) {
    const auto raw = item.is_string() ? from_hex(item.get_ref<const std::string&>()) : std::nullopt;
    const auto hash = raw ? hash_from(*raw) : std::nullopt;
    if (!hash || item != to_hex(*hash)) return bad("are not SHA-256 hashes in lower-case hex");
    if (!out.empty() && !(out.back() < *hash)) return bad("are not in order, or repeat");
    out.push_back(*hash);
  }
  return out;
}

}  // namespace

std::string_view to_string(EntryKind kind) { return std::ranges::find(kinds, kind, &decltype(kinds)::value_type::first)->second; }

std::optional<EntryKind> entry_kind(std::string_view name) {
  const auto* const found = std::ranges::find(kinds, name, &decltype(kinds)::value_type::second);
  if (found == kinds.end()) return std::nullopt;
  return found->first;
}

Hash commit(const Opened& opened) { return sha256(opened.salt, opened.content); }

std::string encode_entry(EntryKind kind, std::vector<Hash> commitments, const Json& refers) {
  std::ranges::sort(commitments);
  if (std::ranges::adjacent_find(commitments) != commitments.end())
    throw std::invalid_argument("two commitments of an entry are equal: their salts were not random");
  Json list = Json::array();
  for (const auto& c : commitments) list.push_back(to_hex(c));
  auto bytes = canonical({{"accord", format_version}, {"commitments", std::move(list)}, {"kind", to_string(kind)}, {"refers", refers}});
  // Whoever files is held to a number of points long before this; a longer entry could not be served.
  if (bytes.size() > max_entry) throw std::length_error("a log entry has more than 65535 bytes");
  return bytes;
}

Result<Entry> decode_entry(std::string_view bytes) {
  ACCORD_TRY(auto value, parse_json(bytes, max_entry));
  const auto bad = [](std::string_view why) { return fail(Kind::invalid, fmt::format("this is not a log entry: {}", why)); };
  if (!value.is_object() || value.size() != 4 || !value.contains("accord") || !value.contains("commitments") || !value.contains("kind") ||
      !value.contains("refers"))
    return bad("it has not the four members accord, commitments, kind and refers");
  if (value["accord"] != format_version || value["accord"].is_number_float()) return bad("its version is not 1");
  if (!value["refers"].is_object() || has_float(value["refers"])) return bad("refers is not an object without fractions");
  const auto kind = value["kind"].is_string() ? entry_kind(value["kind"].get_ref<const std::string&>()) : std::nullopt;
  if (!kind) return bad("its kind is unknown");
  ACCORD_TRY(auto commitments, read_commitments(value["commitments"]));
  // One value, one encoding: otherwise two different leaves could claim to say the same.
  if (canonical(value) != bytes) return bad("it is not in the canonical encoding");
  return Entry{*kind, std::move(commitments), std::move(value["refers"])};
}

}  // namespace accord::record
