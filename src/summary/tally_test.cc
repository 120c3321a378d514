#include "summary/languages.h"
#include "summary/tally.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <thread>

#include "summary/tally_test_help.h"

namespace accord::summary {
namespace {

using namespace test;

Plain read_back(const Written& w) {
  Plain out;
  const auto file = w.file();
  for (const auto& s : file.totals().sources)
    for (const auto& [modality, t] : s.modalities) out.totals[s.source.name][modality] = t.counts;
  EXPECT_TRUE(file.each_row([&](const DomainRow& r) -> Result<void> {
    auto& c = out.rows[{std::string(r.domain), file.totals().sources.at(r.source).source.name, r.modality}];
    EXPECT_EQ(c.documents, 0U) << "a row twice";
    c = {.documents = r.documents, .bytes = r.bytes, .tokens = r.tokens, .first = r.first, .last = r.last};
    return {};
  }));
  return out;
}

void expect_as_counted_plainly(const Written& w, const std::vector<Made>& documents) {
  const auto expected = counted_plainly(documents);
  const auto found = read_back(w);
  EXPECT_EQ(found.totals, expected.totals);
  ASSERT_EQ(found.rows.size(), expected.rows.size());
  std::map<std::string, int> names;
  for (const auto& [key, c] : expected.rows) {
    const auto& f = found.rows.at(key);
    EXPECT_EQ(std::tie(f.documents, f.bytes, f.tokens, f.first, f.last), std::tie(c.documents, c.bytes, c.tokens, c.first, c.last));
    ++names[std::get<0>(key)];
  }
  EXPECT_EQ(w.totals.distinct_domains, names.size());
  if (w.totals.duplicates) {
    EXPECT_EQ(w.totals.duplicates->distinct, expected.texts.size());
    EXPECT_EQ(w.totals.duplicates->documents, documents.size() - expected.texts.size());
  }
}

TEST(Tally, CountsAsAPlainCountDoes) {
  const auto documents = made_documents(1, 5000, 300);
  const auto w = tally_of(documents);
  expect_as_counted_plainly(w, documents);
  EXPECT_EQ(sum(w.totals).documents, 5000U);
  EXPECT_EQ(w.totals.header.suffixes.date, "2025-06-26");
  EXPECT_TRUE(w.file().verify());
  EXPECT_EQ(w.file().totals().digest, w.totals.digest);
}

TEST(Tally, OfNothingIsATally) {
  const auto w = tally_of({});
  EXPECT_EQ(w.totals.distinct_domains, 0U);
  EXPECT_EQ(w.totals.sources.size(), 3U);
  EXPECT_TRUE(w.file().verify());
  EXPECT_EQ(merged({w, w}).bytes, w.bytes);
}

TEST(Tally, SpillsWithoutLosingAnything) {
  const auto documents = made_documents(2, 40'000, 9'000);
  MemoryScratch scratch;
  const auto small = tally_of(documents, 3, 600'000);
  expect_as_counted_plainly(small, documents);
  EXPECT_EQ(small.bytes, tally_of(documents, 1).bytes);
}

TEST(Tally, KnowsLanguagesByOneCode) {
  const std::vector<std::pair<std::string, bool>> given = {{"en", false}, {"eng_Latn", false}, {"EN-gb", false}, {"deu", true}, {"klingon", false}, {"", false}, {"mlt", false}, {"en", true}};
  std::vector<Made> documents;
  for (const auto& [code, detected] : given) {
    Made d;
    d.language = code;
    d.document = {.bytes = 10, .language_detected = detected};
    documents.push_back(d);
  }
  const auto w = tally_of(documents);
  const Languages expected = {{{"en", false}, {3, 30}}, {{"de", true}, {1, 10}}, {{"und", false}, {1, 10}}, {{"mt", false}, {1, 10}}, {{"en", true}, {1, 10}}};
  EXPECT_EQ(by_modality(w.totals)[Modality::text].languages, expected);
}

TEST(Tally, KnowsALanguageByWhateverCodeItHad) {
  for (const auto& [given, code] : std::initializer_list<std::pair<const char*, const char*>>{
           {"iw", "he"}, {"ger", "de"}, {"fre", "fr"}, {"gre", "el"}, {"dut_Latn", "nl"}, {"mo", "ro"}, {"lvs_Latn", "lv"}, {"ekk_Latn", "et"}, {"cmn_Hani", "zh"}, {"nob", "nb"}, {"als", "sq"},
           {"gle", "ga"}, {"mlt", "mt"}, {"xzq", "xzq"}, {"english", "und"}, {"", "und"}, {"e1", "und"}})
    EXPECT_EQ(language_code(given), code) << given;
}

TEST(Tally, RefusesTwoSourcesWithOneName) {
  MemoryScratch scratch;
  std::string bytes;
  MemoryOutput out(bytes);
  Tally tally({}, {{.name = "x"}, {.name = "x"}}, suffixes(), scratch);
  EXPECT_FALSE(tally.finish(out));
}

TEST(Tally, IsCountedByThreadsAtOnce) {
  const auto documents = made_documents(3, 20'000, 2'000);
  MemoryScratch scratch;
  Written w;
  MemoryOutput out(w.bytes);
  Tally tally({.stage = Stage::collected, .options = {{"languages", "declared"}}, .duplicates = true}, sources(), suffixes(), scratch, {2U << 20U, 4});
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        auto& counter = tally.counter();
        for (std::size_t i = t; i < documents.size(); i += 4) counter.add(documents[i].source, documents[i].modality, documents[i].view()).value();
      });
  }
  w.totals = tally.finish(out).value();
  EXPECT_EQ(w.bytes, tally_of(documents).bytes);
}

