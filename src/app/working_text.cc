#include "app/working_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "app/answers.h"
#include "app/working.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "store/points.h"

namespace accord::app {
namespace {

using Provisions = std::vector<text::Provision>;
constexpr std::size_t max_body = 256U << 10U;

Result<void> check(const ProvisionText& t) {
  ACCORD_CHECK(utf8::check(t.number, "number"));
  ACCORD_CHECK(utf8::check(t.heading, "heading"));
  ACCORD_CHECK(utf8::check(t.body, "body"));
  if (t.number.size() > 40) return fail(Kind::invalid, "the number is longer than 40 bytes", "number", "put long text into the heading");
  if (t.heading.size() > 1'000) return fail(Kind::invalid, "the heading is longer than 1,000 bytes", "heading", "put long text into the body");
  if (t.body.size() > max_body) return fail(Kind::too_large, "the text is longer than 256 KB", "body", "divide it into several provisions");
  if (utf8::trim(t.heading).empty() && utf8::trim(t.body).empty()) return fail(Kind::invalid, "the provision says nothing", "body", "write its words, or delete it");
  return {};
}

void write(text::Provision& p, const ProvisionText& t) {
  p.number = std::string(utf8::trim(t.number)), p.heading = utf8::collapse(t.heading);
  std::string body = t.body;
  std::erase(body, '\r');
  p.body = std::string(utf8::trim(body));
}

// The first position behind a provision and all below it.
std::size_t end_of(const Provisions& all, std::size_t at) {
  std::set<std::string> inside = {all[at].eid};
  std::size_t k = at + 1;
  while (k < all.size() && inside.contains(all[k].parent)) inside.insert(all[k++].eid);
  return k;
}

struct Act {
  Working l;
  Provisions now;
  // Beyond one old to one new, by wId, as a person said: kept from before and added by the act.
  std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> by_hand;
  [[nodiscard]] Result<std::size_t> find(const std::string& eid, const std::string& seen) const {
    const auto it = std::ranges::find(now, eid, &text::Provision::eid);
    if (it == now.end()) return fail(Kind::not_found, "this provision is not in the next text", eid, "load the page again: its place may have changed");
    if (!seen.empty() && seen != provision_hash(*it)) return fail(Kind::conflict, "somebody changed this provision since you opened it", eid, "your words are below; compare them with the text as it is now, then save again");
    return static_cast<std::size_t>(it - now.begin());
  }
};

std::vector<std::string> wids_of(const Provisions& all, const std::vector<int>& ids) {
  std::vector<std::string> out;
  for (const int k : ids) out.push_back(all[static_cast<std::size_t>(k)].wid);
  return out;
}

// Who continues whom follows from the wIds; align() then only says how (edited, moved ...).
Aligned aligned(const Act& a) {
  const auto position = [](const Provisions& all) {
    std::unordered_map<std::string, int> at;
    for (std::size_t k = 0; k < all.size(); ++k) at.emplace(all[k].wid, static_cast<int>(k));
    return at;
  };
  const auto olds = position(a.l.before), news = position(a.now);
  std::vector<text::Pairing> pairs;
  std::set<int> old_done, new_done;
  const auto places = [](const std::unordered_map<std::string, int>& at, const std::vector<std::string>& wids) {
    std::vector<int> out;
    for (const auto& wid : wids)
      if (const auto it = at.find(wid); it != at.end()) out.push_back(it->second);
    std::ranges::sort(out);
    return out;
  };
  std::set<std::string> said;  // new wIds that a person paired
  for (const auto& [from, to] : a.by_hand) {
    text::Pairing p{places(olds, from), places(news, to)};
    if (p.new_ids.empty() || (p.old_ids.size() > 1 && p.new_ids.size() > 1)) continue;
    if (std::ranges::any_of(p.old_ids, [&](int k) { return old_done.contains(k); }) || std::ranges::any_of(p.new_ids, [&](int k) { return new_done.contains(k); })) continue;
    old_done.insert(p.old_ids.begin(), p.old_ids.end()), new_done.insert(p.new_ids.begin(), p.new_ids.end());
    said.insert(to.begin(), to.end());
    pairs.push_back(std::move(p));
  }
  for (std::size_t k = 0; k < a.now.size(); ++k) {
    if (new_done.contains(static_cast<int>(k))) continue;
    const auto it = olds.find(a.now[k].wid);
    text::Pairing p{{}, {static_cast<int>(k)}};
    if (it != olds.end() && !old_done.contains(it->second)) p.old_ids = {it->second}, old_done.insert(it->second);
    pairs.push_back(std::move(p));
  }
  auto changes = text::align(a.l.before, a.now, pairs);
  Provisions now = a.now;
  text::assign_wids(a.l.before, now, changes, a.l.draft.number);
  // A provision that is new keeps the wId that it was given first, wherever it goes until publication.
  std::set<std::string> taken;
  for (const auto& p : a.l.before) taken.insert(p.wid);
  for (auto& c : changes) {
    c.by_hand = std::ranges::any_of(c.new_ids, [&](int k) { return said.contains(a.now[static_cast<std::size_t>(k)].wid); });
    if (c.kind == text::ChangeKind::inserted)
      for (const int k : c.new_ids) {
        auto& p = now[static_cast<std::size_t>(k)];
        const auto& before = a.now[static_cast<std::size_t>(k)].wid;
        if (before.starts_with(fmt::format("d{}-", a.l.draft.number)) && !taken.contains(before)) p.wid = before;
      }
  }
  for (std::size_t k = 0; k < now.size(); ++k)  // two provisions never share one
    for (int n = 2; !taken.insert(now[k].wid).second && std::ranges::find(a.l.before, now[k].wid, &text::Provision::wid) == a.l.before.end(); ++n) now[k].wid = fmt::format("{}~{}", now[k].wid, n);
  return {now, a.l.before.empty() ? std::vector<store::Edge>{} : store::to_edges(changes, a.l.before, now)};
}

// Repeats an act that was overtaken by another one elsewhere in the draft; what it touches is held to `seen`.
Result<void> change(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& what, const std::string& subject, const std::function<Result<void>(Act&)>& act) {
  for (int n = 0;; ++n) {
    ACCORD_TRY(auto l, ctx.db.read([&](store::Reader& r) { return load_working(r, viewer, slug, number, Permission::draft); }));
    Act a;
    a.now = l.now;
    for (auto& c : store::to_changes(l.edges, l.before, l.now))
      if (c.by_hand) a.by_hand.emplace_back(wids_of(l.before, c.old_ids), wids_of(l.now, c.new_ids));
    a.l = std::move(l);
    ACCORD_CHECK(act(a));
    text::DraftText t;
    t.provisions = std::move(a.now);
    text::assign_eids(t);
    a.now = std::move(t.provisions);
    store::Draft next = a.l.draft;
    next.doubts = doubts_json(t).dump();
    const auto done = aligned(a);
    auto ok = store_if_unchanged(ctx, viewer, a.l, next, done, what, subject, [&](store::Writer& w) {
      // The words of each provision that this act changes, moves into another or takes away.
      for (const auto& p : a.l.now)
        if (const auto was = next_words(a.l.now, p.wid), now = next_words(done.provisions, p.wid); was != now) store::own_words(w, viewer.person, a.l.instrument.id, p.wid, was, now);
    });
    if (ok || ok.error().kind != Kind::conflict || n == 3) return ok;
  }
}

// Takes [from, to) out and puts it in behind `after`, as a sibling of it or its first child.
Result<std::size_t> place_behind(const Provisions& all, const std::string& after, bool inside, std::string& parent) {
  if (after.empty()) {
    parent.clear();
    return inside ? 0 : all.size();
  }
  const auto it = std::ranges::find(all, after, &text::Provision::eid);
  if (it == all.end()) return fail(Kind::not_found, "the place is not in the next text", after, "choose one of the list");
  const auto at = static_cast<std::size_t>(it - all.begin());
  parent = inside ? it->eid : it->parent;
  return inside ? at + 1 : end_of(all, at);
}

}  // namespace

std::string provision_hash(const text::Provision& p) { return to_hex(sha256(canonical({{"number", p.number}, {"heading", p.heading}, {"body", p.body}}))).substr(0, 32); }

Result<store::Draft> start_next_text(Context& ctx, const Viewer& viewer, const std::string& slug) {
  return ctx.db.write([&](store::Writer& w) -> Result<store::Draft> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::draft, i.id));
    const auto all = store::drafts(w, viewer, i.id);
    const auto previous = last_published(all);
    if (!previous) return fail(Kind::unprocessable, "there is no published draft to go on from", {}, "import the first draft from a file");
    if (!all.back().published()) return fail(Kind::conflict, fmt::format("Draft {} is being written already", all.back().number), {}, "go on with it");
    store::Draft d;
    d.id = encode_id(w.random()(16)), d.instrument = i.id, d.number = previous->number + 1, d.kind = "working", d.language = previous->language;
    d.title = fmt::format("Draft {}", d.number), d.source_name = fmt::format("Draft {}", previous->number), d.source_hash = previous->hash;
    const auto text = store::provisions(w, viewer, *previous);
    const auto a = align_with(text, text, d.number, {});
    store::put_draft(w, d);
    store::put_provisions(w, d.id, a.provisions);
    store::put_lineage(w, d.id, previous->id, a.edges);
    store::add_audit(w, viewer.person, "began the next text", i.id, "draft:" + d.id);
    return d;
  });
}

