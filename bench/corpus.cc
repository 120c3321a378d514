// Readers of a corpus against the bare decoders over the same bytes, in memory, one thread. Prints one JSON line a figure.
//
//   bench_corpus [MB of content, default 256]
//
//   bench_corpus --bare libdeflate|igzip|zstd|copy FILE       {"seconds", "cpu_seconds"} that the decoder takes for FILE's bytes
//
// Counted into a tally, with domains; `read_mb_s`: documents handed to a sink that drops them. MB are of content, decoded. Best of three.
#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <zstd.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>

#include "base/json.h"
#include "corpus/files.h"
#include "corpus/tally_sink.h"
#include "format/packed.h"
#include "format/reader.h"

namespace {

using namespace accord;
std::uint64_t seed = 1;
std::uint64_t draw(std::uint64_t n) {
  seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
  return (seed >> 33U) % n;
}

// Words of a vocabulary in which few are frequent: compresses about three to one, as pages do.
std::string text(std::size_t size) {
  static const auto vocabulary = [] {
    std::vector<std::string> words(20000);
    for (auto& w : words) {
      const auto n = 2 + draw(9);
      for (std::uint64_t i = 0; i < n; i++) w += static_cast<char>('a' + draw(26));
    }
    return words;
  }();
  std::string out;
  while (out.size() < size) {
    const auto r = draw(1000) * draw(1000) / 1000;
    out += vocabulary[r * r % vocabulary.size()];
    out += draw(14) == 0 ? '\n' : ' ';
  }
  return out;
}
std::string address() { return fmt::format("https://www.site{}.{}/p/{}", draw(200000), draw(3) == 0 ? "co.uk" : "org", draw(1000000)); }

struct Case {
  std::string name, anchor, stored;
  std::uint64_t content = 0;
  std::function<void(std::string_view)> bare;
};

double best(const std::function<void()>& work) {
  double least = 1e9;
  for (int i = 0; i < 3; i++) {
    const auto began = std::chrono::steady_clock::now();
    work();
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  return least;
}

void bare_members(std::string_view stored) {
  auto* d = libdeflate_alloc_decompressor();
  std::string room(1U << 20U, '\0');
  while (!stored.empty()) {
    std::size_t in = 0, out = 0;
    if (libdeflate_gzip_decompress_ex(d, stored.data(), stored.size(), room.data(), room.size(), &in, &out) != LIBDEFLATE_SUCCESS) break;
    stored.remove_prefix(in);
  }
  libdeflate_free_decompressor(d);
}
void bare_stream(std::string_view stored) {
  auto s = std::make_unique<inflate_state>();
  isal_inflate_init(s.get());
  s->crc_flag = ISAL_GZIP;
  s->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(stored.data()));
  s->avail_in = static_cast<std::uint32_t>(stored.size());
  std::string room(1U << 18U, '\0');
  do {
    s->next_out = reinterpret_cast<std::uint8_t*>(room.data());
    s->avail_out = static_cast<std::uint32_t>(room.size());
  } while (isal_inflate(s.get()) == 0 && s->block_state != ISAL_BLOCK_FINISH);
}
void bare_zstd(std::string_view stored) {
  auto* d = ZSTD_createDCtx();
  std::string room(1U << 18U, '\0');
  ZSTD_inBuffer in{stored.data(), stored.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(d, &out, &in))) break;
  }
  ZSTD_freeDCtx(d);
}
void bare_copy(std::string_view stored) {
  std::string room(1U << 18U, '\0');
  for (std::size_t at = 0; at < stored.size(); at += room.size()) stored.copy(room.data(), room.size(), at);
}

std::string gzip(std::string_view content) {
  static auto* c = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(c, content.size()), '\0');
  out.resize(libdeflate_gzip_compress(c, content.data(), content.size(), out.data(), out.size()));
  return out;
}

int bare_file(const std::string& name, const char* path) {
  const std::map<std::string, void (*)(std::string_view)> decoders = {{"libdeflate", bare_members}, {"igzip", bare_stream}, {"zstd", bare_zstd}, {"copy", bare_copy}};
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.empty() || !decoders.contains(name)) return fmt::print(stderr, "bench_corpus --bare libdeflate|igzip|zstd|copy FILE\n"), 2;
  const auto cpu = std::clock();
  const auto began = std::chrono::steady_clock::now();
  decoders.at(name)(bytes);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  fmt::print("{}\n", Json{{"seconds", took.count()}, {"cpu_seconds", static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC}}.dump());
  return 0;
}

