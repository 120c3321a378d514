#include "app/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "app/entries.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "record/content.h"
#include "store/instruments.h"
#include "store/notices.h"

namespace accord::app {
namespace {

struct Target {
  std::string point;
  int part = 0;
};

Target target_of(const std::string& written) {
  Target t{written, 0};
  const auto dot = written.find('.');
  if (dot == std::string::npos) return t;
  t.point = written.substr(0, dot);
  const char* end = written.data() + written.size();
  if (const auto read = std::from_chars(written.data() + dot + 1, end, t.part); read.ec != std::errc() || read.ptr != end || t.part < 1) t.part = -1;  // no such part
  return t;
}

// The points asked for, each one seen by the viewer and of the round (0: any).
struct Found {
  store::Instrument instrument;
  std::vector<Target> targets;
  std::vector<store::Point> points;  // beside targets
  std::map<std::pair<std::string, int>, store::Disposition> current;
};

Result<Found> find(store::Reader& r, const Viewer& viewer, const std::string& slug, int round, const std::vector<std::string>& written) {
  Found f;
  ACCORD_TRY(f.instrument, store::instrument(r, viewer, slug));
  ACCORD_CHECK(require(viewer, Permission::draft, f.instrument.id));
  if (written.empty()) return fail(Kind::invalid, "no point is chosen", "point", "tick the points that this answers");
  if (written.size() > drafting::max_answered_at_once) return fail(Kind::too_large, fmt::format("more than {} points are answered at once", drafting::max_answered_at_once), "point", "answer them in several steps");
  std::set<std::pair<std::string, int>> twice;
  std::vector<std::string> ids;
  for (const auto& name : written) {
    const Target t = target_of(name);
    if (!twice.emplace(t.point, t.part).second) continue;
    ACCORD_TRY(auto p, store::point(r, viewer, f.instrument.id, t.point));
    if (round != 0 && p.round_number != round) return fail(Kind::unprocessable, fmt::format("the point belongs to round {}", p.round_number), name, "answer it on the page of its round");
    f.targets.push_back(t);
    f.points.push_back(std::move(p));
    ids.push_back(t.point);
  }
  std::map<std::string, int> divided;
  for (const auto& part : store::parts(r, viewer, f.instrument.id, ids)) divided[part.point] = std::max(divided[part.point], part.part);
  for (const auto& t : f.targets) {
    const int parts = divided.contains(t.point) ? divided[t.point] : 0;
    if (parts > 0 && t.part == 0) return fail(Kind::unprocessable, fmt::format("the point is divided into {} parts", parts), t.point, "answer each part");
    if (t.part < 0 || t.part > parts) return fail(Kind::not_found, "the point has no such part", fmt::format("{}.{}", t.point, t.part), "look at the page again");
  }
  for (auto& d : store::dispositions(r, viewer, f.instrument.id, ids)) f.current.emplace(std::pair{d.point, d.part}, std::move(d));
  return f;
}

const store::Disposition* current_of(const Found& f, const Target& t) {
  const auto it = f.current.find({t.point, t.part});
  return it == f.current.end() ? nullptr : &it->second;
}

Result<void> check_changes(const std::vector<text::Provision>& next, store::Reader& r, const Viewer& viewer, const store::Instrument& i, const std::vector<std::string>& changes) {
  for (const auto& wid : changes) {
    const bool known = std::ranges::find(next, wid, &text::Provision::wid) != next.end() || !store::appearances(r, viewer, i.id, wid).empty();
    if (!known) return fail(Kind::unprocessable, "an answer points at a provision that no draft has", wid, "choose the changed provision from the list");
  }
  return {};
}

void tell(store::Writer& w, const std::string& person, const std::string& instrument, const std::string& kind, const Json& data) {
  if (!person.empty()) store::add_notice(w, {encode_id(w.random()(16)), person, instrument, kind, data.dump(), 0, {}});
}

}  // namespace

std::string next_words(const std::vector<text::Provision>& next, const std::string& wid) {
  const auto it = std::ranges::find(next, wid, &text::Provision::wid);
  return it == next.end() ? "" : to_hex(sha256(text::visible_text(*it))).substr(0, 32);
}

std::string made_on(const store::Point& p, const std::vector<text::Provision>& next) { return store::said_hash(p.point) + next_words(next, p.wid); }

Result<std::vector<text::Provision>> next_text(store::Reader& r, const Viewer& viewer, const std::string& instrument) {
  const auto all = store::drafts(r, viewer, instrument);
  if (all.empty()) return fail(Kind::not_found, "there is no draft yet");
  return store::provisions(r, viewer, all.back());
}

Result<Prepared> prepare_answers(Context& ctx, const Viewer& viewer, const std::string& slug, int round, const AnswerInput& in) {
  ACCORD_CHECK(drafting::check_disposition(in.outcome, in.reason));
  return ctx.db.write([&](store::Writer& w) -> Result<Prepared> {
    ACCORD_TRY(const auto f, find(w, viewer, slug, round, in.points));
    ACCORD_TRY(const auto next, next_text(w, viewer, f.instrument.id));
    ACCORD_CHECK(check_changes(next, w, viewer, f.instrument, in.changes));
    if (!in.reader.empty()) {
      const auto all = store::colleagues(w, viewer, f.instrument.id);
      if (in.reader == viewer.person || std::ranges::find(all, in.reader, &store::Colleague::person) == all.end())
        return fail(Kind::unprocessable, "the second reader is another chair, vice-chair or the secretariat", "reader", "choose one of the list");
    }
    for (std::size_t k = 0; k < f.targets.size(); ++k) {
      const auto* d = current_of(f, f.targets[k]);
      if (d == nullptr) continue;
      if (d->published()) return fail(Kind::conflict, "the answer to this point is published", f.targets[k].point, "publish a correction of it; both stay");
      if (d->recorded_at > in.seen && d->prepared_by != viewer.person)
        return fail(Kind::conflict, fmt::format("{} has answered one of these points: {}", d->prepared_by_name, drafting::outcome_label(d->outcome)), f.targets[k].point,
                    "read that answer; send yours again (a program: with the `seen` of the desk) to put it in its place, or take the point out");
    }
    Prepared out{encode_id(w.random()(16)), static_cast<int>(f.targets.size())};
    for (std::size_t k = 0; k < f.targets.size(); ++k) {
      const auto& p = f.points[k];
      const auto* before = current_of(f, f.targets[k]);
      store::Disposition d;
      d.id = encode_id(w.random()(16)), d.instrument = f.instrument.id, d.round = p.round, d.point = p.id, d.part = f.targets[k].part;
      d.version = before == nullptr ? 1 : before->version + 1;
      d.outcome = in.outcome, d.reason = in.reason, d.changes = in.changes, d.answer = out.answer;
      d.prepared_by = viewer.person, d.prepared_at = in.at.value_or(w.now()), d.seen_text = made_on(p, next), d.reader = in.reader;
      store::put_disposition(w, d);
      store::add_audit(w, viewer.person, before == nullptr ? "prepared an answer" : "changed a prepared answer", f.instrument.id, "point:" + p.id, in.outcome);
    }
    if (!in.reader.empty()) tell(w, in.reader, f.instrument.id, "second-reader", {{"round", round}, {"points", out.points}, {"answer", out.answer}});
    return out;
  });
}

Result<void> take_back(Context& ctx, const Viewer& viewer, const std::string& slug, const std::vector<std::string>& points, Instant seen) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto f, find(w, viewer, slug, 0, points));
    for (const auto& t : f.targets) {
      const auto* d = current_of(f, t);
      if (d != nullptr && !d->published() && d->recorded_at > seen && d->prepared_by != viewer.person)
        return fail(Kind::conflict, fmt::format("{} prepared one of these answers after you opened the page", d->prepared_by_name), t.point, "read it first; then take it back (a program: with the `seen` of the desk)");
      if (!store::drop_disposition(w, t.point, t.part)) return fail(Kind::conflict, "there is no prepared answer to take back", t.point, "a published one is corrected, not taken back");
      store::add_audit(w, viewer.person, "took an answer back", f.instrument.id, "point:" + t.point);
    }
    return {};
  });
}