Result<void> edit_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& eid, const ProvisionText& t, const std::string& seen) {
  ACCORD_CHECK(check(t));
  return change(ctx, viewer, slug, number, "edited a provision", eid, [&](Act& a) -> Result<void> {
    ACCORD_TRY(const auto k, a.find(eid, seen));
    write(a.now[k], t);
    return {};
  });
}

Result<std::string> add_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& after, bool inside, const std::string& kind, const ProvisionText& t) {
  ACCORD_CHECK(check(t));
  text::Provision p;
  if (!text::from_string(kind, p.kind)) return fail(Kind::invalid, fmt::format("\"{}\" is no kind of provision", kind.substr(0, 40)), "kind", "use one of the list");
  write(p, t);
  std::string eid;
  ACCORD_CHECK(change(ctx, viewer, slug, number, "added a provision", after, [&](Act& a) -> Result<void> {
    ACCORD_TRY(const auto k, place_behind(a.now, after, inside, p.parent));
    p.eid = "new~";  // assign_eids gives the real one
    a.now.insert(a.now.begin() + static_cast<std::ptrdiff_t>(k), p);
    text::DraftText with;
    with.provisions = a.now;
    text::assign_eids(with);
    eid = with.provisions[k].eid;
    a.now[k].wid = fmt::format("d{}-{}", number, eid);
    return {};
  }));
  return eid;
}

