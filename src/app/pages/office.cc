// The secretariat's: what it runs, and a working draft from reading to publication.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/pages/pages.h"
#include "base/country.h"
#include "base/utf8.h"
#include "record/content.h"

namespace accord::app::pages {
namespace {

Json kind_options() {
  return Json::array({option("personal-data", "personal data", true), option("third-party", "names a third person", false), option("unlawful", "unlawful content", false), option("business-secret", "business secret", false)});
}

std::string format_label(const std::string& file_name) {
  const auto ends = [&](std::string_view s) { return file_name.size() >= s.size() && file_name.ends_with(s); };
  return ends(".html") || ends(".htm") ? "HTML" : "Markdown";
}

std::int64_t count_doubts(const std::string& json) {
  const auto list = parse_json(json);
  return list && list->is_array() ? static_cast<std::int64_t>(list->size()) : 0;
}

std::vector<std::string_view> all_kinds() {
  std::vector<std::string_view> out;
  for (int k = 0; k <= static_cast<int>(text::ProvisionKind::field); ++k) out.push_back(text::to_string(static_cast<text::ProvisionKind>(k)));
  return out;
}

std::string excerpt(const std::string& words) {
  const auto flat = utf8::collapse(words);
  return utf8::length(flat) <= 140 ? flat : std::string(utf8::slice(flat, 0, 138)) + " …";
}

// By reason, what is lost first.
struct LeftOutGroups {
  Json groups = Json::array();
  std::string text;
};
LeftOutGroups left_out_groups(const Json& pieces) {
  LeftOutGroups out;
  std::int64_t lost = 0, said = 0;
  for (const bool by_structure : {false, true})
    for (const auto& x : pieces) {
      const auto reason = x.value("reason", "");
      if (text::said_by_structure(reason) != by_structure) continue;
      ++(by_structure ? said : lost);
      auto group = std::ranges::find_if(out.groups, [&](const Json& g) { return g["reason"] == reason; });
      if (group == out.groups.end()) group = out.groups.insert(out.groups.end(), Json{{"reason", reason}, {"label", ""}, {"count", 0}, {"is_said_by_structure", by_structure}, {"pieces", Json::array()}});
      (*group)["pieces"].push_back({{"text", x.value("text", "")}, {"line", x.value("line", 0)}});
      const auto n = (*group)["pieces"].size();
      (*group)["count"] = n, (*group)["label"] = fmt::format("{}: {}", reason, number_text(static_cast<std::int64_t>(n)));
    }
  out.text = lost == 0 ? "Nothing was left out" : plural(lost, "piece of text was left out", "pieces of text were left out");
  if (said > 0) out.text += fmt::format("; {} by kind and title instead", plural(said, "piece is said", "pieces are said"));
  return out;
}

}  // namespace

Result<Json> office(Context& ctx, const Viewer& v, const Query& q, const Once& once, const Error* problem) {
  const bool anywhere = v.may(Permission::administer, {}) || std::ranges::any_of(v.memberships, [](const auto& m) { return m.role == "secretariat"; });
  if (!anywhere) {
    if (!v.signed_in()) return fail(Kind::unauthenticated, "sign in first");
    return fail(Kind::forbidden, "this is for the secretariat");
  }
  const std::string where = param(q, "problem_in");
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    Json instruments = Json::array(), rounds = Json::array(), invitations = Json::array(), people = Json::array(), redactions = Json::array(), audit = Json::array(), choices = Json::array(), organisations = Json::array();
    std::vector<store::AuditRow> trail;
    std::int64_t n_people = 0;
    std::vector<std::string> ids;
    std::map<std::string, store::Instrument> by_id;
    for (const auto& i : store::instruments(r, v)) {
      if (!v.may(Permission::office, i.id)) continue;
      ids.push_back(i.id);
      by_id[i.id] = i;
      choices.push_back(option(i.slug, i.short_title, choices.empty()));
      const auto drafts = store::drafts(r, v, i.id);
      const auto all_rounds = store::rounds(r, v, i.id);
      const auto open = open_round(all_rounds, v.now);
      Json working = nullptr;
      int next = 1;
      for (const auto& d : drafts) {
        next = d.number + 1;
        if (!d.published())
          working = {{"number", d.number}, {"title", d.title}, {"href", fmt::format("/office/i/{}/drafts/{}", i.slug, d.number)}, {"state_text", "working draft, " + plural(count_doubts(d.doubts), "doubtful place", "doubtful places")}};
      }
      instruments.push_back({{"instrument", instrument_ref(i)},
                             {"state_text", open ? fmt::format("Round {} is open on Draft {}", open->round.number, open->round.draft) : drafts.empty() ? "no draft yet" : "no round is open"},
                             {"new_draft_href", working.is_null() ? Json(fmt::format("/office/i/{}/drafts/{}", i.slug, next)) : Json(nullptr)},
                             {"working", std::move(working)},
                             {"round", open ? round_ref(i, open->round, v.now) : Json(nullptr)},
                             {"about_href", fmt::format("{}/documents/about?edit=yes", href(i))}});
      for (auto it = all_rounds.rbegin(); it != all_rounds.rend(); ++it) {
        const auto counts = store::count_round(r, v, i.id, it->round.id);
        const bool is_open = drafting::is_open(it->round, v.now);
        rounds.push_back({{"instrument", instrument_ref(i)}, {"round", round_ref(i, it->round, v.now)}, {"deadline", deadline_json(it->round, v.now)}, {"submissions", counts.submissions}, {"points", counts.points},
                          {"state_label", is_open ? "open" : "closed"}, {"is_open", is_open}, {"extend_action", fmt::format("/office/i/{}/rounds/{}/extend", i.slug, it->round.number)}});
      }
      for (const auto& x : store::redactions(r, v, i.id))
        redactions.push_back({{"at", instant(x.recorded_at)}, {"at_text", moment_text(x.recorded_at)}, {"what_text", x.what == "text" ? "text of one point" : "data of one author"}, {"ground", x.ground}, {"index", x.log_index},
                              {"index_text", number_text(x.log_index)}, {"log_href", fmt::format("/log?before={}#e{}", x.log_index + 1, x.log_index)}, {"by", store::viewer_of(r, x.by, v.now).name}});
      for (auto& a : store::audit(r, v, i.id, 50)) trail.push_back(std::move(a));
    }
    if (v.may(Permission::administer, {})) {
      ids.emplace_back();
      choices.push_back(option("", "the office itself", choices.empty()));
    }
    for (const auto& id : ids) {
      for (const auto& x : store::invitations(r, v, id)) {
        const bool waiting = !x.used_at && x.expires_at > v.now;
        invitations.push_back({{"id", x.id}, {"email", x.email}, {"name", x.name}, {"role_label", role_label(x.role)}, {"sent_text", day_text(x.recorded_at)}, {"expires_text", day_text(x.expires_at)},
                               {"state_label", x.used_at ? "accepted" : waiting ? "waiting" : "expired"}, {"revoke_action", waiting ? Json(fmt::format("/office/invitations/{}/revoke", x.id)) : Json(nullptr)}});
      }
      for (const auto& m : store::memberships(r, v, id)) {
        ++n_people;
        const bool ended = m.to && *m.to <= v.now;
        people.push_back({{"id", m.person}, {"name", m.person_name}, {"email", m.email}, {"organisation", text_or_null(m.organisation_name)}, {"category", text_or_null(m.category)}, {"country", text_or_null(m.country)}, {"country_label", m.country.empty() ? Json(nullptr) : Json(country_name(m.country))},
                          {"category_label", m.category.empty() ? Json(nullptr) : Json(category_label(m.category))}, {"roles_text", fmt::format("{} of the {}{}", role_label(m.role), m.body_name, ended ? ", ended" : "")}, {"since_text", day_text(m.from)},
                          {"end_action", ended || m.person == v.person ? Json(nullptr) : Json(fmt::format("/office/memberships/{}/end?instrument={}", m.id, id.empty() ? "" : by_id[id].slug))}});
      }
    }
    for (const auto& o : store::organisations(r, v)) organisations.push_back(o.name);
    std::ranges::stable_sort(trail, [](const auto& a, const auto& b) { return a.recorded_at > b.recorded_at; });
    for (const auto& a : trail) {
      const auto colon = a.subject.find(':');
      const std::string id = colon == std::string::npos ? "" : a.subject.substr(colon + 1);
      Json link = nullptr;
      if (a.subject.starts_with("point:")) link = fmt::format("/i/{}/points/{}", by_id[a.instrument].slug, id);
      audit.push_back({{"at", instant(a.recorded_at)}, {"at_text", moment_text(a.recorded_at)}, {"who", a.person_name.empty() ? "the program" : a.person_name}, {"what", a.action}, {"object", a.detail.empty() ? a.subject.substr(0, colon) : a.detail}, {"href", link}});
    }
    const auto trouble = [&](std::string_view part) { return problem != nullptr && where == part ? problem_json(*problem) : Json(nullptr); };
    Json roles = Json::array(), categories_json = Json::array({option("", "none", true)});
    // A refused invitation comes back as it was typed.
    const auto typed = [&](const char* name) { return problem != nullptr && where == "invite" ? param(q, name) : std::string(); };
    for (const auto role : {"member", "observer", "vice-chair", "chair", "secretariat"}) roles.push_back(option(role, role_label(role), false));
    for (const auto c : categories()) categories_json.push_back(option(c, category_label(c), false));
    const auto choose = [&](Json& options, const std::string& value) {
      const auto it = std::ranges::find_if(options, [&](const Json& o) { return o["value"] == value; });
      if (it == options.end()) return;
      for (auto& o : options) o["selected"] = false;
      (*it)["selected"] = true;
    };
    choose(roles, typed("role").empty() ? "member" : typed("role"));
    choose(categories_json, typed("category"));
    Json countries = country_options(typed("country"));
    if (problem != nullptr && where == "invite") choose(choices, typed("instrument"));
    return Json{{"has_instruments", !instruments.empty()}, {"instruments", std::move(instruments)}, {"new_instrument_action", v.may(Permission::administer, {}) ? Json("/office/instruments") : Json(nullptr)},
                {"has_rounds", !rounds.empty()}, {"rounds", std::move(rounds)},
                {"invite", {{"action", "/office/invitations"}, {"name", typed("name")}, {"email", typed("email")}, {"organisation", typed("organisation")}, {"roles", std::move(roles)}, {"categories", std::move(categories_json)}, {"instruments", std::move(choices)}, {"organisations", std::move(organisations)}, {"countries", std::move(countries)}, {"problem", trouble("invite")}}},
                {"new_link", once.link.empty() ? Json(nullptr) : Json({{"email", once.link_email}, {"url", once.link}, {"expires_text", once.link_expires}})},
                {"has_invitations", !invitations.empty()}, {"invitations", std::move(invitations)}, {"has_people", !people.empty()}, {"people_text", plural(n_people, "membership", "memberships")}, {"people", std::move(people)},
                {"has_redactions", !redactions.empty()}, {"redactions", std::move(redactions)}, {"redact", {{"action", "/office/redactions"}, {"kinds", kind_options()}, {"problem", trouble("redact")}}},
                {"has_audit", !audit.empty()}, {"audit_paging", {{"previous_href", nullptr}, {"next_href", nullptr}, {"shown_text", plural(static_cast<std::int64_t>(audit.size()), "act", "acts") + ", newest first"}}}, {"audit", std::move(audit)},
                {"problem", where.empty() && problem != nullptr ? problem_json(*problem) : Json(nullptr)}};
  });
}