// A10: any split of the documents, in any order, over counters, tallies, sources in another order and merges of merges: the same bytes.
RC_GTEST_PROP(TallyProperty, AnySplitGivesTheSameBytes, ()) {
  auto documents = made_documents(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::inRange<std::size_t>(0, 400), *rc::gen::inRange<std::uint64_t>(1, 200));
  const bool duplicates = *rc::gen::arbitrary<bool>();
  const auto whole = tally_of(documents, 1, 64U << 20U, duplicates);
  std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
  std::ranges::shuffle(documents, random);
  std::vector<Written> parts;
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<Made> part;
    for (std::size_t k = i; k < documents.size(); k += count) part.push_back(documents[k]);
    std::vector<std::uint32_t> order = {0, 1, 2};
    std::ranges::shuffle(order, random);
    parts.push_back(tally_of(part, 1 + static_cast<unsigned>(random() % 3), 20'000 + random() % 100'000, duplicates, order));
  }
  std::ranges::shuffle(parts, random);
  RC_ASSERT(merged(parts).bytes == whole.bytes);
  // Two at a time, in some order of brackets.
  while (parts.size() > 1) {
    const auto a = static_cast<std::ptrdiff_t>(random() % (parts.size() - 1));
    parts[static_cast<std::size_t>(a)] = merged({parts[static_cast<std::size_t>(a) + 1], parts[static_cast<std::size_t>(a)]});
    parts.erase(parts.begin() + a + 1);
  }
  RC_ASSERT(parts[0].bytes == whole.bytes);
  RC_ASSERT(parts[0].totals.digest == whole.totals.digest);
}

