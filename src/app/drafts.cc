#include "app/drafts.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/entries.h"
#include "app/working.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/utf8.h"
#include "record/content.h"
#include "record/entry.h"
#include "store/instruments.h"
#include "store/points.h"
#include "text/read.h"

namespace accord::app {

Result<store::Draft> import_draft(Context& ctx, const Viewer& viewer, const std::string& slug, const NewDraft& n) {
  struct State {
    store::Instrument instrument;
    std::optional<store::Draft> working, previous;
    std::vector<text::Provision> before;
  };
  ACCORD_TRY(const auto state, ctx.db.read([&](store::Reader& r) -> Result<State> {
    State s;
    ACCORD_TRY(s.instrument, store::instrument(r, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::office, s.instrument.id));
    const auto all = store::drafts(r, viewer, s.instrument.id);
    s.previous = last_published(all);
    for (const auto& d : all)
      if (!d.published()) s.working = d;
    if (s.previous) s.before = store::provisions(r, viewer, *s.previous);
    return s;
  }));
  ACCORD_CHECK(utf8::check(n.file_name, "file name"));
  ACCORD_CHECK(utf8::check(n.title, "title"));
  ACCORD_CHECK(utf8::check(n.note, "note"));
  ACCORD_TRY(const auto read, text::read_draft(n.bytes, n.file_name));
  store::Draft d;
  d.number = state.working ? state.working->number : state.previous ? state.previous->number + 1 : 1;
  const Aligned aligned = align_with(state.before, read.provisions, d.number, {});
  return ctx.db.write([&](store::Writer& w) -> Result<store::Draft> {
    const auto all = store::drafts(w, viewer, state.instrument.id);
    const auto previous = last_published(all);
    if ((previous ? previous->id : "") != (state.previous ? state.previous->id : ""))
      return fail(Kind::conflict, "another draft was published a moment ago", {}, "import the file again");
    d.id = state.working ? state.working->id : encode_id(w.random()(16));
    for (const auto& other : all)
      if (!other.published()) d.id = other.id;
    d.instrument = state.instrument.id, d.kind = "working", d.language = read.language, d.note = n.note;
    d.title = n.title.empty() ? fmt::format("Draft {}", d.number) : n.title;
    d.source_name = n.file_name, d.source_hash = to_hex(sha256(n.bytes));
    d.doubts = doubts_json(read).dump(), d.left_out = left_out_json(read).dump();
    store::put_draft(w, d);
    store::put_provisions(w, d.id, aligned.provisions);
    store::put_lineage(w, d.id, state.previous ? state.previous->id : "", aligned.edges);
    store::add_audit(w, viewer.person, "imported a draft", d.instrument, "draft:" + d.id, n.file_name);
    return d;
  });
}

Result<void> correct_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const Correction& c) {
  ACCORD_TRY(const auto l, ctx.db.read([&](store::Reader& r) { return load_working(r, viewer, slug, number); }));
  text::DraftText t;
  t.provisions = l.now;
  const auto it = std::ranges::find(t.provisions, c.eid, &text::Provision::eid);
  if (it == t.provisions.end()) return fail(Kind::not_found, "this provision is not in the draft", c.eid, "reload the page: its place may have changed");
  if (c.kind && !text::from_string(*c.kind, it->kind)) return fail(Kind::invalid, fmt::format("\"{}\" is no kind of provision", *c.kind), "kind", "use one of the list");
  if (c.number) {
    ACCORD_CHECK(utf8::check(*c.number, "number"));
    if (c.number->size() > 40) return fail(Kind::invalid, "the number is longer than 40 bytes", "number", "put long text into the heading");
    it->number = std::string(utf8::trim(*c.number));
  }
  if (c.heading) {
    ACCORD_CHECK(utf8::check(*c.heading, "heading"));
    it->heading = utf8::collapse(*c.heading);
  }
  if (c.parent) {
    // A parent must stand before its child, which also keeps the tree free of rings.
    const auto parent = std::ranges::find(t.provisions, *c.parent, &text::Provision::eid);
    if (!c.parent->empty() && (parent == t.provisions.end() || parent >= it))
      return fail(Kind::invalid, "the parent must be a provision that stands before this one", "parent", "choose one above it");
    it->parent = *c.parent;
  }
  text::assign_eids(t);
  store::Draft next = l.draft;
  // Doubts of the reading about other things stay; those that the numbers raise are made anew.
  next.doubts = doubts_json(t).dump();
  return store_if_unchanged(ctx, viewer, l, next, align_with(l.before, t.provisions, number, pairings(l)), "corrected a provision", c.eid);
}

