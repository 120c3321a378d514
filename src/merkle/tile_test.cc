#include "merkle/tile.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace accord::merkle {
namespace {

TEST(TilePath, IsWrittenAsTheSpecificationWritesIt) {
  EXPECT_EQ(to_string(TilePath{false, 0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(to_string(TilePath{false, 1, 0, 17}), "tile/1/000.p/17");
  EXPECT_EQ(to_string(TilePath{true, 0, 273, 112}), "tile/entries/273.p/112");
  EXPECT_EQ(to_string(TilePath{true, 0, 1000, 256}), "tile/entries/x001/000");
  const auto p = parse_tile_path("tile/0/x001/067.p/5");
  ASSERT_TRUE(p);
  EXPECT_FALSE(p->entries);
  EXPECT_EQ(p->level, 0);
  EXPECT_EQ(p->index, 1067U);
  EXPECT_EQ(p->width, 5);
  EXPECT_EQ(parse_tile_path("tile/7/x018/x446/x744/x073/x709/x551/615")->index, 18'446'744'073'709'551'615U);
}

TEST(TilePath, RefusesEveryOtherSpelling) {
  for (const auto* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/00/000",
                           "tile/8/000",
                           "tile/-1/000",
                           "tile/0/0",
                           "tile/0/0000",
                           "tile/0/000/",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/05",
                           "tile/0/000.p/5/",
                           "tile/0/000.p/5/x",
                           "tile/0/x000/001",
                           "tile/0/001/001",
                           "tile/0/x001",
                           "tile/0/x001/x067",
                           "tile/0/x001.p/5",
                           "tile/0/xx01/067",
                           "tile/0/X001/067",
                           "tile/0/00a",
                           "tile/0/ 01",
                           "tile/entries",
                           "tile/entries/",
                           "tile/data/000",
                           "/tile/0/000",
                           "tile//0/000",
                           "tile/0//000",
                           "tile/0/000?x",
                           "tile/0/000.p/5.p/5",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile/0/x001/x000/x000/x000/x000/x000/x000/000"})
    EXPECT_FALSE(parse_tile_path(path)) << path;
}

RC_GTEST_PROP(TilePath, ComesBackAsItWas, ()) {
  TilePath p;
  p.entries = *rc::gen::arbitrary<bool>();
  p.level = p.entries ? 0 : *rc::gen::inRange(0, 8);
  p.index = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(0, 64);
  p.width = *rc::gen::inRange(1, 257);
  const auto back = parse_tile_path(to_string(p));
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->entries == p.entries && back->level == p.level && back->index == p.index && back->width == p.width);
}

RC_GTEST_PROP(TilePath, HasOneSpelling, ()) {
  const auto text = "tile/" + *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0127x/.pentris")));
  if (const auto p = parse_tile_path(text)) RC_ASSERT(to_string(*p) == text);
}

TEST(Bundle, HasBigEndianLengths) {
  const auto bytes = encode_bundle({"ab", "", std::string(258, 'z')});
  EXPECT_EQ(bytes, std::string("\0\2ab\0\0\1\2", 8) + std::string(258, 'z'));
  EXPECT_THROW(encode_bundle({std::string(65'536, 'x')}), std::length_error);
  EXPECT_EQ(decode_bundle(encode_bundle({std::string(65'535, 'x')}))->front().size(), 65'535U);
}

TEST(Bundle, RefusesWhatIsCutOrTooMany) {
  EXPECT_TRUE(decode_bundle("")->empty());
  EXPECT_FALSE(decode_bundle(std::string("\0", 1)));
  EXPECT_FALSE(decode_bundle(std::string("\0\3ab", 4)));
  EXPECT_TRUE(decode_bundle(encode_bundle(std::vector<std::string>(256, "e"))));
  EXPECT_FALSE(decode_bundle(encode_bundle(std::vector<std::string>(257, "e"))));
}

RC_GTEST_PROP(Bundle, ComesBackAsItWas, (const std::vector<std::string>& entries)) {
  RC_PRE(entries.size() <= 256U);
  const auto back = decode_bundle(encode_bundle(entries));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == entries);
}

}  // namespace
}  // namespace accord::merkle
