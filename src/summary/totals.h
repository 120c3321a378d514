// summary: the public summary of training content (Article 53(1)(d) of Regulation (EU) 2024/1689): what was counted
// (the tally), and what follows from it.
//
// Rule: takes bytes and values, gives values; touches no file and reads no clock (A3). Files are behind summary/storage.h.
// Threads: values and pure functions, but for summary/tally.h, which says its own rule.
//
// This header: the totals of a tally, small enough to be held whole. Its domains are not: they are read as a stream.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accord::summary {

using Date = std::chrono::sys_days;  // of the Gregorian calendar, UTC

// The kinds of section 2 of the Commission's template: 2.1, 2.2.1, 2.2.2, 2.3, 2.4, 2.5, 2.6.
enum class SourceKind : std::uint8_t { public_dataset, licensed, other_private, crawled, user, synthetic, other };
enum class Modality : std::uint8_t { text, image, audio, video, other };
// Collected: as it was obtained (for the list of domains, 2.3). Processed: after filtering, before training (for sizes, 1.3).
enum class Stage : std::uint8_t { collected, processed };
constexpr std::size_t modalities = 5;

std::string_view name(SourceKind);  // as on the command line: "public-dataset"
std::string_view name(Modality);
std::string_view name(Stage);
std::optional<SourceKind> source_kind_named(std::string_view);
std::optional<Modality> modality_named(std::string_view);
std::optional<Stage> stage_named(std::string_view);
std::string to_text(Date);                               // "2025-03-30"
std::optional<Date> date_from(std::string_view text);    // of the first ten characters of an ISO 8601 date or time; nullopt if there is no such day

// A part of the training data, as the provider describes it. Its name is who it is: one name, one source. Empty: not said.
struct Source {
  std::string name;
  SourceKind kind = SourceKind::other;
  std::string description{}, licence{}, link{}, crawler{};
  std::string period{};  // as given: "2024-01/2024-06"
  bool operator==(const Source&) const = default;
};

// Sums over documents. Every one is exact; what a document does not say adds nothing.
struct Counts {
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;       // of the text as stored, UTF-8; of the decoded payload of a web answer; of an image or recording
  std::uint64_t characters = 0;  // Unicode code points of the text
  std::uint64_t tokens = 0;            // declared by a column, or counted with the tokenizer that the header names
  std::uint64_t token_documents = 0;   // documents that have such a count,
  std::uint64_t token_bytes = 0;       // and their bytes: the rest can only be estimated
  std::uint64_t images = 0;
  std::uint64_t milliseconds = 0;  // of sound or film
  std::uint64_t located = 0;       // documents with a row in the domains
  std::uint64_t bad_urls = 0;      // documents with an address in which no host was found
  std::uint64_t dated = 0;         // documents with a date
  std::optional<Date> first{}, last{};
  Counts& operator+=(const Counts&);
  bool operator==(const Counts&) const = default;
};

// What is known of a language: its code (BCP 47 primary subtag, ISO 639-1 where there is one; "und" for what is none) and how.
struct LanguageKey {
  std::string code;
  bool detected = false;  // else declared by the corpus
  auto operator<=>(const LanguageKey&) const = default;
};
struct LanguageCounts {
  std::uint64_t documents = 0, bytes = 0;
  bool operator==(const LanguageCounts&) const = default;
};
using Languages = std::map<LanguageKey, LanguageCounts>;  // documents without a known language are in none

struct ModalityTotals {
  Counts counts;
  Languages languages;
  ModalityTotals& operator+=(const ModalityTotals&);
  bool operator==(const ModalityTotals&) const = default;
};
struct SourceTotals {
  Source source;
  std::map<Modality, ModalityTotals> modalities;  // those that it has
  bool operator==(const SourceTotals&) const = default;
};

// In order of badness. Missing: named, and not there (a shard that never came); nothing of it was counted.
enum class InputStatus : std::uint8_t { ok, truncated, damaged, missing };
std::string_view name(InputStatus);
std::optional<InputStatus> input_status_named(std::string_view);

// A file (or object) that was read, or should have been.
struct Input {
  std::string path;               // as given
  std::uint64_t size = 0;         // bytes; 0 if not known
  std::string etag{};               // or another hash that its keeper states; empty if none
  InputStatus status = InputStatus::ok;
  std::uint64_t truncated_at = 0;  // with status truncated: the byte at which it breaks off
  std::uint64_t documents = 0;     // counted
  std::uint64_t skipped = 0;       // records that were not, each under one reason
  std::map<std::string, std::uint64_t> reasons{};
  // Which part was read, [from, to) in bytes, sorted and apart. A reader that gives none has read it whole. Two tallies
  // that cover the same bytes of an input are not merged: that would count them twice.
  struct Range {
    std::uint64_t from = 0, to = 0;
    auto operator<=>(const Range&) const = default;
  };
  std::vector<Range> ranges{};
  bool operator==(const Input&) const = default;
};

enum class SuffixSection : std::uint8_t { icann, all };  // all: private suffixes (github.io) count as public ones
// Which Public Suffix List the registrable domains follow.
struct SuffixList {
  std::string date;    // "2023-02-09", as the list states or its keeper
  std::string sha256;  // of the list's bytes, hexadecimal
  SuffixSection section = SuffixSection::icann;
  bool operator==(const SuffixList&) const = default;
};
std::string_view name(SuffixSection);  // "icann", "all"
std::optional<SuffixSection> suffix_section_named(std::string_view);

// What must be the same for two tallies to be merged.
struct Header {
  Stage stage = Stage::processed;
  SuffixList suffixes{};
  std::map<std::string, std::string> options{};  // whatever changes what is counted: "languages", "tokenizer" with its "tokenizer_sha256"
  bool duplicates = false;                     // fingerprints are kept, so that exact duplicates are known
  bool operator==(const Header&) const = default;
};

struct Duplicates {
  std::uint64_t distinct = 0;   // different documents among all with a fingerprint
  std::uint64_t documents = 0;  // beyond the first of each
  std::uint64_t bytes = 0;      // of those
  bool operator==(const Duplicates&) const = default;
};

// Everything of a tally but its domains.
struct Totals {
  Header header;
  std::vector<SourceTotals> sources;  // by name, bytewise
  std::vector<Input> inputs;          // by path, bytewise
  std::uint64_t distinct_domains = 0;  // over all sources
  std::optional<Duplicates> duplicates;
  std::string digest;  // SHA-256 of the canonical content, hexadecimal: docs/formats/tally.md
};

// Sums over what a caller chooses.
std::map<Modality, ModalityTotals> by_modality(const Totals&);
Counts sum(const Totals&);

// A row of the domains: one registrable domain (in ASCII, lower case; an IP address stands for itself), one source, one modality.
struct DomainRow {
  std::string_view domain;
  std::uint32_t source = 0;  // index into Totals::sources
  Modality modality = Modality::text;
  std::uint64_t documents = 0, bytes = 0, tokens = 0;
  std::optional<Date> first, last;
};

// A domain over the sources and modalities that were asked for.
struct DomainTotal {
  std::string domain;
  std::uint64_t documents = 0, bytes = 0, tokens = 0;
  std::array<std::uint64_t, modalities> bytes_by_modality{};
  std::optional<Date> first, last;
};

}  // namespace accord::summary
