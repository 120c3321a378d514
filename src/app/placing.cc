#include "app/placing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "app/entries.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "record/content.h"
#include "record/entry.h"
#include "store/instruments.h"

namespace accord::app {

Placing::Placing(const std::vector<text::Provision>& before, const std::vector<text::Provision>& after, const std::vector<text::Change>& lineage)
    : continues_(before.size() + 1, after.size()), placer_(before, after, lineage) {
  for (const auto& p : after) after_.push_back({p.eid, p.wid});
  for (std::size_t k = 0; k < before.size(); ++k) old_at_.emplace(before[k].eid, k);
  for (const auto& c : lineage)
    if (!c.new_ids.empty())
      for (const int k : c.old_ids) continues_[static_cast<std::size_t>(k)] = static_cast<std::size_t>(c.new_ids.front());
  // What was deleted goes on where its next surviving neighbour stands.
  for (std::size_t k = before.size(); k-- > 0;)
    if (continues_[k] == after.size()) continues_[k] = continues_[k + 1];
}

std::vector<store::Placement> Placing::all(const std::vector<store::ToPlace>& points, const std::string& instrument, const std::string& draft) const {
  std::vector<store::Placement> out;
  out.reserve(points.size());
  const auto at = [&](store::Placement& x, std::size_t k) {
    x.place = static_cast<std::int64_t>(k);
    if (k < after_.size()) x.provision = after_[k].eid, x.wid = after_[k].wid;
  };
  for (const auto& p : points) {
    store::Placement x;
    x.point = p.point, x.draft = draft, x.instrument = instrument;
    const auto old = old_at_.find(p.provision);
    if (p.kind == "text-deleted") {
      // Words that are gone do not come back by themselves; their place goes along.
      x.kind = p.kind;
      at(x, old == old_at_.end() ? after_.size() : continues_[old->second]);
    } else if (p.kind == "ambiguous" || old == old_at_.end()) {
      // What nobody placed in the draft before has no words to go on from.
      x.kind = "ambiguous", x.score = 0;
      at(x, old == old_at_.end() ? after_.size() : continues_[old->second]);
    } else {
      const auto found = placer_.place(old->second, p.anchor);
      x.kind = text::to_string(found.kind), x.score = found.score, x.runner_up = found.runner_up, x.anchor = found.anchor;
      at(x, found.provision ? *found.provision : found.kind == text::PlacementKind::deleted ? found.at : continues_[old->second]);
    }
    out.push_back(std::move(x));
  }
  return out;
}

namespace {

bool alike(const std::optional<text::Anchor>& a, const std::optional<text::Anchor>& b) {
  return a.has_value() == b.has_value() && (!a || (a->from == b->from && a->exact == b->exact));
}

// The program's own doing: it shows nothing to anybody.
Viewer program() {
  Viewer all;
  all.memberships.push_back({{}, {}, "secretariat", {}, {}, 0, 0});
  return all;
}

// Pairs of published drafts that people write to late, kept for as long as the program runs: such drafts never change, and their
// ids are random, so that they are the same in every database. Threads: any.
class Kept {
 public:
  std::shared_ptr<const Placing> of(store::Reader& r, const store::Draft& before, const store::Draft& after) {
    const std::pair key{before.id, after.id};
    {
      const std::scoped_lock lock(mutex_);
      if (const auto it = kept_.find(key); it != kept_.end()) return it->second;
    }
    const auto old = store::provisions(r, program(), before), now = store::provisions(r, program(), after);
    auto made = std::make_shared<const Placing>(old, now, store::to_changes(store::lineage(r, program(), after), old, now));
    const std::scoped_lock lock(mutex_);
    if (kept_.size() >= most) kept_.clear();
    return kept_[key] = std::move(made);
  }

