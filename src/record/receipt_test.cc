#include "record/receipt.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "merkle/tree.h"

namespace accord::record {
namespace {

merkle::SigningKey key(char fill = 'k') { return merkle::make_key("code.example/accord", std::string(32, fill)); }
merkle::VerifyingKey trusted() { return merkle::public_half(key()); }

// A log of five entries; the receipt is of the fourth, a filing of an author and two points.
struct Log {
  std::vector<std::string> entries;
  std::vector<Hash> leaves;
  Receipt receipt;

  Log() {
    receipt.opened = {{std::string(32, 'a'), R"({"author":"Ada Example"})"},
                      {std::string(32, 'b'), R"({"text":"Say \"shall\", not «should».\n\nTwice."})"},
                      {std::string(32, 'c'), R"({"text":"Delete."})"}};
    for (int i = 0; i < 5; ++i) {
      std::vector<Hash> commitments;
      for (const auto& o : receipt.opened) commitments.push_back(i == 3 ? commit(o) : sha256(o.content + std::to_string(i)));
      entries.push_back(encode_entry(EntryKind::filing, commitments));
      leaves.push_back(merkle::leaf_hash(entries.back()));
    }
    receipt.index = 3;
    receipt.entry = entries[3];
    receipt.proof = *merkle::inclusion_proof(3, 5, reader());
    receipt.checkpoint = merkle::sign({"code.example/accord", 5, *merkle::root_at(5, reader())}, key());
  }
  merkle::HashReader reader() const {
    return [this](int level, std::uint64_t i) -> Result<Hash> {
      if (level != 0) return fail(Kind::not_found, "no such hash");
      return leaves.at(i);
    };
  }
};

std::string why_not(const Receipt& receipt, const merkle::VerifyingKey& by = trusted()) {
  const auto verified = verify_receipt(receipt, by);
  return verified ? "proven" : verified.error().message;
}

TEST(Receipt, ProvesEveryWordThatWasFiled) {
  const auto verified = verify_receipt(Log().receipt, trusted());
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->index, 3U);
  EXPECT_EQ(verified->kind, EntryKind::filing);
  EXPECT_EQ(verified->opened, 3U);
  EXPECT_EQ(verified->commitments, 3U);
  EXPECT_EQ(verified->checkpoint.size, 5U);
}

TEST(Receipt, ProvesOnePointAloneWithoutItsAuthor) {
  auto receipt = Log().receipt;
  receipt.opened.erase(receipt.opened.begin());
  receipt.opened.pop_back();
  const auto verified = verify_receipt(receipt, trusted());
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->opened, 1U);
  EXPECT_EQ(verified->commitments, 3U);
  EXPECT_EQ(encode_receipt(receipt).find("Ada"), std::string::npos);
}

TEST(Receipt, SaysWhichPartIsWrong) {
  const Log log;
  EXPECT_EQ(why_not(log.receipt, merkle::public_half(key('x'))), "signed by a key that you have not told me to trust");
  auto r = log.receipt;
  r.opened[1].content[10] ^= 1;
  EXPECT_EQ(why_not(r), "content 2 is not what the entry commits to: it was changed, or belongs elsewhere");
  r = log.receipt;
  r.opened[2].salt[0] ^= 1;
  EXPECT_EQ(why_not(r), "content 3 is not what the entry commits to: it was changed, or belongs elsewhere");
  r = log.receipt;
  r.opened.push_back(r.opened[0]);
  EXPECT_EQ(why_not(r), "content 4 is given twice");
  r = log.receipt;
  r.index = 2;
  EXPECT_EQ(why_not(r), "the proof does not lead from this entry at 2 to the signed root");
  r = log.receipt;
  r.entry = log.entries[2];
  EXPECT_EQ(why_not(r), "the proof does not lead from this entry at 3 to the signed root");
  r = log.receipt;
  r.proof.pop_back();
  EXPECT_EQ(why_not(r), "the proof does not lead from this entry at 3 to the signed root");
  r = log.receipt;
  r.index = 5;
  EXPECT_EQ(why_not(r), "the checkpoint covers 5 entries, too few for entry 5");
  r = log.receipt;
  r.checkpoint = merkle::sign({"code.example/accord", 5, sha256("another root")}, key());
  EXPECT_EQ(why_not(r), "the proof does not lead from this entry at 3 to the signed root");
}

