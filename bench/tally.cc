// The tally's figures: memory and speed with many distinct domains, merging, and the way from an address to its domain. One JSON line each.
//   ACCORD_BENCH_DOMAINS=100000000 build/release/bench_tally     the target; by default 5 million
// Anchors, in the same run: std::unordered_map of strings counting the same addresses' domains; libpsl over the same addresses.
#include <libpsl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>
#include <unordered_map>

#include <fmt/format.h>

#include "measure.h"
#include "corpus/files.h"
#include "summary/tally.h"

namespace {

using namespace accord;
using bench::peak_megabytes;
using bench::seconds;
using namespace accord::summary;

constexpr const char* list_path = "/usr/share/publicsuffix/public_suffix_list.dat";

enum class Better { more, less };
void report(std::string_view figure, double value, std::string_view unit, std::string_view anchor, double anchor_value, std::string_view target_of, Better better, double target) {
  const double ratio = anchor_value > 0 ? value / anchor_value : 0;
  const double held = target_of == "ratio" ? ratio : value;
  fmt::print("{{\"figure\":\"{}\",\"value\":{:.3f},\"unit\":\"{}\",\"anchor\":\"{}\",\"anchor_value\":{:.3f},\"ratio\":{:.3f},\"target\":\"{} {} {}\",\"reached\":{}}}\n", figure, value, unit, anchor, anchor_value,
             ratio, target_of, better == Better::more ? ">=" : "<=", target, better == Better::more ? held >= target : held <= target);
  std::fflush(stdout);
}

// The k-th address of a corpus: as many domains as there are addresses, in an order without pattern, of 8 to 20 characters.
void address(std::uint64_t k, std::string& out) {
  constexpr const char* suffixes[] = {"com", "org", "net", "de", "co.uk", "fr", "com.br", "io"};
  auto x = (k + 1) * 0x9e3779b97f4a7c15U;
  x ^= x >> 29;
  x *= 0xbf58476d1ce4e5b9U;
  out = "https://www.";
  for (auto v = k; v > 0; v /= 26) out += static_cast<char>('a' + v % 26);
  out += '-';
  out += static_cast<char>('a' + x % 26);
  for (auto i = x >> 8 & 7U; i > 0; --i) out += "letters"[i - 1];
  out += '.';
  out += suffixes[x >> 16 & 7U];
  out += "/page";
}

Suffixes suffix_list() {
  std::ifstream in(list_path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  auto list = Suffixes::read(bytes, SuffixSection::icann, "");
  if (!list) {
    std::cerr << list.error().message << "; install publicsuffix\n";
    std::exit(2);
  }
  return std::move(*list);
}

std::unique_ptr<Scratch> scratch() { return corpus::scratch_folder().value(); }

// Counts addresses from..to of one corpus with some threads.
Totals count(const Suffixes& list, std::uint64_t from, std::uint64_t to, std::uint64_t of, unsigned threads, const std::filesystem::path& path, double& counting) {
  const auto room = scratch();
  const auto out = corpus::create_file(path).value();
  Tally tally({}, {{.name = "web", .kind = SourceKind::crawled}}, list, *room, {.counters = threads});
  counting = seconds([&] {
    std::vector<std::jthread> workers;
    for (unsigned t = 0; t < threads; ++t)
      workers.emplace_back([&, t] {
        auto& counter = tally.counter();
        std::string url;
        for (auto k = from + t; k < to; k += threads) {
          address(k * 0x9e3779b1U % of, url);  // neighbours are far apart
          counter.add(0, Modality::text, {.url = url, .bytes = k % 10'000}).value();
        }
      });
  });
  return tally.finish(*out).value();
}

}  // namespace

int main() {
  const char* wanted = std::getenv("ACCORD_BENCH_DOMAINS");
  const std::uint64_t domains = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 5'000'000;
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  const auto list = suffix_list();
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("accord-bench-tally-{}", getpid());
  std::filesystem::create_directories(folder);
  const auto million = [](std::uint64_t n) { return static_cast<double>(n) / 1e6; };

  double counting = 0, ignored = 0;
  Totals totals;
  const double whole = seconds([&] { totals = count(list, 0, domains, domains, threads, folder / "whole.tally", counting); });
  const double memory = peak_megabytes();
  const auto size = std::filesystem::file_size(folder / "whole.tally");
  report(fmt::format("tally of {:.0f} million addresses, {:.2f} million distinct domains: memory", million(domains), million(totals.distinct_domains)), memory, "MB", "the limit", 512, "value", Better::less, 512);
  fmt::print("{{\"figure\":\"the same: size of the file\",\"value\":{:.2f},\"unit\":\"bytes a domain\"}}\n", static_cast<double>(size) / static_cast<double>(totals.distinct_domains));
  fmt::print("{{\"figure\":\"the same: time to count, and to merge and write\",\"value\":[{:.1f},{:.1f}],\"unit\":\"s\",\"threads\":{}}}\n", counting, whole - counting, threads);
  {
    const auto file = TallyFile::open(corpus::open_file(folder / "whole.tally").value()).value();
    const auto room = scratch();
    std::uint64_t given = 0;
    const double top = seconds([&] {
      top_domains(file, {}, {.percent = 10}, *room, [&](const DomainTotal&) -> Result<void> {
        ++given;
        return {};
      }).value();
    });
    fmt::print("{{\"figure\":\"the largest 10 % of them\",\"value\":{:.1f},\"unit\":\"s\",\"domains\":{},\"peak_MB\":{:.0f}}}\n", top, given, peak_megabytes());
  }
  {
    // Three parts, counted alone and merged: the same digest.
    std::vector<TallyFile> parts;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const auto path = folder / fmt::format("part-{}.tally", i);
      count(list, domains * i / 3, domains * (i + 1) / 3, domains, threads, path, ignored);
      parts.push_back(TallyFile::open(corpus::open_file(path).value()).value());
    }
    const auto room = scratch();
    const auto out = corpus::create_file(folder / "merged.tally").value();
    Totals merged;
    const double merging = seconds([&] { merged = merge(parts, *room, *out, {.counters = threads}).value(); });
    fmt::print("{{\"figure\":\"three tallies of a third each, merged\",\"value\":{:.1f},\"unit\":\"s\",\"same_digest\":{}}}\n", merging, merged.digest == totals.digest);
    report("the same, counted, listed and merged in one process: memory", peak_megabytes(), "MB", "the limit", 512, "value", Better::less, 512);
    if (merged.digest != totals.digest) return 1;
  }
  std::filesystem::remove_all(folder);

  const auto few = std::min<std::uint64_t>(domains, 3'000'000);
  std::vector<std::string> urls(few);
  for (std::uint64_t k = 0; k < few; ++k) address(k * 0x9e3779b1U % few, urls[k]);
  std::string room;
  std::uint64_t sink = 0;
  const double ours = seconds([&] {
    for (const auto& u : urls) sink += list.domain(u, room).size();
  });
  const std::unique_ptr<psl_ctx_t, void (*)(psl_ctx_t*)> psl(psl_load_file(list_path), psl_free);
  const double libpsl = seconds([&] {
    std::string host;
    for (const auto& u : urls) {
      host.assign(u, 8, u.find('/', 8) - 8);
      if (const char* found = psl_registrable_domain(psl.get(), host.c_str())) sink += std::string_view(found).size();
    }
  });
  report("from an address to its registrable domain", million(few) / ours, "M/s", "libpsl, the host cut out", million(few) / libpsl, "ratio", Better::more, 4);

  // One thread each, the domain known: what counting itself takes, in one table that fits.
  const auto one = scratch();
  Tally tally({}, {{.name = "web"}}, list, *one, {.memory = 1U << 30U});
  auto& counter = tally.counter();
  const double counted = seconds([&] {
    for (const auto& u : urls) counter.add(0, Modality::text, {.url = u, .bytes = 1}).value();
  });
  struct Row {
    std::uint64_t documents = 0, bytes = 0, tokens = 0;
    int first = 0, last = 0;
  };
  std::unordered_map<std::string, Row> map;
  const double plain = seconds([&] {
    for (const auto& u : urls) {
      auto& row = map[std::string(list.domain(u, room))];
      ++row.documents;
      ++row.bytes;
    }
  });
  report("documents counted by one thread, each of another domain", million(few) / counted, "M/s", "std::unordered_map<std::string>", million(few) / plain, "ratio", Better::more, 2);
  return sink == 0 ? 3 : 0;
}
