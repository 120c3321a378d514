// A participant's own: the composer, the submission, the receipt, the account.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/pages/pages.h"
#include "app/pages/placed.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "format/markdown.h"
#include "record/receipt.h"
#include "text/anchor.h"

namespace accord::app::pages {
namespace {

struct Place {
  store::Instrument i;
  std::optional<store::RoundRow> round;
  DraftView view;
};

Result<Place> load(store::Reader& r, const Viewer& v, const std::string& slug, int draft) {
  Place p;
  ACCORD_TRY(p.i, store::instrument(r, v, slug));
  ACCORD_TRY(auto d, store::draft(r, v, p.i.id, draft));
  p.round = round_of_draft(store::rounds(r, v, p.i.id), d.id);
  auto provisions = store::provisions(r, v, d);
  p.view = view_of(std::move(d), std::move(provisions));
  return p;
}

// What the viewer is writing, shown like any other point.
store::Point shown(const Place& p, const Viewer& v, const store::DraftPoint& d, const std::string& organisation, const std::string& organisation_name, const std::string& category) {
  store::Point x;
  x.id = d.id, x.point = d.point, x.person = v.person, x.person_name = v.name, x.organisation = organisation, x.organisation_name = organisation_name, x.category = category, x.mine = true;
  x.round_number = p.round ? p.round->round.number : 0, x.draft_number = p.view.draft.number;
  if (const auto* provision = p.view.find(d.point.provision)) {
    x.wid = provision->wid, x.provision_number = provision->number, x.provision_heading = provision->heading;
    x.provision_kind = std::string(text::to_string(provision->kind));
  }
  return x;
}

struct Voice {
  std::string organisation, organisation_name, category;
};
Voice voice_of(store::Reader& r, const Viewer& v, const std::string& instrument, const std::string& chosen) {
  Voice out;
  const auto* m = v.participation(instrument);
  if (m == nullptr) return out;
  out.category = m->category;
  for (const auto& o : store::organisations(r, v))
    if (o.id == m->organisation && chosen == o.id) out = {o.id, o.name, o.category};
  return out;
}

Json on_behalf(store::Reader& r, const Viewer& v, const std::string& instrument, const std::string& chosen) {
  Json out = Json::array();
  const auto* m = v.participation(instrument);
  if (m == nullptr || m->organisation.empty()) return out;
  for (const auto& o : store::organisations(r, v))
    if (o.id == m->organisation) out.push_back(option(o.id, o.name, chosen == o.id));
  out.push_back(option("", "Myself alone", chosen.empty()));
  return out;
}

std::string why_not_text(const Place& p, const Viewer& v) {
  if (!v.signed_in()) return "Sign in to comment.";
  if (!v.may(Permission::participate, p.i.id)) return "You read this as somebody who does not comment: chairs and the secretariat answer.";
  if (!p.round) return "There is no round on this draft.";
  switch (drafting::timing(p.round->round, v.now)) {
    case drafting::Timing::early: return fmt::format("Round {} is not open yet.", p.round->round.number);
    case drafting::Timing::refused: return fmt::format("Round {} closed on {}, Brussels time.", p.round->round.number, long_date_time(p.round->round.deadline.closes, brussels));
    default: return {};
  }
}

std::string receipt_name(const store::Instrument& i, int round, int version) { return fmt::format("receipt-{}-{}-{}.json", i.slug, round, version); }

std::int64_t points_of(store::Reader& r, const store::Filing& f) {
  std::int64_t n = 0;
  for (const auto& o : store::opened(r, f.log_index)) n += o.subject.starts_with("point:");
  return n;
}

}  // namespace

std::vector<Json> unfiled_points(store::Reader& r, const Viewer& v, const store::Instrument& i, const DraftView& view, const store::RoundRow& round, const std::set<std::string>& eids) {
  std::vector<Json> out;
  if (!v.signed_in()) return out;
  const auto mine = store::submission(r, v, round.round.id);
  if (!mine) return out;
  const Place p{i, round, view};
  const auto voice = voice_of(r, v, i.id, mine->organisation);
  std::vector<drafting::PointText> filed;
  store::PointFilter own;
  own.instrument = i.id, own.round = round.round.id, own.author = "me";
  (void)store::each_point(r, v, own, [&](const store::Point& x) { return filed.push_back(x.point), true; });
  for (const auto& d : store::draft_points(r, v, mine->id)) {
    const auto is_this = [&](const drafting::PointText& x) {
      return x.provision == d.point.provision && x.text == d.point.text && x.replacement == d.point.replacement && x.visibility == d.point.visibility && x.type == d.point.type && x.stance == d.point.stance;
    };
    if (!eids.contains(d.point.provision) || std::ranges::any_of(filed, is_this)) continue;
    Json j = point_json(i, v, shown(p, v, d, voice.organisation, voice.organisation_name, voice.category));
    if (why_not_text(p, v).empty()) {
      j["edit_href"] = fmt::format("{}/comment?at={}&point={}", draft_href(i, view.draft.number), encode(d.point.provision), d.id);
      j["delete_action"] = fmt::format("{}/points/{}/delete", round_href(i, round.round.number), d.id);
    }
    j["href"] = j["edit_href"].is_null() ? Json(round_href(i, round.round.number) + "/submission") : j["edit_href"];
    out.push_back(std::move(j));
  }
  return out;
}

Result<Json> composer(Context& ctx, const Viewer& v, const std::string& slug, int draft, const Query& q, const Query& form, const Error* problem) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto p, load(r, v, slug, draft));
    const bool typed = !form.empty();
    const Query& in = typed ? form : q;
    store::DraftPoint d;
    std::optional<store::Submission> mine;
    std::int64_t written = 0;
    if (p.round && v.signed_in()) mine = store::submission(r, v, p.round->round.id);
    const auto points = mine ? store::draft_points(r, v, mine->id) : std::vector<store::DraftPoint>{};
    written = static_cast<std::int64_t>(points.size());
    if (const auto id = param(in, "point"); !id.empty()) {
      const auto it = std::ranges::find(points, id, &store::DraftPoint::id);
      if (it == points.end()) return fail(Kind::not_found, "this point is not in your submission", id);
      d = *it;
    }
    if (typed || d.id.empty()) {
      const auto given = [&](const char* name, const std::string& otherwise) { const auto x = param(in, name); return x.empty() ? otherwise : x; };
      d.id = param(in, "point");
      if (const auto at = param(in, "at"); !at.empty()) d.point.provision = at;
      d.point.type = given("type", "technical"), d.point.stance = given("stance", "amend"), d.point.visibility = given("visibility", "everyone");
      d.point.text = param(in, "text"), d.point.replacement = param(in, "replacement");
    }
    const auto* provision = p.view.find(d.point.provision);
    if (provision == nullptr) return fail(Kind::not_found, "this provision is not in the draft", d.point.provision, "open the draft and choose it there");
    const std::string words = text::visible_text(*provision);
    std::optional<Error> trouble;
    if (problem != nullptr) trouble = *problem;
    if (typed || param(q, "point").empty()) {
      std::string quote = param(in, "quote");
      std::optional<std::size_t> start;
      std::size_t n = 0;
      if (const auto s = param(in, "start"); !s.empty() && std::from_chars(s.data(), s.data() + s.size(), n).ec == std::errc()) start = n;
      if (quote.empty()) {
        // Sentences that were picked: from the first to the last.
        std::size_t from = SIZE_MAX, to = 0;
        for (const auto& [k, value] : in)
          if (k == "sentence") {
            std::size_t a = 0, b = 0;
            const auto dash = value.find('-');
            if (dash != std::string::npos && std::from_chars(value.data(), value.data() + dash, a).ec == std::errc() && std::from_chars(value.data() + dash + 1, value.data() + value.size(), b).ec == std::errc())
              from = std::min(from, a), to = std::max(to, b);
          }
        if (from < to) quote = utf8::slice(words, from, to), start = from;
      }
      if (!quote.empty()) {
        if (auto a = text::find_quote(words, quote, {}, {}, start))
          d.point.anchor = *a;
        else if (!trouble)
          trouble = a.error();
      }
    }
    const std::string why = why_not_text(p, v);
    const std::string base = draft_href(p.i, draft);
    Json provision_json = provision_ref(p.i, draft, *provision);
    provision_json["text_html"] = format::to_html(provision->body, {}, {5, "c-"});
    provision_json["number"] = provision->number;
    Json fields = nullptr;
    if (why.empty()) {
      Json sentences = Json::array();
      for (const auto& s : text::sentences(words)) {
        const std::string text = utf8::collapse(utf8::slice(words, s.from, s.to));
        const bool selected = d.point.anchor && s.from < d.point.anchor->to && d.point.anchor->from < s.to;
        if (!text.empty()) sentences.push_back({{"value", fmt::format("{}-{}", s.from, s.to)}, {"text", text}, {"selected", selected}});
      }
      Json types = Json::array({option("technical", "technical", d.point.type == "technical", "what the text demands"), option("general", "general", d.point.type == "general", "the approach as a whole"),
                                option("editorial", "editorial", d.point.type == "editorial", "wording only")});
      Json stances = Json::array(), visibilities = Json::array();
      for (const auto s : drafting::stances()) stances.push_back(option(s, stance_label(s), d.point.stance == s));
      for (const auto s : drafting::visibilities()) visibilities.push_back(option(s, visibility_label(s), d.point.visibility == s, visibility_hint(s)));
      const auto* m = v.participation(p.i.id);
      const std::string speaks = typed && std::ranges::any_of(form, [](const auto& x) { return x.first == "on_behalf_of"; }) ? param(form, "on_behalf_of") : mine ? mine->organisation : m == nullptr ? "" : m->organisation;
      Json behalf = on_behalf(r, v, p.i.id, speaks);
      const bool preview = typed && param(form, "do") == "preview";
      const std::string replaced = d.point.anchor ? d.point.anchor->exact : text::visible_body(provision->body);
      fields = {{"action", base + "/comment"},
                {"point", text_or_null(d.id)},
                {"at", provision->eid},
                {"idempotency_key", encode_id(ctx.random(16))},
                {"autosave_key", fmt::format("{}/{}/{}/{}", v.person, slug, draft, provision->eid)},
                {"quote", d.point.anchor ? Json(d.point.anchor->exact) : Json(nullptr)},
                {"quote_start", d.point.anchor ? Json(d.point.anchor->from) : Json(nullptr)},
                {"quote_end", d.point.anchor ? Json(d.point.anchor->to) : Json(nullptr)},
                {"has_sentences", !sentences.empty()},
                {"sentences", std::move(sentences)},
                {"types", std::move(types)},
                {"stances", std::move(stances)},
                {"visibilities", std::move(visibilities)},
                {"has_on_behalf", !behalf.empty()},
                {"on_behalf", std::move(behalf)},
                {"text", d.point.text},
                {"text_max", drafting::max_point_bytes},
                {"replacement", d.point.replacement},
                {"replacement_html", d.point.replacement.empty() ? Json(nullptr) : Json(redline_html(replaced, d.point.replacement))},
                {"text_html", preview ? Json(format::to_html(d.point.text, {}, {4, "preview-"})) : Json(nullptr)},
                {"has_preview", preview},
                {"submit_label", d.id.empty() ? "Add to my submission" : "Save the point"},
                {"cancel_href", fmt::format("{}?at={}#{}", base, encode(provision->eid), provision->eid)},
                {"delete_action", d.id.empty() ? Json(nullptr) : Json(fmt::format("{}/points/{}/delete", round_href(p.i, p.round->round.number), d.id))},
                {"problem", trouble ? problem_json(*trouble) : Json(nullptr)}};
    }
    return Json{{"instrument", instrument_ref(p.i)},
                {"draft", draft_ref(p.i, p.view.draft)},
                {"round", p.round ? round_ref(p.i, p.round->round, v.now) : Json(nullptr)},
                {"deadline", p.round ? deadline_json(p.round->round, v.now) : Json(nullptr)},
                {"provision", std::move(provision_json)},
                {"allowed", why.empty()},
                {"why_not", text_or_null(why)},
                {"sign_in_href", v.signed_in() ? Json(nullptr) : Json("/sign-in?next=" + encode(fmt::format("{}/comment?at={}", base, encode(provision->eid))))},
                {"submission_href", p.round && v.signed_in() ? Json(round_href(p.i, p.round->round.number) + "/submission") : Json(nullptr)},
                {"points_in_submission", written},
                {"form", std::move(fields)}};
  });
}