Result<Prepared> confirm_answers(Context& ctx, const Viewer& viewer, const std::string& slug, const std::vector<std::string>& points) {
  return ctx.db.write([&](store::Writer& w) -> Result<Prepared> {
    ACCORD_TRY(const auto f, find(w, viewer, slug, 0, points));
    ACCORD_TRY(const auto next, next_text(w, viewer, f.instrument.id));
    Prepared out;
    for (std::size_t k = 0; k < f.targets.size(); ++k) {
      const auto* before = current_of(f, f.targets[k]);
      if (before == nullptr || before->published()) return fail(Kind::conflict, "there is no prepared answer to confirm", f.targets[k].point, "look at the page again");
      store::Disposition d = *before;
      d.seen_text = made_on(f.points[k], next);
      if (d.seen_text == before->seen_text) continue;  // confirmed already, or nothing changed
      d.id = encode_id(w.random()(16)), d.version += 1;
      store::put_disposition(w, d);
      store::add_audit(w, viewer.person, "confirmed an answer on changed words", f.instrument.id, "point:" + d.point, d.outcome);
      out.points += 1;
    }
    return out;
  });
}

Result<void> mark_read(Context& ctx, const Viewer& viewer, const std::string& slug, const std::vector<std::string>& points) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto f, find(w, viewer, slug, 0, points));
    const auto here = store::colleagues(w, viewer, f.instrument.id);
    for (const auto& t : f.targets) {
      const auto* d = current_of(f, t);
      if (d == nullptr || d->reader.empty() || d->published()) return fail(Kind::conflict, "no second reading was asked for this answer", t.point);
      // Of a reader who has left the others are the readers, but for whoever wrote it.
      const bool left = std::ranges::find(here, d->reader, &store::Colleague::person) == here.end();
      if (d->reader != viewer.person && !(left && d->prepared_by != viewer.person)) return fail(Kind::forbidden, fmt::format("{} was asked to read this answer", d->reader_name), t.point, "ask them, or let its author name you");
      store::mark_read(w, d->id);
      store::add_audit(w, viewer.person, left ? "read an answer instead of a reader who has left" : "read an answer", f.instrument.id, "point:" + t.point);
    }
    return {};
  });
}

