// What the tests of tallies share: storage in memory, made-up documents, and a slow, plain count of them.
#pragma once

#include <map>
#include <random>
#include <tuple>

#include "summary/tally.h"

namespace accord::summary::test {

class MemoryContent : public Content {
 public:
  explicit MemoryContent(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  Result<void> read(std::uint64_t offset, std::span<char> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset) return fail(Kind::invalid, "it ends before that");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    return {};
  }

 private:
  std::string bytes_;
};

class MemoryOutput : public Output {
 public:
  explicit MemoryOutput(std::string& bytes) : bytes_(&bytes) {}
  Result<void> write(std::string_view more) override {
    *bytes_ += more;
    return {};
  }
  Result<void> close() override { return {}; }

 private:
  std::string* bytes_;
};

class MemoryScratch : public Scratch {
 public:
  std::map<std::uint64_t, std::string> pieces;
  Result<std::unique_ptr<Output>> create(std::uint64_t piece) override {
    const std::lock_guard lock(guard_);
    return std::make_unique<MemoryOutput>(pieces[piece]);
  }
  Result<std::shared_ptr<const Content>> open(std::uint64_t piece) override {
    const std::lock_guard lock(guard_);
    return std::make_shared<MemoryContent>(pieces.at(piece));
  }
  void drop(std::uint64_t piece) override {
    const std::lock_guard lock(guard_);
    pieces.erase(piece);
  }

 private:
  std::mutex guard_;
};

inline const Suffixes& suffixes() {
  static const auto list = Suffixes::read("// VERSION: 2025-06-26_08-33-55_UTC\n// ===BEGIN ICANN DOMAINS===\ncom\norg\nuk\nco.uk\n", SuffixSection::icann, "").value();
  return list;
}

// A document that owns its words.
struct Made {
  std::uint32_t source = 0;
  Modality modality = Modality::text;
  std::string url, language, text;
  Document document;
  // Views into this object.
  [[nodiscard]] Document view() const {
    auto d = document;
    d.url = url;
    d.language = language;
    return d;
  }
};

inline const std::vector<Source>& sources() {
  static const std::vector<Source> all = {{.name = "web", .kind = SourceKind::crawled, .crawler = "ExampleBot"},
                                          {.name = "a set of books", .kind = SourceKind::public_dataset, .licence = "CC0-1.0", .link = "https://books.example/"},
                                          {.name = "chats", .kind = SourceKind::user}};
  return all;
}

inline std::vector<Made> made_documents(std::uint64_t seed, std::size_t count, std::uint64_t domains) {
  std::mt19937_64 random(seed);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  std::vector<Made> out(count);
  for (auto& d : out) {
    d.source = static_cast<std::uint32_t>(random() % sources().size());
    d.modality = one_in(4) ? static_cast<Modality>(random() % modalities) : Modality::text;
    const auto n = random() % domains;
    d.url = one_in(9) ? "" : one_in(40) ? "no host" : "https://www.d" + std::to_string(n) + (one_in(2) ? ".com" : ".co.uk") + "/p" + std::to_string(random() % 100);
    constexpr const char* languages[] = {"", "en", "eng_Latn", "de", "fr-CA", "x", "mlt"};
    d.language = languages[random() % 7];
    d.text = "text " + std::to_string(random() % (count / 2 + 1));
    d.document.language_detected = one_in(3);
    d.document.bytes = one_in(50) ? std::uint64_t{1} << random() % 40 : random() % 10'000;
    d.document.characters = d.document.bytes / 2;
    if (one_in(3)) d.document.tokens = d.document.bytes / 4;
    if (d.modality == Modality::image) d.document.images = 1;
    if (d.modality == Modality::audio) d.document.milliseconds = random() % 100'000;
    if (one_in(2)) d.document.date = Date{std::chrono::days{random() % 20'000}};
    d.document.fingerprint = fingerprint(d.text);
  }
  return out;
}

// What should come out, by ordinary maps.
struct Plain {
  std::map<std::string, std::map<Modality, Counts>> totals;
  std::map<std::tuple<std::string, std::string, Modality>, Counts> rows;  // domain, source, modality
  std::map<std::string, std::uint64_t> texts;
};

inline Plain counted_plainly(const std::vector<Made>& documents) {
  Plain out;
  for (const auto& d : documents) {
    Counts c{.documents = 1, .bytes = d.document.bytes, .characters = d.document.characters, .images = d.document.images, .milliseconds = d.document.milliseconds};
    if (d.document.tokens) c.tokens = *d.document.tokens, c.token_documents = 1, c.token_bytes = d.document.bytes;
    if (d.document.date) c.dated = 1, c.first = c.last = d.document.date;
    const auto& source = sources()[d.source].name;
    if (d.url.starts_with("https://www.")) {
      c.located = 1;
      auto host = d.url.substr(12);
      out.rows[{host.substr(0, host.find('/')), source, d.modality}] += c;
    } else if (!d.url.empty()) {
      c.bad_urls = 1;
    }
    out.totals[source][d.modality] += c;
    ++out.texts[d.text];
  }
  return out;
}

struct Written {
  std::string bytes;
  Totals totals;
  [[nodiscard]] TallyFile file() const { return TallyFile::open(std::make_shared<MemoryContent>(bytes)).value(); }
};

// Counts documents on the given number of counters, in turn. Little memory makes many runs.
inline Written tally_of(const std::vector<Made>& documents, unsigned counters = 1, std::uint64_t memory = 64U << 20U, bool duplicates = true,
                        std::vector<std::uint32_t> order_of_sources = {0, 1, 2}) {
  MemoryScratch scratch;
  std::vector<Source> in_order;
  std::vector<std::uint32_t> place(order_of_sources.size());
  for (std::uint32_t i = 0; i < order_of_sources.size(); ++i) {
    in_order.push_back(sources()[order_of_sources[i]]);
    place[order_of_sources[i]] = i;
  }
  Tally tally({.stage = Stage::collected, .options = {{"languages", "declared"}}, .duplicates = duplicates}, in_order, suffixes(), scratch, {memory, counters});
  std::vector<Counter*> all;
  for (unsigned i = 0; i < counters; ++i) all.push_back(&tally.counter());
  std::size_t next = 0;
  for (const auto& d : documents) all[next++ % counters]->add(place[d.source], d.modality, d.view()).value();
  Written out;
  MemoryOutput output(out.bytes);
  out.totals = tally.finish(output).value();
  return out;
}

inline Written merged(const std::vector<Written>& parts, std::uint64_t memory = 64U << 20U) {
  MemoryScratch scratch;
  std::vector<TallyFile> files;
  for (const auto& p : parts) files.push_back(p.file());
  Written out;
  MemoryOutput output(out.bytes);
  out.totals = merge(files, scratch, output, {memory, 2}).value();
  return out;
}

}  // namespace accord::summary::test