Result<Json> submission(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& form, const Error* problem) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_CHECK(require(v, Permission::participate, i.id));
    ACCORD_TRY(const auto round, store::round(r, v, i.id, number));
    ACCORD_TRY(auto p, load(r, v, slug, round.round.draft));
    p.round = round;
    const auto mine = store::submission(r, v, round.round.id);
    const auto points = mine ? store::draft_points(r, v, mine->id) : std::vector<store::DraftPoint>{};
    const auto versions = mine ? store::filings(r, v, mine->id) : std::vector<store::Filing>{};
    const auto* m = v.participation(i.id);
    const std::string speaks = mine ? mine->organisation : m == nullptr ? "" : m->organisation;
    const auto voice = voice_of(r, v, i.id, speaks);
    const std::string base = round_href(i, number);
    const std::string why = why_not_text(p, v);
    const bool filed = !versions.empty() && versions.front().kind == "filed";
    const bool withdrawn = !versions.empty() && versions.front().kind == "withdrawn";
    const std::string letter = mine ? mine->letter : "";
    const bool changed = filed && state_hash(letter, speaks, points) != versions.front().request_hash;
    const bool empty = points.empty() && letter.empty() && versions.empty();

    Json list = Json::array();
    for (const auto& d : points) {
      auto x = shown(p, v, d, voice.organisation, voice.organisation_name, voice.category);
      if (filed && !changed) x.filed_at = versions.front().filed_at;
      Json j = point_json(i, v, x);
      if (why.empty()) {
        j["edit_href"] = fmt::format("{}/comment?at={}&point={}", draft_href(i, p.view.draft.number), encode(d.point.provision), d.id);
        j["delete_action"] = fmt::format("{}/points/{}/delete", base, d.id);
      }
      if (!(filed && !changed)) j["href"] = j["edit_href"].is_null() ? Json(base + "/submission") : j["edit_href"];
      list.push_back(std::move(j));
    }
    Json past = Json::array();
    for (std::size_t k = 0; k < versions.size(); ++k) {
      const auto& f = versions[k];
      const auto n = points_of(r, f);
      past.push_back({{"number", f.version}, {"filed", instant(f.filed_at)}, {"filed_text", moment_text(f.filed_at)}, {"points", n}, {"points_text", plural(n, "point", "points")},
                      {"state_label", f.kind == "withdrawn" ? "withdrawn" : k == 0 ? "counts" : "replaced"}, {"is_counting", k == 0 && f.kind == "filed"}, {"is_late", f.late}, {"index", f.log_index}, {"index_text", number_text(f.log_index)},
                      {"log_href", fmt::format("/log?before={}#e{}", f.log_index + 1, f.log_index)}, {"receipt_href", fmt::format("{}/receipts/{}/file", base, f.id)}, {"receipt_page_href", fmt::format("{}/receipts/{}", base, f.id)}});
    }
    Json fields = nullptr;
    if (why.empty()) {
      ACCORD_TRY(const auto notice, store::document(r, v, i.id, "privacy"));
      ACCORD_TRY(const auto version, current_notice(r, v, i.id));
      const bool late = drafting::timing(round.round, v.now) == drafting::Timing::late;
      const std::string followed = followed_text(store::drafts(r, v, i.id), round.round, v.now);
      const bool typed = !form.empty();
      Json behalf = on_behalf(r, v, i.id, typed ? param(form, "on_behalf_of") : speaks);
      fields = {{"action", base + "/submission"},
                {"idempotency_key", encode_id(ctx.random(16))},
                {"letter", typed ? param(form, "letter") : letter},
                {"letter_max", drafting::max_letter_bytes},
                {"autosave_key", fmt::format("{}/{}/round-{}/letter", v.person, slug, number)},
                {"has_on_behalf", !behalf.empty()},
                {"on_behalf", std::move(behalf)},
                {"consent", {{"version", version}, {"text", "Publish my points as I chose for each of them. I may file for the organisation named."}, {"checked", param(form, "consent") == "yes"}}},
                {"privacy", {{"version", version}, {"title", notice.title}, {"body_html", format::to_html(notice.body, {}, {4, "privacy-"})}, {"href", fmt::format("{}/documents/privacy", href(i))}}},
                {"is_late", late},
                {"late_text", !followed.empty() ? Json(followed) : late ? Json("The deadline has passed. What you file now is taken and marked late.") : Json(nullptr)},
                {"submit_label", filed ? fmt::format("Replace with {}", plural(static_cast<std::int64_t>(points.size()), "point", "points")) : fmt::format("File {}", plural(static_cast<std::int64_t>(points.size()), "point", "points"))},
                {"problem", problem == nullptr ? Json(nullptr) : problem_json(*problem)}};
    }
    const std::string state = withdrawn ? "withdrawn" : filed ? "filed" : empty ? "empty" : "draft";
    const std::string state_text = withdrawn ? "Withdrawn on " + moment_text(versions.front().filed_at)
                                   : filed   ? fmt::format("Filed on {}{}", moment_text(versions.front().filed_at), changed ? ", and changed since" : "")
                                   : empty   ? "Nothing written yet"
                                             : "Not filed yet";
    const auto n = static_cast<std::int64_t>(points.size());
    return Json{{"instrument", instrument_ref(i)},
                {"round", round_ref(i, round.round, v.now)},
                {"draft", draft_ref(i, p.view.draft)},
                {"deadline", deadline_json(round.round, v.now)},
                {"state", state},
                {"state_text", state_text},
                {"is_empty", state == "empty"},
                {"is_draft", state == "draft"},
                {"is_filed", filed},
                {"is_withdrawn", withdrawn},
                {"has_changes", changed},
                {"has_points", n > 0},
                {"points", std::move(list)},
                {"points_total", n},
                {"points_text", plural(n, "point", "points")},
                {"add_href", draft_href(i, round.round.draft)},
                {"form", std::move(fields)},
                {"why_not", text_or_null(why)},
                {"letter_html", filed && !versions.front().letter.empty() ? Json(format::to_html(versions.front().letter, {}, {4, "letter-"})) : Json(nullptr)},
                {"has_versions", !past.empty()},
                {"versions", std::move(past)},
                {"withdraw_action", filed && drafting::timing(round.round, v.now) == drafting::Timing::in_time ? Json(base + "/submission/withdraw") : Json(nullptr)}};
  });
}

