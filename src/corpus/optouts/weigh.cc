#include "corpus/optouts/weigh.h"

#include <algorithm>
#include <set>

#include "summary/cells.h"

namespace accord::corpus::optouts {
namespace {

using namespace summary::optouts;
using format::RobotsReach, format::RobotsVerdict;

// Sayings are counted by the numbers that the readers give.
static_assert(saying_names[static_cast<std::size_t>(format::Says::reserves)] == "reserves" &&
              std::ranges::equal(saying_names, format::says_names));

Standing standing_of(RobotsReach r) {
  switch (r) {
    case RobotsReach::whole:
      return Standing::whole;
    case RobotsReach::except:
      return Standing::except;
    case RobotsReach::part:
      return Standing::part;
    case RobotsReach::allowed:
      break;
  }
  return Standing::allowed;
}

// The end of a day, in seconds; what is before it is known on it.
std::int64_t end_of(const std::optional<summary::Date>& d) {
  return d ? (std::int64_t{d->time_since_epoch().count()} + 1) * 86400 : std::numeric_limits<std::int64_t>::max();
}

// Of two hosts of a domain that both speak for it: where they differ, the domain is disallowed in part.
RobotsVerdict joined(const RobotsVerdict& a, const RobotsVerdict& b, bool& differ) {
  if (a.reach == b.reach) return a;
  differ = true;
  return {RobotsReach::part, a.reach > b.reach ? a.line : b.line};
}

const TokenVerdict* find(const std::vector<TokenVerdict>& named, std::uint16_t token) {
  const auto at = std::ranges::lower_bound(named, token, {}, &TokenVerdict::token);
  return at != named.end() && at->token == token ? &*at : nullptr;
}

// The state of one domain at each date, from its rows in order.
class Domain {
 public:
  explicit Domain(const Dates& dates) {
    for (const auto& d : dates) ends_.push_back(end_of(d));
    begin();
  }
  void begin() {
    states_.assign(ends_.size(), {});
    near_.assign(ends_.size(), false);
    open_ = false;
  }
  void add(const Evidence& e) {
    // An answer holds until the next of the same host to the same question; a page is one of many, and stays seen.
    if (open_ && e.kind != SiteFile::page && e.kind == now_.kind && e.speaker == now_.speaker && e.host == now_.host)
      apply(now_, e.time);
    else
      close();
    now_ = e;
    open_ = true;
  }
  const std::vector<DomainState>& finish() {
    close();
    return states_;
  }

 private:
  void close() {
    if (open_) apply(now_, std::numeric_limits<std::int64_t>::max());
    open_ = false;
  }

  void apply(const Evidence& e, std::int64_t until) {
    for (std::size_t d = 0; d < ends_.size(); d++) {
      if (!(e.time < ends_[d]) || until < ends_[d]) continue;
      if (e.kind == SiteFile::robots) robots(states_[d], e);
      signals(d, e);
    }
  }

  static void robots(DomainState& s, const Evidence& e) {
    if (s.speaker == Speaker::none) {
      s.speaker = e.speaker;
      s.host = e.host;
      s.answered = e.answered;
      s.everybody = e.everybody;
      s.named = e.named;
      return;
    }
    if (s.speaker != Speaker::other) return;  // a nearer host spoke
    if (e.answered == Answered::unreachable) return;
    if (s.answered == Answered::unreachable) {  // says less than any answer
      s.host = e.host;
      s.answered = e.answered;
      s.everybody = e.everybody;
      s.named = e.named;
      return;
    }
    // A host without a file allows everything.
    if (e.answered != s.answered) s.answered = Answered::ok;
    std::vector<TokenVerdict> both;
    std::set<std::uint16_t> tokens;
    for (const auto& t : s.named) tokens.insert(t.token);
    for (const auto& t : e.named) tokens.insert(t.token);
    for (const auto t : tokens) {
      const auto *a = find(s.named, t), *b = find(e.named, t);
      both.push_back({t, joined(a != nullptr ? a->verdict : s.everybody, b != nullptr ? b->verdict : e.everybody, s.differ)});
    }
    s.everybody = joined(s.everybody, e.everybody, s.differ);
    s.named = std::move(both);
  }

  void signals(std::size_t d, const Evidence& e) {
    const bool near = e.speaker != Speaker::other;
    if (near) near_[d] = true;
    if (!near && near_[d]) return;  // other hosts are heard where neither the bare name nor www answered
    for (const auto& said : e.said) {
      auto& s = states_[d].signals[said.signal];
      // The document is what a License line of robots.txt points to, and says more.
      const bool licence = said.signal == rsl && s.said.says != format::Says::nothing;
      const bool document = licence && s.from == SiteFile::robots && e.kind != SiteFile::robots;
      if (licence && s.from != SiteFile::robots && e.kind == SiteFile::robots) continue;
      if (said.said.says <= s.said.says && !document) continue;
      s = {said.said, e.host, e.kind};
      // One of several hosts speaks for its part of the domain.
      if (!near && s.said.says == format::Says::reserves) s.said.says = format::Says::part;
      if (!near && s.said.says == format::Says::permits) s.said.says = format::Says::unclear;
    }
  }

