#include "corpus/optouts/archive.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "corpus/file_stream.h"
#include "corpus/inputs.h"
#include "format/media_type.h"
#include "format/packed.h"
#include "format/reader.h"

namespace accord::corpus::optouts {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largest_file = std::size_t{2} << 20U;  // of a folder by host

bool is_day(std::string_view s) { return s.size() == 10 && s[4] == '-' && s[7] == '-' && format::day_of(s) != format::no_day; }

bool is_archive(std::string_view name) {
  return std::ranges::any_of(std::to_array<std::string_view>({".warc", ".arc", ".gz", ".zst", ".lz4"}),
                             [&](auto e) { return name.ends_with(e); });
}

struct Task {
  std::string path;
  bool folder = false;
};

// One thread's part.
class Worker final : public format::AnswerSink, public format::Sink {
 public:
  Worker(const ArchiveOptions& o, const summary::optouts::SignalTable& table, const summary::Suffixes& suffixes, EvidenceRuns& runs,
         const std::atomic<bool>& stop)
      : options_(o), judge_(table, suffixes), writer_(runs, std::max<std::size_t>(o.memory / o.threads, 4096)), stop_(stop) {}

  Archive found;

  Result<void> input(const Task& task) {
    status_ = {};
    failed_ = false;
    auto read = task.folder ? folder(task.path) : file(task.path);
    if (!read) {
      if (failed_) return read;  // ours, not the input's
      status_.note(read.error().kind == Kind::not_found ? "not there" : "cannot be read", {position_, 0});
      status_.worsen(status_.documents == 0 ? format::InputState::missing : format::InputState::damaged);
    }
    found.inputs.push_back({task.path, std::move(status_)});
    return {};
  }
  Result<void> finish() { return writer_.finish(); }

  Result<void> add(const format::Answer& a) override {
    if (stop_) return failed_ = true, fail(Kind::unavailable, "stopped");
    auto e = judge_.judge(a, status_);
    if (!e) return {};
    if (e->time == undated && options_.date) e->time = std::int64_t{options_.date->time_since_epoch().count()} * 86400;
    found.answers++;
    if (e->kind == SiteFile::robots) found.robots++;
    if (e->time == undated)
      found.undated = true;
    else
      found.days.insert(static_cast<std::int32_t>(e->time / 86400));
    auto added = writer_.add(*e);
    if (!added) failed_ = true;
    return added;
  }
  // What is no web archive has no answers.
  Result<void> add(const format::Document& d) override {
    status_.documents--;
    status_.skip("no web archive", d.place);
    status_.worsen(format::InputState::damaged);
    return fail(Kind::invalid, "no web archive");
  }

 private:
  Result<void> file(const std::string& path) {
    ACCORD_TRY(auto stream, open_stream(path, position_));
    ACCORD_TRY(auto window, format::open_window(std::move(stream), status_));
    const format::ReadOptions o{.largest_record = options_.largest_record, .name = path, .answers = this};
    auto read = format::read_documents(window, o, *this, status_);
    if (!read && !failed_ && status_.reasons.contains("no web archive")) return {};
    return read;
  }

  Result<void> folder(const std::string& path) {
    std::error_code code;
    for (auto i = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, code);
         i != fs::recursive_directory_iterator(); i.increment(code)) {
      if (code) return fail(Kind::unavailable, code.message(), path);
      if (stop_) return failed_ = true, fail(Kind::unavailable, "stopped");
      std::error_code ignored;
      if (!i->is_regular_file(ignored)) continue;
      const auto name = i->path().lexically_relative(path).generic_string();
      const auto hf = host_file(name);
      if (!hf) {
        if (!is_archive(name)) status_.pass("file of another name");  // archives are inputs of their own
        continue;
      }
      ACCORD_CHECK(host(i->path(), *hf));
    }
    if (code) return fail(Kind::unavailable, code.message(), path);
    return {};
  }

  Result<void> host(const fs::path& path, const HostFile& f) {
    constexpr const char* paths[] = {"/robots.txt", "/.well-known/tdmrep.json", "/ai.txt", "/license.xml", "/rsl.xml"};
    std::ifstream in(path, std::ios::binary);
    room_.resize(largest_file);
    in.read(room_.data(), static_cast<std::streamsize>(room_.size()));
    const auto size = static_cast<std::size_t>(in.gcount());
    if (in.bad() || (!in.eof() && size == 0)) {
      status_.skip("cannot be read", {0, 0});
      status_.worsen(format::InputState::damaged);
      return {};
    }
    // Of rules the beginning counts anyway (RFC 9309, 2.5); half of another file would say something else.
    if (!in.eof() && f.kind != SiteFile::robots && f.kind != SiteFile::ai_txt)
      return status_.skip("file over the cap", {0, 0}), Result<void>{};
    const auto bytes = std::string_view(room_).substr(0, size);
    status_.documents++;
    const auto url = "https://" + f.host + paths[static_cast<std::size_t>(f.kind)];
    return add(format::Answer{.url = url, .date = f.date, .status = 200, .body = bytes, .place = {}});
  }