TEST(Tally, SharesScratchSpaceWithOthers) {
  MemoryScratch scratch;
  std::vector<std::unique_ptr<Tally>> tallies;
  std::vector<std::vector<Made>> documents;
  std::vector<Counter*> counters;
  for (std::uint64_t i = 0; i < 3; ++i) {
    documents.push_back(made_documents(50 + i, 20'000, 9'000));
    tallies.push_back(std::make_unique<Tally>(Header{.stage = Stage::collected, .options = {{"languages", "declared"}}, .duplicates = true}, sources(), suffixes(), scratch, Limits{500'000, 1}));
    counters.push_back(&tallies.back()->counter());
  }
  for (std::size_t k = 0; k < 20'000; ++k)
    for (std::size_t i = 0; i < 3; ++i) counters[i]->add(documents[i][k].source, documents[i][k].modality, documents[i][k].view()).value();
  EXPECT_GT(scratch.pieces.size(), 6U);
  for (std::size_t i = 0; i < 3; ++i) {
    std::string bytes;
    MemoryOutput out(bytes);
    tallies[i]->finish(out).value();
    EXPECT_EQ(bytes, tally_of(documents[i]).bytes);
  }
  EXPECT_TRUE(scratch.pieces.empty()) << "what is not needed any more is dropped";
}

TEST(Merge, OfManyTalliesInLittleMemory) {
  std::vector<Written> parts;
  std::vector<Made> all;
  for (std::uint64_t i = 0; i < 40; ++i) {
    auto some = made_documents(100 + i, 200, 5'000);
    all.insert(all.end(), some.begin(), some.end());
    parts.push_back(tally_of(some));
  }
  // Room for eight at once, so that they are merged in several rounds.
  EXPECT_EQ(merged(parts, 1).bytes, tally_of(all).bytes);
}

TEST(Digest, ChangesWithAnythingThatIsSaid) {
  const auto documents = made_documents(4, 200, 50);
  const auto whole = tally_of(documents).totals.digest;
  for (int i = 0; i < 6; ++i) {
    auto other = documents;
    auto& d = other[100];
    if (i == 0) other.pop_back();
    if (i == 1) d.document.bytes += 1;
    if (i == 2) d.url = "https://www.elsewhere.com/";
    if (i == 3) d.modality = d.modality == Modality::video ? Modality::audio : Modality::video;
    if (i == 4) d.document.date = Date{std::chrono::days{30'000}};
    if (i == 5) d.language = "cy";
    EXPECT_NE(tally_of(other).totals.digest, whole) << i;
  }
}

// --- inputs -----------------------------------------------------------------------------------------------------------------

Written with_inputs(const std::vector<Input>& inputs, Header header = {}) {
  MemoryScratch scratch;
  Written out;
  MemoryOutput output(out.bytes);
  Tally tally(std::move(header), sources(), suffixes(), scratch);
  for (const auto& i : inputs) tally.add_input(i);
  out.totals = tally.finish(output).value();
  return out;
}

Result<Totals> merge_two(const Written& a, const Written& b) {
  MemoryScratch scratch;
  std::string bytes;
  MemoryOutput output(bytes);
  const std::vector<TallyFile> both = {a.file(), b.file()};
  return merge(both, scratch, output);
}

TEST(Inputs, KeepWhatBecameOfEach) {
  const std::vector<Input> given = {{.path = "b.jsonl", .size = 10, .documents = 3},
                                    {.path = "a.warc.gz", .size = 99, .etag = "\"x1\"", .status = InputStatus::truncated, .truncated_at = 77, .documents = 1, .skipped = 2, .reasons = {{"no blank line", 2}}},
                                    {.path = "c\xff\n.txt", .status = InputStatus::missing}};
  const auto w = with_inputs(given);
  const auto inputs = w.file().totals().inputs;
  ASSERT_EQ(inputs.size(), 3U);
  EXPECT_EQ(inputs[0].path, "a.warc.gz");
  EXPECT_EQ(inputs[0].truncated_at, 77U);
  EXPECT_EQ(inputs[0].reasons.at("no blank line"), 2U);
  EXPECT_EQ(inputs[1].ranges, (std::vector<Input::Range>{{0, 10}}));
  EXPECT_EQ(inputs[2].path, "c%FF%0A.txt");
  EXPECT_EQ(inputs[2].status, InputStatus::missing);
}

TEST(Inputs, AreNotCountedTwice) {
  const auto a = with_inputs({{.path = "x", .size = 100, .documents = 5}});
  const auto twice = merge_two(a, a);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, Kind::unprocessable);
  EXPECT_NE(twice.error().message.find("x would be counted twice"), std::string::npos);
  // Parts of one input are joined, and are then as if it had been read whole.
  const auto first = with_inputs({{.path = "x", .size = 100, .documents = 2, .ranges = {{0, 40}}}}), rest = with_inputs({{.path = "x", .size = 100, .documents = 3, .ranges = {{40, 100}}}});
  EXPECT_EQ(merge_two(first, rest).value().digest, a.totals.digest);
  EXPECT_EQ(merge_two(rest, first).value().digest, a.totals.digest);
  EXPECT_FALSE(merge_two(first, with_inputs({{.path = "x", .size = 100, .ranges = {{39, 50}}}})));
  const auto changed = merge_two(first, with_inputs({{.path = "x", .size = 101, .ranges = {{40, 101}}}}));
  ASSERT_FALSE(changed);
  EXPECT_NE(changed.error().message.find("changed between two scans"), std::string::npos);
}

TEST(Inputs, ThatWereMissingMayComeLater) {
  const auto missing = with_inputs({{.path = "x", .status = InputStatus::missing, .reasons = {{"not found", 1}}}}), there = with_inputs({{.path = "x", .size = 9, .documents = 1}});
  EXPECT_EQ(merge_two(missing, there).value().digest, there.totals.digest);
  EXPECT_EQ(merge_two(there, missing).value().digest, there.totals.digest);
  EXPECT_EQ(merge_two(missing, missing).value().digest, missing.totals.digest);
}

TEST(Merge, RefusesWhatDoesNotBelongTogether) {
  const auto a = with_inputs({});
  const auto says = [&](const Written& b) {
    const auto r = merge_two(a, b);
    EXPECT_FALSE(r);
    return r ? "" : r.error().message;
  };
  EXPECT_NE(says(with_inputs({}, {.stage = Stage::collected})).find("collected"), std::string::npos);
  EXPECT_NE(says(with_inputs({}, {.options = {{"tokenizer", "x"}}})).find("tokenizer"), std::string::npos);
  EXPECT_NE(says(with_inputs({}, {.duplicates = true})).find("fingerprints"), std::string::npos);
  Written other;
  MemoryScratch scratch;
  MemoryOutput output(other.bytes);
  Tally tally({}, {{.name = "web", .kind = SourceKind::licensed}}, suffixes(), scratch);
  other.totals = tally.finish(output).value();
  EXPECT_NE(says(other).find("its kind differs"), std::string::npos);
}

// --- files ------------------------------------------------------------------------------------------------------------------

TEST(TallyFileProperty, EveryChangedBitIsFound) {
  const auto w = tally_of(made_documents(5, 300, 80));
  std::mt19937_64 random(6);
  for (int i = 0; i < 600; ++i) {
    auto bytes = w.bytes;
    const auto at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ 1 << random() % 8);
    const auto file = TallyFile::open(std::make_shared<MemoryContent>(bytes));
    EXPECT_TRUE(!file || !file->verify()) << "byte " << at;
  }
}

TEST(TallyFileProperty, EveryCutIsFound) {
  const auto w = tally_of(made_documents(7, 100, 30));
  for (std::size_t size = 0; size < w.bytes.size(); size += size < 200 ? 1 : 37) {
    const auto file = TallyFile::open(std::make_shared<MemoryContent>(w.bytes.substr(0, size)));
    EXPECT_FALSE(file) << size;
  }
  EXPECT_FALSE(TallyFile::open(std::make_shared<MemoryContent>(w.bytes + "x")));
}

TEST(TallyFile, SaysWhatIsNoTally) {
  const auto says = [](std::string bytes) { return TallyFile::open(std::make_shared<MemoryContent>(std::move(bytes))).error(); };
  EXPECT_NE(says("{\"documents\": 1}, and more of the same, as a file might have it").message.find("no tally"), std::string::npos);
  EXPECT_EQ(says("accord tally 2\n\n" + std::string(200, 'x')).kind, Kind::unsupported);
}

// --- the largest domains ----------------------------------------------------------------------------------------------------

RC_GTEST_PROP(TopDomainsProperty, AreThoseOfASortedList, ()) {
  const auto documents = made_documents(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::inRange<std::size_t>(0, 600), *rc::gen::inRange<std::uint64_t>(1, 300));
  const bool crawled = *rc::gen::arbitrary<bool>();
  std::map<std::string, std::uint64_t> sizes;
  for (const auto& [key, c] : counted_plainly(documents).rows)
    if (!crawled || std::get<1>(key) == "web") sizes[std::get<0>(key)] += c.bytes;
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [name, bytes] : sizes) order.emplace_back(~bytes, name);
  std::ranges::sort(order);
  const auto percent = *rc::gen::inRange(1, 100);
  const auto count = *rc::gen::inRange<std::uint64_t>(0, 400);
  const auto expected = std::min<std::uint64_t>((order.size() * static_cast<std::uint64_t>(percent) + 99) / 100, count);
  // Room for three domains: what is kept goes through scratch space.
  for (const std::uint64_t memory : {std::uint64_t{64} << 20U, std::uint64_t{6 * (sizeof(DomainTotal) + 32)}}) {
    MemoryScratch scratch;
    std::vector<std::string> found;
    const auto sums = top_domains(tally_of(documents).file(), {crawled ? std::vector{SourceKind::crawled} : std::vector<SourceKind>{}, {}}, {static_cast<double>(percent), count}, scratch,
                                  [&](const DomainTotal& d) -> Result<void> {
                                    found.push_back(d.domain);
                                    return {};
                                  },
                                  {memory, 1})
                          .value();
    RC_ASSERT(sums.distinct == order.size());
    RC_ASSERT(sums.listed == expected);
    RC_ASSERT(found.size() == expected);
    for (std::size_t i = 0; i < found.size(); ++i) RC_ASSERT(found[i] == order[i].second);
  }
}

TEST(TopDomains, RoundTheShareUp) {
  MemoryScratch scratch;
  std::vector<Made> documents;
  for (int i = 0; i < 11; ++i) {
    Made d;
    d.url = "https://www.d" + std::to_string(i) + ".com/";
    d.document.bytes = static_cast<std::uint64_t>(i);
    documents.push_back(d);
  }
  const auto file = tally_of(documents).file();
  const auto listed = [&](Cut cut) { return top_domains(file, {}, cut, scratch, [](const DomainTotal&) { return Result<void>{}; }).value().listed; };
  EXPECT_EQ(listed({.percent = 10}), 2U);
  EXPECT_EQ(listed({.percent = 100}), 11U);
  EXPECT_EQ(listed({.percent = 5, .count = 1000}), 1U);
  EXPECT_EQ(listed({.percent = 50, .count = 3}), 3U);
  EXPECT_EQ(listed({}), 11U);
  EXPECT_FALSE(top_domains(file, {}, {.percent = 0}, scratch, [](const DomainTotal&) { return Result<void>{}; }));
}

}  // namespace
}  // namespace accord::summary
