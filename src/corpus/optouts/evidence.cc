#include "corpus/optouts/evidence.h"

#include <algorithm>

#include "summary/cells.h"
#include "summary/piece_window.h"
#include "summary/varint.h"

namespace accord::corpus::optouts {
namespace {

using summary::put_varint, summary::take_varint, summary::zigzag, summary::unzigzag;

constexpr std::size_t window_bytes = std::size_t{256} << 10U, most_runs = 100, row_overhead = 24;

void put_text(std::string& out, std::string_view s) {
  put_varint(out, s.size());
  out += s;
}
bool take_text(std::string_view& in, std::string_view& s) {
  std::uint64_t size = 0;
  if (!take_varint(in, size) || size > in.size()) return false;
  s = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}
void put_verdict(std::string& out, const format::RobotsVerdict& v) {
  put_varint(out, std::uint64_t{v.line} << 2U | static_cast<std::uint64_t>(v.reach));
}
bool take_verdict(std::string_view& in, format::RobotsVerdict& v) {
  std::uint64_t n = 0;
  if (!take_varint(in, n)) return false;
  v = {static_cast<format::RobotsReach>(n & 3U), static_cast<std::uint32_t>(n >> 2U)};
  return true;
}

std::string encoded(const Evidence& e) {
  std::string out;
  put_text(out, e.domain);
  put_varint(out, static_cast<std::uint64_t>(e.speaker));
  put_text(out, e.host);
  put_varint(out, static_cast<std::uint64_t>(e.kind));
  put_varint(out, zigzag(e.time));
  put_varint(out, static_cast<std::uint64_t>(e.answered));
  put_verdict(out, e.everybody);
  put_varint(out, e.named.size());
  for (const auto& n : e.named) {
    put_varint(out, n.token);
    put_verdict(out, n.verdict);
  }
  put_varint(out, e.said.size());
  for (const auto& s : e.said) {
    put_varint(out, s.signal);
    put_varint(out, static_cast<std::uint64_t>(s.said.says));
    put_varint(out, s.said.line);
    put_text(out, s.said.why);
  }
  return out;
}

// What orders rows.
struct Key {
  std::string_view domain, host, rest;
  std::uint64_t speaker = 0, kind = 0;
  std::int64_t time = 0;
};
Key key_of(std::string_view row) {
  Key k;
  std::uint64_t time = 0;
  take_text(row, k.domain);
  take_varint(row, k.speaker);
  take_text(row, k.host);
  take_varint(row, k.kind);
  take_varint(row, time);
  k.time = unzigzag(time);
  k.rest = row;
  return k;
}
bool before(std::uint64_t hash_a, std::string_view a, std::uint64_t hash_b, std::string_view b) {
  if (hash_a != hash_b) return hash_a < hash_b;
  const auto x = key_of(a), y = key_of(b);
  return std::tie(x.domain, x.speaker, x.host, x.kind, x.time, x.rest) < std::tie(y.domain, y.speaker, y.host, y.kind, y.time, y.rest);
}

// Of our own bytes; false where they are not.
bool decode(std::string_view in, Evidence& e) {
  std::string_view domain, host, why;
  std::uint64_t speaker = 0, kind = 0, time = 0, answered = 0, n = 0, number = 0, says = 0, line = 0;
  if (!take_text(in, domain) || !take_varint(in, speaker) || !take_text(in, host) || !take_varint(in, kind) || !take_varint(in, time) ||
      !take_varint(in, answered) || !take_verdict(in, e.everybody) || !take_varint(in, n))
    return false;
  e.domain = domain;
  e.host = host;
  e.speaker = static_cast<summary::optouts::Speaker>(speaker);
  e.kind = static_cast<SiteFile>(kind);
  e.time = unzigzag(time);
  e.answered = static_cast<Answered>(answered);
  e.named.clear();
  e.said.clear();
  for (; n > 0; n--) {
    TokenVerdict t;
    if (!take_varint(in, number) || !take_verdict(in, t.verdict)) return false;
    t.token = static_cast<std::uint16_t>(number);
    e.named.push_back(t);
  }
  if (!take_varint(in, n)) return false;
  for (; n > 0; n--) {
    if (!take_varint(in, number) || !take_varint(in, says) || !take_varint(in, line) || !take_text(in, why)) return false;
    e.said.push_back(
        {static_cast<std::uint8_t>(number), {static_cast<format::Says>(says), static_cast<std::uint32_t>(line), std::string(why)}});
  }
  return true;
}

}  // namespace

// A sorted run, read from the beginning.
struct EvidenceRun {
  explicit EvidenceRun(std::shared_ptr<const summary::Content> content) : window(std::move(content)) {}
  summary::PieceWindow window;
  std::string_view row;  // into the window
  std::uint64_t hash = 0;

