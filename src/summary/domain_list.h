// The domains that the template asks for (section 2.3), of a tally of data as collected.
#pragma once

#include "summary/compute.h"
#include "summary/tally.h"

namespace accord::summary {

// The largest domains by bytes over everything crawled, public datasets and all other kinds left out; how many, the rule says
// (`domains`, or `domains_sme`). A modality that was crawled and has no domain among them adds its own largest by the same rule, so
// that the list stands for all modalities. Each is given to `domain`, the first ones are kept too. Errors: those of `top_domains`.
Result<DomainList> list_domains(const TallyFile& tally, const Rule& rule, Scratch& scratch,
                                const std::function<Result<void>(const DomainTotal&)>& domain);

}  // namespace accord::summary