Result<void> delete_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& eid, const std::string& seen) {
  return change(ctx, viewer, slug, number, "deleted a provision", eid, [&](Act& a) -> Result<void> {
    ACCORD_TRY(const auto k, a.find(eid, seen));
    const auto end = end_of(a.now, k);
    if (end - k == a.now.size()) return fail(Kind::unprocessable, "this would leave nothing of the draft", eid, "discard the draft instead");
    a.now.erase(a.now.begin() + static_cast<std::ptrdiff_t>(k), a.now.begin() + static_cast<std::ptrdiff_t>(end));
    return {};
  });
}

Result<void> move_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& eid, const std::string& after, bool inside) {
  return change(ctx, viewer, slug, number, "moved a provision", eid, [&](Act& a) -> Result<void> {
    ACCORD_TRY(const auto k, a.find(eid, {}));
    const auto end = end_of(a.now, k);
    Provisions piece(a.now.begin() + static_cast<std::ptrdiff_t>(k), a.now.begin() + static_cast<std::ptrdiff_t>(end));
    if (std::ranges::find(piece, after, &text::Provision::eid) != piece.end()) return fail(Kind::unprocessable, "a provision cannot be moved below itself", "after", "choose a place outside it");
    a.now.erase(a.now.begin() + static_cast<std::ptrdiff_t>(k), a.now.begin() + static_cast<std::ptrdiff_t>(end));
    ACCORD_TRY(const auto to, place_behind(a.now, after, inside, piece.front().parent));
    a.now.insert(a.now.begin() + static_cast<std::ptrdiff_t>(to), piece.begin(), piece.end());
    return {};
  });
}

