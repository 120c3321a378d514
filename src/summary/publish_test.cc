#include "summary/publish.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "summary/corpus_test_help.h"
#include "summary/fill.h"

namespace accord::summary {
namespace {

const Template& t = built_in_template();

const Json& field(const Json& summary, std::string_view key) {
  for (const auto& s : summary["sections"])
    for (const auto& f : s["fields"])
      if (f["key"] == key) return f;
  throw std::out_of_range(std::string(key));
}

// Every integer in a value, wherever it stands.
void collect_counts(const Json& j, std::set<std::string>& out) {
  if (j.is_number()) out.insert(j.dump());
  if (j.is_structured())
    for (const auto& x : j) collect_counts(x, out);
}

// Runs of digits, with what people put between them taken away ("1,234" and "1 234" are 1234).
std::set<std::string> numbers_in(const std::string& text) {
  std::set<std::string> out;
  std::string run, plain;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\0';
    const bool digit = c >= '0' && c <= '9';
    if (digit) run += c, plain += c;
    const bool between =
        (c == ',' || c == ' ' || c == '.' || c == '\'') && !run.empty() && i + 1 < text.size() && isdigit(text[i + 1]) != 0;
    if (!digit) {
      if (!plain.empty()) out.insert(plain);
      plain.clear();
      if (!between && !run.empty()) out.insert(run), run.clear();
    }
  }
  return out;
}

Counts random_counts(Modality m) {
  const auto big = [] { return *rc::gen::inRange<std::uint64_t>(10'001, 90'000'000'000'000); };
  auto c = text_counts(big(), big());
  c.characters = big();
  c.located = big(), c.dated = big();
  if (m == Modality::image) c.images = big();
  if (m == Modality::audio || m == Modality::video) c.milliseconds = big();
  if (*rc::gen::arbitrary<bool>()) c.tokens = big(), c.token_documents = c.documents, c.token_bytes = c.bytes;
  c.first = *date_from("2023-04-17") + std::chrono::days(*rc::gen::inRange(0, 200));
  c.last = *c.first + std::chrono::days(*rc::gen::inRange(0, 600));
  return c;
}

RC_GTEST_PROP(Publish, NoExactCountOfTheWorkingFileIsInThePublicOne, ()) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < *rc::gen::inRange<std::size_t>(1, 8); ++i) {
    const auto m = static_cast<Modality>(*rc::gen::inRange(0, 5));
    parts.push_back({std::string(1, static_cast<char>('a' + i)), static_cast<SourceKind>(*rc::gen::inRange(0, 7)), m, random_counts(m)});
  }
  auto processed = totals_of(Stage::processed, parts), collected = totals_of(Stage::collected, parts);
  for (auto& s : processed.sources)
    for (auto& [m, totals] : s.modalities)
      totals.languages[{"de", false}] = {*rc::gen::inRange<std::uint64_t>(10'001, 9'000'000),
                                         *rc::gen::inRange<std::uint64_t>(10'001, 9'000'000'000)};
  DomainList domains{.distinct = *rc::gen::inRange<std::uint64_t>(10'001, 99'000'000), .documents = 123'456'789, .bytes = 98'765'432'100};
  for (char d = 'a'; d < 'h'; ++d)
    domains.list.push_back({.domain = std::string(1, d) + ".example",
                            .documents = *rc::gen::inRange<std::uint64_t>(10'001, 99'999'999),
                            .bytes = *rc::gen::inRange<std::uint64_t>(10'001, 99'999'999'999)});
  const auto facts = read_facts(Json{{"provider", {{"name", "Example"}}}}, t);
  const auto working = fill({.processed = &processed, .collected = &collected, .domains = domains}, *facts, t);
  const auto published = publish(working, t);
  RC_ASSERT(published.has_value());
  std::set<std::string> exact;
  for (const auto& f : working["fields"]) collect_counts(f["exact"], exact);
  std::erase_if(exact, [](const std::string& n) { return n.size() < 5; });  // what is short is found by chance in a date or a label
  RC_ASSERT(!exact.empty());
  std::string everything = published->summary.dump();
  for (const auto& f : published->files) everything += f.bytes;
  // The borders of the ranges are the template's.
  for (const auto& n : numbers_in(everything)) RC_ASSERT(!exact.contains(n));
  for (const auto& f : working["fields"])  // no whole day of the corpus either: months are asked for
    for (const auto* key : {"first", "last"})
      if (f["exact"].is_object() && f["exact"].contains(key))
        RC_ASSERT(everything.find(f["exact"][key].get<std::string>()) == std::string::npos);
}

Json working_with(const Json& provider) {
  auto p = totals_of(Stage::processed, {{"web", SourceKind::crawled, Modality::text, text_counts(12'345, 98'765'432)}});
  auto c = p;
  c.header.stage = Stage::collected;
  const DomainList domains{
      .distinct = 54'321,
      .documents = 12'345,
      .bytes = 98'765'432,
      .listed = 2,
      .list = {{.domain = "z.example", .documents = 777'777, .bytes = 888'888}, {.domain = "a.example", .documents = 1, .bytes = 2}}};
  const auto facts = read_facts(provider, t);
  EXPECT_TRUE(facts);
  return fill({.processed = &p, .collected = &c, .domains = domains}, *facts, t);
}

TEST(Publish, NamesDomainsInTheOrderOfTheAlphabetUnlessTheRankingIsPublished) {
  auto p = publish(working_with(Json::object()), t);
  ASSERT_EQ(p->files.size(), 1u);
  EXPECT_EQ(p->files[0].bytes, "domain\r\na.example\r\nz.example\r\n");
  p = publish(working_with({{"publish", {"crawling.domains"}}}), t);
  EXPECT_EQ(p->files[0].bytes, "domain,documents,bytes\r\nz.example,777777,888888\r\na.example,1,2\r\n");
  EXPECT_EQ(field(p->summary, "crawling.domains")["figures"]["distinct"], 54'321);
  EXPECT_FALSE(field(p->summary, "data.size").contains("figures"));  // field by field
}

TEST(Publish, TakesALongListFromItsFile) {
  auto working = working_with({{"publish", {"crawling.domains"}}});
  for (auto& f : working["fields"])
    if (f["key"] == "crawling.domains") f["value"] = {{"listed", 3}, {"file", "w.csv"}};
  const std::string csv = "domain,documents,bytes\r\nz.example,3,999\r\nm.example,2,99\r\na.example,1,9\r\n";
  auto p = publish(working, t, csv);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->files[0].bytes, csv);
  EXPECT_EQ(field(p->summary, "crawling.domains")["answer"],
            Json::parse(R"({"listed":3,"list":[{"domain":"a.example"},{"domain":"m.example"},{"domain":"z.example"}]})"));
  working["publish"] = Json::array();
  p = publish(working, t, csv);
  EXPECT_EQ(p->files[0].bytes, "domain\r\na.example\r\nm.example\r\nz.example\r\n");
  EXPECT_EQ(publish(working, t).error().kind, Kind::invalid);
}

TEST(Publish, SaysWhatIsMissingAndWhatDoesNotApply) {
  const auto p = publish(working_with({{"synthetic", {{"used", "no"}}}, {"gaps", {{"data.content", "Lost in a fire."}}}}), t);
  EXPECT_EQ(field(p->summary, "synthetic.models_on_market")["status"], "not_applicable");
  EXPECT_EQ(field(p->summary, "data.content")["why"], "Lost in a fire.");
  EXPECT_EQ(field(p->summary, "provider.name")["status"], "not_stated");
  EXPECT_NE(std::ranges::find(p->summary["missing"], Json("provider.name")), p->summary["missing"].end());
}

TEST(Publish, ShowsNoSectionLetterAndNoProvenance) {
  const auto p = publish(working_with(Json::object()), t);
  const auto text = p->summary.dump();
  for (const auto* f : t.fields()) EXPECT_EQ(text.find("\"" + f->id + "\""), std::string::npos) << f->id;
  for (const char* word : {"provenance", "declared", "digest", "decision", "\"exact\""})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
}

TEST(Publish, RefusesConflictsAndOtherFiles) {
  const auto conflict = publish(working_with({{"data", {{"size", {{"text", "20 trillion tokens"}}}}}}), t);
  ASSERT_FALSE(conflict);
  EXPECT_EQ(conflict.error().kind, Kind::unprocessable);
  EXPECT_EQ(conflict.error().place, "data.size");
  EXPECT_EQ(publish(Json::object(), t).error().kind, Kind::invalid);
  EXPECT_EQ(publish(Json::array(), t).error().kind, Kind::invalid);
  EXPECT_EQ(publish({{"format", "accord-summary-working/1"}, {"conflicts", 3}}, t).error().kind, Kind::invalid);
}

TEST(Csv, CellsAreQuotedAndAreNoFormulas) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
}

}  // namespace
}  // namespace accord::summary