Result<void> correct_disposition(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const AnswerCorrection& in) {
  ACCORD_CHECK(drafting::check_disposition(in.outcome, in.reason));
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto f, find(w, viewer, slug, 0, {point}));
    ACCORD_CHECK(require(viewer, Permission::publish, f.instrument.id));
    const auto* before = current_of(f, f.targets.front());
    if (before == nullptr || !before->published()) return fail(Kind::conflict, "there is no published answer to correct", point, "prepare one at the desk");
    if (!in.of.empty() && in.of != before->id)
      return fail(Kind::conflict, fmt::format("{} has corrected this answer since you opened the page", before->prepared_by_name), point, "read what stands now; send yours again to put it in its place");
    const auto changes = in.changes.value_or(before->changes);
    if (in.outcome == before->outcome && in.reason == before->reason && changes == before->changes) return fail(Kind::unprocessable, "this is the answer that stands", "reason", "change what was wrong in it");
    ACCORD_TRY(const auto next, next_text(w, viewer, f.instrument.id));
    ACCORD_CHECK(check_changes(next, w, viewer, f.instrument, changes));
    store::Disposition d = *before;
    d.id = encode_id(w.random()(16)), d.version = before->version + 1, d.outcome = in.outcome, d.reason = in.reason, d.changes = changes, d.answer = encode_id(w.random()(16));
    d.prepared_by = viewer.person, d.prepared_at = w.now(), d.published_at = w.now(), d.reader.clear(), d.read_at = 0;
    d.log_index = append_content(w, record::EntryKind::dispositions, "disposition:" + d.id, record::disposition_content({d.id, d.point, d.part, d.version, d.outcome, d.reason, d.changes, 0, d.published_at}));
    store::put_disposition(w, d);
    store::add_audit(w, viewer.person, "corrected a published answer", f.instrument.id, "point:" + d.point, d.outcome);
    tell(w, store::author(w, d.point), f.instrument.id, "answered", {{"slug", slug}, {"round", f.points.front().round_number}, {"points", 1}, {"point", d.point}, {"corrected", true}});
    return {};
  });
}

Result<void> divide_point(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const std::vector<std::string>& parts) {
  if (!parts.empty()) ACCORD_CHECK(drafting::check_parts(parts));
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::draft, i.id));
    ACCORD_TRY(const auto p, store::point(w, viewer, i.id, point));
    for (const auto& d : store::dispositions(w, viewer, i.id, {point})) {
      if (d.published()) return fail(Kind::conflict, "the answer to this point is published", point, "publish a correction that takes each thing in turn");
      // An answer to the whole does not answer the parts, and nobody's work is dropped unseen.
      return fail(Kind::conflict, d.part == 0 ? "this point is answered already" : "a part of this point is answered already", point, "take its answer back first");
    }
    store::put_parts(w, point, parts, viewer.person);
    store::add_audit(w, viewer.person, parts.empty() ? "made a point whole again" : "divided a point", i.id, "point:" + point, std::to_string(parts.size()));
    tell(w, store::author(w, point), i.id, "divided", {{"slug", slug}, {"point", point}, {"parts", parts.size()}});
    return {};
  });
}

