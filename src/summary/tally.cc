#include "summary/tally.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <numeric>

#include <fmt/format.h>

#include "base/utf8.h"
#include "summary/join.h"
#include "summary/languages.h"
#include "summary/tally_file.h"

namespace accord::summary {

Fingerprint fingerprint(std::string_view text) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
  Fingerprint out;
  std::memcpy(out.data(), canonical.digest, out.size());
  return out;
}

// What the counters of a tally share.
struct Tally::State {
  Header header;
  std::vector<Source> sources;
  const Suffixes* suffixes;
  Scratch* scratch;
  Limits limits;
  std::mutex guard;  // of what follows
  std::deque<Counter> counters;
  std::vector<Input> inputs;
};

struct CounterState {
  // A table, and the runs that it was written to when it was full.
  struct Rows {
    Section section;
    std::unique_ptr<CellTable> table;  // gone once all of it is in runs
    std::vector<Run> runs{};
  };
  const Suffixes* suffixes;
  Scratch* scratch;
  std::vector<ModalityTotals> totals;  // source * modalities + modality
  Rows domains;
  std::optional<Rows> fingerprints;
  std::string room;
  // The language that came last, as given and as counted: it is nearly always the next one too.
  std::string last_given, last_code;
  std::map<std::string, std::string, std::less<>> codes{};  // of what was given

  Result<void> put(Rows& rows, std::string_view name, std::uint32_t column, const Cell& cell) {
    if (rows.table->add(name, column, cell)) return {};
    ACCORD_CHECK(spill(rows));
    rows.table->clear();
    rows.table->add(name, column, cell);
    return {};
  }

  Result<void> spill(Rows& rows) {
    rows.table->sort();
    std::vector<std::uint32_t> same(totals.size() / modalities);
    std::iota(same.begin(), same.end(), 0U);
    std::vector<RowOrigin> origin;
    origin.push_back(origin_of(*rows.table, std::move(same)));
    ACCORD_TRY(auto run, write_run(origin, rows.section, *scratch));
    rows.runs.push_back(std::move(run));
    return {};
  }
};

Counter::Counter(std::unique_ptr<CounterState> state) : state_(std::move(state)) {}
Counter::Counter(Counter&&) noexcept = default;
Counter::~Counter() = default;

Result<void> Counter::add(std::uint32_t source, Modality modality, const Document& d) {
  auto& s = *state_;
  auto& t = s.totals.at(source * modalities + static_cast<std::size_t>(modality));
  auto& c = t.counts;
  ++c.documents;
  c.bytes += d.bytes;
  c.characters += d.characters;
  c.images += d.images;
  c.milliseconds += d.milliseconds;
  if (d.tokens) {
    c.tokens += *d.tokens;
    ++c.token_documents;
    c.token_bytes += d.bytes;
  }
  if (d.date) {
    ++c.dated;
    c.first = c.first ? std::min(*c.first, *d.date) : *d.date;
    c.last = c.last ? std::max(*c.last, *d.date) : *d.date;
  }
  if (!d.language.empty()) {
    if (d.language != s.last_given) {
      s.last_given = d.language;
      auto known = s.codes.find(d.language);
      if (known == s.codes.end()) {
        if (s.codes.size() > 4096) s.codes.clear();  // anything may stand there
        known = s.codes.emplace(d.language, language_code(d.language)).first;
      }
      s.last_code = known->second;
    }
    auto& n = t.languages[{s.last_code, d.language_detected}];
    ++n.documents;
    n.bytes += d.bytes;
  }
  Cell cell{.documents = 1, .bytes = d.bytes, .tokens = d.tokens.value_or(0)};
  if (d.date) cell.first = cell.last = static_cast<std::int32_t>(d.date->time_since_epoch().count());
  if (!d.url.empty()) {
    if (const auto domain = s.suffixes->domain(d.url, s.room); domain.empty()) {
      ++c.bad_urls;
    } else {
      ++c.located;
      ACCORD_CHECK(s.put(s.domains, domain, column(source, modality), cell));
    }
  }
  if (s.fingerprints && d.fingerprint) {
    const std::string_view name(reinterpret_cast<const char*>(d.fingerprint->data()), d.fingerprint->size());
    ACCORD_CHECK(s.put(*s.fingerprints, name, 0, {.documents = 1, .bytes = d.bytes}));
  }
  return {};
}

Tally::Tally(Header header, std::vector<Source> sources, const Suffixes& suffixes, Scratch& scratch, Limits limits) : state_(new State) {
  state_->header = std::move(header);
  state_->header.suffixes = suffixes.list();
  state_->sources = std::move(sources);
  for (auto& s : state_->sources)
    for (auto* text : {&s.name, &s.description, &s.licence, &s.link, &s.crawler, &s.period})
      *text = printable(utf8::first_bad(*text) == std::string::npos ? utf8::collapse(*text) : *text);
  state_->suffixes = &suffixes;
  state_->scratch = &scratch;
  state_->limits = limits;
}
Tally::~Tally() = default;

