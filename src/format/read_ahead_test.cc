#include "format/read_ahead.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "format/corpus_test_help.h"

namespace accord::format {
namespace {

using namespace test;

struct Read {
  std::string content;        // with a bar for each hole
  std::vector<Place> places;  // of every 997th byte
  ReadStatus status;
};

Read read(std::string_view stored, bool ahead, std::optional<Place> from = {}) {
  Read r;
  auto window = open_window(memory_stream(stored, 5000), r.status, ahead).value();
  if (from) {
    EXPECT_TRUE(window.seek(*from));
    r.status = {};
  }
  while (true) {
    const bool more = *window.ensure(997);
    if (!window.view().empty()) {
      r.places.push_back(window.place());
      const auto n = std::min<std::size_t>(997, window.view().size());
      r.content += window.view().substr(0, n);
      window.take(n);
    }
    if (more || !window.view().empty()) continue;
    if (window.at_end()) return r;
    r.content += '|';
    window.pass_hole();
  }
}

void expect_alike(const Read& a, const Read& b) {
  RC_ASSERT(a.content == b.content);
  RC_ASSERT(a.places == b.places);
  RC_ASSERT(a.status.state == b.status.state);
  RC_ASSERT(a.status.reasons.size() == b.status.reasons.size());
  for (const auto& [what, reason] : a.status.reasons) {
    RC_ASSERT(b.status.reasons.contains(what));
    RC_ASSERT(b.status.reasons.at(what).count == reason.count);
    RC_ASSERT(b.status.reasons.at(what).places == reason.places);
  }
}

// Members of any sizes, some damaged, cut off anywhere.
RC_GTEST_PROP(ReadAhead, gives_what_reading_without_it_gives, ()) {
  const auto pack = *rc::gen::element(&gz, &zst, &lz4);
  const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::element<std::size_t>(0, 100, 9000, 70000, 300000));
  std::string stored;
  for (unsigned i = 0; i < sizes.size() && stored.size() < 400000; i++) {
    auto member = pack(prose(sizes[i], i));
    if (*rc::gen::inRange(0, 6) == 0 && member.size() > 60)
      for (std::size_t at = 30; at < 50; at++) member[at] = static_cast<char>(member[at] ^ 0x5A);
    stored += member;
  }
  if (*rc::gen::inRange(0, 3) == 0 && stored.size() > 40) stored.resize(stored.size() - *rc::gen::inRange<std::size_t>(1, 30));
  RC_PRE(packing_of(stored) != Packing::plain);
  const auto plain = read(stored, false);
  expect_alike(read(stored, true), plain);
  if (!plain.places.empty()) {
    const auto from = plain.places[*rc::gen::inRange<std::size_t>(0, plain.places.size())];
    expect_alike(read(stored, true, from), read(stored, false, from));
  }
}

TEST(ReadAhead, may_be_left_in_the_middle) {
  const auto stored = gz(prose(30'000'000));
  for (int i = 0; i < 20; i++) {
    ReadStatus status;
    auto window = open_window(memory_stream(stored), status, true).value();
    ASSERT_TRUE(*window.ensure(static_cast<std::size_t>(i) * 100'000));
  }
}

class Failing final : public ByteStream {
 public:
  Result<Step> pull(Buffer& out) override {
    if (given_) return fail(Kind::unavailable, "the disk is gone");
    given_ = true;
    out.room(3);
    out.append(3);
    return Step::more;
  }
  Result<void> seek(Place) override { return {}; }
  Place place(std::uint64_t produced) const override { return {produced, 0}; }

 private:
  bool given_ = false;
};

TEST(ReadAhead, an_error_comes_behind_the_bytes_before_it) {
  ReadStatus status;
  const auto stream = read_ahead([](ReadStatus&) { return std::make_unique<Failing>(); }, status);
  Buffer out;
  EXPECT_EQ(stream->pull(out), ByteStream::Step::more);
  EXPECT_EQ(out.size(), 3U);
  EXPECT_FALSE(stream->pull(out));
  EXPECT_FALSE(stream->pull(out));
}

}  // namespace
}  // namespace accord::format
