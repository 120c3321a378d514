#include "corpus/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <thread>
#include <tuple>

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
    for (const auto& i : s.inputs) inputs.push_back({to_hex(i.path), i.size, i.changed});
    const auto& [name, kind, description, licence, link, crawler, period] = s.source;
    const auto& f = s.fields;
    j["sources"].push_back({name, summary::name(kind), description, licence, link, crawler, period, f.text, f.url, f.language, f.date,
                            f.tokens, f.id, f.source, f.milliseconds, s.modality ? static_cast<int>(*s.modality) : -1, std::move(inputs)});
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
  const auto which = [](const Task& t) { return std::tie(t.input.device, t.input.node); };
  std::ranges::stable_sort(tasks, {}, which);
  const auto again = std::ranges::adjacent_find(tasks, [&](const Task& a, const Task& b) { return a.input.node != 0 && which(a) == which(b); });
  if (again != tasks.end())
    return fail(Kind::invalid, fmt::format("an input belongs to two sources, once as {}", again->input.path), std::next(again)->input.path,
                "name it once");
  std::ranges::sort(tasks, {}, [](const Task& t) { return t.input.path; });
  // The large ones first, so that no thread is left alone with one in the end.
  std::ranges::stable_sort(tasks, std::ranges::greater{}, [](const Task& t) { return t.input.size; });
  return tasks;
}

// Before anything is read: a scan of days must not end with a name that cannot be written.
Result<void> check_output(const std::filesystem::path& out) {
  namespace fs = std::filesystem;
  std::error_code ec;
  const auto folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ec)) return fail(Kind::invalid, "the folder of the output is not there", folder.string(), "make it, or check its name");
  if (fs::is_directory(out, ec)) return fail(Kind::invalid, "the output is a folder", out.string(), "name a file in it");
  if (fs::exists(out, ec) && !fs::is_regular_file(out, ec))
    return fail(Kind::invalid, "the output is a pipe or a device", out.string(), "name a file: the state of the scan is kept beside it");
  return {};
}

// What joining parts needs.
struct Joining {
  Journal& journal;
  summary::Scratch& scratch;
  const ScanOptions& options;
  const std::atomic<bool>& stop;

  Result<std::unique_ptr<summary::Output>> create(const std::filesystem::path& out) const {
    ACCORD_TRY(auto file, create_file(out, journal.folder()));
    return stoppable(std::move(file), stop);
  }
};

Result<summary::Totals> merge(std::span<const std::filesystem::path> parts, const std::filesystem::path& out, const Joining& with) {
  std::vector<summary::TallyFile> tallies;
  for (const auto& part : parts) {
    ACCORD_TRY(auto content, open_file(part));
    ACCORD_TRY(auto tally, summary::TallyFile::open(std::move(content)));
    tallies.push_back(std::move(tally));
  }
  ACCORD_TRY(const auto file, with.create(out));
  return summary::merge(tallies, with.scratch, *file, {.memory = with.options.memory, .counters = with.options.threads});
}

// One tally of all parts. No more of them are open at a time than a process may have files.
Result<summary::Totals> join(const std::filesystem::path& out, const summary::Suffixes& suffixes, const Joining& with) {
  constexpr std::size_t most = 200;
  auto parts = with.journal.parts();
  if (parts.empty()) {
    std::vector<summary::Source> sources;
    for (const auto& s : with.options.sources) sources.push_back(s.source);
    ACCORD_TRY(const auto file, with.create(out));
    return summary::Tally(with.options.header, std::move(sources), suffixes, with.scratch).finish(*file);
  }
  while (parts.size() > most) {
    const auto joined = with.journal.next_part();
    ACCORD_CHECK(merge(std::span(parts).first(most), joined, with));
    parts.erase(parts.begin(), parts.begin() + most);
    parts.push_back(joined);
  }
  return merge(parts, out, with);
}

}  // namespace

Result<ScanResult> scan(const ScanOptions& options, const summary::Suffixes& suffixes, const std::filesystem::path& out,
                        const std::function<void(const ScanProgress&)>& progress, const std::atomic<bool>& stop) {
  ACCORD_CHECK(check_output(out));
  ACCORD_TRY(auto tasks, tasks_of(options));
  ACCORD_TRY(const auto journal, Journal::open(out, identity(options, suffixes.list()), options.resume));
  ACCORD_TRY(const auto scratch, scratch_folder(journal->folder()));
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
  const auto stopped = [&] {
    return fail(Kind::unavailable, "the scan was stopped; what was counted is kept", journal->folder().string(),
                "the same call with --resume goes on");
  };
  if (shared.stop) return stopped();
  if (shared.error) return std::unexpected(*shared.error);
  p.merging = true;
  progress(p);
  auto totals = join(out, suffixes, {*journal, *scratch, options, stop});
  if (!totals && stop) return stopped();
  if (!totals) return std::unexpected(totals.error());
  journal->remove();
  ScanResult result{.totals = *std::move(totals), .reports = {}, .parquet = std::move(shared.parquet)};
  for (auto& [path, status] : shared.reports) result.reports.push_back({path, std::move(status)});
  return result;
}

}  // namespace accord::corpus
