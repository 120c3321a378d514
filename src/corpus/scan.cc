#include "corpus/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>
#include <tuple>

#include "base/bytes.h"
#include "corpus/file_stream.h"
#include "corpus/files.h"
#include "corpus/journal.h"
#include "format/packed.h"

namespace accord::corpus {
namespace {

using Moment = std::chrono::steady_clock::time_point;

struct Task {
  std::uint32_t source = 0;
  InputFile input{};
};

// What the threads of a scan share.
struct Shared {
  const ScanOptions& options;
  const summary::Suffixes& suffixes;
  summary::Scratch& scratch;
  Journal& journal;
  const std::atomic<bool>& stop;
  std::vector<Task> tasks{};
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> bytes_done{0}, documents{0};
  std::atomic<std::size_t> inputs_done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex{};
  std::condition_variable changed{};
  std::optional<Error> error{};
  std::vector<InputReport> reports{};
  unsigned running = 0;
};

// Reads inputs one after the other into a tally, which it closes now and then. One thread.
class Worker final : public format::Sink {
 public:
  explicit Worker(Shared& shared) : shared_(shared), sink_(shared.options.counting) { begin(); }

  // How much of the present input was read; any thread.
  std::uint64_t position() const { return position_.load(std::memory_order_relaxed); }

  Result<void> run() {
    while (!shared_.failed && !shared_.stop) {
      const auto i = shared_.next.fetch_add(1);
      if (i >= shared_.tasks.size()) break;
      ACCORD_CHECK(input(shared_.tasks[i]));
    }
    if (shared_.failed) return {};
    return done_.empty() ? Result<void>{} : cut(std::nullopt);
  }

  Result<void> add(const format::Document& d) override {
    if ((++count_ & 255U) == 0 || d.bytes > (1U << 20U)) ACCORD_CHECK(look(d));
    auto counted = sink_.count(*counter_, task_->source, d);
    if (!counted) sink_failed_ = true;
    last_ = d.place;
    return counted;
  }

 private:
  void begin() {
    const auto& o = shared_.options;
    std::vector<summary::Source> sources;
    for (const auto& s : o.sources) sources.push_back(s.source);
    tally_ = std::make_unique<summary::Tally>(o.header, std::move(sources), shared_.suffixes, shared_.scratch,
                                              summary::Limits{.memory = o.memory / o.threads, .counters = 1});
    counter_ = &tally_->counter();
    began_ = std::chrono::steady_clock::now();
  }

  // Between documents, now and then: is it time to note how far we came, or to stop?
  Result<void> look(const format::Document& d) {
    shared_.documents.fetch_add(count_ - told_, std::memory_order_relaxed);
    told_ = count_;
    sink_failed_ = true;  // an error from here on is not the input's
    const bool stop = shared_.stop;
    const auto now = position();
    const bool apart = !d.continued && now > from_ && d.place != last_;  // not between what one sample gave
    if (apart && (stop || std::chrono::steady_clock::now() - began_ > std::chrono::duration<double>(shared_.options.checkpoint_seconds))) {
      status_.documents--;  // this one comes after
      ACCORD_CHECK(cut(Progressed{d.place, now}));
      status_.documents++;
    }
    if (stop || shared_.failed) return fail(Kind::unavailable, "the scan was stopped");
    sink_failed_ = false;
    return {};
  }

  // Closes the tally and notes it; the present input, if it is not finished, stands in it up to the place.
  Result<void> cut(const std::optional<Progressed>& at) {
    if (at) {
      note_input(at->bytes);
      from_ = at->bytes;
      noted_ = status_;
    }
    const auto part = shared_.journal.next_part();
    ACCORD_TRY(const auto out, create_file(part));
    ACCORD_CHECK(tally_->finish(*out));
    ACCORD_CHECK(shared_.journal.note(part, done_, at ? task_->input.path : "", at));
    done_.clear();
    begin();
    return {};
  }

  // Tells the tally of the input: of what was read since the last cut, up to byte `to`.
  void note_input(std::uint64_t to) {
    const auto& path = task_->input.path;
    summary::Input i{.path = path,
                     .size = task_->input.size,
                     .status = status(status_.state),
                     .documents = status_.documents - noted_.documents,
                     .skipped = status_.skipped - noted_.skipped};
    for (const auto& [what, reason] : status_.reasons) {
      const auto before = noted_.reasons.find(what);
      const auto n = reason.count - (before == noted_.reasons.end() ? 0 : before->second.count);
      if (n != 0) i.reasons[what] = n;
    }
    if (const auto cut_off = status_.reasons.find("truncated"); cut_off != status_.reasons.end() && !cut_off->second.places.empty()) {
      const auto at = cut_off->second.places[0];
      i.truncated_at = at.offset + at.inner;
    }
    if (from_ != 0 || to != task_->input.size) i.ranges = {{from_, to}};
    tally_->add_input(std::move(i));
  }

