// What the verbs on a working draft share: it is loaded on a snapshot, aligned there, and stored if nobody changed it since.
#pragma once

#include "app/context.h"
#include "base/json.h"
#include "store/drafts.h"
#include "store/instruments.h"
#include "text/read.h"

namespace accord::app {

struct Working {
  store::Instrument instrument;
  store::Draft draft;
  std::optional<store::Draft> previous;  // the last published one, which it is compared with
  std::vector<text::Provision> now, before;
  std::vector<store::Edge> edges;
};
std::optional<store::Draft> last_published(const std::vector<store::Draft>& all);
// Errors: not_found; forbidden without `permission`; conflict when it is published.
Result<Working> load_working(store::Reader& r, const Viewer& viewer, const std::string& slug, int number, Permission permission = Permission::office);
// What a person decided about the lineage.
std::vector<text::Pairing> pairings(const Working& l);

struct Aligned {
  std::vector<text::Provision> provisions;
  std::vector<store::Edge> edges;
};
Aligned align_with(const std::vector<text::Provision>& before, std::vector<text::Provision> now, int number, const std::vector<text::Pairing>& by_hand);

Json doubts_json(const text::DraftText& t);
Json left_out_json(const text::DraftText& t);

Result<void> store_if_unchanged(Context& ctx, const Viewer& viewer, const Working& l, store::Draft next, const Aligned& a, const std::string& action, const std::string& subject,
                                const std::function<void(store::Writer&)>& also = {});

}  // namespace accord::app
