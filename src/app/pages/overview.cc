// The front page, an instrument, a document, the log, and what the chrome of every page needs.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/pages/pages.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "format/markdown.h"
#include "record/entry.h"
#include "store/log.h"

namespace accord::app::pages {
namespace {

struct Known {
  store::Instrument i;
  std::vector<store::Draft> drafts;
  std::vector<store::RoundRow> rounds;
};

Known known(store::Reader& r, const Viewer& v, store::Instrument i) {
  auto drafts = store::drafts(r, v, i.id);
  auto rounds = store::rounds(r, v, i.id);
  return {std::move(i), std::move(drafts), std::move(rounds)};
}

std::optional<store::Draft> latest_published(const Known& k) {
  std::optional<store::Draft> last;
  for (const auto& d : k.drafts)
    if (d.published()) last = d;
  return last;
}

std::string stage_text(const Known& k, Instant now) {
  const auto last = latest_published(k);
  if (const auto open = open_round(k.rounds, now)) return fmt::format("Round {} is open on Draft {}", open->round.number, open->round.draft);
  return last ? fmt::format("{}, published {}", last->title, day_text(last->published_at)) : "No draft is published yet";
}

std::string kind_text(record::EntryKind kind) {
  std::string s(record::to_string(kind));
  std::ranges::replace(s, '_', ' ');
  return s;
}

std::string what_happened(record::EntryKind kind) {
  switch (kind) {
    case record::EntryKind::origin: return "The log began";
    case record::EntryKind::draft_published: return "A draft was published";
    case record::EntryKind::round_opened: return "A round opened";
    case record::EntryKind::deadline_extended: return "A deadline was extended";
    case record::EntryKind::filing: return "A submission was filed";
    case record::EntryKind::withdrawal: return "A submission was withdrawn";
    case record::EntryKind::redaction: return "A text or personal data were removed";
    case record::EntryKind::dispositions: return "Points were answered";
    case record::EntryKind::reaction: return "An author said what they think of an answer";
    case record::EntryKind::placement: return "A person said where a point stands in a later draft";
  }
  return "";
}

Json links_of(const std::string& credit) {
  Json out = Json::array();
  const auto list = parse_json(credit.empty() ? "[]" : credit);
  if (list && list->is_array())
    for (const auto& x : *list)
      if (x.is_object() && x.contains("name") && x["name"].is_string()) {
        const std::string url = x.contains("url") && x["url"].is_string() ? x["url"].get<std::string>() : "";
        const bool safe = url.starts_with("https://") || url.starts_with("http://");
        out.push_back({{"name", x["name"]}, {"url", safe ? url : ""}});
      }
  return out;
}

}  // namespace

Result<Surroundings> surroundings(Context& ctx, const Viewer& v, const std::string& slug) {
  return ctx.db.read([&](store::Reader& r) -> Result<Surroundings> {
    Surroundings s;
    ACCORD_TRY(s.instrument, store::instrument(r, v, slug));
    for (const auto& d : store::drafts(r, v, s.instrument.id)) {
      if (!d.published()) continue;
      s.earlier_draft = s.latest_draft;
      s.latest_draft = d.number;
    }
    const auto rounds = store::rounds(r, v, s.instrument.id);
    if (!rounds.empty()) s.latest_round = rounds.back().round.number;
    s.takes_part = v.may(Permission::participate, s.instrument.id);
    s.is_chair = v.may(Permission::draft, s.instrument.id);
    s.is_office = v.may(Permission::office, s.instrument.id);
    if (const auto open = open_round(rounds, v.now)) {
      s.open = open->round;
      if (s.takes_part)
        if (const auto mine = store::submission(r, v, open->round.id)) s.points_in_submission = static_cast<int>(store::draft_points(r, v, mine->id).size());
    }
    return s;
  });
}

Result<int> round_number(Context& ctx, const Viewer& v, const std::string& slug, int draft) {
  return ctx.db.read([&](store::Reader& r) -> Result<int> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_TRY(const auto d, store::draft(r, v, i.id, draft));
    const auto round = round_of_draft(store::rounds(r, v, i.id), d.id);
    if (!round) return fail(Kind::not_found, "there is no round on this draft");
    return round->round.number;
  });
}

