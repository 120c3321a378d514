// One thread of a scan: reads inputs and portions of them, one after the other, into a tally that it closes now and then.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>

#include "corpus/journal.h"
#include "corpus/queue.h"
#include "corpus/scan.h"

namespace accord::corpus {

// What the threads of a scan share.
struct Shared {
  const ScanOptions& options;
  const summary::Suffixes& suffixes;
  summary::Scratch& scratch;
  Journal& journal;
  const std::atomic<bool>& stop;
  Queue queue;
  std::atomic<std::uint64_t> bytes_done{0}, documents{0};
  std::atomic<std::size_t> inputs_done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex{};
  std::condition_variable changed{};
  std::optional<Error> error{}, parquet{};
  std::map<std::string, format::ReadStatus> reports{};
  unsigned running = 0;
  std::atomic<unsigned> reading{0};  // portions now
};

class Worker final : public format::Sink {
 public:
  explicit Worker(Shared& shared);
  // How many bytes of the present portion were read; any thread.
  std::uint64_t position() const;
  Result<void> run();
  Result<void> add(const format::Document& d) override;

 private:
  void begin();
  Result<void> look(const format::Document& d);
  Result<void> cut(const std::optional<Progressed>& at);
  void note_input(std::uint64_t to);
  std::uint64_t byte_at(format::Place place) const;
  PartOfInput part(const Work& work) const;
  format::ReadOptions read_options(const Task& task) const;
  Result<std::optional<Work>> open(const Work& work);
  Result<void> portion(const Work& work);
  Result<void> read(const Work& work, const std::optional<Progressed>& before);
  void done(const Work& work);

  Shared& shared_;
  TallySink sink_;
  std::unique_ptr<summary::Tally> tally_;
  summary::Counter* counter_ = nullptr;
  std::chrono::steady_clock::time_point began_;
  Work work_;
  format::ReadStatus status_, noted_;                  // of the portion: so far, and as it was at the last cut
  std::uint64_t from_ = 0;                             // byte of the input up to which the last cut goes
  std::vector<PartOfInput> done_;                      // since the last cut
  std::atomic<std::uint64_t> position_{0}, start_{0};  // bytes of the file
  std::uint64_t count_ = 0, told_ = 0;
  format::Place last_{~std::uint64_t{0}, 0};  // of the document before
  bool sink_failed_ = false;
};

}  // namespace accord::corpus