  const ArchiveOptions& options_;
  Judge judge_;
  EvidenceWriter writer_;
  const std::atomic<bool>& stop_;
  format::ReadStatus status_;
  std::string room_;  // of a file of a folder
  std::atomic<std::uint64_t> position_{0};
  bool failed_ = false;
};

// Folders by host are one input each; web archives in them, and all others, are inputs of their own.
Result<std::vector<Task>> tasks_of(const std::vector<std::string>& named) {
  std::vector<Task> out;
  for (const auto& name : named) {
    std::error_code code;
    if (!fs::is_directory(name, code)) {
      ACCORD_TRY(const auto files, find_inputs({name}));
      for (const auto& f : files) out.push_back({f.path, false});
      continue;
    }
    // There may be millions of hosts: what is kept of a folder are its web archives.
    const auto folder = fs::path(name).lexically_normal();
    for (auto i = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, code);
         !code && i != fs::recursive_directory_iterator(); i.increment(code))
      if (std::error_code ignored; is_archive(i->path().native()) && i->is_regular_file(ignored)) out.push_back({i->path().string(), false});
    out.push_back({folder.string(), true});
  }
  std::ranges::sort(out, {}, &Task::path);
  out.erase(std::ranges::unique(out, {}, &Task::path).begin(), out.end());
  return out;
}

}  // namespace

std::optional<HostFile> host_file(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  HostFile out;
  auto name = parts.back();
  parts.pop_back();
  if (name == "tdmrep.json") {
    out.kind = SiteFile::tdmrep;
    if (!parts.empty() && parts.back() == ".well-known") parts.pop_back();
  } else if (const auto kind = kind_of_path("/" + std::string(name))) {
    out.kind = *kind;
  } else if (name.ends_with(".txt") && name.find('.') != name.size() - 4) {  // "example.org.txt"
    parts.push_back(name.substr(0, name.size() - 4));
  } else {
    return std::nullopt;
  }
  // Of what stands before, the nearest names are the host and the day, in either order.
  for (std::size_t i = 0; i < 2 && !parts.empty(); i++) {
    const auto part = parts.back();
    if (out.date.empty() && is_day(part))
      out.date = part;
    else if (out.host.empty() && !part.empty())
      out.host = part;
    else
      break;
    parts.pop_back();
  }
  if (out.host.empty()) return std::nullopt;
  return out;
}

Result<Archive> read_archive(const ArchiveOptions& options, const summary::optouts::SignalTable& table, const summary::Suffixes& suffixes,
                             EvidenceRuns& runs, const std::atomic<bool>& stop) {
  ACCORD_TRY(const auto tasks, tasks_of(options.inputs));
  const auto n = static_cast<unsigned>(std::clamp<std::size_t>(options.threads, 1, std::max<std::size_t>(1, tasks.size())));
  std::vector<std::unique_ptr<Worker>> workers;
  ArchiveOptions each = options;
  each.threads = n;
  for (unsigned i = 0; i < n; i++) workers.push_back(std::make_unique<Worker>(each, table, suffixes, runs, stop));
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::vector<Result<void>> results(n);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < n; i++) {
      threads.emplace_back([&, i] {
        try {
          while (!failed && results[i]) {
            const auto task = next.fetch_add(1);
            if (task >= tasks.size()) break;
            results[i] = workers[i]->input(tasks[task]);
          }
          if (results[i]) results[i] = workers[i]->finish();
        } catch (const std::exception& e) {
          results[i] = fail(Kind::internal, std::string("the archive cannot be read: ") + e.what());
        }
        if (!results[i]) failed = true;
      });
    }
  }
  for (const auto& r : results)
    if (!r) return std::unexpected(r.error());
  Archive out;
  for (auto& w : workers) {
    out.answers += w->found.answers;
    out.robots += w->found.robots;
    out.undated = out.undated || w->found.undated;
    out.days.merge(w->found.days);
    for (auto& i : w->found.inputs) out.inputs.push_back(std::move(i));
  }
  // A folder that holds nothing but web archives is no input besides them.
  if (out.inputs.size() > 1) {
    for (const auto& t : tasks)
      if (t.folder)
        std::erase_if(out.inputs, [&](const auto& i) { return i.path == t.path && i.status.documents == 0 && i.status.reasons.empty(); });
  }
  std::ranges::sort(out.inputs, {}, &ArchiveReport::path);
  return out;
}

}  // namespace accord::corpus::optouts
