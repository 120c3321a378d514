#include "corpus/optouts/evidence.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "summary/tally_test_help.h"

namespace accord::corpus::optouts {
namespace {

using summary::optouts::Speaker;

std::vector<Evidence> made(std::size_t n) {
  std::mt19937 random(7);
  std::vector<Evidence> out;
  for (std::size_t i = 0; i < n; i++) {
    Evidence e;
    e.domain = fmt::format("d{}.com", random() % 40);
    e.speaker = static_cast<Speaker>(random() % 3);
    e.host = e.speaker == Speaker::bare ? e.domain : fmt::format("h{}.{}", random() % 3, e.domain);
    e.kind = static_cast<SiteFile>(random() % 6);
    e.time = random() % 9 == 0 ? undated : static_cast<std::int64_t>(random() % 1000) - 500;
    e.answered = static_cast<Answered>(random() % 3);
    e.everybody = {static_cast<format::RobotsReach>(random() % 4), static_cast<std::uint32_t>(random() % 100)};
    for (std::uint16_t t = 0; t < random() % 4; t++)
      e.named.push_back({static_cast<std::uint16_t>(t * 200), {format::RobotsReach::whole, t}});
    if (random() % 2 == 0) e.said.push_back({static_cast<std::uint8_t>(random() % 5), {format::Says::part, 3, fmt::format("why {}", i)}});
    out.push_back(e);
  }
  return out;
}

std::string text(const Evidence& e) {
  std::string out = fmt::format("{}|{}|{}|{}|{}|{}|{}:{}", e.domain, static_cast<int>(e.speaker), e.host, static_cast<int>(e.kind), e.time,
                                static_cast<int>(e.answered), static_cast<int>(e.everybody.reach), e.everybody.line);
  for (const auto& n : e.named) out += fmt::format(" {}={}:{}", n.token, static_cast<int>(n.verdict.reach), n.verdict.line);
  for (const auto& s : e.said) out += fmt::format(" {}={}:{}:{}", s.signal, static_cast<int>(s.said.says), s.said.line, s.said.why);
  return out;
}

struct Read {
  std::vector<std::string> rows;
  std::vector<std::uint64_t> hashes;
  std::vector<std::tuple<std::string, int, std::string, int, std::int64_t>> keys;
};
Read read(const std::vector<Evidence>& all, std::size_t memory, std::size_t& runs_made) {
  summary::test::MemoryScratch scratch;
  EvidenceRuns runs(scratch);
  EvidenceWriter writer(runs, memory);
  for (const auto& e : all) writer.add(e).value();
  writer.finish().value();
  runs_made = scratch.pieces.size();
  auto reader = EvidenceReader::open(runs).value();
  Read out;
  while (reader.next().value()) {
    const auto& e = reader.row();
    out.rows.push_back(text(e));
    out.hashes.push_back(reader.hash());
    out.keys.emplace_back(e.domain, static_cast<int>(e.speaker), e.host, static_cast<int>(e.kind), e.time);
  }
  return out;
}

TEST(evidence, rows_come_back_in_one_order_however_many_runs_there_were) {
  const auto all = made(400);
  std::size_t few = 0, many = 0;
  const auto one = read(all, 1 << 20, few), other = read(all, 1, many);
  EXPECT_EQ(few, 1U);
  EXPECT_EQ(many, 400U);  // more than are open at a time
  EXPECT_EQ(one.rows, other.rows);
  ASSERT_EQ(one.rows.size(), all.size());
  EXPECT_TRUE(std::ranges::is_sorted(one.hashes));
  for (std::size_t i = 1; i < one.keys.size(); i++) EXPECT_TRUE(one.hashes[i] != one.hashes[i - 1] || one.keys[i - 1] <= one.keys[i]);
  std::vector<std::string> put, got = one.rows;
  for (const auto& e : all) put.push_back(text(e));
  std::ranges::sort(put);
  std::ranges::sort(got);
  EXPECT_EQ(put, got);
}

TEST(evidence, nothing_is_nothing) {
  summary::test::MemoryScratch scratch;
  EvidenceRuns runs(scratch);
  auto reader = EvidenceReader::open(runs).value();
  EXPECT_FALSE(reader.next().value());
}

}  // namespace
}  // namespace accord::corpus::optouts
