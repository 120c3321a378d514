// Laws of scanning, on corpora made at random: whatever layout and packing the same documents come in, their counts are those of a slow,
// plain count; and whatever way a corpus is split, damaged files and all, the tally has the same bytes (A10).
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>

#include "base/json.h"
#include "corpus/files.h"
#include "corpus/scan.h"
#include "format/corpus_test_help.h"

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;
using format::test::gz;
using format::test::lz4;
using format::test::prose;
using format::test::zst;

struct Doc {
  std::string text, url, language, day;
};

std::vector<Doc> made(unsigned seed, int count) {
  std::minstd_rand random(seed);
  std::vector<Doc> out;
  for (int i = 0; i < count; i++) {
    auto text = prose(1 + random() % 900, static_cast<unsigned>(random()));
    std::ranges::replace(text, '\n', ' ');  // TSV has no way to say it
    if (text.find_first_not_of(" \t\r") == std::string::npos) text = "x";
    out.push_back({std::move(text), fmt::format("https://www.site{}.{}/a?{}", random() % 20, random() % 2 == 0 ? "co.uk" : "org", i),
                   random() % 2 == 0 ? "en" : "de", fmt::format("202{}-0{}-1{}", random() % 5, 1 + random() % 9, random() % 10)});
  }
  return out;
}

// --- the same documents in every layout that can hold them --------------------------------------------------------------------

std::string warc(const Doc& d, bool answer) {
  const auto block = answer ? fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Language: {}\r\n\r\n{}", d.language, d.text) : d.text;
  return fmt::format("WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nWARC-Date: {}T01:02:03Z\r\n{}Content-Length: {}\r\n\r\n{}\r\n\r\n",
                     answer ? "response" : "conversion", d.url, d.day,
                     answer ? "Content-Type: application/http; msgtype=response\r\n"
                            : fmt::format("Content-Type: text/plain\r\nWARC-Identified-Content-Language: {}\r\n", d.language),
                     block.size(), block);
}

std::string tar_entry(const std::string& name, std::string_view content) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(124, 11, fmt::format("{:011o}", content.size()));
  block.replace(148, 8, "        ");
  block[156] = '0';
  block.replace(257, 5, "ustar");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  block.replace(148, 7, fmt::format("{:06o}", sum) + std::string(1, '\0'));
  return block + std::string(content) + std::string((512 - content.size() % 512) % 512, '\0');
}

std::string in_layout(const std::string& layout, const std::vector<Doc>& docs) {
  std::string out;
  if (layout == "csv") out = "date,url,text,language\r\n";
  if (layout == "tsv") out = "text\turl\tlanguage\tdate\n";
  for (std::size_t i = 0; i < docs.size(); i++) {
    const auto& d = docs[i];
    if (layout == "warc") out += warc(d, true);
    if (layout == "wet") out += warc(d, false);
    if (layout == "jsonl") out += Json{{"url", d.url}, {"text", d.text}, {"language", d.language}, {"date", d.day}}.dump() + "\n";
    if (layout == "csv") out += fmt::format("{},{},\"{}\",{}\r\n", d.day, d.url, d.text, d.language);
    if (layout == "tsv") out += fmt::format("{}\t{}\t{}\t{}\n", d.text, d.url, d.language, d.day);
    if (layout == "tar")
      out += tar_entry(fmt::format("{}.txt", i), d.text) +
             tar_entry(fmt::format("{}.json", i), Json{{"url", d.url}, {"language", d.language}, {"date", d.day}}.dump());
  }
  return out;
}
const std::vector<std::string> layouts = {"warc", "wet", "jsonl", "csv", "tsv", "tar"};

std::string packed(std::string_view plain, int how) { return how == 1 ? gz(plain) : how == 2 ? zst(plain) : how == 3 ? lz4(plain) : std::string(plain); }

// --- the slow, plain count ------------------------------------------------------------------------------------------------------

struct Plain {
  summary::ModalityTotals totals;
  std::map<std::string, std::array<std::uint64_t, 2>> domains;  // documents, bytes
};

Plain counted(const std::vector<Doc>& docs) {
  Plain out;
  auto& c = out.totals.counts;
  for (const auto& d : docs) {
    c.documents++;
    c.bytes += d.text.size();
    for (const char b : d.text) c.characters += (static_cast<unsigned char>(b) & 0xC0U) != 0x80 ? 1 : 0;
    const auto day = summary::date_from(d.day).value();
    c.located++;
    c.dated++;
    c.first = c.first ? std::min(*c.first, day) : day;
    c.last = c.last ? std::max(*c.last, day) : day;
    auto& l = out.totals.languages[{d.language, false}];
    l.documents++;
    l.bytes += d.text.size();
    const auto host = d.url.substr(12);
    auto& domain = out.domains[host.substr(0, host.find('/'))];
    domain[0]++;
    domain[1] += d.text.size();
  }
  return out;
}

// --- the laws -------------------------------------------------------------------------------------------------------------------