Result<std::string> instrument_of_point(Context& ctx, const Viewer& v, const std::string& id) {
  return ctx.db.read([&](store::Reader& r) -> Result<std::string> {
    for (const auto& i : store::instruments(r, v))
      if (store::point(r, v, i.id, id)) return i.slug;
    return fail(Kind::not_found, "there is no such point", "point", "copy its id from the end of its address");
  });
}

Result<InvitationNames> invitation_names(Context& ctx, const Viewer& v, const store::Invitation& x) {
  return ctx.db.read([&](store::Reader& r) -> Result<InvitationNames> {
    InvitationNames out{nullptr, nullptr};
    for (const auto& i : store::instruments(r, v))
      if (i.id == x.instrument) out.instrument = instrument_ref(i);
    for (const auto& o : store::organisations(r, v))
      if (o.id == x.organisation) out.organisation = o.name;
    return out;
  });
}

Result<Json> home(Context& ctx, const Viewer& v) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    Json instruments = Json::array(), open = Json::array(), recent = Json::array();
    for (auto& x : store::instruments(r, v)) {
      const Known k = known(r, v, std::move(x));
      std::int64_t points = 0;
      for (const auto& round : k.rounds) {
        const auto counts = store::count_round(r, v, k.i.id, round.round.id);
        points += counts.points;
        if (!drafting::is_open(round.round, v.now)) continue;
        const auto d = std::ranges::find(k.drafts, round.draft_id, &store::Draft::id);
        open.push_back({{"instrument", instrument_ref(k.i)}, {"number", round.round.number}, {"title", fmt::format("Round {}", round.round.number)}, {"href", round_href(k.i, round.round.number)},
                        {"draft", draft_ref(k.i, *d)}, {"deadline", deadline_json(round.round, v.now)}, {"submissions", counts.submissions}, {"points", counts.points}, {"points_text", plural(counts.points, "point", "points")}});
      }
      const auto published = std::ranges::count_if(k.drafts, &store::Draft::published);
      instruments.push_back({{"slug", k.i.slug}, {"title", k.i.title}, {"summary", k.i.summary}, {"href", href(k.i)}, {"stage_text", stage_text(k, v.now)}, {"drafts", published}, {"points", points}, {"points_text", plural(points, "point", "points")}});
    }
    std::int64_t size = 0;
    // The like in a row is one line: in the last hours of a round everything is a filing.
    record::EntryKind kind{};
    std::int64_t like = 0;
    for (const auto& e : store::log_entries(r, INT64_MAX, 200)) {
      size = std::max(size, e.index + 1);
      const auto entry = record::decode_entry(e.entry);
      if (!entry) continue;
      if (like > 0 && entry->kind == kind && (kind == record::EntryKind::filing || kind == record::EntryKind::withdrawal)) {
        recent.back()["text"] = fmt::format("{} submissions were {}", ++like, kind == record::EntryKind::filing ? "filed" : "withdrawn");
        continue;
      }
      if (recent.size() == 12) break;
      kind = entry->kind, like = 1;
      recent.push_back({{"at", instant(e.recorded_at)}, {"at_text", moment_text(e.recorded_at)}, {"text", what_happened(entry->kind)}, {"href", fmt::format("/log?before={}#e{}", e.index + 1, e.index)}, {"kind_label", kind_text(entry->kind)}});
    }
    return Json{{"has_instruments", !instruments.empty()}, {"instruments", std::move(instruments)}, {"has_open_rounds", !open.empty()}, {"open_rounds", std::move(open)},
                {"has_recent", !recent.empty()}, {"recent", std::move(recent)}, {"log_href", "/log"}, {"log_size", size}, {"log_size_text", plural(size, "entry", "entries")}};
  });
}

