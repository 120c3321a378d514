#include "app/submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/entries.h"
#include "app/placing.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/utf8.h"
#include "record/content.h"
#include "store/instruments.h"
#include "store/log.h"
#include "text/anchor.h"

namespace accord::app {
namespace {

struct Place {
  store::Instrument instrument;
  store::RoundRow round;
};

Result<Place> place(store::Reader& r, const Viewer& viewer, const std::string& slug, int number) {
  Place p;
  ACCORD_TRY(p.instrument, store::instrument(r, viewer, slug));
  ACCORD_CHECK(require(viewer, Permission::participate, p.instrument.id));
  ACCORD_TRY(p.round, store::round(r, viewer, p.instrument.id, number));
  return p;
}

Result<void> still_writing(const Place& p, Instant now) {
  switch (drafting::timing(p.round.round, now)) {
    case drafting::Timing::early: return fail(Kind::unprocessable, fmt::format("Round {} is not open yet", p.round.round.number));
    case drafting::Timing::refused:
      return fail(Kind::too_late, fmt::format("Round {} closed on {} ({})", p.round.round.number, long_date_time(p.round.round.deadline.closes, p.round.round.deadline.zone), p.round.round.deadline.zone));
    default: return {};
  }
}

Result<drafting::PointText> understand(const PointInput& in, const text::Provision* provision) {
  ACCORD_CHECK(utf8::check(in.provision, "provision"));
  if (provision == nullptr) return fail(Kind::not_found, fmt::format("\"{}\" is not a provision of this draft", in.provision.substr(0, 80)), "at", "use an eId of the draft of this round");
  drafting::PointText p{in.provision, std::nullopt, in.type, in.stance, in.text, in.replacement, in.visibility};
  ACCORD_CHECK(drafting::check_point(p));
  ACCORD_CHECK(utf8::check(in.quote, "quote"));
  if (!in.quote.empty()) {
    const std::string words = text::visible_text(*provision);
    ACCORD_TRY(p.anchor, text::find_quote(words, in.quote, {}, {}, in.start));
  }
  return p;
}

Result<store::Submission> open_submission(store::Writer& w, const Viewer& viewer, const Place& p) {
  if (auto s = store::submission(w, viewer, p.round.round.id)) return *s;
  const auto* membership = viewer.participation(p.instrument.id);
  store::Submission s{encode_id(w.random()(16)), p.round.round.id, viewer.person, membership->organisation, "", 0};
  store::put_submission(w, s);
  return s;
}

Result<void> check_organisation(const Viewer& viewer, const Place& p, const std::string& organisation) {
  if (organisation.empty()) return {};
  const auto* m = viewer.participation(p.instrument.id);
  if (m == nullptr || m->organisation != organisation)
    return fail(Kind::forbidden, "you cannot speak for this organisation", "on_behalf_of", "choose your own, or file alone; the secretariat can add it to your membership");
  return {};
}

// What a key has done before. A key that stands for another act would acknowledge what never happened.
Result<std::optional<Filed>> done_before(store::Reader& r, const Viewer& viewer, const Place& p, const std::string& key, std::string_view kind) {
  const auto f = store::filing_by_key(r, viewer, key);
  if (!f) return std::nullopt;
  if (f->kind != kind || f->round != p.round.round.id)
    return fail(Kind::conflict, "this idempotency key has been used for another act", "idempotency_key", "make a new one for each filing and each withdrawal");
  return Filed{f->id, f->version, f->late, true, static_cast<std::uint64_t>(f->log_index)};
}

std::string category_of(store::Reader& r, const Viewer& viewer, const Place& p, const std::string& organisation) {
  const auto* m = viewer.participation(p.instrument.id);
  if (!organisation.empty())
    if (const auto o = store::organisation(r, viewer, organisation)) return o->category;
  return m == nullptr ? std::string() : m->category;
}

bool same_words(const drafting::PointText& a, const drafting::PointText& b) {
  return record::point_content({}, 0, a) == record::point_content({}, 0, b);
}

Result<void> check_key(const std::string& key) {
  if (key.size() >= 8 && key.size() <= 100 && std::ranges::all_of(key, [](char c) { return c > ' ' && c < 127; })) return {};
  return fail(Kind::invalid, "the idempotency key has 8 to 100 printable characters", "idempotency_key", "make a random one for each filing");
}

}  // namespace

std::string state_hash(const std::string& letter, const std::string& organisation, const std::vector<store::DraftPoint>& points) {
  std::string all = canonical({{"letter", letter}, {"organisation", organisation}});
  for (const auto& p : points) all += record::point_content(p.id, 0, p.point);
  return to_hex(sha256(all));
}

Result<std::string> current_notice(store::Reader& r, const Viewer& viewer, const std::string& instrument) {
  ACCORD_TRY(const auto d, store::document(r, viewer, instrument, "privacy"));
  return fmt::format("privacy-{}", d.version);
}

Result<SavedPoint> save_point(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const PointInput& in) {
  // Words are looked up beforehand: a published draft never changes.
  ACCORD_TRY(const auto point, ctx.db.read([&](store::Reader& r) -> Result<drafting::PointText> {
    ACCORD_TRY(const auto p, place(r, viewer, slug, number));
    ACCORD_TRY(const auto text, ctx.texts->of(r, viewer, p.round));
    return understand(in, text->find(in.provision));
  }));
  return ctx.db.write([&](store::Writer& w) -> Result<SavedPoint> {
    ACCORD_TRY(const auto p, place(w, viewer, slug, number));
    ACCORD_CHECK(still_writing(p, w.now()));
    if (in.organisation) ACCORD_CHECK(check_organisation(viewer, p, *in.organisation));
    ACCORD_TRY(auto s, open_submission(w, viewer, p));
    const auto points = store::draft_points(w, viewer, s.id);
    store::DraftPoint d{in.id, s.id, point, 0, 0};
    if (in.id.empty()) {
      if (points.size() >= drafting::max_points_per_submission)
        return fail(Kind::unprocessable, fmt::format("a submission holds at most {} points", drafting::max_points_per_submission), {}, "put the rest into the covering letter");
      d.id = encode_id(w.random()(16));
    } else {
      const auto it = std::ranges::find(points, in.id, &store::DraftPoint::id);
      if (it == points.end()) return fail(Kind::not_found, "this point is not in your submission", "point", "add it as a new one");
      d.created_at = it->created_at;
    }
    store::put_draft_point(w, d);
    if (in.organisation && s.organisation != *in.organisation) {
      s.organisation = *in.organisation;
      store::put_submission(w, s);
    }
    return SavedPoint{d.id, s.id};
  });
}

Result<void> drop_point(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& id) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto p, place(w, viewer, slug, number));
    ACCORD_CHECK(still_writing(p, w.now()));
    const auto s = store::submission(w, viewer, p.round.round.id);
    if (!s || !store::drop_draft_point(w, s->id, id)) return fail(Kind::not_found, "this point is not in your submission");
    return {};
  });
}