Result<void> rename_draft(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& title, const std::string& note) {
  ACCORD_CHECK(utf8::check(title, "title"));
  ACCORD_CHECK(utf8::check(note, "note"));
  if (utf8::trim(title).empty()) return fail(Kind::invalid, "the title is missing", "title", "fill it in");
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(auto l, load_working(w, viewer, slug, number));
    l.draft.title = title, l.draft.note = note;
    store::put_draft(w, l.draft);
    store::add_audit(w, viewer.person, "renamed a draft", l.instrument.id, "draft:" + l.draft.id);
    return {};
  });
}

Result<void> pair_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& new_eid, const std::vector<std::string>& old_eids) {
  ACCORD_TRY(const auto l, ctx.db.read([&](store::Reader& r) { return load_working(r, viewer, slug, number); }));
  if (!l.previous) return fail(Kind::unprocessable, "there is no earlier draft to pair with");
  const auto find = [](const std::vector<text::Provision>& all, const std::string& eid) {
    const auto it = std::ranges::find(all, eid, &text::Provision::eid);
    return it == all.end() ? -1 : static_cast<int>(it - all.begin());
  };
  const int target = find(l.now, new_eid);
  if (target < 0) return fail(Kind::not_found, "this provision is not in the draft", new_eid);
  text::Pairing pair{{}, {target}};
  for (const auto& eid : old_eids) {
    const int old = find(l.before, eid);
    if (old < 0) return fail(Kind::not_found, fmt::format("\"{}\" is not in Draft {}", eid, l.previous->number), "old", "choose one of the list");
    pair.old_ids.push_back(old);
  }
  auto by_hand = pairings(l);
  std::erase_if(by_hand, [&](const text::Pairing& p) { return std::ranges::find(p.new_ids, target) != p.new_ids.end(); });
  // The same old provision named for two new ones is a split: gather them in one pairing.
  for (auto it = by_hand.begin(); it != by_hand.end();) {
    const bool shares = std::ranges::any_of(it->old_ids, [&](int o) { return std::ranges::find(pair.old_ids, o) != pair.old_ids.end(); });
    if (!shares) {
      ++it;
      continue;
    }
    if (pair.old_ids.size() > 1 || it->old_ids.size() > 1)
      return fail(Kind::unprocessable, "an earlier provision cannot both merge and split", "old", "take the other pairing back first");
    pair.new_ids.insert(pair.new_ids.begin(), it->new_ids.begin(), it->new_ids.end());
    it = by_hand.erase(it);
  }
  std::ranges::sort(pair.new_ids);
  by_hand.push_back(std::move(pair));
  return store_if_unchanged(ctx, viewer, l, l.draft, align_with(l.before, l.now, number, by_hand), "paired a provision by hand", new_eid);
}

Result<void> unpair_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& new_eid) {
  ACCORD_TRY(const auto l, ctx.db.read([&](store::Reader& r) { return load_working(r, viewer, slug, number); }));
  auto by_hand = pairings(l);
  std::erase_if(by_hand, [&](const text::Pairing& p) { return std::ranges::any_of(p.new_ids, [&](int i) { return l.now[static_cast<std::size_t>(i)].eid == new_eid; }); });
  return store_if_unchanged(ctx, viewer, l, l.draft, align_with(l.before, l.now, number, by_hand), "took a pairing back", new_eid);
}

Result<void> discard_draft(Context& ctx, const Viewer& viewer, const std::string& slug, int number) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto l, load_working(w, viewer, slug, number));
    store::drop_working_draft(w, l.draft.id);
    store::add_audit(w, viewer.person, "discarded a working draft", l.instrument.id, "draft:" + l.draft.id);
    return {};
  });
}

Result<void> extend_deadline(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& closes_local, const std::string& reason) {
  ACCORD_CHECK(utf8::check(reason, "reason"));
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::office, i.id));
    ACCORD_TRY(const auto round, store::round(w, viewer, i.id, number));
    const auto& now = round.round.deadline;
    ACCORD_TRY(const auto next, drafting::make_deadline(closes_local, now.zone, now.rule, now.late_policy));
    ACCORD_CHECK(drafting::check_extension(now, next, reason));
    const auto index = append_content(w, record::EntryKind::deadline_extended, "round:" + round.round.id, record::deadline_content(slug, number, next, reason));
    store::put_deadline(w, round.round.id, next, reason, viewer.person, index);
    store::add_audit(w, viewer.person, "extended the deadline", i.id, "round:" + round.round.id, reason);
    return {};
  });
}

}  // namespace accord::app