Result<Json> instrument(Context& ctx, const Viewer& v, const std::string& slug) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(auto found, store::instrument(r, v, slug));
    const Known k = known(r, v, std::move(found));
    const auto& i = k.i;
    Json about = nullptr, open = nullptr;
    Json timeline = Json::array(), drafts = Json::array(), rounds = Json::array(), actors = Json::array(), documents = Json::array();
    if (const auto d = store::document(r, v, i.id, "about")) {
      Json credit = links_of(d->credit);
      about = {{"title", d->title}, {"body_html", format::to_html(d->body, {}, {3, "about-"})}, {"href", href(i) + "/documents/about"}, {"licence", d->licence}, {"has_credit", !credit.empty()}, {"credit", std::move(credit)}};
    }
    std::map<std::string, std::int64_t> round_points;
    for (auto it = k.rounds.rbegin(); it != k.rounds.rend(); ++it) {
      const auto& round = it->round;
      const auto d = std::ranges::find(k.drafts, it->draft_id, &store::Draft::id);
      if (d == k.drafts.end()) continue;
      const auto counts = store::count_round(r, v, i.id, round.id);
      round_points[it->draft_id] = counts.points;
      const bool is_open = drafting::is_open(round, v.now);
      if (is_open) open = {{"number", round.number}, {"title", fmt::format("Round {}", round.number)}, {"href", round_href(i, round.number)}, {"draft", draft_ref(i, *d)}, {"deadline", deadline_json(round, v.now)}};
      rounds.push_back({{"round", round_ref(i, round, v.now)}, {"draft", draft_ref(i, *d)}, {"state_label", is_open ? "open" : v.now < round.opens ? "not open yet" : "closed"}, {"deadline", deadline_json(round, v.now)},
                        {"submissions", counts.submissions}, {"points", counts.points}, {"heat", heat(i, round.number, store::count_points(r, v, i.id, round.id))}});
    }
    const auto last = latest_published(k);
    for (auto it = k.drafts.rbegin(); it != k.drafts.rend(); ++it) {
      const auto before = std::next(it);
      const auto n = round_points.find(it->id);
      drafts.push_back({{"draft", draft_ref(i, *it)}, {"kind_label", !it->published() ? "working draft" : it->kind == "correction" && before != k.drafts.rend() ? fmt::format("correction of Draft {}", before->number) : it->kind}, {"note", text_or_null(it->note)}, {"provisions", store::provisions(r, v, *it).size()},
                        {"redline_href", before == k.drafts.rend() ? Json(nullptr) : Json(fmt::format("{}..{}", draft_href(i, before->number), it->number))},
                        {"redline_label", before == k.drafts.rend() ? Json(nullptr) : Json(fmt::format("changes since Draft {}", before->number))},
                        {"points_text", n == round_points.end() ? Json(nullptr) : Json(plural(n->second, "point", "points"))}, {"hash", it->hash}, {"is_latest", last && last->id == it->id}});
    }
    const std::string today = to_rfc3339(v.now).substr(0, 10);
    bool next_marked = false;
    const auto all = store::milestones(r, v, i.id);
    for (const auto& m : all) {
      if (m.superseded_at) continue;
      Json moved = Json::array();
      for (const auto& old : all)
        if (old.id == m.id && old.superseded_at && old.date_text != m.date_text)
          moved.push_back({{"was", old.date_text}, {"recorded", instant(*old.superseded_at)}, {"recorded_text", day_text(*old.superseded_at)}, {"why", text_or_null(old.reason)}});
      const bool past = m.sort_date.substr(0, today.size()) <= today.substr(0, m.sort_date.size());
      const bool next = !past && !next_marked;
      next_marked = next_marked || next;
      std::string label = m.source;
      if (const auto scheme = label.find("://"); scheme != std::string::npos) label = label.substr(scheme + 3, label.find('/', scheme + 3) - scheme - 3);
      const bool link = m.source.starts_with("https://") || m.source.starts_with("http://");
      timeline.push_back({{"id", m.id}, {"title", m.title}, {"date", m.sort_date}, {"date_text", m.date_text}, {"precision", m.precision}, {"kind", m.kind}, {"kind_label", m.kind}, {"note", text_or_null(m.note)},
                          {"source", link ? Json(m.source) : Json(nullptr)}, {"source_label", text_or_null(label)}, {"href", nullptr}, {"is_past", past}, {"is_next", next}, {"is_tentative", !past && m.precision != "day"},
                          {"has_moved", !moved.empty()}, {"moved", std::move(moved)}});
    }
    for (const auto& a : store::actors(r, v, i.id))
      actors.push_back({{"name", a.name}, {"role", a.role}, {"count_text", text_or_null(a.count_text)}, {"source", a.source.starts_with("http") ? Json(a.source) : Json(nullptr)}});
    for (const auto& d : store::documents(r, v, i.id))
      documents.push_back({{"title", d.title}, {"href", fmt::format("{}/documents/{}", href(i), d.slug)}, {"kind_label", d.slug == "privacy" ? "notice" : "page"}, {"updated", instant(d.recorded_at)}, {"updated_text", day_text(d.recorded_at)}, {"visibility_label", "public"}});
    return Json{{"instrument", instrument_ref(i)}, {"summary", i.summary}, {"language", i.language}, {"about", std::move(about)}, {"open_round", std::move(open)}, {"timeline", std::move(timeline)},
                {"has_drafts", !drafts.empty()}, {"drafts", std::move(drafts)}, {"has_rounds", !rounds.empty()}, {"rounds", std::move(rounds)}, {"has_actors", !actors.empty()}, {"actors", std::move(actors)},
                {"has_documents", !documents.empty()}, {"documents", std::move(documents)}, {"office_href", v.may(Permission::office, i.id) ? Json("/office") : Json(nullptr)}};
  });
}

