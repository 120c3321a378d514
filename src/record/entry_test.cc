#include "record/entry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace accord::record {
namespace {

TEST(Entry, IsCanonicalJsonWithSortedCommitments) {
  const Hash low = *hash_from(std::string(32, '\x01'));
  const Hash high = *hash_from(std::string(32, '\xfe'));
  const auto bytes = encode_entry(EntryKind::redaction, {high, low}, {{"what", "text"}, {"index", 3}});
  EXPECT_EQ(bytes, R"({"accord":1,"commitments":[")" + to_hex(low) + R"(",")" + to_hex(high) +
                       R"("],"kind":"redaction","refers":{"index":3,"what":"text"}})");
  const auto entry = decode_entry(bytes);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->kind, EntryKind::redaction);
  EXPECT_EQ(entry->commitments, (std::vector<Hash>{low, high}));
  EXPECT_EQ(entry->refers["index"], 3);
}

TEST(Entry, CommitsToSaltAndContent) {
  // SHA-256 over the salt, then the content; from coreutils' sha256sum.
  EXPECT_EQ(to_hex(commit({std::string(32, 'a'), "{}"})), "f786a87d7df8a6964481a23457084eb8426e22a3c8f6892d90e1cb642ca81a5b");
  EXPECT_NE(commit({std::string(32, 'a'), "{}"}), commit({std::string(32, 'b'), "{}"}));
}

TEST(Entry, EveryKindHasItsOwnName) {
  for (const auto kind : {EntryKind::origin, EntryKind::draft_published, EntryKind::round_opened, EntryKind::deadline_extended,
                          EntryKind::filing, EntryKind::withdrawal, EntryKind::redaction}) {
    EXPECT_EQ(entry_kind(to_string(kind)), kind);
    const auto entry = decode_entry(encode_entry(kind, {}));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->kind, kind);
  }
  EXPECT_FALSE(entry_kind("Filing"));
  EXPECT_FALSE(entry_kind(""));
}

TEST(Entry, RefusesWhatIsNotExactlyOne) {
  const std::string low(64, '1');
  const std::string high(64, '2');
  EXPECT_TRUE(decode_entry(R"({"accord":1,"commitments":[")" + low + R"(",")" + high + R"("],"kind":"filing","refers":{}})"));
  for (const auto& bytes : {std::string(), std::string("[]"), std::string("{}"), std::string("\xff"),
                            R"({"accord":1,"commitments":[],"kind":"filing"})" + std::string(),
                            std::string(R"({"accord":2,"commitments":[],"kind":"filing","refers":{}})"),
                            std::string(R"({"accord":1.0,"commitments":[],"kind":"filing","refers":{}})"),
                            std::string(R"({"accord":1,"commitments":[],"kind":"party","refers":{}})"),
                            std::string(R"({"accord":1,"commitments":[],"kind":"filing","refers":[]})"),
                            std::string(R"({"accord":1,"commitments":[],"kind":"filing","refers":{"a":0.5}})"),
                            std::string(R"({"accord":1,"commitments":[],"kind":"filing","refers":{"a":[1e400]}})"),
                            std::string(R"({"accord":1,"commitments":[],"kind":"filing","refers":{},"more":1})"),
                            std::string(R"({"accord":1,"commitments":[], "kind":"filing","refers":{}})"),
                            std::string(R"({"commitments":[],"accord":1,"kind":"filing","refers":{}})"),
                            R"({"accord":1,"commitments":[")" + high + R"(",")" + low + R"("],"kind":"filing","refers":{}})",
                            R"({"accord":1,"commitments":[")" + low + R"(",")" + low + R"("],"kind":"filing","refers":{}})",
                            R"({"accord":1,"commitments":[")" + std::string(64, 'A') + R"("],"kind":"filing","refers":{}})",
                            R"({"accord":1,"commitments":[")" + std::string(62, 'a') + R"("],"kind":"filing","refers":{}})"})
    EXPECT_FALSE(decode_entry(bytes)) << bytes;
}

TEST(Entry, HasRoomForTheCommitmentsItPromises) {
  std::vector<Hash> many;
  for (std::size_t i = 0; i < max_commitments; ++i) many.push_back(sha256(std::to_string(i)));
  const auto bytes = encode_entry(EntryKind::deadline_extended, many, {{"ground", std::string(4000, 'g')}});
  EXPECT_EQ(decode_entry(bytes)->commitments.size(), max_commitments);
  for (std::size_t i = 0; i < 100; ++i) many.push_back(sha256("more" + std::to_string(i)));
  EXPECT_THROW(encode_entry(EntryKind::filing, many), std::length_error);
  EXPECT_THROW(encode_entry(EntryKind::filing, {many[0], many[1], many[0]}), std::invalid_argument);
}

RC_GTEST_PROP(Entry, ComesBackWhateverTheOrder, (const std::vector<std::string>& contents)) {
  std::vector<Hash> commitments;
  for (std::size_t i = 0; i < contents.size(); ++i) commitments.push_back(commit({std::to_string(i), contents[i]}));
  const auto bytes = encode_entry(EntryKind::filing, commitments);
  std::ranges::reverse(commitments);
  RC_ASSERT(encode_entry(EntryKind::filing, commitments) == bytes);
  const auto entry = decode_entry(bytes);
  RC_ASSERT(entry.has_value());
  std::ranges::sort(commitments);
  RC_ASSERT(entry->commitments == commitments);
}

}  // namespace
}  // namespace accord::record