class Place {
 public:
  Place() : folder(fs::temp_directory_path() / fmt::format("accord-laws-{}", ::getpid())) { fs::create_directories(folder); }
  ~Place() { fs::remove_all(folder); }
  void write(const std::string& name, std::string_view bytes) const { std::ofstream(folder / name, std::ios::binary) << bytes; }
  std::string read(const std::string& name) const {
    std::ifstream in(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Result<ScanResult> scan(ScanOptions o, const std::string& out) const {
    static const auto suffixes =
        summary::Suffixes::read("// ===BEGIN ICANN DOMAINS===\nuk\nco.uk\norg\n// ===END ICANN DOMAINS===\n", summary::SuffixSection::icann, "2025-01-01").value();
    o.header.suffixes = suffixes.list();
    o.counting.detect_languages = false;
    static const std::atomic<bool> stop{false};
    return corpus::scan(o, suffixes, folder / out, [](const ScanProgress&) {}, stop);
  }
  summary::TallyFile tally(const std::string& name) const { return summary::TallyFile::open(open_file(folder / name).value()).value(); }
  std::vector<InputFile> inputs(const std::vector<std::string>& names) const { return names.empty() ? std::vector<InputFile>{} : find_inputs(names, folder).value(); }

  fs::path folder;
};

RC_GTEST_PROP(Laws, the_same_documents_count_the_same_in_every_layout, ()) {
  const Place place;
  const auto docs = made(*rc::gen::arbitrary<unsigned>(), *rc::gen::inRange(1, 60));
  ScanOptions o{.threads = 2};
  for (const auto& layout : layouts) {
    const auto how = *rc::gen::inRange(0, 4);
    place.write(layout, packed(in_layout(layout, docs), how));
    o.sources.push_back({.source = {.name = layout}, .inputs = place.inputs({layout})});
  }
  const auto scanned = place.scan(o, "out.tally");
  RC_ASSERT(scanned.has_value());
  const auto expected = counted(docs);
  std::map<std::string, std::map<std::string, std::array<std::uint64_t, 2>>> domains;
  const auto file = place.tally("out.tally");
  RC_ASSERT(file.each_row([&](const summary::DomainRow& r) -> Result<void> {
    domains[file.totals().sources.at(r.source).source.name][std::string(r.domain)] = {r.documents, r.bytes};
    return {};
  }));
  for (const auto& s : file.totals().sources) {
    RC_LOG() << s.source.name << "\n";
    RC_ASSERT(s.modalities.size() == 1U);
    RC_ASSERT(s.modalities.at(summary::Modality::text) == expected.totals);
    RC_ASSERT(domains[s.source.name] == expected.domains);
  }
  for (const auto& i : file.totals().inputs) RC_ASSERT(i.status == summary::InputStatus::ok && i.skipped == 0 && i.documents == docs.size());
}

// Some files are cut off or have a byte changed somewhere: what is made of them must not depend on the split either.
RC_GTEST_PROP(Laws, any_split_of_a_corpus_damaged_files_and_all_gives_the_same_bytes, ()) {
  const Place place;
  std::minstd_rand random(*rc::gen::arbitrary<unsigned>());
  std::vector<std::string> names;
  const auto files = *rc::gen::inRange(1, 9);
  for (int f = 0; f < files; f++) {
    const auto& layout = layouts[random() % layouts.size()];
    auto bytes = packed(in_layout(layout, made(static_cast<unsigned>(random()), static_cast<int>(random() % 40))), static_cast<int>(random() % 4));
    if (random() % 4 == 0) bytes.resize(bytes.size() * (random() % 10) / 10);
    if (random() % 4 == 0 && !bytes.empty()) bytes[random() % bytes.size()] ^= static_cast<char>(1U << random() % 8);
    names.push_back(fmt::format("{}.{}", f, layout));
    place.write(names.back(), bytes);
  }
  const auto with = [&](const std::vector<std::string>& some, unsigned threads) {
    ScanOptions o{.threads = threads};
    o.header.duplicates = o.counting.duplicates = true;
    o.checkpoint_seconds = random() % 2 == 0 ? 0 : 60;
    o.sources.push_back({.source = {.name = "s"}, .inputs = place.inputs(some)});
    return o;
  };
  RC_ASSERT(place.scan(with(names, 1), "whole.tally").has_value());
  RC_ASSERT(place.scan(with(names, 3), "threads.tally").has_value());
  RC_ASSERT(place.read("threads.tally") == place.read("whole.tally"));
  const auto count = 1 + random() % 3;
  std::vector<std::vector<std::string>> split(count);
  for (const auto& n : names) split[random() % count].push_back(n);
  std::vector<summary::TallyFile> parts;
  for (std::size_t i = 0; i < count; i++) {
    const auto out = fmt::format("part{}.tally", i);
    RC_ASSERT(place.scan(with(split[i], 2), out).has_value());
    parts.push_back(place.tally(out));
  }
  std::ranges::shuffle(parts, random);
  const auto scratch = scratch_folder(place.folder).value();
  const auto out = create_file(place.folder / "merged.tally").value();
  RC_ASSERT(summary::merge(parts, *scratch, *out).has_value());
  RC_ASSERT(place.read("merged.tally") == place.read("whole.tally"));
}

}  // namespace
}  // namespace accord::corpus