Result<void> save_letter(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& letter, const std::string& organisation) {
  ACCORD_CHECK(utf8::check(letter, "letter"));
  if (letter.size() > drafting::max_letter_bytes) return fail(Kind::too_large, "the letter is longer than 256 KB", "letter", "shorten it");
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto p, place(w, viewer, slug, number));
    ACCORD_CHECK(still_writing(p, w.now()));
    ACCORD_CHECK(check_organisation(viewer, p, organisation));
    ACCORD_TRY(auto s, open_submission(w, viewer, p));
    s.letter = letter, s.organisation = organisation;
    store::put_submission(w, s);
    return {};
  });
}

Result<Filed> file_submission(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const FilingInput& in) {
  ACCORD_CHECK(check_key(in.idempotency_key));
  if (in.letter) ACCORD_CHECK(utf8::check(*in.letter, "letter"));
  if (in.letter && in.letter->size() > drafting::max_letter_bytes) return fail(Kind::too_large, "the letter is longer than 256 KB", "letter", "shorten it");
  if (in.points && in.points->size() > drafting::max_points_per_submission)
    return fail(Kind::unprocessable, fmt::format("a submission holds at most {} points", drafting::max_points_per_submission), "points");
  // The draft is immutable, so its words and places are read beforehand.
  struct Known {
    std::shared_ptr<const PublishedText> text;
    std::vector<drafting::PointText> points;
  };
  ACCORD_TRY(const auto known, ctx.db.read([&](store::Reader& r) -> Result<Known> {
    Known k;
    ACCORD_TRY(const auto p, place(r, viewer, slug, number));
    ACCORD_TRY(k.text, ctx.texts->of(r, viewer, p.round));
    prepare_to_place(r, p.instrument.id, p.round.round.draft);
    if (in.points)
      for (const auto& point : *in.points) {
        ACCORD_TRY(auto understood, understand(point, k.text->find(point.provision)));
        k.points.push_back(std::move(understood));
      }
    return k;
  }));
  return ctx.db.write([&](store::Writer& w) -> Result<Filed> {
    ACCORD_TRY(const auto p, place(w, viewer, slug, number));
    ACCORD_TRY(const auto before, done_before(w, viewer, p, in.idempotency_key, "filed"));
    if (before) return *before;
    const Instant arrived = in.at.value_or(in.arrived == 0 ? w.now() : in.arrived);
    const auto when = drafting::timing(p.round.round, arrived);
    ACCORD_CHECK(still_writing(p, arrived));
    ACCORD_TRY(const auto notice, current_notice(w, viewer, p.instrument.id));
    if (in.notice_version != notice)
      return fail(Kind::conflict, "the privacy notice has changed since you opened the page", "privacy_version", fmt::format("read it and send its version, {}", notice));
    if (!in.consent) return fail(Kind::invalid, "the consent to publish is missing", "consent", "tick it; points for the chairs alone are not published");

    ACCORD_TRY(const auto saved, open_submission(w, viewer, p));
    auto s = saved;
    if (in.letter) s.letter = *in.letter;
    if (in.organisation) s.organisation = *in.organisation;
    ACCORD_CHECK(check_organisation(viewer, p, s.organisation));
    if (s.letter != saved.letter || s.organisation != saved.organisation) store::put_submission(w, s);
    if (in.points) {
      // A point that comes again as it was stays that point: what the chairs have prepared for it goes on.
      auto written = store::draft_points(w, viewer, s.id);
      store::clear_draft_points(w, s.id);
      for (const auto& point : known.points) {
        store::DraftPoint d{encode_id(w.random()(16)), s.id, point, 0, 0};
        const auto was = std::ranges::find_if(written, [&](const store::DraftPoint& x) { return !x.id.empty() && same_words(x.point, point); });
        if (was != written.end()) d.id = std::exchange(was->id, {}), d.created_at = was->created_at;
        store::put_draft_point(w, d);
      }
    }
    const auto points = store::draft_points(w, viewer, s.id);
    if (points.empty() && utf8::trim(s.letter).empty()) return fail(Kind::unprocessable, "there is nothing to file yet", {}, "write a point or a letter first");

    const auto earlier = store::last_filing(w, viewer, s.id);
    store::Filing f;
    f.id = encode_id(w.random()(16)), f.submission = s.id, f.round = p.round.round.id, f.kind = "filed", f.person = viewer.person;
    f.version = earlier ? earlier->version + 1 : 1;
    f.organisation = s.organisation, f.category = category_of(w, viewer, p, s.organisation), f.letter = s.letter;
    f.filed_at = arrived, f.late = when == drafting::Timing::late;
    f.idempotency_key = in.idempotency_key, f.request_hash = state_hash(s.letter, s.organisation, points);
    f.notice_version = notice, f.consent = in.consent;

    std::string organisation_name;
    if (!f.organisation.empty())
      if (const auto o = store::organisation(w, viewer, f.organisation)) organisation_name = o->name;
    std::vector<Content> contents = {{"author:" + f.id, record::author_content({f.id, viewer.person, viewer.name, f.organisation, organisation_name, f.category, number, f.version, arrived, f.late, f.letter, notice, f.consent})}};
    for (const auto& point : points) contents.push_back({"point:" + point.id, record::point_content(point.id, p.round.round.draft, point.point)});
    f.log_index = append_together(w, record::EntryKind::filing, contents);
    store::add_filing(w, f);
    for (const auto& d : points) {
      const auto at = known.text->at.find(d.point.provision);
      if (at == known.text->at.end()) return fail(Kind::unprocessable, "a point stands on a provision that is not in the draft", d.point.provision, "delete the point and write it again");
      store::Point x;
      x.id = d.id, x.instrument = p.instrument.id, x.round = f.round, x.draft = p.round.draft_id, x.filing = f.id, x.person = f.person;
      x.organisation = f.organisation, x.category = f.category, x.point = d.point, x.wid = known.text->provisions[at->second].wid, x.place = static_cast<std::int64_t>(at->second);
      x.filed_at = arrived, x.late = f.late, x.log_index = f.log_index;
      store::add_point(w, x);
    }
    place_filing(w, p.instrument.id, p.round.round.draft, f.id);
    store::add_audit(w, viewer.person, f.version == 1 ? "filed a submission" : "replaced a submission", p.instrument.id, "filing:" + f.id);
    return Filed{f.id, f.version, f.late, false, static_cast<std::uint64_t>(f.log_index)};
  });
}