TEST(Receipt, OfAnEntryThatIsNoneProvesNothing) {
  // A server could sign a tree of anything; words are proven only by an entry in the one encoding.
  Receipt r;
  r.entry = "not an entry";
  r.checkpoint = merkle::sign({"code.example/accord", 1, merkle::leaf_hash(r.entry)}, key());
  EXPECT_FALSE(verify_receipt(r, trusted()));
}

TEST(ReceiptFile, IsReadByPeopleAndComesBack) {
  const auto receipt = Log().receipt;
  const auto file = encode_receipt(receipt);
  EXPECT_TRUE(file.starts_with("{\n  \"accord_receipt\": 1,\n  \"what\": \"Proof"));
  EXPECT_TRUE(file.ends_with("}\n"));
  EXPECT_NE(file.find("not «should»"), std::string::npos) << "text stays text";
  EXPECT_EQ(encode_receipt(receipt), file);
  const auto back = decode_receipt(file);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(encode_receipt(*back), file);
  EXPECT_EQ(why_not(*back), "proven");
}

TEST(ReceiptFile, SurvivesAnEditorThatFormatsJsonAnew) {
  const auto again = Json::parse(encode_receipt(Log().receipt)).dump(-1, ' ', true);
  const auto back = decode_receipt(again);
  ASSERT_TRUE(back);
  EXPECT_EQ(why_not(*back), "proven");
}

TEST(ReceiptFile, RefusesWrongShapesByName) {
  const auto good = Json::parse(encode_receipt(Log().receipt));
  const auto place_of = [&](const std::string& pointer, const Json& value) {
    auto broken = good;
    broken[Json::json_pointer(pointer)] = value;
    const auto result = decode_receipt(broken.dump());
    return result ? "read" : result.error().place;
  };
  EXPECT_EQ(place_of("/log", 1), "log");
  EXPECT_EQ(place_of("/log/index", -1), "log.index");
  EXPECT_EQ(place_of("/log/index", 3.0), "log.index");
  EXPECT_EQ(place_of("/log/origin", "another.example"), "log.origin");
  EXPECT_EQ(place_of("/log/proof", "x"), "log.proof");
  EXPECT_EQ(place_of("/log/proof/0", "AAAA"), "log.proof");
  EXPECT_EQ(place_of("/log/proof", Json(65, to_base64(std::string(32, 'x')))), "log.proof");
  EXPECT_EQ(place_of("/entry", nullptr), "entry");
  EXPECT_EQ(place_of("/contents", Json::object()), "contents");
  EXPECT_EQ(place_of("/contents/1", 7), "contents");
  EXPECT_EQ(place_of("/contents/1/salt", "c2hvcnQ="), "contents.salt");
  EXPECT_EQ(place_of("/contents/1/content", 7), "contents.content");
  EXPECT_EQ(place_of("/accord_receipt", 2), "accord_receipt");
  EXPECT_FALSE(decode_receipt(""));
  EXPECT_FALSE(decode_receipt("{}"));
  EXPECT_FALSE(decode_receipt("\xff\xfe"));
  EXPECT_FALSE(decode_receipt(std::string(100'000, '[')));
  EXPECT_FALSE(decode_receipt(good.dump().substr(0, 500)));
}

RC_GTEST_PROP(Receipt, NoChangedByteOfTheFileProvesOtherWords, ()) {
  static const auto file = encode_receipt(Log().receipt);
  auto changed = file;
  changed[*rc::gen::inRange<std::size_t>(0, file.size())] = static_cast<char>(*rc::gen::inRange(0x20, 0x7f));
  const auto receipt = decode_receipt(changed);
  if (!receipt || !verify_receipt(*receipt, trusted())) return;
  // What still verifies says the same: the change was in the words about the receipt, or in white space.
  const auto original = Log().receipt;
  RC_ASSERT(receipt->entry == original.entry);
  RC_ASSERT(receipt->index == original.index);
  RC_ASSERT(receipt->checkpoint == original.checkpoint);
  RC_ASSERT(receipt->opened.size() == original.opened.size());
  for (std::size_t i = 0; i < original.opened.size(); ++i) RC_ASSERT(receipt->opened[i].content == original.opened[i].content);
}

}  // namespace
}  // namespace accord::record
