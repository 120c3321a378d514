#include "corpus/worker.h"

#include <algorithm>

#include "corpus/file_stream.h"
#include "corpus/files.h"
#include "format/packed.h"
#include "format/parquet.h"

namespace accord::corpus {
namespace {

// Whether the file is another one than was found when the scan began: it grew, was cut, or was written anew.
bool changed(const InputFile& input) {
  const auto now = look_at(input.path);
  return !now.missing && (now.size != input.size || now.changed != input.changed || now.node != input.node);
}

}  // namespace

Worker::Worker(Shared& shared) : shared_(shared), sink_(shared.options.counting) { begin(); }

std::uint64_t Worker::position() const {
  const auto start = start_.load(std::memory_order_relaxed), now = position_.load(std::memory_order_relaxed);
  return now > start ? now - start : 0;
}

Result<void> Worker::run() {
  const auto stopped = [this] { return shared_.failed || shared_.stop; };
  while (auto work = shared_.queue.take(stopped)) {
    if (!work->opened) {
      ACCORD_TRY(work, open(*work));
      if (!work) continue;
    }
    ACCORD_CHECK(portion(*work));
  }
  if (shared_.failed) return {};
  return done_.empty() ? Result<void>{} : cut(std::nullopt);
}

Result<void> Worker::add(const format::Document& d) {
  if ((++count_ & 255U) == 0 || d.bytes > (1U << 20U)) ACCORD_CHECK(look(d));
  auto counted = sink_.count(*counter_, work_.task->source, d);
  if (!counted) sink_failed_ = true;
  last_ = d.place;
  return counted;
}

void Worker::begin() {
  const auto& o = shared_.options;
  std::vector<summary::Source> sources;
  for (const auto& s : o.sources) sources.push_back(s.source);
  tally_ = std::make_unique<summary::Tally>(o.header, std::move(sources), shared_.suffixes, shared_.scratch,
                                            summary::Limits{.memory = o.memory / o.threads, .counters = 1});
  counter_ = &tally_->counter();
  began_ = std::chrono::steady_clock::now();
}

// The byte of the input up to which everything before the document was read.
std::uint64_t Worker::byte_at(format::Place place) const {
  switch (work_.opened->as) {
    case Opened::As::row_groups:
      return work_.opened->byte_of(place);
    case Opened::As::lines:
      return place.offset;
    default:
      return position_.load(std::memory_order_relaxed);
  }
}

// Between documents, now and then: is it time to note how far we came, or to stop?
Result<void> Worker::look(const format::Document& d) {
  shared_.documents.fetch_add(count_ - told_, std::memory_order_relaxed);
  told_ = count_;
  sink_failed_ = true;  // an error from here on is not the input's
  const bool stop = shared_.stop;
  const auto now = byte_at(d.place);
  if (work_.opened->as == Opened::As::row_groups) position_.store(now, std::memory_order_relaxed);
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

// Closes the tally and notes it; the present portion, if it is not finished, stands in it up to the place.
Result<void> Worker::cut(const std::optional<Progressed>& at) {
  if (at) {
    note_input(at->bytes);
    from_ = at->bytes;
    noted_ = status_;
  }
  const auto file = shared_.journal.next_part();
  ACCORD_TRY(const auto out, create_file(file));
  ACCORD_CHECK(tally_->finish(*out));
  ACCORD_CHECK(shared_.journal.note(file, done_, at ? part(work_) : PartOfInput{}, at));
  done_.clear();
  begin();
  return {};
}

// Tells the tally of the input: of what was read since the last cut, up to byte `to`.
void Worker::note_input(std::uint64_t to) {
  const auto& input = work_.task->input;
  summary::Input i{.path = input.path,
                   .size = input.size,
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
  if (from_ != 0 || to != input.size) i.ranges = {{from_, to}};
  tally_->add_input(std::move(i));
}

PartOfInput Worker::part(const Work& work) const {
  const auto& portions = work.opened->portions;
  return {work.task->input.path, portions.size() > 1 ? std::optional(portions[work.portion].from) : std::nullopt};
}

format::ReadOptions Worker::read_options(const Task& task) const {
  const auto& source = shared_.options.sources[task.source];
  return {.largest_record = shared_.options.largest_record,
          .modality = source.modality,
          .fields = source.fields,
          .name = task.input.path,
          .naming = false};  // a tally has neither
}

// Opens an input, leaves its further portions to everybody, and gives the first; none, when it was read before.
Result<std::optional<Work>> Worker::open(const Work& work) {
  const auto& input = work.task->input;
  std::vector<Work> portions;
  if (shared_.journal.is_done({input.path, std::nullopt})) {
    shared_.bytes_done += input.size;
    shared_.inputs_done++;
  } else {
    auto opened = open_input(input, read_options(*work.task), shared_.options.portions);
    if (!opened) {  // reading it as a stream will say why
      auto stream = std::make_shared<Opened>();
      stream->portions = {{0, input.size, 0, 0}};
      opened = std::move(stream);
    }
    for (std::size_t i = 0; i < (*opened)->portions.size(); i++) {
      Work w{.task = work.task, .opened = *opened, .portion = i};
      const auto& p = (*opened)->portions[i];
      if (shared_.journal.is_done(part(w)))
        shared_.bytes_done += p.to - p.from;
      else
        portions.push_back(std::move(w));
    }
    if (portions.empty()) shared_.inputs_done++;
  }
  std::optional<Work> first;
  if (!portions.empty()) {
    const auto left = std::make_shared<std::atomic<std::size_t>>(portions.size());
    for (auto& p : portions) p.left = left;
    first = std::move(portions.front());
    portions.erase(portions.begin());
  }
  shared_.queue.opened(std::move(portions));
  return first;
}

Result<void> Worker::portion(const Work& work) {
  work_ = work;
  const auto& range = work.opened->portions[work.portion];
  status_ = noted_ = {};
  from_ = range.from;
  last_ = {~std::uint64_t{0}, 0};
  start_ = position_ = range.from;
  const auto before = shared_.journal.progress_of(part(work));
  if (before) from_ = before->bytes;
  shared_.reading++;
  const auto read = this->read(work, before);
  shared_.reading--;
  if (!read) {
    if (sink_failed_ || shared_.failed) return std::unexpected(read.error());
    // The disk's fault, not the run's: the input is noted, and the others are read.
    status_.note(read.error().kind == Kind::not_found ? "not there" : "cannot be read", {position_, 0});
    status_.worsen(position_ == 0 && status_.documents == 0 ? format::InputState::missing : format::InputState::damaged);
  }
  if (!work.task->input.missing && changed(work.task->input)) {
    status_.note("changed while it was scanned", {position_, 0});
    status_.worsen(format::InputState::damaged);
  }
  sink_failed_ = true;
  ACCORD_CHECK(sink_.flush(*counter_, work.task->source));
  sink_failed_ = false;
  note_input(std::max(range.to, from_));
  done(work);
  return {};
}

Result<void> Worker::read(const Work& work, const std::optional<Progressed>& before) {
  const auto& opened = *work.opened;
  const auto& range = opened.portions[work.portion];
  auto options = read_options(*work.task);
  if (before) options.from = before->next;
  switch (opened.as) {
    case Opened::As::row_groups:
      return format::read_row_groups(*opened.columns, range.first, range.end, options, *this, status_);
    case Opened::As::unreadable: {
      if (!opened.error) return format::note_unopened(opened.problem, work.task->input.size, status_), Result<void>{};
      status_.note(opened.problem, {});
      status_.worsen(format::InputState::missing);
      const std::lock_guard lock(shared_.mutex);
      shared_.parquet = opened.error;
      return {};
    }
    case Opened::As::lines: {
      ACCORD_TRY(auto stream, open_stream(work.task->input.path, position_));
      format::Window window(std::move(stream));
      if (!before) options.from = format::Place{range.from, 0};
      options.until = range.to;
      return format::read_json_lines(window, options, *this, status_);
    }
    case Opened::As::stream:
      break;
  }
  ACCORD_TRY(auto stream, open_stream(work.task->input.path, position_));
  // A thread that has nothing to read may as well decode for one that has.
  const bool ahead = shared_.reading < shared_.options.threads && shared_.queue.empty();
  ACCORD_TRY(auto window, format::open_window(std::move(stream), status_, ahead));
  if (before) status_ = {};  // what the beginning has to say was said
  return format::read_documents(window, options, *this, status_);
}

// The portion was read: notes it for the next cut, and what it was like for the report.
void Worker::done(const Work& work) {
  const auto& range = work.opened->portions[work.portion];
  done_.push_back(part(work));
  shared_.documents.fetch_add(count_ - told_, std::memory_order_relaxed);
  told_ = count_;
  shared_.bytes_done += range.to - range.from;
  if (work.left->fetch_sub(1) == 1) shared_.inputs_done++;
  position_ = start_ = 0;
  const std::lock_guard lock(shared_.mutex);
  shared_.reports[work.task->input.path].merge(status_);
}

}  // namespace accord::corpus