Result<void> split_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& eid, const ProvisionText& first, const ProvisionText& second, const std::string& seen) {
  ACCORD_CHECK(check(first));
  ACCORD_CHECK(check(second));
  return change(ctx, viewer, slug, number, "split a provision", eid, [&](Act& a) -> Result<void> {
    ACCORD_TRY(const auto k, a.find(eid, seen));
    const auto end = end_of(a.now, k);
    text::Provision half = a.now[k];
    write(a.now[k], first);
    write(half, second);
    const std::string whole = half.wid;
    half.eid = "new~", half.wid = fmt::format("d{}-half-{}", number, to_hex(sha256(provision_hash(half) + whole)).substr(0, 8));
    const std::string piece = half.wid;
    a.now.insert(a.now.begin() + static_cast<std::ptrdiff_t>(end), std::move(half));
    // What was one with others before stays so; else the old provision now has two heirs.
    for (auto& [from, to] : a.by_hand)
      if (std::ranges::find(to, whole) != to.end()) {
        if (from.size() == 1) to.push_back(piece);
        return {};
      }
    if (std::ranges::find(a.l.before, whole, &text::Provision::wid) != a.l.before.end()) a.by_hand.push_back({{whole}, {whole, piece}});
    return {};
  });
}

Result<void> merge_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& eid, const ProvisionText& t, const std::string& seen) {
  ACCORD_CHECK(check(t));
  return change(ctx, viewer, slug, number, "merged two provisions", eid, [&](Act& a) -> Result<void> {
    ACCORD_TRY(const auto k, a.find(eid, seen));
    std::size_t before = a.now.size();
    for (std::size_t j = 0; j < k; ++j)
      if (a.now[j].parent == a.now[k].parent) before = j;
    if (before == a.now.size()) return fail(Kind::unprocessable, "nothing stands before this provision that it could be merged into", eid, "move it first");
    const std::string gone = a.now[k].wid, heir = a.now[before].wid, gone_eid = a.now[k].eid;
    for (auto& p : a.now)
      if (p.parent == gone_eid) p.parent = a.now[before].eid;
    write(a.now[before], t);
    a.now.erase(a.now.begin() + static_cast<std::ptrdiff_t>(k));
    std::vector<std::string> from;
    for (const auto& wid : {heir, gone})
      if (std::ranges::find(a.l.before, wid, &text::Provision::wid) != a.l.before.end()) from.push_back(wid);
    for (auto it = a.by_hand.begin(); it != a.by_hand.end();) {
      const bool touches = std::ranges::find(it->second, heir) != it->second.end() || std::ranges::find(it->second, gone) != it->second.end();
      if (!touches) {
        ++it;
        continue;
      }
      if (it->second.size() == 1)
        for (const auto& wid : it->first)
          if (std::ranges::find(from, wid) == from.end()) from.push_back(wid);
      it = a.by_hand.erase(it);
    }
    if (from.size() > 1) a.by_hand.push_back({from, {heir}});
    return {};
  });
}

}  // namespace accord::app
