// Opt-outs: robots.txt files held against all crawlers of the table, and the memory of an archive of many hosts. One JSON line each.
//   ACCORD_BENCH_HOSTS=5000000 build/release/bench_optouts     by default 200,000
// Anchor of the first figure, in the same run: memchr over the same bytes, which is the least that any reader of lines does.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "measure.h"
#include "corpus/files.h"
#include "corpus/optouts/judge.h"
#include "corpus/optouts/weigh.h"
#include "format/robots.h"

namespace {

using namespace accord;
using bench::peak_megabytes;
using bench::seconds;
namespace oo = accord::corpus::optouts;

// A file as sites have them: a few dozen lines, some crawlers by name.
std::string file(unsigned k) {
  std::string out = "# robots.txt\nUser-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n";
  for (unsigned i = 0; i < k % 23; i++) out += fmt::format("Disallow: /section-{}/*/print$\n", k * 7 + i);
  for (const auto* name : {"GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Bytespider", "AhrefsBot", "SemrushBot"})
    if ((k >> (name[0] & 7)) % 2 == 0) out += fmt::format("\nUser-agent: {}\nDisallow: /{}\n", name, k % 5 == 0 ? "private" : "");
  return out + "\nContent-Signal: search=yes,ai-train=no\nSitemap: https://www.example.org/sitemap.xml\n";
}

void checks() {
  const auto& table = summary::optouts::built_in_signals();
  std::vector<std::string> files;
  std::size_t bytes = 0;
  for (unsigned k = 0; k < 20'000; k++) bytes += files.emplace_back(file(k)).size();
  std::size_t whole = 0, lines = 0;
  const double took = seconds([&] {
    for (const auto& f : files) {
      const format::Robots robots(f);
      const auto everybody = robots.rules_for("*").verdict();
      for (const auto& t : table.tokens) {
        const auto v = robots.names(t.token) ? robots.rules_for(t.token).verdict() : everybody;
        whole += v.reach == format::RobotsReach::whole ? 1 : 0;
      }
    }
  });
  const double anchor = seconds([&] {
    for (const auto& f : files)
      for (const char* at = f.data();
           (at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(f.data() + f.size() - at)))) != nullptr; at++)
        lines++;
  });
  const auto n = static_cast<double>(files.size() * table.tokens.size());
  fmt::print(
      "{{\"figure\":\"optouts: file x crawler "
      "checks\",\"value\":{:.0f},\"unit\":\"1/s\",\"files\":{},\"bytes_a_file\":{},\"crawlers\":{},\"whole\":{},\"MB/"
      "s\":{:.0f},\"anchor\":\"memchr over the lines\",\"anchor_value\":{:.0f},\"anchor_unit\":\"MB/s\",\"target\":\">= "
      "75000\",\"reached\":{}}}\n",
      n / took, files.size(), bytes / files.size(), table.tokens.size(), whole, static_cast<double>(bytes) / took / 1e6,
      static_cast<double>(bytes) / anchor / 1e6, n / took >= 75'000 && lines > 0);
  std::fflush(stdout);
}

void archive(std::uint64_t hosts) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("accord-bench-optouts-{}", getpid());
  std::filesystem::create_directories(folder);
  const auto suffixes = summary::Suffixes::read("// ===BEGIN ICANN DOMAINS===\ncom\n", summary::SuffixSection::icann, "").value();
  const auto& table = summary::optouts::built_in_signals();
  const auto scratch = corpus::scratch_folder(folder).value();
  std::string url;
  const auto name = [&](std::uint64_t k, const char* www) -> const std::string& {
    return url = fmt::format("https://{}d{:x}.com/robots.txt", www, k * 0x9e3779b97f4a7c15U);
  };
  {
    summary::Tally tally({.stage = summary::Stage::collected}, {{.name = "web", .kind = summary::SourceKind::crawled}}, suffixes, *scratch,
                         {.memory = std::uint64_t{64} << 20U});
    auto& counter = tally.counter();
    for (std::uint64_t k = 0; k < hosts; k++) counter.add(0, summary::Modality::text, {.url = name(k, ""), .bytes = k % 9'999}).value();
    tally.finish(*corpus::create_file(folder / "t.tally").value()).value();
  }
  const auto tally = summary::TallyFile::open(corpus::open_file(folder / "t.tally").value()).value();
  const double before = peak_megabytes();
  std::uint64_t domains = 0;
  const double took = seconds([&] {
    oo::EvidenceRuns runs(*scratch);
    oo::EvidenceWriter writer(runs, std::size_t{64} << 20U);
    oo::Judge judge(table, suffixes);
    format::ReadStatus status;
    for (std::uint64_t k = 0; k < hosts; k++) {
      const auto body = file(static_cast<unsigned>(k));
      writer
          .add(
              *judge.judge({.url = name(k, k % 3 == 0 ? "www." : ""), .date = "2026-03-01T00:00:00Z", .status = 200, .body = body}, status))
          .value();
    }
    writer.finish().value();
    auto reader = oo::EvidenceReader::open(runs).value();
    domains = oo::weigh(tally, {}, {summary::Date(std::chrono::days(20'600))}, table, reader, {}).value().domains;
  });
  fmt::print(
      "{{\"figure\":\"optouts: hosts judged, sorted and "
      "weighed\",\"value\":{:.0f},\"unit\":\"1/"
      "s\",\"hosts\":{},\"domains\":{},\"peak_MB\":{:.0f},\"peak_MB_before\":{:.0f},\"target\":\"peak_MB <= 512\",\"reached\":{}}}\n",
      static_cast<double>(hosts) / took, hosts, domains, peak_megabytes(), before, peak_megabytes() <= 512);
  std::filesystem::remove_all(folder);
}

}  // namespace

int main() {
  const char* hosts = std::getenv("ACCORD_BENCH_HOSTS");
  checks();
  archive(hosts != nullptr ? std::strtoull(hosts, nullptr, 10) : 200'000);
}
