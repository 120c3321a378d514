// The tally: the exact, mergeable result of scanning any part of a corpus. Format, order and digest: docs/formats/tally.md.
//
// Law (A10): merging is associative and commutative. Any split of the same documents over counters, tallies and machines gives the same digest,
// and with one build the same bytes.
// Memory: what the limit says, however many domains there are; what does not fit goes to the scratch space in sorted runs.
// Threads: a Counter belongs to one thread at a time; the functions of Tally may be called by any, but `finish` only when no
// counter is in use.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "summary/storage.h"
#include "summary/suffixes.h"
#include "summary/totals.h"

namespace accord::summary {

// 128 bits of a text; two texts with the same are taken for the same.
using Fingerprint = std::array<std::uint8_t, 16>;
Fingerprint fingerprint(std::string_view text);

// One document as a reader saw it, in one modality. A picture with a caption is added twice: as an image, and as text.
struct Document {
  std::string_view url{};  // absolute, or a bare host; empty if it has none
  std::uint64_t bytes = 0, characters = 0;
  std::optional<std::uint64_t> tokens{};
  std::uint64_t images = 0, milliseconds = 0;
  std::string_view language{};  // any code ("en", "eng_Latn", "pt-BR"); empty if not known
  bool language_detected = false;
  std::optional<Date> date{};
  std::optional<Fingerprint> fingerprint{};  // counted with Header::duplicates
};

struct Limits {
  std::uint64_t memory = std::uint64_t{256} << 20U;  // bytes, for all counters of a tally together, or for a merge
  unsigned counters = 1;                             // how many share it
};

struct CounterState;   // tally.cc

// Counts for one thread.
class Counter {
 public:
  // `source` is an index into the sources that the tally was given. Errors: unavailable when the scratch space is full.
  Result<void> add(std::uint32_t source, Modality modality, const Document& document);
  Counter(Counter&&) noexcept;
  ~Counter();

 private:
  friend class Tally;
  explicit Counter(std::unique_ptr<CounterState> state);
  std::unique_ptr<CounterState> state_;
};

// Called now and then with what is done of the whole, 0 to 1.
using Progress = std::function<void(double)>;

// A scan in progress. To resume one later, finish it as it stands, and merge: inputs may be covered in part (Input::ranges).
class Tally {
 public:
  // Source names must differ. `suffixes` and `scratch` live as long as the tally. The header's list is that of `suffixes`.
  Tally(Header header, std::vector<Source> sources, const Suffixes& suffixes, Scratch& scratch, Limits limits = {});
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;
  ~Tally();

  Counter& counter();       // a new one; lives as long as the tally
  void add_input(Input input);  // what became of an input, or of a part of it
  // Writes the tally and closes `out`. Errors: invalid for sources with one name, or an input that was covered twice; unavailable.
  Result<Totals> finish(Output& out, const Progress& progress = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A tally that was written. Immutable; any thread.
class TallyFile {
 public:
  // Reads totals and index, and holds them against their hash. Errors: invalid (not a tally, of a later version, cut off, altered).
  static Result<TallyFile> open(std::shared_ptr<const Content> content);
  [[nodiscard]] const Totals& totals() const;

  // All rows, by domain in the order of the file (a domain's rows stand together). Every piece is held against the hash in
  // the index, and the whole against the digest. Errors: those of `row`; invalid for an altered file.
  Result<void> each_row(const std::function<Result<void>(const DomainRow&)>& row) const;
  // Reads all of it and holds it against its digest.
  Result<void> verify() const;

  struct Index;  // tally_file.h
  [[nodiscard]] const Index& index() const { return *index_; }
  [[nodiscard]] std::shared_ptr<const Content> shared_content() const { return content_; }

 private:
  static Result<TallyFile> read(std::shared_ptr<const Content> content);

  std::shared_ptr<const Content> content_;
  std::shared_ptr<const Index> index_;
};

// One tally of many. Errors: unprocessable where they do not belong together (another stage, list of suffixes or option; a source
// that is described in two ways; an input counted in both), naming what; invalid for an altered file; unavailable.
Result<Totals> merge(std::span<const TallyFile> tallies, Scratch& scratch, Output& out, const Limits& limits = {}, const Progress& progress = {});

// Which rows count.
struct Selection {
  std::vector<SourceKind> kinds{};     // empty: all
  std::vector<Modality> modalities{};  // empty: all
  std::vector<std::string> sources{};  // by name; empty: all
};
// The domains that were selected, each once, in the order of the file; `domain` may take what it is given. Errors: as each_row.
Result<void> each_domain(const TallyFile& tally, const Selection& selection, const std::function<Result<void>(DomainTotal&)>& domain);

// How many domains: a share of all that were selected, a number, or the lower of both. Nothing said: all.
struct Cut {
  std::optional<double> percent{};  // rounded up, so that one domain's 10 % is one domain
  std::optional<std::uint64_t> count{};
};
struct DomainSums {
  std::uint64_t distinct = 0, documents = 0, bytes = 0;  // of all that were selected
  std::uint64_t listed = 0, listed_documents = 0, listed_bytes = 0;
};
// The largest domains by bytes (ties by name, bytewise), largest first, each once. Exact however far down the cut is, in bounded memory.
Result<DomainSums> top_domains(const TallyFile& tally, const Selection& selection, const Cut& cut, Scratch& scratch,
                               const std::function<Result<void>(const DomainTotal&)>& domain, const Limits& limits = {});

}  // namespace accord::summary