  Result<bool> advance() {
    for (;;) {
      auto rest = window.rest();
      if (take_text(rest, row)) {
        window.keep(rest);
        hash = summary::hash_of(summary::Section::domains, key_of(row).domain);
        return true;
      }
      ACCORD_TRY(const bool more, window.more());
      if (!more) return false;
    }
  }
};

namespace {

using Runs = std::vector<std::unique_ptr<EvidenceRun>>;
bool later(const std::unique_ptr<EvidenceRun>& a, const std::unique_ptr<EvidenceRun>& b) {
  return before(b->hash, b->row, a->hash, a->row);
}

Result<Runs> open_runs(summary::Scratch& scratch, std::span<const std::uint64_t> pieces) {
  Runs out;
  for (const auto piece : pieces) {
    ACCORD_TRY(auto content, scratch.open(piece));
    scratch.drop(piece);  // it stays as long as it is open
    auto run = std::make_unique<EvidenceRun>(std::move(content));
    ACCORD_TRY(const bool any, run->advance());
    if (any) out.push_back(std::move(run));
  }
  std::ranges::make_heap(out, later);
  return out;
}

// The least run moves on.
Result<void> step(Runs& runs) {
  std::ranges::pop_heap(runs, later);
  ACCORD_TRY(const bool more, runs.back()->advance());
  if (more)
    std::ranges::push_heap(runs, later);
  else
    runs.pop_back();
  return {};
}

Result<std::uint64_t> join(summary::Scratch& scratch, std::span<const std::uint64_t> pieces) {
  ACCORD_TRY(auto runs, open_runs(scratch, pieces));
  const auto piece = scratch.next();
  ACCORD_TRY(const auto out, scratch.create(piece));
  std::string bytes;
  while (!runs.empty()) {
    put_text(bytes, runs.front()->row);
    if (bytes.size() > window_bytes) {
      ACCORD_CHECK(out->write(bytes));
      bytes.clear();
    }
    ACCORD_CHECK(step(runs));
  }
  ACCORD_CHECK(out->write(bytes));
  ACCORD_CHECK(out->close());
  return piece;
}

}  // namespace

void EvidenceRuns::add(std::uint64_t piece) {
  const std::lock_guard lock(mutex_);
  pieces_.push_back(piece);
}
std::vector<std::uint64_t> EvidenceRuns::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(pieces_, {});
}

Result<void> EvidenceWriter::add(const Evidence& e) {
  const auto row = encoded(e);
  if (!refs_.empty() && bytes_.size() + row.size() + (refs_.size() + 1) * row_overhead > memory_) ACCORD_CHECK(finish());
  refs_.push_back({summary::hash_of(summary::Section::domains, e.domain), bytes_.size(), row.size()});
  bytes_ += row;
  return {};
}

Result<void> EvidenceWriter::finish() {
  if (refs_.empty()) return {};
  const std::string_view all = bytes_;
  const auto row = [&](const Ref& r) { return all.substr(r.at, r.size); };
  std::ranges::sort(refs_, [&](const Ref& a, const Ref& b) { return before(a.hash, row(a), b.hash, row(b)); });
  const auto piece = runs_.scratch().next();
  ACCORD_TRY(const auto out, runs_.scratch().create(piece));
  std::string bytes;
  for (const auto& r : refs_) {
    put_text(bytes, row(r));
    if (bytes.size() < window_bytes) continue;
    ACCORD_CHECK(out->write(bytes));
    bytes.clear();
  }
  ACCORD_CHECK(out->write(bytes));
  ACCORD_CHECK(out->close());
  runs_.add(piece);
  bytes_.clear();
  refs_.clear();
  return {};
}

EvidenceReader::EvidenceReader() = default;
EvidenceReader::EvidenceReader(EvidenceReader&&) noexcept = default;
EvidenceReader::~EvidenceReader() = default;

Result<EvidenceReader> EvidenceReader::open(EvidenceRuns& runs) {
  auto pieces = runs.take();
  while (pieces.size() > most_runs) {
    ACCORD_TRY(const auto joined, join(runs.scratch(), std::span(pieces).first(most_runs)));
    pieces.erase(pieces.begin(), pieces.begin() + most_runs);
    pieces.push_back(joined);
  }
  EvidenceReader out;
  ACCORD_TRY(out.runs_, open_runs(runs.scratch(), pieces));
  return out;
}

Result<bool> EvidenceReader::next() {
  if (begun_ && !runs_.empty()) ACCORD_CHECK(step(runs_));
  begun_ = true;
  if (runs_.empty()) return false;
  hash_ = runs_.front()->hash;
  if (!decode(runs_.front()->row, row_)) return fail(Kind::unavailable, "the scratch space lost what was written to it");
  return true;
}

}  // namespace accord::corpus::optouts