Result<Json> office_draft(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q, const Error* problem) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_CHECK(require(v, Permission::office, i.id));
    const auto all = store::drafts(r, v, i.id);
    const auto found = std::ranges::find(all, number, &store::Draft::number);
    const int next = all.empty() ? 1 : all.back().number + 1;
    if (found == all.end() && number != next) return fail(Kind::not_found, "there is no such draft", fmt::format("draft {}", number), fmt::format("the next one is {}", next));
    const std::string here = fmt::format("/office/i/{}/drafts/{}", slug, number);
    const std::string where = param(q, "problem_in");
    const auto trouble = [&](std::string_view part) { return problem != nullptr && where == part ? problem_json(*problem) : Json(nullptr); };

    Json read = nullptr, lineage = nullptr, publish = nullptr;
    Json shows = Json::array(), list = Json::array();
    DraftView view;
    if (found != all.end()) view = view_of(*found, store::provisions(r, v, *found));
    const bool published = found != all.end() && found->published();
    std::map<std::string, std::vector<std::string>> doubts;
    std::int64_t n_doubts = 0;
    if (found != all.end()) {
      const auto doubt_list = parse_json(found->doubts).value_or(Json::array());
      for (const auto& d : doubt_list) doubts[d.value("eid", "")].push_back(d.value("message", "")), ++n_doubts;
      auto left_out = left_out_groups(parse_json(found->left_out).value_or(Json::array()));
      std::map<std::string, int> kinds;
      std::int64_t words = 0;
      for (const auto& p : view.provisions) {
        kinds[std::string(text::to_string(p.kind))] += 1;
        const auto visible = text::visible_text(p);
        for (std::size_t k = 0; k < visible.size(); ++k) words += visible[k] > ' ' && (k == 0 || visible[k - 1] <= ' ');
      }
      Json counts = Json::array();
      for (const auto kind : all_kinds())
        if (const auto it = kinds.find(std::string(kind)); it != kinds.end()) counts.push_back({{"label", it->second == 1 ? std::string(kind) : std::string(kind) + "s"}, {"count", it->second}});
      read = {{"file_name", found->source_name}, {"format_label", format_label(found->source_name)}, {"uploaded_text", moment_text(found->recorded_at)}, {"provisions", view.provisions.size()}, {"words_text", plural(words, "word", "words")},
              {"counts", std::move(counts)}, {"doubts", n_doubts}, {"has_doubts", n_doubts > 0}, {"doubts_text", plural(n_doubts, "doubtful place", "doubtful places")}, {"has_left_out", !left_out.groups.empty()},
              {"left_out_text", left_out.text}, {"left_out", std::move(left_out.groups)}};
    }
    const bool only_doubtful = param(q, "show") == "doubtful";
    if (found != all.end()) {
      shows.push_back({{"label", "All provisions"}, {"href", here}, {"current", !only_doubtful}, {"count", view.provisions.size()}});
      shows.push_back({{"label", "Doubtful"}, {"href", here + "?show=doubtful"}, {"current", only_doubtful}, {"count", doubts.size()}});
    }
    const std::string edited = param(q, "edit");
    for (std::size_t k = 0; k < view.provisions.size(); ++k) {
      const auto& p = view.provisions[k];
      const auto d = doubts.find(p.eid);
      if (only_doubtful && d == doubts.end() && p.eid != edited) continue;
      Json edit = nullptr;
      if (p.eid == edited && !published) {
        Json kinds = Json::array(), parents = Json::array({option("", "top of the draft", p.parent.empty())});
        for (const auto kind : all_kinds()) kinds.push_back(option(kind, kind, kind == text::to_string(p.kind)));
        for (std::size_t j = 0; j < k; ++j) parents.push_back(option(view.provisions[j].eid, label_of(view.provisions[j]) + (view.provisions[j].number.empty() ? "" : " " + view.provisions[j].heading), view.provisions[j].eid == p.parent));
        edit = {{"action", here + "/correct"}, {"kinds", std::move(kinds)}, {"number", p.number}, {"heading", p.heading}, {"parents", std::move(parents)}, {"cancel_href", here + "#" + p.eid}, {"problem", trouble("correct")}};
      }
      list.push_back({{"eid", p.eid}, {"level", std::min(view.level[k], 4)}, {"kind_label", text::to_string(p.kind)}, {"number", p.number}, {"heading", p.heading}, {"excerpt", excerpt(text::visible_body(p.body))}, {"line", p.line},
                      {"doubts", d == doubts.end() ? Json::array() : Json(d->second)}, {"is_doubtful", d != doubts.end()}, {"is_corrected", false}, {"edit_href", fmt::format("{}?edit={}#{}", here, encode(p.eid), p.eid)}, {"edit", std::move(edit)}});
    }
    const store::Draft* previous = nullptr;
    for (const auto& d : all)
      if (d.number < number && d.published()) previous = &d;
    if (found != all.end() && previous != nullptr) {
      const auto before = view_of(*previous, store::provisions(r, v, *previous));
      Json edges = Json::array(), counts = Json::array();
      std::map<text::ChangeKind, int> kinds;
      const std::string pairing = param(q, "pair");
      const auto side = [](const DraftView& in, const std::vector<std::string>& eids) {
        Json out = Json::array();
        for (const auto& eid : eids)
          if (const auto* p = in.find(eid)) out.push_back({{"eid", eid}, {"label", label_of(*p)}, {"heading", p->heading}});
        return out;
      };
      for (const auto& e : store::lineage(r, v, *found)) {
        kinds[e.kind] += 1;
        Json pair = nullptr;
        if (!published && !e.new_eids.empty() && e.new_eids.front() == pairing) {
          Json olds = Json::array(), news = Json::array();
          for (const auto& p : before.provisions)
            olds.push_back(option(p.eid, label_of(p) + (p.heading.empty() || p.number.empty() ? "" : " · " + p.heading), std::ranges::find(e.old_eids, p.eid) != e.old_eids.end()));
          for (const auto& eid : e.new_eids)
            if (const auto* p = view.find(eid)) news.push_back(option(eid, label_of(*p), true));
          pair = {{"action", here + "/pair"}, {"olds", std::move(olds)}, {"news", std::move(news)}, {"cancel_href", here + "#lineage"}, {"reset_action", e.by_hand ? Json(here + "/unpair") : Json(nullptr)}};
        }
        const bool changed = e.kind != text::ChangeKind::same || e.by_hand;
        if (!changed && pair.is_null()) continue;
        const std::string name(text::to_string(e.kind));
        edges.push_back({{"kind", name}, {"kind_label", kind_label(e.kind)}, {"old", side(before, e.old_eids)}, {"new", side(view, e.new_eids)}, {"has_old", !e.old_eids.empty()}, {"has_new", !e.new_eids.empty()},
                         {"score_text", e.old_eids.empty() || e.new_eids.empty() ? "" : fmt::format("{:.0f} % of the words kept", e.score * 100)}, {"is_by_hand", e.by_hand},
                         {"is_doubtful", !e.by_hand && !e.old_eids.empty() && !e.new_eids.empty() && e.score < 0.5}, {"pair_href", e.new_eids.empty() ? here + "#lineage" : fmt::format("{}?pair={}#lineage", here, encode(e.new_eids.front()))},
                         {"pair", std::move(pair)}});
      }
      for (const auto& [kind, n] : kinds) counts.push_back({{"kind", text::to_string(kind)}, {"label", kind_label(kind)}, {"count", n}});
      lineage = {{"previous", draft_ref(i, *previous)}, {"counts", std::move(counts)}, {"edges", std::move(edges)}, {"redline_href", fmt::format("{}..{}", draft_href(i, previous->number), number)}};
    }
    if (found != all.end() && !published) {
      Json why = Json::array();
      if (view.provisions.empty()) why.push_back("The draft has no provision yet.");
      const auto rounds = store::rounds(r, v, i.id);
      if (const auto open = open_round(rounds, v.now)) why.push_back(fmt::format("Round {} is still open; a new round can open after its deadline. The draft can be published without one.", open->round.number));
      const auto in_three_weeks = local_time(v.now + 21 * day, brussels);
      Json zones = Json::array();
      for (const auto z : {"Europe/Brussels", "UTC"}) zones.push_back(option(z, std::string_view(z) == brussels ? "Brussels" : "UTC", std::string_view(z) == brussels));
      publish = {{"action", here + "/publish"}, {"can_publish", !view.provisions.empty()}, {"has_why_not", !why.empty()}, {"why_not", std::move(why)}, {"round", rounds.empty() ? 1 : rounds.back().round.number + 1}, {"opens_text", "at the instant of publication"},
                 {"closes_local", fmt::format("{:04}-{:02}-{:02}T23:59", in_three_weeks->year, in_three_weeks->month, in_three_weeks->day)}, {"zones", std::move(zones)}, {"rule", "end of day, Brussels"},
                 {"late_policies", Json::array({option("refuse", "refuse what comes later", true), option("accept-late", "take it and mark it late", false)})}, {"round_note", ""}, {"problem", trouble("publish")}};
    }
    return Json{{"instrument", instrument_ref(i)}, {"number", number}, {"title", found == all.end() ? fmt::format("Draft {}", number) : found->title}, {"note", found == all.end() ? "" : found->note}, {"is_published", published},
                {"upload", {{"action", here + "/upload"}, {"max_text", "Markdown or HTML, up to 20 MB"}, {"problem", trouble("upload")}}}, {"meta_action", here + "/meta"}, {"read", std::move(read)}, {"show", std::move(shows)},
                {"has_provisions", !list.empty()}, {"provisions", std::move(list)}, {"lineage", std::move(lineage)}, {"publish", std::move(publish)}, {"preview_href", found == all.end() ? Json(nullptr) : Json(href(i, *found))},
                {"discard_action", found != all.end() && !published ? Json(here + "/discard") : Json(nullptr)}};
  });
}

}  // namespace accord::app::pages
