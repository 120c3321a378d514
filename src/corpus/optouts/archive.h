// Reads archives of answers into evidence: web archives (WARC, ARC, packed or not) and folders by host.
//
// A folder holds, at any depth, HOST/robots.txt, HOST/ai.txt, HOST/license.xml, HOST/rsl.xml, HOST/.well-known/tdmrep.json (or
// HOST/tdmrep.json), or HOST.txt; a folder YYYY-MM-DD beside or between says the day. What is named like a web archive is read as one.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "corpus/optouts/judge.h"

namespace accord::corpus::optouts {

// A file of a folder by host, told by its path below the folder.
struct HostFile {
  std::string host, date;  // date: empty where no folder says it
  SiteFile kind = SiteFile::robots;
  bool operator==(const HostFile&) const = default;
};
std::optional<HostFile> host_file(std::string_view path);

struct ArchiveOptions {
  std::vector<std::string> inputs{};    // files, folders, patterns, series
  std::optional<summary::Date> date{};  // of answers that have none
  unsigned threads = 1;
  std::uint64_t memory = std::uint64_t{128} << 20U;  // bytes, of all threads together
  std::size_t largest_record = std::size_t{64} << 20U;
};

struct ArchiveReport {
  std::string path;
  format::ReadStatus status;  // documents: answers
};

struct Archive {
  std::vector<ArchiveReport> inputs;  // by path; a folder by host is one
  std::uint64_t answers = 0;          // that said something
  std::uint64_t robots = 0;           // of them, to /robots.txt
  std::set<std::int32_t> days;        // on which there are answers, since 1970-01-01
  bool undated = false;               // some have no date
};

// Errors: invalid (nothing matches a pattern), unavailable (stopped, the disk is full). A bad input is none: it is in the report.
Result<Archive> read_archive(const ArchiveOptions& options, const summary::optouts::SignalTable& table, const summary::Suffixes& suffixes,
                             EvidenceRuns& runs, const std::atomic<bool>& stop);

}  // namespace accord::corpus::optouts
