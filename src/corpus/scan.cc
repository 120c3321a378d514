#include "corpus/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <thread>

#include "base/bytes.h"
#include "corpus/files.h"
#include "corpus/worker.h"

namespace accord::corpus {
namespace {

// What a resumed scan must have in common with the one that was interrupted.
std::string identity(const ScanOptions& o, const summary::SuffixList& suffixes) {
  Json j = {{"stage", name(o.header.stage)},
            {"options", o.header.options},
            {"duplicates", o.header.duplicates},
            {"suffixes", suffixes.sha256},
            {"section", name(suffixes.section)},
            {"cap", o.largest_record},
            {"portions", {o.portions.lines, o.portions.row_groups}}};
  for (const auto& s : o.sources) {
    Json inputs = Json::array();
    for (const auto& i : s.inputs) inputs.push_back({to_hex(i.path), i.size});
    j["sources"].push_back({s.source.name, name(s.source.kind), s.fields.text, s.fields.url, s.fields.language, s.fields.date,
                            s.fields.tokens, s.modality ? static_cast<int>(*s.modality) : -1, std::move(inputs)});
  }
  return to_hex(sha256(j.dump(-1, ' ', true, Json::error_handler_t::replace)));
}

Result<std::vector<Task>> tasks_of(const ScanOptions& o) {
  std::vector<Task> tasks;
  for (std::uint32_t s = 0; s < o.sources.size(); s++) {
    for (const auto& i : o.sources[s].inputs) tasks.push_back({s, i});
  }
  std::ranges::sort(tasks, {}, [](const Task& t) { return t.input.path; });
  if (const auto twice = std::ranges::adjacent_find(tasks, {}, [](const Task& t) { return t.input.path; }); twice != tasks.end())
    return fail(Kind::invalid, "an input belongs to two sources", twice->input.path, "name it once");
  // The large ones first, so that no thread is left alone with one in the end.
  std::ranges::stable_sort(tasks, std::ranges::greater{}, [](const Task& t) { return t.input.size; });
  return tasks;
}

Result<summary::Totals> merge(std::span<const std::filesystem::path> parts, summary::Scratch& scratch, const std::filesystem::path& out,
                              const ScanOptions& o) {
  std::vector<summary::TallyFile> tallies;
  for (const auto& part : parts) {
    ACCORD_TRY(auto content, open_file(part));
    ACCORD_TRY(auto tally, summary::TallyFile::open(std::move(content)));
    tallies.push_back(std::move(tally));
  }
  ACCORD_TRY(const auto file, create_file(out));
  return summary::merge(tallies, scratch, *file, {.memory = o.memory, .counters = o.threads});
}

// One tally of all parts. No more of them are open at a time than a process may have files.
Result<summary::Totals> join(Journal& journal, summary::Scratch& scratch, const std::filesystem::path& out, const ScanOptions& o,
                             const summary::Suffixes& suffixes) {
  constexpr std::size_t most = 200;
  auto parts = journal.parts();
  if (parts.empty()) {
    std::vector<summary::Source> sources;
    for (const auto& s : o.sources) sources.push_back(s.source);
    ACCORD_TRY(const auto file, create_file(out));
    return summary::Tally(o.header, std::move(sources), suffixes, scratch).finish(*file);
  }
  while (parts.size() > most) {
    const auto joined = journal.next_part();
    ACCORD_CHECK(merge(std::span(parts).first(most), scratch, joined, o));
    parts.erase(parts.begin(), parts.begin() + most);
    parts.push_back(joined);
  }
  return merge(parts, scratch, out, o);
}

}  // namespace

Result<ScanResult> scan(const ScanOptions& options, const summary::Suffixes& suffixes, const std::filesystem::path& out,
                        const std::function<void(const ScanProgress&)>& progress, const std::atomic<bool>& stop) {
  ACCORD_TRY(auto tasks, tasks_of(options));
  ACCORD_TRY(const auto journal, Journal::open(out, identity(options, suffixes.list()), options.resume));
  ACCORD_TRY(const auto scratch, scratch_folder(out.parent_path().empty() ? "." : out.parent_path()));
  Shared shared{options, suffixes, *scratch, *journal, stop, Queue(std::move(tasks))};
  ScanProgress p;
  p.of_inputs = shared.queue.tasks().size();
  std::size_t portions = 0;  // at most
  for (const auto& t : shared.queue.tasks()) {
    p.of_bytes += t.input.size;
    portions += 1 + t.input.size / std::max<std::uint64_t>(1, std::min(options.portions.lines, options.portions.row_groups));
  }
  const auto n = static_cast<unsigned>(std::clamp<std::size_t>(options.threads, 1, std::max<std::size_t>(1, portions)));
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < n; i++) workers.push_back(std::make_unique<Worker>(shared));
  shared.running = n;
  std::vector<std::jthread> threads;
  for (auto& w : workers) {
    threads.emplace_back([&shared, &w] {
      Result<void> result;
      try {
        result = w->run();
      } catch (const std::exception& e) {
        result = fail(Kind::internal, fmt::format("the scan failed: {}", e.what()));
      }
      const std::lock_guard lock(shared.mutex);
      if (!result && !shared.error) shared.error = result.error();
      if (!result) shared.failed = true;
      shared.running--;
      shared.changed.notify_all();
    });
  }
  {
    std::unique_lock lock(shared.mutex);
    while (shared.running != 0) {
      shared.changed.wait_for(lock, std::chrono::milliseconds(250));
      p.bytes = shared.bytes_done;
      for (const auto& w : workers) p.bytes += w->position();
      p.documents = shared.documents;
      p.inputs = shared.inputs_done;
      lock.unlock();
      progress(p);
      lock.lock();
    }
  }
  threads.clear();
  workers.clear();
  if (shared.stop)
    return fail(Kind::unavailable, "the scan was stopped; what was counted is kept", out.string() + ".scan",
                "the same call with --resume goes on");
  if (shared.error) return std::unexpected(*shared.error);
  p.merging = true;
  progress(p);
  ACCORD_TRY(auto totals, join(*journal, *scratch, out, options, suffixes));
  journal->remove();
  ScanResult result{.totals = std::move(totals), .reports = {}, .parquet = std::move(shared.parquet)};
  for (auto& [path, status] : shared.reports) result.reports.push_back({path, std::move(status)});
  return result;
}

}  // namespace accord::corpus