class Drop : public format::Sink {
 public:
  std::uint64_t documents = 0;
  Result<void> add(const format::Document&) override { return documents++, Result<void>{}; }
};
class Count : public format::Sink {
 public:
  Count(summary::Counter& counter) : counter_(counter), sink_({.detect_languages = false}) {}
  Result<void> add(const format::Document& d) override { return sink_.count(counter_, 0, d); }

 private:
  summary::Counter& counter_;
  corpus::TallySink sink_;
};

void read(std::string_view stored, format::Sink& sink) {
  format::ReadStatus status;
  auto window = format::open_window(format::memory_stream(stored, 1U << 19U), status);
  if (!format::read_documents(*window, {}, sink, status) || status.skipped != 0) std::abort();
}

std::vector<Case> cases(std::uint64_t bytes) {
  std::vector<Case> all = {{"WET.gz, 8 kB records", "libdeflate", {}, 0, bare_members},
                           {"WET.gz, 2.6 kB records", "libdeflate", {}, 0, bare_members}};
  for (auto& c : all) {
    while (c.content < bytes) {
      const auto body = text((&c == all.data() ? 7700 : 2200) * (50 + draw(100)) / 100);
      const auto record = fmt::format(
          "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {}\r\nWARC-Date: "
          "2024-05-18T01:58:10Z\r\nWARC-Identified-Content-Language: eng\r\nContent-Type: text/plain\r\nContent-Length: "
          "{}\r\n\r\n{}\r\n\r\n",
          address(), body.size(), body);
      c.content += record.size();
      c.stored += gzip(record);
    }
  }
  std::string lines;
  while (lines.size() < bytes)
    lines += Json{{"text", text(1200 + draw(2400))}, {"url", address()}, {"timestamp", "2019-04-25T12:57:54Z"}, {"language", "en"}}.dump() +
             "\n";
  all.push_back({"JSONL", "memcpy", lines, lines.size(), bare_copy});
  all.push_back({"JSONL.gz, one stream", "igzip", gzip(lines), lines.size(), bare_stream});
  std::string zst(ZSTD_compressBound(lines.size()), '\0');
  zst.resize(ZSTD_compress(zst.data(), zst.size(), lines.data(), lines.size(), 3));
  all.push_back({"JSONL.zst", "zstd", std::move(zst), lines.size(), bare_zstd});
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "--bare") return bare_file(argv[2], argv[3]);
  const std::uint64_t mb = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 256;
  const auto suffixes = summary::Suffixes::read("// ===BEGIN ICANN DOMAINS===\norg\nuk\nco.uk\n// ===END ICANN DOMAINS===\n",
                                                summary::SuffixSection::icann, "2025-01-01")
                            .value();
  const auto all = cases(mb << 20U);
  for (const auto& c : all) {
    const double bare = best([&] { c.bare(c.stored); });
    const double only_read = best([&] {
      Drop drop;
      read(c.stored, drop);
    });
    const double counted = best([&] {
      auto scratch = corpus::scratch_folder().value();
      summary::Tally tally({.suffixes = suffixes.list()}, {{.name = "s"}}, suffixes, *scratch);
      auto& counter = tally.counter();
      Count count(counter);
      read(c.stored, count);
    });
    const auto rate = [&](double seconds) { return std::round(static_cast<double>(c.content) / 1e5 / seconds) / 10; };
    const double ratio = std::round(bare / counted * 1000) / 1000;
    const bool target = &c == all.data();
    fmt::print("{}\n", Json{{"figure", c.name + ", in memory: counted"},
                            {"value", rate(counted)},
                            {"unit", "MB/s"},
                            {"anchor", c.anchor},
                            {"anchor_value", rate(bare)},
                            {"ratio", ratio},
                            {"target", target ? Json("ratio >= 0.8") : Json()},
                            {"reached", target ? Json(ratio >= 0.8) : Json()},
                            {"read_mb_s", rate(only_read)},
                            {"mb", c.content / 1000000}}
                           .dump());
    std::fflush(stdout);
  }
}
