// optouts: an archive of robots.txt answers, held against the domains of a tally.
//
// Each answer becomes a row of evidence; rows are sorted on disk in the order of the tally's domains, and both are read side by side. So
// memory stays bounded however many hosts there are.
// Threads: a writer belongs to one thread; EvidenceRuns is shared.
//
// This header: rows of evidence, their order, and the runs that they are kept in.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "format/reservation.h"
#include "format/robots.h"
#include "summary/optouts/shares.h"
#include "summary/storage.h"

namespace accord::corpus::optouts {

enum class SiteFile : std::uint8_t {
  robots,   // /robots.txt
  tdmrep,   // /.well-known/tdmrep.json
  ai_txt,   // /ai.txt
  licence,  // /license.xml, where it is one of RSL
  rsl,      // /rsl.xml
  page,     // any other: what its header and meta elements say
};
enum class Answered : std::uint8_t { ok, no_file, unreachable };  // 2xx; 4xx; 5xx

struct TokenVerdict {
  std::uint16_t token = 0;  // of the table
  format::RobotsVerdict verdict{};
  bool operator==(const TokenVerdict&) const = default;
};
struct SignalSaid {
  std::uint8_t signal = 0;  // of summary::optouts::signal_ids
  format::Reservation said{};
};

inline constexpr std::int64_t undated = std::numeric_limits<std::int64_t>::min();

// One answer of one host.
struct Evidence {
  std::string domain;                                                    // registrable
  summary::optouts::Speaker speaker = summary::optouts::Speaker::other;  // whether the host is the domain, its www, or another
  std::string host;                                                      // with its port, where that is not the usual one
  SiteFile kind = SiteFile::robots;
  std::int64_t time = undated;  // seconds since 1970-01-01
  Answered answered = Answered::ok;
  format::RobotsVerdict everybody{};  // of robots: what holds for a crawler that is not named
  std::vector<TokenVerdict> named{};  // the crawlers that are, by number
  std::vector<SignalSaid> said{};
};

// A row's order: that of the tally's domains (hash, name), then speaker, host, kind, time.
class EvidenceRuns {
 public:
  explicit EvidenceRuns(summary::Scratch& scratch) : scratch_(scratch) {}
  summary::Scratch& scratch() { return scratch_; }
  void add(std::uint64_t piece);
  std::vector<std::uint64_t> take();

 private:
  summary::Scratch& scratch_;
  std::mutex mutex_;
  std::vector<std::uint64_t> pieces_;
};

class EvidenceWriter {
 public:
  // `memory`: bytes that it may hold before it writes a run.
  EvidenceWriter(EvidenceRuns& runs, std::size_t memory) : runs_(runs), memory_(memory) {}
  Result<void> add(const Evidence& e);  // errors: unavailable (the disk is full)
  Result<void> finish();

 private:
  struct Ref {
    std::uint64_t hash;
    std::size_t at, size;
  };
  EvidenceRuns& runs_;
  std::size_t memory_;
  std::string bytes_;
  std::vector<Ref> refs_;
};

struct EvidenceRun;  // evidence.cc

// All rows in order.
class EvidenceReader {
 public:
  static Result<EvidenceReader> open(EvidenceRuns& runs);
  EvidenceReader(EvidenceReader&&) noexcept;
  ~EvidenceReader();
  // Moves on to the next row; false at the end. Errors: unavailable.
  Result<bool> next();
  std::uint64_t hash() const { return hash_; }
  const Evidence& row() const { return row_; }

 private:
  EvidenceReader();
  std::vector<std::unique_ptr<EvidenceRun>> runs_;  // a heap, the least in front
  Evidence row_;
  std::uint64_t hash_ = 0;
  bool begun_ = false;
};

}  // namespace accord::corpus::optouts
