// The redline figures of docs: time against `git diff --no-index --word-diff=porcelain` on the same files,
// size against the fewest edited words. One JSON line per figure; a time is the median of five runs.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>

#include <fmt/format.h>

#include "text/lineage_generated.h"
#include "text/read.h"
#include "text/redline.h"
#include "text/words.h"

extern char** environ;

namespace {

using namespace accord::text;
namespace fs = std::filesystem;

constexpr std::size_t draft_bytes = 400'000;
constexpr int runs = 5;

template <class Act>
double median_ms(Act act) {
  std::vector<double> times;
  for (int k = 0; k < runs; ++k) {
    const auto started = std::chrono::steady_clock::now();
    act();
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count());
  }
  std::ranges::sort(times);
  return times[runs / 2];
}

// The target is held against the ratio, or against the value.
enum class Of { ratio, value };
void report(std::string_view figure, double value, std::string_view unit, std::string_view anchor, double anchor_value, Of of, double at_most) {
  const double ratio = anchor_value > 0 ? value / anchor_value : 0;
  fmt::print("{{\"figure\":\"{}\",\"value\":{:.3f},\"unit\":\"{}\",\"anchor\":\"{}\",\"anchor_value\":{:.3f},\"ratio\":{:.3f},\"target\":\"{} <= {}\",\"reached\":{}}}\n", figure, value,
             unit, anchor, anchor_value, ratio, of == Of::ratio ? "ratio" : "value", at_most, (of == Of::ratio ? ratio : value) <= at_most);
}

std::string markdown(const std::vector<Provision>& draft) {
  std::string out = "# Draft\n\n";
  for (const auto& p : draft) {
    const int depth = p.kind == ProvisionKind::chapter ? 2 : p.kind == ProvisionKind::commitment ? 3 : 4;
    const char* const word = depth == 2 ? "Chapter" : depth == 3 ? "Commitment" : "Measure";
    out += fmt::format("{} {} {} {}\n\n{}\n\n", std::string(static_cast<std::size_t>(depth), '#'), word, p.number, p.heading, p.body);
  }
  return out;
}

std::vector<generated::Node> large_draft(generated::Generator& g) {
  std::vector<generated::Node> nodes;
  std::vector<Provision> flat;
  do {
    auto more = generated::draft(g, 1, 6, 5, 120);
    nodes.insert(nodes.end(), more.begin(), more.end());
    flat.clear();
    generated::flatten(nodes, "", "", flat, nullptr);
  } while (markdown(flat).size() < draft_bytes);
  return nodes;
}

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

double git_ms(const fs::path& before, const fs::path& after) {
  return median_ms([&] {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<std::string> words = {"git", "diff", "--no-index", "--word-diff=porcelain", before.string(), after.string()};
    std::vector<char*> argv;
    for (auto& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    if (posix_spawnp(&child, "git", &actions, nullptr, argv.data(), environ) == 0) waitpid(child, nullptr, 0);
    posix_spawn_file_actions_destroy(&actions);
  });
}

// The least number of edited words between two drafts, each read as one text.
std::int64_t fewest_edits(const std::vector<Provision>& before, const std::vector<Provision>& after) {
  const auto whole = [](const std::vector<Provision>& draft) {
    std::string out;
    for (const auto& p : draft) (out += visible_text(p)) += '\n';
    return out;
  };
  const auto a = whole(before), b = whole(after);
  Interner interner;
  const auto x = interner.ids(split_words(a).words), y = interner.ids(split_words(b).words);
  return static_cast<std::int64_t>(x.size() + y.size() - 2 * longest_common(x, y).size());
}

std::string slurp(const fs::path& path) {
  std::string out(fs::file_size(path), '\0');
  std::ifstream(path, std::ios::binary).read(out.data(), static_cast<std::streamsize>(out.size()));
  return out;
}

// From the two files to the redline, as `accord diff` does it.
Redline redline_of(const fs::path& before, const fs::path& after) {
  auto reading = std::async(std::launch::async, [&] { return read_draft(slurp(before), before.string()); });
  const auto b = read_draft(slurp(after), after.string()), a = reading.get();
  if (!a || !b) {
    std::cerr << (a ? b : a).error().message << '\n';
    std::exit(1);
  }
  return redline(a->provisions, b->provisions, align(a->provisions, b->provisions));
}

}  // namespace

int main() {
  const fs::path folder = fs::temp_directory_path() / fmt::format("accord-bench-redline-{}", getpid());
  fs::create_directories(folder);
  const fs::path before = folder / "before.md", after = folder / "after.md";
  generated::Generator g(11, 4000);
  const auto nodes = large_draft(g);
  for (const int percent : {1, 5, 10}) {
    const auto pair = generated::edited(g, nodes, {percent / 100.0, 0, 0, 0, 0, 0});
    write(before, markdown(pair.before));
    write(after, markdown(pair.after));
    Redline result;
    const double ours = median_ms([&] { result = redline_of(before, after); });
    report(fmt::format("redline of two drafts of 400 KB, {} % of words edited: time", percent), ours, "ms", "git diff --word-diff=porcelain",
           git_ms(before, after), Of::ratio, 2);
    report(fmt::format("redline of two drafts of 400 KB, {} % of words edited: size", percent),
           static_cast<double>(result.words.deleted + result.words.inserted), "words", "fewest edited words",
           static_cast<double>(fewest_edits(pair.before, pair.after)), Of::ratio, 1.05);
  }
  {
    generated::Generator other(12, 4000);
    const auto a = generated::edited(g, nodes, {0, 0, 0, 0, 0, 0}).before, b = generated::edited(other, large_draft(other), {0, 0, 0, 0, 0, 0}).before;
    write(before, markdown(a));
    write(after, markdown(b));
    const double ours = median_ms([&] { redline_of(before, after); });
    report("redline of two drafts of 400 KB without likeness: time", ours, "ms", "git diff --word-diff=porcelain", git_ms(before, after),
           Of::value, 300);
    const auto x = markdown(a), y = markdown(b);
    std::vector<Span> spans;
    const double plain = median_ms([&] { spans = compare_words(x, y); });
    report("words of two texts of 400 KB without likeness: time", plain, "ms", "git diff --word-diff=porcelain", git_ms(before, after),
           Of::value, 300);
  }
  fs::remove_all(folder);
  return 0;
}
