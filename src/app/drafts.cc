#include "app/drafts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/json.h"
#include "base/utf8.h"
#include "record/content.h"
#include "record/entry.h"
#include "store/instruments.h"
#include "store/points.h"
#include "text/read.h"

namespace accord::app {
namespace {

struct Loaded {
  store::Instrument instrument;
  store::Draft draft;
  std::optional<store::Draft> previous;
  std::vector<text::Provision> now, before;
  std::vector<store::Edge> edges;
};

// The last published draft, which the next one is compared with.
std::optional<store::Draft> last_published(const std::vector<store::Draft>& all) {
  std::optional<store::Draft> last;
  for (const auto& d : all)
    if (d.published()) last = d;
  return last;
}

Result<Loaded> load_working(store::Reader& r, const Viewer& viewer, const std::string& slug, int number) {
  Loaded l;
  ACCORD_TRY(l.instrument, store::instrument(r, viewer, slug));
  ACCORD_CHECK(require(viewer, Permission::office, l.instrument.id));
  ACCORD_TRY(l.draft, store::draft(r, viewer, l.instrument.id, number));
  if (l.draft.published()) return fail(Kind::conflict, fmt::format("Draft {} is published and never changes", number), {}, "import the next draft");
  l.previous = last_published(store::drafts(r, viewer, l.instrument.id));
  l.now = store::provisions(r, viewer, l.draft);
  if (l.previous) l.before = store::provisions(r, viewer, *l.previous);
  l.edges = store::lineage(r, viewer, l.draft);
  return l;
}

std::vector<text::Pairing> pairings(const Loaded& l) {
  std::vector<text::Pairing> out;
  for (auto& c : store::to_changes(l.edges, l.before, l.now))
    if (c.by_hand) out.push_back({c.old_ids, c.new_ids});
  return out;
}

struct Aligned {
  std::vector<text::Provision> provisions;
  std::vector<store::Edge> edges;
};
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
Result<void> store_if_unchanged(Context& ctx, const Viewer& viewer, const Loaded& l, store::Draft next, const Aligned& a, const std::string& action, const std::string& subject) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto current, store::draft(w, viewer, l.instrument.id, l.draft.number));
    if (current.recorded_at != l.draft.recorded_at || current.published())
      return fail(Kind::conflict, "somebody changed this draft a moment ago", {}, "look at the page again, then repeat the change");
    store::put_draft(w, next);
    store::put_provisions(w, next.id, a.provisions);
    store::put_lineage(w, next.id, l.previous ? l.previous->id : "", a.edges);
    store::add_audit(w, viewer.person, action, l.instrument.id, subject);
    return {};
  });
}

}  // namespace

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

Result<store::Draft> publish_draft(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const Publication& p) {
  std::optional<drafting::Deadline> deadline;
  if (p.round) {
    drafting::LatePolicy policy{};
    if (!drafting::from_string(p.round->late_policy, policy))
      return fail(Kind::invalid, fmt::format("\"{}\" is no late policy", p.round->late_policy), "late_policy", "use refuse or accept-late");
    ACCORD_TRY(deadline, drafting::make_deadline(p.round->closes_local, p.round->zone, p.round->rule, policy));
  }
  return ctx.db.write([&](store::Writer& w) -> Result<store::Draft> {
    ACCORD_TRY(auto l, load_working(w, viewer, slug, number));
    if (l.now.empty()) return fail(Kind::unprocessable, "the draft has no provision yet", {}, "import a file first");
    const std::string hash = record::draft_hash(l.now);
    if (!p.expected_hash.empty() && p.expected_hash != hash) return fail(Kind::conflict, "the text has changed since you looked at it", {}, "review it again, then publish");
    const Instant at = p.at.value_or(w.now());
    const auto all_rounds = store::rounds(w, viewer, l.instrument.id);
    for (const auto& r : all_rounds)
      if (deadline && drafting::is_open(r.round, w.now()))
        return fail(Kind::conflict, fmt::format("Round {} is still open", r.round.number), "closes", "publish after its deadline");
    if (deadline) ACCORD_CHECK(drafting::check_opening(at, *deadline));

    l.draft.kind = "draft", l.draft.hash = hash, l.draft.published_at = at;
    const record::Opened opened{w.random()(32), record::draft_content(slug, number, l.draft.title, at, hash)};
    const std::string commitment = to_hex(record::commit(opened));
    l.draft.log_index = static_cast<std::int64_t>(w.append_entry(record::encode_entry(record::EntryKind::draft_published, {record::commit(opened)})));
    store::add_opened(w, {l.draft.log_index, commitment, "draft:" + l.draft.id, to_base64(opened.salt), opened.content});
    store::put_draft(w, l.draft);
    store::add_audit(w, viewer.person, "published a draft", l.instrument.id, "draft:" + l.draft.id);
    if (deadline) {
      store::RoundRow round;
      round.round.id = encode_id(w.random()(16));
      round.round.number = all_rounds.empty() ? 1 : all_rounds.back().round.number + 1;
      round.round.opens = at;
      round.instrument = l.instrument.id, round.draft_id = l.draft.id;
      const record::Opened window{w.random()(32), record::deadline_content(slug, round.round.number, *deadline, "")};
      const auto index = static_cast<std::int64_t>(w.append_entry(record::encode_entry(record::EntryKind::round_opened, {record::commit(window)})));
      store::add_opened(w, {index, to_hex(record::commit(window)), "round:" + round.round.id, to_base64(window.salt), window.content});
      store::put_round(w, round);
      store::put_deadline(w, round.round.id, *deadline, "", viewer.person, index);
    }
    return l.draft;
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
    const record::Opened opened{w.random()(32), record::deadline_content(slug, number, next, reason)};
    const auto index = static_cast<std::int64_t>(w.append_entry(record::encode_entry(record::EntryKind::deadline_extended, {record::commit(opened)})));
    store::add_opened(w, {index, to_hex(record::commit(opened)), "round:" + round.round.id, to_base64(opened.salt), opened.content});
    store::put_deadline(w, round.round.id, next, reason, viewer.person, index);
    store::add_audit(w, viewer.person, "extended the deadline", i.id, "round:" + round.round.id, reason);
    return {};
  });
}

}  // namespace accord::app