Result<Json> document(Context& ctx, const Viewer& v, const std::string& slug, const std::string& name, const Query& q, const Error* problem) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    const bool may_edit = v.may(Permission::office, i.id);
    const bool editing = may_edit && (param(q, "edit") == "yes" || problem != nullptr);
    auto versions = store::document_versions(r, v, i.id, name);
    if (versions.empty() && !editing) return fail(Kind::not_found, "there is no such document", name);
    if (versions.empty()) versions.emplace_back();  // the form of its first version
    const std::string here = fmt::format("{}/documents/{}", href(i), encode(name));
    std::int64_t wanted = versions.back().version;
    if (const auto asked = param(q, "version"); !asked.empty()) std::from_chars(asked.data(), asked.data() + asked.size(), wanted);
    const auto d = std::ranges::find(versions, wanted, &store::Document::version);
    if (d == versions.end()) return fail(Kind::not_found, "there is no such version", param(q, "version"));
    Json list = Json::array();
    for (auto it = versions.rbegin(); it != versions.rend(); ++it)
      list.push_back({{"number", it->version}, {"at", instant(it->recorded_at)}, {"at_text", moment_text(it->recorded_at)}, {"by", "the secretariat"}, {"href", fmt::format("{}?version={}", here, it->version)}, {"current", it->version == wanted}});
    Json edit = nullptr;
    if (editing)
      edit = {{"action", here}, {"title", problem != nullptr ? param(q, "title") : d->title}, {"text", problem != nullptr ? param(q, "text") : d->body}, {"licence", problem != nullptr ? param(q, "licence") : d->licence}, {"cancel_href", here},
              {"problem", problem == nullptr ? Json(nullptr) : problem_json(*problem)}};
    Json credit = links_of(d->credit);
    return Json{{"instrument", instrument_ref(i)}, {"title", d->title}, {"kind_label", name == "privacy" ? "notice" : "page"}, {"body_html", format::to_html(d->body, {}, {2, "d-"})}, {"language", i.language},
                {"updated", instant(d->recorded_at)}, {"updated_text", day_text(d->recorded_at)}, {"visibility_label", "public"}, {"licence", text_or_null(d->licence)}, {"has_credit", !credit.empty()}, {"credit", std::move(credit)},
                {"has_versions", list.size() > 1}, {"versions", std::move(list)}, {"edit_href", may_edit ? Json(here + "?edit=yes") : Json(nullptr)}, {"edit", std::move(edit)}};
  });
}