Result<Json> receipt(Context& ctx, const Viewer& v, const std::string& slug, int number, const std::string& filing) {
  ACCORD_TRY(const auto bytes, app::receipt(ctx, v, filing));
  ACCORD_TRY(const auto decoded, record::decode_receipt(bytes));
  ACCORD_TRY(const auto checkpoint, merkle::read_checkpoint(decoded.checkpoint));
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_TRY(const auto round, store::round(r, v, i.id, number));
    const auto f = store::own_filing(r, v, filing);
    if (!f || f->round != round.round.id) return fail(Kind::not_found, "there is no such receipt, or it is not yours");
    const auto n = points_of(r, *f);
    const std::string base = round_href(i, number);
    const std::string name = receipt_name(i, number, f->version);
    const std::string key = merkle::to_text(ctx.log_key);
    const bool open = drafting::is_open(round.round, v.now);
    return Json{{"instrument", instrument_ref(i)}, {"round", round_ref(i, round.round, v.now)}, {"submission_href", base + "/submission"}, {"filed", instant(f->filed_at)}, {"filed_text", moment_text(f->filed_at) + " Brussels time"},
                {"version", f->version}, {"points", n}, {"points_text", plural(n, "point", "points")}, {"is_late", f->late}, {"is_replacement", f->version > 1 && f->kind == "filed"}, {"index", f->log_index}, {"index_text", number_text(f->log_index)},
                {"tree_size", checkpoint.size}, {"tree_size_text", number_text(static_cast<std::int64_t>(checkpoint.size))}, {"root", to_base64(view(checkpoint.root))}, {"origin", ctx.origin},
                {"download_href", fmt::format("{}/receipts/{}/file", base, f->id)}, {"file_name", name}, {"log_href", fmt::format("/log?before={}#e{}", f->log_index + 1, f->log_index)}, {"key", key},
                {"command", fmt::format("accord verify {} --key {}", name, key)}, {"can_replace_until_text", open ? Json(long_date_time(round.round.deadline.closes, brussels) + " Brussels time") : Json(nullptr)}};
  });
}

}  // namespace accord::app::pages
