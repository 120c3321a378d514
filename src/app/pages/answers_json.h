// What became of a point, as the pages show it.
#pragma once

#include "app/pages/shared.h"
#include "store/answers.h"

namespace accord::app::pages {

// "became" of the resource point: its answers by part, their earlier versions, the author's reaction, and its places in
// later drafts. Only what the viewer may see.
Json became_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& p);

// Of one change of a redline: who asked for it and why it was made, what was not followed and why. null when nobody asked.
// `wids`: of the change's provisions in both drafts; `old_eids`: those that points stand on.
Json why_json(const store::Instrument& i, int round, const std::vector<store::Given>& all, const std::vector<std::string>& wids, const std::vector<std::string>& old_eids);

}  // namespace accord::app::pages