 private:
  static constexpr std::size_t most = 8;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const Placing>> kept_;
};
Kept& kept() {
  static Kept all;
  return all;
}

}  // namespace

void prepare_to_place(store::Reader& r, const std::string& instrument, int draft) {
  if (!store::published_after(r, instrument, draft)) return;
  const auto drafts = store::drafts(r, program(), instrument);
  for (std::size_t k = 1; k < drafts.size() && drafts[k].published(); ++k)
    if (drafts[k].number > draft) (void)kept().of(r, drafts[k - 1], drafts[k]);
}

void place_filing(store::Writer& w, const std::string& instrument, int draft, const std::string& filing) {
  if (!store::published_after(w, instrument, draft)) return;
  const auto drafts = store::drafts(w, program(), instrument);
  for (std::size_t k = 1; k < drafts.size() && drafts[k].published(); ++k) {
    if (drafts[k].number <= draft) continue;
    const auto late = store::unplaced(w, instrument, drafts[k - 1].id, drafts[k].id, filing);
    if (late.empty()) continue;
    for (const auto& x : kept().of(w, drafts[k - 1], drafts[k])->all(late, instrument, drafts[k].id)) {
      const auto now = store::placements(w, program(), instrument, x.point);
      const auto on = std::ranges::find(now, x.draft, &store::Placement::draft);
      if (on == now.end() || on->kind != x.kind || on->provision != x.provision || !alike(on->anchor, x.anchor)) store::put_placement(w, x);
    }
  }
}

Result<void> place_by_hand(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const PlacementInput& in) {
  ACCORD_CHECK(utf8::check(in.quote, "quote"));
  ACCORD_CHECK(utf8::check(in.note, "note"));
  if (in.note.size() > 2'000) return fail(Kind::too_large, "the note is longer than 2,000 bytes", "note", "shorten it");
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::draft, i.id));
    ACCORD_TRY(const auto p, store::point(w, viewer, i.id, point));
    ACCORD_TRY(const auto draft, store::draft(w, viewer, i.id, in.draft));
    if (draft.number <= p.draft_number || !draft.published()) return fail(Kind::unprocessable, "a point is placed on published drafts after its own", "draft", "choose a later one");
    std::optional<store::Placement> before;
    for (auto& x : store::placements(w, viewer, i.id, point))
      if (x.draft == draft.id) before = std::move(x);
    const auto text = store::provisions(w, viewer, draft);
    store::Placement x;
    if (in.confirm) {
      if (!before) return fail(Kind::not_found, "there is no placement to confirm", point);
      if (before->kind == "ambiguous" && before->provision.empty()) return fail(Kind::unprocessable, "there is no place to confirm", point, "choose the provision that it belongs to, or say that its words are gone");
      x = *before;
      if (x.kind == "ambiguous") x.kind = "changed";
    } else {
      x.point = point, x.draft = draft.id, x.instrument = i.id;
      const auto it = std::ranges::find(text, in.eid, &text::Provision::eid);
      if (in.eid.empty()) {
        x.kind = "text-deleted", x.place = before ? before->place : static_cast<std::int64_t>(text.size());
        if (before) x.provision = before->provision, x.wid = before->wid;
      } else if (it == text.end()) {
        return fail(Kind::not_found, "this provision is not in the draft", "eid", "choose one of the list");
      } else {
        x.provision = it->eid, x.wid = it->wid, x.place = it - text.begin();
        if (!in.quote.empty()) {
          ACCORD_TRY(x.anchor, text::find_quote(text::visible_text(*it), in.quote));
        }
        const bool same = it->wid == p.wid, words = p.point.anchor && x.anchor && p.point.anchor->exact == x.anchor->exact;
        x.kind = !same ? "moved" : words ? "kept" : "changed";
      }
    }
    x.placed_by = viewer.person, x.note = in.note, x.score = 1, x.runner_up = 0;
    x.log_index = append_content(w, record::EntryKind::placement, "placement:" + point, record::placement_content(point, draft.number, x.kind, x.provision, x.anchor));
    store::put_placement(w, x);
    store::add_audit(w, viewer.person, in.confirm ? "confirmed a placement" : "placed a point by hand", i.id, "point:" + point, x.kind);
    return {};
  });
}

}  // namespace accord::app
