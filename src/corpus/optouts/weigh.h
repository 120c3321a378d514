// Evidence against a tally: which share of its domains and bytes is reserved, for whom, at which date.
#pragma once

#include <functional>
#include <set>

#include "corpus/optouts/evidence.h"
#include "summary/optouts/signals.h"
#include "summary/tally.h"

namespace accord::corpus::optouts {

// What counts of a domain in the end, for one date.
struct DomainState {
  summary::optouts::Speaker speaker = summary::optouts::Speaker::none;  // in robots.txt
  std::string host;                                                     // that speaks; of several others the first
  bool differ = false;                                                  // several other hosts speak, and not the same
  Answered answered = Answered::ok;                                     // where somebody speaks
  format::RobotsVerdict everybody{};
  std::vector<TokenVerdict> named{};  // by number
  struct Signal {
    format::Reservation said{};
    std::string host;
    SiteFile from = SiteFile::robots;
  };
  std::array<Signal, summary::optouts::signal_count> signals{};

  summary::optouts::Standing standing(std::uint16_t token) const;  // of a crawler of the table; `nobody`: one that is not named
  format::RobotsVerdict verdict(std::uint16_t token) const;
  static constexpr std::uint16_t nobody = 0xffff;
};

// At the end of which days: nothing stands for "whatever the date" (archives without dates).
using Dates = std::vector<std::optional<summary::Date>>;
// Those that are asked about unless somebody says otherwise: each day of the archive up to `most` of them, else the last of each month,
// else of each year.
Dates dates_of(const std::set<std::int32_t>& days, std::size_t most = 31);

struct Weighed {
  std::uint64_t domains = 0, documents = 0, bytes = 0;  // of the selection
  std::vector<summary::optouts::DateShares> dates;
  std::uint64_t unmatched = 0;  // domains of the archive that the selection does not have
};

// Calls `domain`, if there is one, for each domain in the order of the tally, with its state at each of the dates. Errors: invalid for an
// altered tally; unavailable; those of `domain`.
using EachDomain = std::function<Result<void>(const summary::DomainTotal&, const std::vector<DomainState>&)>;
Result<Weighed> weigh(const summary::TallyFile& tally, const summary::Selection& selection, const Dates& dates,
                      const summary::optouts::SignalTable& table, EvidenceReader& evidence, const EachDomain& domain);

}  // namespace accord::corpus::optouts
