// The opt-outs of a tally for people and for machines.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/corpus_view.h"
#include "corpus/optouts/archive.h"
#include "corpus/optouts/weigh.h"

namespace accord::cli {

struct OptoutsView {
  std::string name;  // of the tally's file
  const summary::Totals* totals = nullptr;
  summary::Selection selection;
  const summary::optouts::SignalTable* table = nullptr;
  const corpus::optouts::Archive* archive = nullptr;
  const corpus::optouts::Weighed* weighed = nullptr;
};

std::string optouts_text(const OptoutsView& view, const Screen& screen);
Json optouts_json(const OptoutsView& view);        // docs/formats/optouts.md
std::string optouts_csv(const OptoutsView& view);  // a line for each date, token or signal, and standing

// Domain by domain: the line of names, and a line for each date.
std::string domains_csv_head(const summary::optouts::SignalTable& table);
std::string domains_csv_lines(const summary::optouts::SignalTable& table, const summary::DomainTotal& domain,
                              const corpus::optouts::Dates& dates, const std::vector<corpus::optouts::DomainState>& states);

}  // namespace accord::cli
