#include "app/publish.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/answers.h"
#include "app/entries.h"
#include "app/placing.h"
#include "app/working.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "record/content.h"
#include "record/entry.h"
#include "store/notices.h"

namespace accord::app {
namespace {

// The answers prepared for the round and those before it become public with the draft, and their authors are told.
void publish_answers(store::Writer& w, const Viewer& viewer, const store::Instrument& i, const store::Draft& draft, int round) {
  auto all = store::prepared(w, viewer, i.id, round);
  std::vector<Content> contents;
  for (auto& d : all) {
    d.draft = draft.id, d.published_at = draft.published_at;
    contents.push_back({"disposition:" + d.id, record::disposition_content({d.id, d.point, d.part, d.version, d.outcome, d.reason, d.changes, draft.number, draft.published_at})});
  }
  const auto indices = append_contents(w, record::EntryKind::dispositions, contents);
  for (std::size_t k = 0; k < all.size(); ++k) {
    all[k].log_index = indices[k];
    store::publish_disposition(w, all[k]);
  }
  for (const auto& [person, n] : store::authors_answered(w, draft.id))
    store::add_notice(w, {encode_id(w.random()(16)), person, i.id, "answered", Json{{"slug", i.slug}, {"round", round}, {"draft", draft.number}, {"points", n}}.dump(), 0, {}});
}

Result<void> check_gate(store::Reader& r, const Viewer& viewer, const store::Instrument& i, int number, bool stale_hold) {
  ACCORD_TRY(const auto round, store::round(r, viewer, i.id, number));
  const auto g = gate(r, viewer, i, round);
  const std::string page = fmt::format("round {}", number);
  if (!g.still_open.empty()) return fail(Kind::unprocessable, fmt::format("Round {} is still open", g.still_open.front()), page, "publish after its deadline, or without taking account of it");
  if (g.standing.open() > 0)
    return fail(Kind::unprocessable, fmt::format("{} of {} points have no answer yet", g.standing.open(), g.standing.points), page, "answer them at the desk: the list of open points leads there");
  if (g.standing.waiting > 0) return fail(Kind::unprocessable, fmt::format("{} answers wait for their second reader", g.standing.waiting), page, "let them be read, or prepare them without a second reader");
  if (!stale_hold && !g.stale.empty())
    return fail(Kind::unprocessable, fmt::format("{} {} prepared on words that changed since", g.stale.size(), g.stale.size() == 1 ? "answer was" : "answers were"), page,
                "confirm them at the desk, answer anew, or say that they hold (stale_hold=yes)");
  return {};
}

}  // namespace

Stale is_stale(const store::Disposition& d, const store::Point& p, const std::vector<text::Provision>& next) {
  if (d.published()) return Stale::no;
  if (!p.redacted && !d.seen_text.starts_with(store::said_hash(p.point))) return Stale::point;
  return d.seen_text.substr(16) == next_words(next, p.wid) ? Stale::no : Stale::text;
}

Gate gate(store::Reader& r, const Viewer& viewer, const store::Instrument& i, const store::RoundRow& round) {
  Gate g;
  g.round = round.round.number;
  g.standing = store::standing(r, viewer, i.id, round.round.number);
  for (const auto& x : store::rounds(r, viewer, i.id))
    if (x.round.number <= round.round.number && drafting::is_open(x.round, viewer.now)) g.still_open.push_back(x.round.number);
  const auto next = next_text(r, viewer, i.id);
  if (next && viewer.may(Permission::draft, i.id)) {
    std::map<std::string, std::string> words;
    for (const auto& p : *next) words[p.wid] = to_hex(sha256(text::visible_text(p))).substr(0, 32);
    for (auto& x : store::prepared_on(r, viewer, i.id, round.round.number)) {
      const auto it = words.find(x.wid);
      if (x.restated || x.seen_text.substr(16) != (it == words.end() ? "" : it->second)) g.stale.push_back(std::move(x));
    }
  }
  return g;
}

Result<store::Draft> publish_draft(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const Publication& p) {
  ACCORD_CHECK(utf8::check(p.title, "title"));
  if (p.note) ACCORD_CHECK(utf8::check(*p.note, "note"));
  if (p.title.size() > 300 || (p.note && p.note->size() > 4'000)) return fail(Kind::too_large, "title or note is too long", "title", "shorten it");
  std::optional<drafting::Deadline> deadline;
  if (p.round) {
    drafting::LatePolicy policy{};
    if (!drafting::from_string(p.round->late_policy, policy))
      return fail(Kind::invalid, fmt::format("\"{}\" is no late policy", p.round->late_policy), "late_policy", "use refuse or accept-late");
    ACCORD_TRY(deadline, drafting::make_deadline(p.round->closes_local, p.round->zone, p.round->rule, policy));
  }
  // Placing takes seconds for many points: it happens on a snapshot, and what came since is placed in the write (A14).
  ACCORD_TRY(const auto snapshot, ctx.db.read([&](store::Reader& r) { return load_working(r, viewer, slug, number, Permission::publish); }));
  if (p.takes_account_of) ACCORD_CHECK(ctx.db.read([&](store::Reader& r) { return check_gate(r, viewer, snapshot.instrument, *p.takes_account_of, p.stale_hold); }));
  Placing placing(snapshot.before, snapshot.now, store::to_changes(snapshot.edges, snapshot.before, snapshot.now));
  std::vector<store::Placement> places;
  if (snapshot.previous) {
    ACCORD_TRY(const auto points, ctx.db.read([&](store::Reader& r) -> Result<std::vector<store::ToPlace>> { return store::to_place(r, snapshot.instrument.id, snapshot.previous->id); }));
    places = placing.all(points, snapshot.instrument.id, snapshot.draft.id);
  }
  return ctx.db.write([&](store::Writer& w) -> Result<store::Draft> {
    ACCORD_TRY(auto l, load_working(w, viewer, slug, number, Permission::publish));
    if (l.draft.recorded_at != snapshot.draft.recorded_at) return fail(Kind::conflict, "somebody changed this draft a moment ago", {}, "review it again, then publish");
    if (p.takes_account_of) ACCORD_CHECK(check_gate(w, viewer, l.instrument, *p.takes_account_of, p.stale_hold));
    if (l.now.empty()) return fail(Kind::unprocessable, "the draft has no provision yet", {}, "import a file first");
    const std::string hash = record::draft_hash(l.now);
    if (!p.expected_hash.empty() && p.expected_hash != hash) return fail(Kind::conflict, "the text has changed since you looked at it", {}, "review it again, then publish");
    const Instant at = p.at.value_or(w.now());
    const auto all_rounds = store::rounds(w, viewer, l.instrument.id);
    for (const auto& r : all_rounds)
      if (deadline && drafting::is_open(r.round, w.now()))
        return fail(Kind::conflict, fmt::format("Round {} is still open", r.round.number), "closes", "publish after its deadline");
    if (deadline) ACCORD_CHECK(drafting::check_opening(at, *deadline));

    if (!p.title.empty()) l.draft.title = p.title;
    if (p.note) l.draft.note = *p.note;
    if (p.corrects && !l.previous) return fail(Kind::unprocessable, "there is no draft before it that it could correct", "corrects");
    if (p.corrects && utf8::length(utf8::trim(l.draft.note)) < 10) return fail(Kind::invalid, "a correction says what was wrong", "note", fmt::format("write into the note what was wrong in Draft {}; readers of both see it", l.previous->number));
    l.draft.kind = p.corrects ? "correction" : "draft", l.draft.hash = hash, l.draft.published_at = at;
    l.draft.log_index = append_content(w, record::EntryKind::draft_published, "draft:" + l.draft.id, record::draft_content(slug, number, l.draft.title, at, hash, p.corrects ? l.previous->number : 0));
    store::put_draft(w, l.draft);
    store::add_audit(w, viewer.person, p.corrects ? "published a correction of a draft" : "published a draft", l.instrument.id, "draft:" + l.draft.id);
    for (const auto& x : places) store::put_placement(w, x);
    if (l.previous)
      for (const auto& x : placing.all(store::unplaced(w, l.instrument.id, l.previous->id, l.draft.id), l.instrument.id, l.draft.id)) store::put_placement(w, x);
    if (p.takes_account_of) publish_answers(w, viewer, l.instrument, l.draft, *p.takes_account_of);
    if (deadline) {
      store::RoundRow round;
      round.round.id = encode_id(w.random()(16));
      round.round.number = all_rounds.empty() ? 1 : all_rounds.back().round.number + 1;
      round.round.opens = at;
      round.instrument = l.instrument.id, round.draft_id = l.draft.id;
      const auto index = append_content(w, record::EntryKind::round_opened, "round:" + round.round.id, record::deadline_content(slug, round.round.number, *deadline, ""));
      store::put_round(w, round);
      store::put_deadline(w, round.round.id, *deadline, "", viewer.person, index);
    }
    return l.draft;
  });
}


std::string draft_text_hash(store::Reader& r, const Viewer& viewer, const store::Draft& draft) { return record::draft_hash(store::provisions(r, viewer, draft)); }

}  // namespace accord::app