Result<Filed> withdraw_submission(Context& ctx, const Viewer& viewer, const std::string& slug, int number, const std::string& key, Instant arrived) {
  ACCORD_CHECK(check_key(key));
  return ctx.db.write([&](store::Writer& w) -> Result<Filed> {
    ACCORD_TRY(const auto p, place(w, viewer, slug, number));
    ACCORD_TRY(const auto before, done_before(w, viewer, p, key, "withdrawn"));
    if (before) return *before;
    const Instant at = arrived == 0 ? w.now() : arrived;
    if (drafting::timing(p.round.round, at) != drafting::Timing::in_time)
      return fail(Kind::too_late, "a submission can be withdrawn until the deadline only", {}, "ask the secretariat if personal data must be removed");
    const auto s = store::submission(w, viewer, p.round.round.id);
    const auto earlier = s ? store::last_filing(w, viewer, s->id) : std::nullopt;
    if (!earlier || earlier->kind != "filed") return fail(Kind::conflict, "there is no filed submission to withdraw");
    store::Filing f = *earlier;
    const std::string content = record::withdrawal_content(f.id, f.version, at);  // of what was filed, by its own id
    f.id = encode_id(w.random()(16)), f.kind = "withdrawn", f.version += 1, f.filed_at = at, f.late = false, f.idempotency_key = key, f.letter.clear(), f.request_hash.clear();
    f.log_index = append_content(w, record::EntryKind::withdrawal, "author:" + f.id, content);
    store::add_filing(w, f);
    store::add_audit(w, viewer.person, "withdrew a submission", p.instrument.id, "filing:" + f.id);
    return Filed{f.id, f.version, false, false, static_cast<std::uint64_t>(f.log_index)};
  });
}