  Result<void> input(const Task& task) {
    task_ = &task;
    status_ = noted_ = {};
    from_ = 0;
    last_ = {~std::uint64_t{0}, 0};
    if (shared_.journal.is_done(task.input.path)) {
      shared_.bytes_done += task.input.size;
      shared_.inputs_done++;
      return {};
    }
    const auto before = shared_.journal.progress_of(task.input.path);
    if (before) from_ = before->bytes;
    if (auto read = this->read(task, before); !read) {
      if (sink_failed_ || shared_.failed) return std::unexpected(read.error());
      // The disk's fault, not the run's: the input is noted, and the others are read.
      status_.note(read.error().kind == Kind::not_found ? "not there" : "cannot be read", {position(), 0});
      status_.worsen(position() == 0 && status_.documents == 0 ? format::InputState::missing : format::InputState::damaged);
    }
    if (!task.input.missing && changed(task.input)) {
      status_.note("changed while it was scanned", {position(), 0});
      status_.worsen(format::InputState::damaged);
    }
    sink_failed_ = true;
    ACCORD_CHECK(sink_.flush(*counter_, task.source));
    sink_failed_ = false;
    note_input(std::max(task.input.size, from_));
    done_.push_back(task.input.path);
    shared_.documents.fetch_add(count_ - told_, std::memory_order_relaxed);
    told_ = count_;
    shared_.bytes_done += task.input.size;
    shared_.inputs_done++;
    position_ = 0;
    const std::lock_guard lock(shared_.mutex);
    shared_.reports.push_back({task.input.path, std::move(status_)});
    return {};
  }

  // Whether the file is another one than was found when the scan began: it grew, was cut, or was written anew.
  static bool changed(const InputFile& input) {
    const auto now = look_at(input.path);
    return !now.missing && (now.size != input.size || now.changed != input.changed || now.node != input.node);
  }

  Result<void> read(const Task& task, const std::optional<Progressed>& before) {
    const auto& source = shared_.options.sources[task.source];
    ACCORD_TRY(auto stream, open_stream(task.input.path, position_));
    ACCORD_TRY(auto window, format::open_window(std::move(stream), status_));
    format::ReadOptions options{
        .largest_record = shared_.options.largest_record, .modality = source.modality, .fields = source.fields, .name = task.input.path};
    if (before) {
      options.from = before->next;
      status_ = {};  // what the beginning has to say was said
    }
    return format::read_documents(window, options, *this, status_);
  }

  Shared& shared_;
  TallySink sink_;
  std::unique_ptr<summary::Tally> tally_;
  summary::Counter* counter_ = nullptr;
  Moment began_;
  const Task* task_ = nullptr;
  format::ReadStatus status_, noted_;  // of the input: so far, and as it was at the last cut
  std::uint64_t from_ = 0;             // byte of the input up to which the last cut goes
  std::vector<std::string> done_;      // since the last cut
  std::atomic<std::uint64_t> position_{0};
  std::uint64_t count_ = 0, told_ = 0;
  format::Place last_{~std::uint64_t{0}, 0};  // of the document before
  bool sink_failed_ = false;
};

// What a resumed scan must have in common with the one that was interrupted.
std::string identity(const ScanOptions& o, const summary::SuffixList& suffixes) {
  Json j = {{"stage", name(o.header.stage)}, {"options", o.header.options},       {"duplicates", o.header.duplicates},
            {"suffixes", suffixes.sha256},   {"section", name(suffixes.section)}, {"cap", o.largest_record}};
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
  Shared shared{options, suffixes, *scratch, *journal, stop, std::move(tasks)};
  ScanProgress p;
  p.of_inputs = shared.tasks.size();
  for (const auto& t : shared.tasks) p.of_bytes += t.input.size;

  const auto n = static_cast<unsigned>(std::clamp<std::size_t>(options.threads, 1, std::max<std::size_t>(1, shared.tasks.size())));
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
  std::ranges::sort(shared.reports, {}, &InputReport::path);
  return ScanResult{*std::move(totals), std::move(shared.reports)};
}

}  // namespace accord::corpus
