#include "format/packed.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "format/corpus_test_help.h"

namespace accord::format {
namespace {

using namespace test;

struct Pack {
  const char* name;
  std::string (*pack)(std::string_view);
};
const Pack packs[] = {{"gzip", gz}, {"zstd", zst}, {"lz4", lz4}};

TEST(Packed, the_first_bytes_say_what_it_is) {
  EXPECT_EQ(packing_of(gz("a")), Packing::gzip);
  EXPECT_EQ(packing_of(zst("a")), Packing::zstd);
  EXPECT_EQ(packing_of(lz4("a")), Packing::lz4);
  EXPECT_EQ(packing_of("WARC/1.0\r\n"), Packing::plain);
  EXPECT_EQ(packing_of(""), Packing::plain);
}

RC_GTEST_PROP(Packed, members_of_any_sizes_read_in_any_pieces_give_the_whole, ()) {
  const auto& pack = packs[*rc::gen::inRange(0, 3)];
  const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::element<std::size_t>(0, 1, 100, 9000, 70000, 300000));
  const auto piece = *rc::gen::element<std::size_t>(1, 7, 1000, 65536, 1U << 20U);
  std::string whole, stored;
  for (unsigned i = 0; i < sizes.size() && whole.size() < 400000; i++) {
    const auto content = prose(piece < 1000 ? sizes[i] % 5000 : sizes[i], i);
    whole += content;
    stored += pack.pack(content);
  }
  ReadStatus status;
  RC_ASSERT(unpacked(stored, status, piece) == whole);
  RC_ASSERT(status.state == InputState::ok);
  RC_ASSERT(status.reasons.empty());
}

TEST(Packed, a_member_longer_than_any_guess_is_read) {
  const auto large = prose(9'000'000), small = prose(5000, 2);
  ReadStatus status;
  EXPECT_EQ(unpacked(gz(small) + gz(large) + gz(small) + gz(large) + gz(small), status), small + large + small + large + small);
  EXPECT_TRUE(status.reasons.empty());
}

// FastWARC #6, jwarc #17, warcio #138: never hang, never be silent, and say where.
TEST(Packed, what_is_cut_off_anywhere_is_truncated_at_that_byte) {
  for (const auto& pack : packs) {
    const auto first = prose(3000), second = prose(2000, 2);
    const auto head = pack.pack(first), stored = head + pack.pack(second);
    for (std::size_t cut = head.size() + 11; cut < stored.size(); cut += 13) {
      ReadStatus status;
      const auto content = unpacked(stored.substr(0, cut), status);
      ASSERT_TRUE(content.starts_with(first)) << pack.name << " cut at " << cut;
      ASSERT_TRUE((first + second + "|").starts_with(content.substr(0, content.size() - 1))) << pack.name << " cut at " << cut;
      ASSERT_EQ(status.state, InputState::truncated) << pack.name << " cut at " << cut;
      ASSERT_EQ(status.reasons.at("truncated").places.at(0), (Place{cut, 0})) << pack.name;
    }
  }
}

TEST(Packed, one_long_gzip_stream_cut_off_gives_what_came_before) {
  const auto content = prose(6'000'000);
  const auto stored = gz(content);
  ReadStatus status;
  const auto read = unpacked(stored.substr(0, stored.size() / 2), status);
  EXPECT_GT(read.size(), content.size() / 3);
  EXPECT_EQ(read, content.substr(0, read.size() - 1) + "|");
  EXPECT_EQ(status.state, InputState::truncated);
}

TEST(Packed, every_good_member_is_read_and_every_damaged_one_named) {
  for (const auto& pack : packs) {
    std::string stored, expected;
    std::vector<Place> damaged;
    for (unsigned i = 0; i < 300; i++) {
      const auto content = prose(2000 + i, i);
      auto member = pack.pack(content);
      if (i % 7 == 3) {
        damaged.push_back({stored.size(), 0});
        for (std::size_t at = 30; at < member.size() - 20; at++) member[at] = static_cast<char>(member[at] ^ (0x5A + at));
      } else {
        expected += content;
      }
      stored += member;
    }
    ReadStatus status;
    auto read = unpacked(stored, status);
    EXPECT_EQ(status.state, InputState::damaged);
    const auto& reason = status.reasons.at("damaged " + std::string(pack.name) + " member");
    EXPECT_EQ(reason.count, damaged.size()) << pack.name;
    for (std::size_t i = 0; i < damaged.size() && i < reason.places.size(); i++)
      EXPECT_EQ(reason.places[i].offset >= damaged[i].offset && reason.places[i].offset < damaged[i].offset + 2000, true);
    if (std::string_view(pack.name) == "gzip") {
      std::erase(read, '|');
      EXPECT_EQ(read, expected);
    }
    for (unsigned i = 0; i < 300; i++) {
      if (i % 7 != 3) {
        EXPECT_NE(read.find(prose(2000 + i, i)), std::string::npos) << pack.name << " " << i;
      }
    }
  }
}

// Found by fuzzing: ISA-L decodes damaged members by what an earlier one left in its tables, so that the same bytes gave other counts.
TEST(Packed, what_a_damaged_member_gives_does_not_depend_on_what_was_read_before) {
  const auto before = prose(4'400'000);  // too long for one go, and so are the members behind it taken for
  const auto packed = gz(before), member = gz(prose(3000, 2));
  std::minstd_rand random(1);
  for (int i = 0; i < 50; i++) {
    auto damaged = member;
    for (int k = 0; k < 3; k++) damaged[12 + random() % 60] = static_cast<char>(random());  // where the codes are stated
    ReadStatus alone, after;
    ASSERT_EQ(unpacked(packed + damaged, after).substr(before.size()), unpacked(damaged, alone)) << i;
  }
}

// Found by fuzzing: a scan that goes on inside a damaged file reads it in other pieces, and must count the same.
TEST(Packed, what_comes_before_damage_does_not_depend_on_the_pieces) {
  for (const auto& pack : packs) {
    const auto whole = pack.pack(prose(700'000));
    std::minstd_rand random(1);
    for (int i = 0; i < 25; i++) {
      auto damaged = whole;
      damaged[20 + random() % (damaged.size() - 20)] ^= static_cast<char>(1 + random() % 255);
      ReadStatus large;
      const auto expected = unpacked(damaged, large);
      for (const std::size_t piece : {std::size_t(1009), std::size_t(70'001), std::size_t(1) << 17U}) {
        ReadStatus status;
        ASSERT_EQ(unpacked(damaged, status, piece), expected) << pack.name << " " << i << " " << piece;
        ASSERT_EQ(status.state, large.state);
      }
    }
  }
}

TEST(Packed, bytes_between_and_behind_members_are_noted_and_zeros_are_not) {
  const auto a = prose(500), b = prose(600, 2);
  ReadStatus status;
  EXPECT_EQ(unpacked(gz(a) + "what is this?" + gz(b), status), a + "|" + b);
  EXPECT_EQ(status.reasons.at("bytes between members that are no gzip").places.at(0).offset, gz(a).size());
  EXPECT_EQ(status.state, InputState::damaged);
  ReadStatus behind;
  EXPECT_EQ(unpacked(gz(a) + "trailing garbage", behind), a + "|");
  EXPECT_EQ(behind.reasons.at("trailing bytes that are no gzip").count, 1U);
  ReadStatus zeros;
  EXPECT_EQ(unpacked(gz(a) + std::string(512, '\0') + gz(b) + std::string(70000, '\0'), zeros), a + b);
  EXPECT_EQ(zeros.state, InputState::ok);
}

TEST(Packed, skippable_zstd_frames_are_passed) {
  const std::string skippable("\x50\x2a\x4d\x18\x05\0\0\0abcde", 13);
  ReadStatus status;
  EXPECT_EQ(unpacked(skippable + zst("one") + skippable + zst("two"), status), "onetwo");
  EXPECT_EQ(status.state, InputState::ok);
}

TEST(Packed, a_zstd_window_of_two_gigabytes_is_taken) {
  auto* c = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter(c, ZSTD_c_enableLongDistanceMatching, 1);
  ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, 0);
  const auto content = prose(200000);
  std::string stored(ZSTD_compressBound(content.size()), '\0');
  ZSTD_inBuffer in{content.data(), content.size(), 0};
  ZSTD_outBuffer out{stored.data(), stored.size(), 0};
  while (ZSTD_compressStream2(c, &out, &in, in.pos == in.size ? ZSTD_e_end : ZSTD_e_flush) != 0 || in.pos < in.size) {
  }
  ZSTD_compressStream2(c, &out, &in, ZSTD_e_end);
  ZSTD_freeCCtx(c);
  stored.resize(out.pos);
  stored[5] = static_cast<char>((31 - 10) << 3);  // the window descriptor: 2^31 bytes (RFC 8878, 3.1.1.1.2)
  ReadStatus status;
  EXPECT_EQ(unpacked(stored, status), content);
  EXPECT_EQ(status.state, InputState::ok);
}

TEST(Packed, reading_goes_on_at_any_place_that_was_given) {
  for (const auto& pack : packs) {
    std::string whole, stored;
    for (unsigned i = 0; i < 20; i++) {
      const auto content = prose(i == 7 ? 400000 : 3000, i);
      whole += content;
      stored += pack.pack(content);
    }
    ReadStatus status;
    auto window = open_window(memory_stream(stored, 4096), status);
    std::vector<std::pair<std::size_t, Place>> places;
    for (std::size_t at = 0; at + 1000 < whole.size(); at += 997) {
      ASSERT_TRUE(*window->ensure(997));
      places.emplace_back(at, window->place());
      window->take(997);
    }
    for (std::size_t i = 0; i < places.size(); i += 37) {
      ASSERT_TRUE(window->seek(places[i].second));
      EXPECT_EQ(window->place(), places[i].second);
      ASSERT_EQ(drain(*window), whole.substr(places[i].first)) << pack.name << " from " << say(places[i].second);
    }
  }
}

TEST(Packed, what_is_compressed_twice_says_so) {
  ReadStatus status;
  unpacked(gz(gz("WARC/1.0\r\n")), status);
  EXPECT_EQ(status.reasons.count("compressed twice"), 1U);
}

}  // namespace
}  // namespace accord::format