Result<std::string> receipt(Context& ctx, const Viewer& viewer, const std::string& filing, const std::string& point) {
  return ctx.db.read([&](store::Reader& r) -> Result<std::string> {
    const auto f = store::own_filing(r, viewer, filing);
    if (!f) return fail(Kind::not_found, "there is no such receipt, or it is not yours");
    ACCORD_TRY(auto out, store::log::receipt(r, static_cast<std::uint64_t>(f->log_index), *ctx.tiles));
    for (const auto& o : store::opened(r, f->log_index)) {
      if (!o.salt || !o.content || (!point.empty() && o.subject != "point:" + point)) continue;
      out.opened.push_back({from_base64(*o.salt).value_or(""), *o.content});
    }
    return record::encode_receipt(out);
  });
}

std::string make_ticket(const Context& ctx, std::string_view credential, std::string_view path, Instant arrived) {
  return fmt::format("{}.{}", arrived, keyed_hash(ctx.secret, fmt::format("ticket\n{}\n{}\n{}", arrived, to_hex(sha256(credential)), path)));
}

std::optional<Instant> check_ticket(const Context& ctx, std::string_view ticket, std::string_view credential, std::string_view path, Instant now) {
  Instant at = 0;
  const auto dot = ticket.find('.');
  if (dot == std::string_view::npos || std::from_chars(ticket.data(), ticket.data() + dot, at).ptr != ticket.data() + dot) return std::nullopt;
  if (at > now || now - at > ticket_length || !equal_constant_time(ticket, make_ticket(ctx, credential, path, at))) return std::nullopt;
  return at;
}

}  // namespace accord::app