Result<int> hand_over(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const HandOver& h) {
  ACCORD_CHECK(utf8::check(h.note, "note"));
  if (h.note.size() > 2'000) return fail(Kind::too_large, "the note is longer than 2,000 bytes", "note", "shorten it");
  return ctx.db.write([&](store::Writer& w) -> Result<int> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::draft, i.id));
    ACCORD_TRY(const auto round, store::round(w, viewer, i.id, number));
    const auto all = store::colleagues(w, viewer, i.id);
    if (!h.to.empty() && std::ranges::find(all, h.to, &store::Colleague::person) == all.end())
      return fail(Kind::unprocessable, "only a chair, a vice-chair or the secretariat can answer points", "to", "choose one of the list");
    std::set<std::string> wids(h.wids.begin(), h.wids.end());
    if (!h.from.empty())
      for (const auto& a : store::assignments(w, viewer, i.id, round.round.id))
        if (a.person == h.from) wids.insert(a.wid);
    if (wids.empty()) return fail(Kind::invalid, "no provision is chosen", "wid", "choose what is handed over");
    ACCORD_TRY(const auto text, ctx.texts->of(w, viewer, round));
    for (const auto& wid : wids) {
      if (std::ranges::find(text->provisions, wid, &text::Provision::wid) == text->provisions.end()) return fail(Kind::not_found, "this provision is not in the draft of the round", wid, "choose one of the list");
      store::put_assignment(w, {encode_id(w.random()(16)), i.id, round.round.id, wid, h.to, viewer.person, h.note, {}, 0});
      store::add_audit(w, viewer.person, h.to.empty() ? "took an assignment back" : "handed points over", i.id, "provision:" + wid, h.to);
    }
    if (h.to != viewer.person) tell(w, h.to, i.id, "handed-over", {{"slug", slug}, {"round", number}, {"provisions", wids.size()}, {"note", h.note}});
    return static_cast<int>(wids.size());
  });
}

Result<std::uint64_t> react(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const ReactionInput& in) {
  ACCORD_CHECK(drafting::check_reaction(in.kind, in.reason));
  return ctx.db.write([&](store::Writer& w) -> Result<std::uint64_t> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_TRY(const auto p, store::point(w, viewer, i.id, point));
    if (!p.mine) return fail(Kind::forbidden, "only the author of a point reacts to its answer", point);
    std::string disposition;
    for (const auto& d : store::dispositions(w, viewer, i.id, {point}))
      if (d.published()) disposition = d.id;
    if (disposition.empty()) return fail(Kind::conflict, "this point is not answered yet", point, "you are told when it is");
    const std::string chair = store::preparer(w, disposition);
    const Instant at = in.at.value_or(w.now());
    store::Reaction x{encode_id(w.random()(16)), i.id, p.round, point, disposition, viewer.person, in.kind, in.reason, -1, 0, {}};
    x.log_index = append_content(w, record::EntryKind::reaction, "reaction:" + x.id, record::reaction_content(point, disposition, in.kind, in.reason, at));
    store::put_reaction(w, x);
    store::add_audit(w, viewer.person, in.kind == "objects" ? "objected to an answer" : "was satisfied with an answer", i.id, "point:" + point);
    if (in.kind == "objects") {
      // Who has left is told no more; then it is for all who answer now.
      const auto here = store::to_tell(w, i.id);
      const bool left = std::ranges::find(here, chair, &store::Colleague::person) == here.end();
      for (const auto& c : here)
        if (left ? c.role != "secretariat" : c.person == chair) tell(w, c.person, i.id, "replied", {{"slug", slug}, {"point", point}});
    }
    return static_cast<std::uint64_t>(x.log_index);
  });
}

Result<std::string> reaction_receipt(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point) {
  return ctx.db.read([&](store::Reader& r) -> Result<std::string> {
    ACCORD_TRY(const auto i, store::instrument(r, viewer, slug));
    for (const auto& x : store::reactions(r, viewer, i.id, {point})) {
      if (x.person != viewer.person || !viewer.signed_in()) break;
      ACCORD_TRY(auto out, store::log::receipt(r, static_cast<std::uint64_t>(x.log_index), *ctx.tiles));
      for (const auto& o : store::opened(r, x.log_index))
        if (o.salt && o.content) out.opened.push_back({from_base64(*o.salt).value_or(""), *o.content});
      return record::encode_receipt(out);
    }
    return fail(Kind::not_found, "there is no such receipt, or it is not yours");
  });
}

}  // namespace accord::app
