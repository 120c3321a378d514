#include "app/working.h"

#include <fmt/format.h>

#include "store/points.h"

namespace accord::app {

std::optional<store::Draft> last_published(const std::vector<store::Draft>& all) {
  std::optional<store::Draft> last;
  for (const auto& d : all)
    if (d.published()) last = d;
  return last;
}

Result<Working> load_working(store::Reader& r, const Viewer& viewer, const std::string& slug, int number, Permission permission) {
  Working l;
  ACCORD_TRY(l.instrument, store::instrument(r, viewer, slug));
  ACCORD_CHECK(require(viewer, permission, l.instrument.id));
  ACCORD_TRY(l.draft, store::draft(r, viewer, l.instrument.id, number));
  if (l.draft.published()) return fail(Kind::conflict, fmt::format("Draft {} is published and never changes", number), {}, "import the next draft");
  l.previous = last_published(store::drafts(r, viewer, l.instrument.id));
  l.now = store::provisions(r, viewer, l.draft);
  if (l.previous) l.before = store::provisions(r, viewer, *l.previous);
  l.edges = store::lineage(r, viewer, l.draft);
  return l;
}

std::vector<text::Pairing> pairings(const Working& l) {
  std::vector<text::Pairing> out;
  for (auto& c : store::to_changes(l.edges, l.before, l.now))
    if (c.by_hand) out.push_back({c.old_ids, c.new_ids});
  return out;
}

Aligned align_with(const std::vector<text::Provision>& before, std::vector<text::Provision> now, int number, const std::vector<text::Pairing>& by_hand) {
  const auto changes = text::align(before, now, by_hand);
  text::assign_wids(before, now, changes, number);
  return {now, before.empty() ? std::vector<store::Edge>{} : store::to_edges(changes, before, now)};
}

Json doubts_json(const text::DraftText& t) {
  Json out = Json::array();
  for (const auto& d : t.doubts) out.push_back({{"eid", d.eid}, {"message", d.message}, {"line", d.line}});
  return out;
}
Json left_out_json(const text::DraftText& t) {
  Json out = Json::array();
  for (const auto& l : t.left_out) out.push_back({{"text", l.text}, {"reason", l.reason}, {"line", l.line}});
  return out;
}

// Aligning happens on a snapshot; the write only checks that nobody changed the draft since (A14).
Result<void> store_if_unchanged(Context& ctx, const Viewer& viewer, const Working& l, store::Draft next, const Aligned& a, const std::string& action, const std::string& subject,
                                const std::function<void(store::Writer&)>& also) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto current, store::draft(w, viewer, l.instrument.id, l.draft.number));
    if (current.recorded_at != l.draft.recorded_at || current.published())
      return fail(Kind::conflict, "somebody changed this draft a moment ago", {}, "look at the page again, then repeat the change");
    store::put_draft(w, next);
    store::put_provisions(w, next.id, a.provisions);
    store::put_lineage(w, next.id, l.previous ? l.previous->id : "", a.edges);
    if (also) also(w);
    store::add_audit(w, viewer.person, action, l.instrument.id, subject);
    return {};
  });
}


}  // namespace accord::app