  std::vector<std::int64_t> ends_;
  std::vector<DomainState> states_;
  std::vector<bool> near_;
  Evidence now_;
  bool open_ = false;
};

}  // namespace

RobotsVerdict DomainState::verdict(std::uint16_t token) const {
  const auto* own = find(named, token);
  return own != nullptr ? own->verdict : everybody;
}

Standing DomainState::standing(std::uint16_t token) const {
  if (speaker == Speaker::none) return Standing::unknown;
  if (answered == Answered::no_file) return Standing::no_file;
  if (answered == Answered::unreachable) return Standing::unreachable;
  return standing_of(verdict(token).reach);
}

Dates dates_of(const std::set<std::int32_t>& days, std::size_t most) {
  Dates out;
  for (const auto day : days) out.emplace_back(summary::Date(std::chrono::days(day)));
  for (const bool year : {false, true}) {
    if (out.size() <= most) break;
    // The last of each month, of each year.
    Dates fewer;
    for (std::size_t i = 0; i < out.size(); i++) {
      const auto period = [&](std::size_t at) { return summary::to_text(*out[at]).substr(0, year ? 4 : 7); };
      if (i + 1 == out.size() || period(i) != period(i + 1)) fewer.push_back(out[i]);
    }
    out = std::move(fewer);
  }
  return out;
}

Result<Weighed> weigh(const summary::TallyFile& tally, const summary::Selection& selection, const Dates& dates, const SignalTable& table,
                      EvidenceReader& evidence, const EachDomain& each) {
  Weighed out;
  std::vector<bool> training;
  for (const auto& t : table.tokens) training.push_back(t.purpose == "training" || t.purpose == "any");
  for (const auto& d : dates) {
    out.dates.emplace_back();
    out.dates.back().date = d;
    out.dates.back().tokens.resize(table.tokens.size());
    out.dates.back().named.resize(table.tokens.size());
    out.dates.back().signals.resize(signal_count);
  }
  // Those who are not named stand where everybody stands: they are counted once, and those who are named are moved.
  std::vector<std::array<Sum, standing_names.size()>> everybody(dates.size());
  Domain domain(dates);
  std::string passed;
  ACCORD_TRY(bool more, evidence.next());
  const auto pass = [&]() -> Result<void> {
    if (evidence.row().domain != passed) {
      passed = evidence.row().domain;
      out.unmatched++;
    }
    ACCORD_TRY(more, evidence.next());
    return {};
  };
  const auto one = [&](summary::DomainTotal& t) -> Result<void> {
    const auto hash = summary::hash_of(summary::Section::domains, t.domain);
    while (more && (evidence.hash() < hash || (evidence.hash() == hash && evidence.row().domain < t.domain))) ACCORD_CHECK(pass());
    domain.begin();
    while (more && evidence.hash() == hash && evidence.row().domain == t.domain) {
      domain.add(evidence.row());
      ACCORD_TRY(more, evidence.next());
    }
    const auto& states = domain.finish();
    out.domains++;
    out.documents += t.documents;
    out.bytes += t.bytes;
    for (std::size_t d = 0; d < dates.size(); d++) {
      const auto& s = states[d];
      auto& sums = out.dates[d];
      sums.speakers[static_cast<std::size_t>(s.speaker)].add(t.bytes);
      const auto ground = s.standing(DomainState::nobody);
      everybody[d][static_cast<std::size_t>(ground)].add(t.bytes);
      // That everybody is kept out of some paths is no word on training.
      bool reserved = ground == Standing::whole || ground == Standing::except, part = false;
      if (s.speaker != Speaker::none && s.answered == Answered::ok) {
        for (const auto& n : s.named) {
          const auto own = standing_of(n.verdict.reach);
          sums.named[n.token].add(t.bytes);
          sums.tokens[n.token][static_cast<std::size_t>(ground)].take(t.bytes);
          sums.tokens[n.token][static_cast<std::size_t>(own)].add(t.bytes);
          if (!training[n.token]) continue;
          reserved = reserved || own == Standing::whole || own == Standing::except;
          part = part || own == Standing::part;
        }
      }
      for (std::size_t i = 0; i < signal_count; i++) {
        const auto says = s.signals[i].said.says;
        sums.signals[i][static_cast<std::size_t>(says)].add(t.bytes);
        reserved = reserved || says == format::Says::reserves;
        part = part || says == format::Says::part;
      }
      if (reserved)
        sums.reserved.add(t.bytes);
      else if (part)
        sums.reserved_in_part.add(t.bytes);
    }
    return each ? each(t, states) : Result<void>{};
  };
  ACCORD_CHECK(each_domain(tally, selection, one));
  while (more) ACCORD_CHECK(pass());
  for (std::size_t d = 0; d < dates.size(); d++) {
    for (auto& token : out.dates[d].tokens) {
      for (std::size_t i = 0; i < token.size(); i++) {
        token[i].domains += everybody[d][i].domains;
        token[i].bytes += everybody[d][i].bytes;
      }
    }
  }
  return out;
}

}  // namespace accord::corpus::optouts