Counter& Tally::counter() {
  const std::lock_guard lock(state_->guard);
  auto memory = state_->limits.memory / std::max(state_->limits.counters, 1U);
  if (state_->header.duplicates) memory /= 2;
  auto c = std::unique_ptr<CounterState>(new CounterState{.suffixes = state_->suffixes,
                                                          .scratch = state_->scratch,
                                                          .totals = std::vector<ModalityTotals>(state_->sources.size() * modalities),
                                                          .domains = {Section::domains, std::make_unique<CellTable>(Section::domains, memory)},
                                                          .fingerprints = {},
                                                          .room = {},
                                                          .last_given = {},
                                                          .last_code = {},
                                                          .codes = {}});
  if (state_->header.duplicates) c->fingerprints.emplace(CounterState::Rows{Section::fingerprints, std::make_unique<CellTable>(Section::fingerprints, memory)});
  state_->counters.push_back(Counter(std::move(c)));
  return state_->counters.back();
}

void Tally::add_input(Input input) {
  input.path = printable(input.path);
  input.etag = printable(input.etag);
  std::map<std::string, std::uint64_t> reasons;
  for (const auto& [reason, n] : input.reasons) reasons[printable(reason)] += n;
  input.reasons = std::move(reasons);
  const std::lock_guard lock(state_->guard);
  state_->inputs.push_back(std::move(input));
}

Result<Totals> Tally::finish(Output& out, const Progress& progress) {
  auto& s = *state_;
  Totals totals;
  totals.header = s.header;
  ACCORD_TRY(totals.inputs, joined(std::move(s.inputs)));

  // Sources by name; where each went.
  std::vector<std::uint32_t> order(s.sources.size()), place(s.sources.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return s.sources[i].name; });
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    const auto i = order[k];
    if (k > 0 && s.sources[i].name == s.sources[order[k - 1]].name)
      return fail(Kind::invalid, fmt::format("there are two sources named \"{}\"", s.sources[i].name), "", "give each source a name of its own");
    place[i] = k;
    totals.sources.push_back({s.sources[i], {}});
    for (const auto& counter : s.counters)
      for (std::size_t m = 0; m < modalities; ++m)
        if (const auto& t = counter.state_->totals[i * modalities + m]; t.counts.documents > 0) totals.sources.back().modalities[static_cast<Modality>(m)] += t;
  }

  std::vector<RowOrigin> domains, fingerprints;
  // Once there are runs, what is left in the tables becomes runs too: merging has their memory then.
  bool spilled = false;
  for (const auto& counter : s.counters) spilled |= !counter.state_->domains.runs.empty() || (counter.state_->fingerprints && !counter.state_->fingerprints->runs.empty());
  const auto take = [&](CounterState& counter, CounterState::Rows& rows, std::vector<RowOrigin>& into) -> Result<void> {
    if (spilled) {
      ACCORD_CHECK(counter.spill(rows));
      rows.table.reset();
    }
    const auto where = rows.section == Section::domains ? place : std::vector<std::uint32_t>{0};  // fingerprints have no source
    for (const auto& run : rows.runs) {
      ACCORD_TRY(auto content, s.scratch->open(run.piece));
      into.push_back(origin_of(std::move(content), rows.section, run.index, where, false));
    }
    if (!rows.table) return {};
    rows.table->sort();
    into.push_back(origin_of(*rows.table, where));
    return {};
  };
  for (auto& counter : s.counters) {
    auto& state = *counter.state_;
    ACCORD_CHECK(take(state, state.domains, domains));
    if (state.fingerprints) ACCORD_CHECK(take(state, *state.fingerprints, fingerprints));
  }
  auto written = write_tally(std::move(totals), std::move(domains), std::move(fingerprints), out, {s.scratch, s.limits.memory, std::max(s.limits.counters, 1U)}, progress);
  for (const auto& counter : s.counters) {
    for (const auto& run : counter.state_->domains.runs) s.scratch->drop(run.piece);
    if (counter.state_->fingerprints)
      for (const auto& run : counter.state_->fingerprints->runs) s.scratch->drop(run.piece);
  }
  return written;
}

Result<Totals> merge(std::span<const TallyFile> tallies, Scratch& scratch, Output& out, const Limits& limits, const Progress& progress) {
  if (tallies.empty()) return fail(Kind::invalid, "there is no tally to merge", "", "name at least one");
  Totals totals;
  for (const auto& t : tallies) {
    if (&t == tallies.data()) {
      totals = t.totals();
    } else if (auto joined_all = join(totals, t.totals()); !joined_all) {
      joined_all.error().place = t.shared_content()->name();
      return std::unexpected(std::move(joined_all).error());
    }
  }
  std::vector<RowOrigin> domains, fingerprints;
  for (const auto& t : tallies) {
    std::vector<std::uint32_t> place;
    for (const auto& s : t.totals().sources)
      place.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(totals.sources, s.source.name, {}, [](const auto& x) { return x.source.name; }) - totals.sources.begin()));
    const auto content = t.shared_content();
    domains.push_back(origin_of(content, Section::domains, t.index().domains, place, true));
    if (t.index().fingerprints) fingerprints.push_back(origin_of(content, Section::fingerprints, t.index().fingerprints, {0}, true));
  }
  return write_tally(std::move(totals), std::move(domains), std::move(fingerprints), out, {&scratch, limits.memory, std::max(limits.counters, 1U)}, progress);
}

}  // namespace accord::summary