Result<Json> log(Context& ctx, const Viewer&, const Query& q) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    std::int64_t before = INT64_MAX;
    if (const auto asked = param(q, "before"); !asked.empty() && (std::from_chars(asked.data(), asked.data() + asked.size(), before).ec != std::errc() || before < 0))
      return fail(Kind::invalid, "the index cannot be read", "before", "use a number");
    constexpr int size = 50;
    const auto rows = store::log_entries(r, before, size);
    Json entries = Json::array();
    for (const auto& e : rows) {
      const auto entry = record::decode_entry(e.entry);
      if (!entry) continue;
      Json refers = nullptr;
      if (entry->refers.contains("index"))
        refers = fmt::format("of entry {}: {}, {}", entry->refers["index"].get<std::int64_t>(), entry->refers.value("what", ""), entry->refers.value("kind", ""));
      entries.push_back({{"index", e.index}, {"kind", record::to_string(entry->kind)}, {"kind_label", kind_text(entry->kind)}, {"at", instant(e.recorded_at)}, {"at_text", moment_text(e.recorded_at)},
                         {"commitments", entry->commitments.size()}, {"commitments_text", plural(static_cast<std::int64_t>(entry->commitments.size()), "commitment", "commitments")},
                         {"hash", to_hex(merkle::leaf_hash(e.entry))}, {"refers_text", refers}, {"href", fmt::format("/log/entries/{}", e.index)}, {"anchor", fmt::format("e{}", e.index)}});
    }
    Json checkpoint = nullptr;
    std::int64_t total = 0;
    ACCORD_TRY(const auto note, store::log::latest_checkpoint(r));
    if (note) {
      ACCORD_TRY(const auto c, merkle::read_checkpoint(*note));
      total = static_cast<std::int64_t>(c.size);
      const auto newest = store::log_entries(r, INT64_MAX, 1);
      const Instant at = newest.empty() ? 0 : newest.front().recorded_at;
      checkpoint = {{"size", c.size}, {"size_text", number_text(total)}, {"root", to_base64(view(c.root))}, {"note", *note}, {"at", instant(at)}, {"at_text", moment_text(at)}, {"href", "/log/checkpoint"}};
    }
    const std::string key = merkle::to_text(ctx.log_key);
    const std::int64_t first = rows.empty() ? 0 : rows.front().index, last = rows.empty() ? 0 : rows.back().index;
    return Json{{"origin", ctx.origin}, {"key", key}, {"key_text", "Ed25519. Keep a copy of it that you did not get from this server today: a receipt proves as much as the key that you trust."}, {"checkpoint", std::move(checkpoint)},
                {"has_entries", !entries.empty()}, {"entries", std::move(entries)},
                {"paging", {{"previous_href", before == INT64_MAX || first + size >= total ? (before == INT64_MAX ? Json(nullptr) : Json("/log")) : Json(fmt::format("/log?before={}", first + 1 + size))},
                            {"next_href", last > 0 ? Json(fmt::format("/log?before={}", last)) : Json(nullptr)}, {"shown_text", rows.empty() ? "no entries" : fmt::format("{} to {} of {}", number_text(last), number_text(first), number_text(total))}}},
                {"command", "accord verify receipt.json --key " + key}, {"verify_command", fmt::format("accord verify --url {} --key {}", ctx.public_url, key)}};
  });
}

}  // namespace accord::app::pages
