#include "app/demo.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "app/answers.h"
#include "app/drafts.h"
#include "app/instruments.h"
#include "app/publish.h"
#include "app/submissions.h"
#include "base/json.h"
#include "store/meta.h"

namespace accord::app {
namespace {

Viewer the_office(Instant now) {
  Viewer v;
  v.now = now;
  v.memberships.push_back({{}, {}, "secretariat", {}, {}, 0, 0});
  return v;
}

Result<Json> json_file(const ExampleFile& file, const std::string& name) {
  const auto* bytes = file("gpai/" + name);
  if (bytes == nullptr) return fail(Kind::internal, "the example is not complete", name);
  return parse_json(*bytes);
}

std::string text_of(const Json& j, const char* key) { return j.contains(key) && j[key].is_string() ? j[key].get<std::string>() : std::string(); }

// "Measure 1.2", "Recital 4", "Definition systemic risk" or a heading: the eId in a draft.
std::string place_of(const std::vector<text::Provision>& all, const std::string& at) {
  const auto space = at.find(' ');
  text::ProvisionKind kind{};
  std::string word = at.substr(0, space);
  if (!word.empty()) word[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(word[0])));
  const bool named = space != std::string::npos && text::from_string(word, kind);
  const std::string rest = named ? at.substr(space + 1) : at;
  for (const auto& p : all) {
    std::string number = p.number;
    std::erase_if(number, [](char c) { return c == '(' || c == ')'; });
    if (named && p.kind == kind && (number == rest || p.heading == rest)) return p.eid;
    if (!named && p.heading == at) return p.eid;
  }
  return {};
}

struct Loaded {
  Context& ctx;
  const ExampleFile& file;
  Viewer office;
  std::string slug, instrument, body;
  std::map<std::string, std::string> people, organisations;  // name in the files -> id
};

Result<void> load_people(Loaded& l) {
  ACCORD_TRY(const auto all, json_file(l.file, "people.json"));
  return l.ctx.db.write([&](store::Writer& w) -> Result<void> {
    std::map<std::string, std::string> category;
    l.body = store::bodies(w, l.office, l.instrument).front().id;
    for (const auto& o : all["organisations"]) {
      const auto id = encode_id(w.random()(16));
      l.organisations[text_of(o, "id")] = id;
      category[text_of(o, "id")] = text_of(o, "category");
      store::put_organisation(w, {id, text_of(o, "name"), text_of(o, "category"), text_of(o, "country")});
    }
    for (const auto& p : all["people"]) {
      const auto id = encode_id(w.random()(16));
      l.people[text_of(p, "id")] = id;
      store::put_person(w, {id, text_of(p, "name"), text_of(p, "email"), text_of(p, "country")});
      const auto organisation = text_of(p, "organisation");
      store::MembershipRow m;
      m.id = encode_id(w.random()(16)), m.person = id, m.body = l.body, m.instrument = l.instrument, m.role = text_of(p, "role");
      m.organisation = organisation.empty() ? "" : l.organisations[organisation];
      m.category = text_of(p, "category").empty() ? category[organisation] : text_of(p, "category");
      m.from = *from_rfc3339("2024-09-30T12:00:00Z");
      store::add_membership(w, m);
    }
    return {};
  });
}

Result<void> load_procedure(Loaded& l) {
  ACCORD_TRY(const auto about, json_file(l.file, "about.json"));
  ACCORD_TRY(const auto timeline, json_file(l.file, "timeline.json"));
  ACCORD_TRY(const auto actors, json_file(l.file, "actors.json"));
  const auto* text = l.file("gpai/about.md");
  if (text == nullptr) return fail(Kind::internal, "the example is not complete", "about.md");
  ACCORD_CHECK(edit_document(l.ctx, l.office, l.slug, {{}, {}, "about", text_of(about, "title"), std::string(*text), text_of(about, "licence"), about["credit"].dump(), 1, 0}));
  return l.ctx.db.write([&](store::Writer& w) -> Result<void> {
    for (const auto& m : timeline) {
      const auto id = encode_id(w.random()(16));
      const auto put = [&](const std::string& date_text, const std::string& reason) {
        store::put_milestone(w, {id, l.instrument, text_of(m, "date"), date_text, text_of(m, "precision"), text_of(m, "title"), text_of(m, "kind"), text_of(m, "note"), text_of(m, "source"), reason, 0, {}});
      };
      for (const auto& was : m["moved"]) put(text_of(was, "was"), text_of(was, "why"));
      put(text_of(m, "text"), "");
    }
    std::int64_t position = 0;
    for (const auto& a : actors) {
      const std::string count = a.contains("count") && a["count"].is_number_integer() ? std::to_string(a["count"].get<std::int64_t>()) : text_of(a, "count");
      store::put_actor(w, {encode_id(w.random()(16)), l.instrument, text_of(a, "name"), text_of(a, "role"), count, text_of(a, "source"), position++});
    }
    return {};
  });
}

Result<void> load_filing(Loaded& l, int round, const std::vector<text::Provision>& provisions, const std::string& notice, const Json& s) {
  FilingInput in;
  in.idempotency_key = "example-" + text_of(s, "id") + "-" + std::to_string(round);
  in.letter = text_of(s, "letter");
  in.consent = true;
  in.notice_version = notice;
  const auto behalf = text_of(s, "on_behalf_of");
  in.organisation = behalf.empty() ? "" : l.organisations[behalf];
  in.at = from_rfc3339(text_of(s, "filed"));
  // The open round is shown in its last days but one: what came in its last hours came earlier here.
  if (in.at && *in.at > demo_starts - 7 * day) in.at = *in.at - 50 * hour;
  in.points.emplace();
  for (const auto& p : s["points"]) {
    PointInput point;
    point.provision = place_of(provisions, text_of(p, "at"));
    if (point.provision.empty()) return fail(Kind::internal, "the example names a provision that its draft lacks", text_of(s, "id") + ": " + text_of(p, "at"));
    point.quote = text_of(p, "quote"), point.type = text_of(p, "type"), point.stance = text_of(p, "stance"), point.text = text_of(p, "text");
    point.replacement = text_of(p, "replacement"), point.visibility = text_of(p, "visibility");
    in.points->push_back(std::move(point));
  }
  const auto person = l.people[text_of(s, "person")];
  ACCORD_TRY(const auto viewer, l.ctx.db.read([&](store::Reader& r) -> Result<Viewer> { return store::viewer_of(r, person, l.ctx.clock()); }));
  auto filed = file_submission(l.ctx, viewer, l.slug, round, in);
  if (!filed) return fail(filed.error().kind, filed.error().message, fmt::format("round {}, {}: {}", round, text_of(s, "id"), filed.error().place));
  return {};
}

Result<std::vector<text::Provision>> text_of_draft(Loaded& l, int number) {
  return l.ctx.db.read([&](store::Reader& r) -> Result<std::vector<text::Provision>> {
    ACCORD_TRY(const auto draft, store::draft(r, l.office, l.instrument, number));
    return store::provisions(r, l.office, draft);
  });
}

Result<Viewer> somebody(Loaded& l, const std::string& name) {
  const auto it = l.people.find(name);
  if (it == l.people.end()) return fail(Kind::internal, "the example names nobody that it knows", name);
  return l.ctx.db.read([&](store::Reader& r) -> Result<Viewer> { return store::viewer_of(r, it->second, l.ctx.clock()); });
}

// "s01/2": the second point of the submission s01 of a round.
Result<std::map<std::string, store::Point>> points_by_name(Loaded& l, int round) {
  std::map<std::string, store::Point> by_words, out;
  const auto ok = l.ctx.db.read([&](store::Reader& r) -> Result<void> {
    ACCORD_TRY(const auto row, store::round(r, l.office, l.instrument, round));
    store::PointFilter f;
    f.instrument = l.instrument, f.round = row.round.id;
    return store::each_point(r, l.office, f, [&](const store::Point& p) {
      by_words.emplace(p.person + p.point.text + p.point.replacement, p);
      return true;
    });
  });
  if (!ok) return std::unexpected(ok.error());
  for (int n = 1; n < 1000; ++n) {
    const auto* bytes = l.file(fmt::format("gpai/round-{}/{:02}.json", round, n));
    if (bytes == nullptr) break;
    ACCORD_TRY(const auto s, parse_json(*bytes));
    int k = 0;
    for (const auto& p : s["points"])
      if (const auto it = by_words.find(l.people[text_of(s, "person")] + text_of(p, "text") + text_of(p, "replacement")); it != by_words.end()) out.emplace(fmt::format("{}/{}", text_of(s, "id"), ++k), it->second);
  }
  return out;
}

// What the chairs answered to a round, made while the draft after it is the working one.
Result<void> load_answers(Loaded& l, int round, int next) {
  const auto name = fmt::format("answers-{}.json", round);
  if (l.file("gpai/" + name) == nullptr) return {};
  ACCORD_TRY(const auto file, json_file(l.file, name));
  ACCORD_TRY(const auto before, text_of_draft(l, next - 1));
  ACCORD_TRY(const auto after, text_of_draft(l, next));
  ACCORD_TRY(const auto points, points_by_name(l, round));
  std::map<std::string, Viewer> chairs;
  for (const auto& a : file["answers"]) {
    AnswerInput in;
    in.outcome = text_of(a, "disposition"), in.reason = text_of(a, "reason"), in.at = from_rfc3339(text_of(a, "prepared"));
    const auto link = [&](const char* key, const std::vector<text::Provision>& all) -> Result<void> {
      for (const auto& at : a[key]) {
        const auto eid = place_of(all, at.get<std::string>());
        const auto it = std::ranges::find(all, eid, &text::Provision::eid);
        if (it == all.end()) return fail(Kind::internal, "an answer of the example names a provision that its draft lacks", fmt::format("{}: {}", name, at.get<std::string>()));
        in.changes.push_back(it->wid);
      }
      return {};
    };
    if (a.contains("changes")) ACCORD_CHECK(link("changes", after));
    if (a.contains("removed")) ACCORD_CHECK(link("removed", before));
    for (const auto& p : a["points"]) {
      const auto it = points.find(p.get<std::string>());
      if (it == points.end()) return fail(Kind::internal, "an answer of the example names a point that its round lacks", fmt::format("{}: {}", name, p.get<std::string>()));
      in.points.push_back(it->second.id);
    }
    const auto by = text_of(a, "by");
    if (!chairs.contains(by)) {
      ACCORD_TRY(auto viewer, somebody(l, by));
      chairs.emplace(by, std::move(viewer));
    }
    if (auto ok = prepare_answers(l.ctx, chairs.at(by), l.slug, round, in); !ok) return fail(ok.error().kind, ok.error().message, fmt::format("{}, {}: {}", name, a["points"].dump(), ok.error().place));
  }
  return {};
}

Result<void> load_reactions(Loaded& l, int round) {
  const auto name = fmt::format("reactions-{}.json", round);
  if (l.file("gpai/" + name) == nullptr) return {};
  ACCORD_TRY(const auto file, json_file(l.file, name));
  ACCORD_TRY(const auto points, points_by_name(l, round));
  for (const auto& x : file["reactions"]) {
    const auto it = points.find(text_of(x, "point"));
    if (it == points.end()) return fail(Kind::internal, "a reaction of the example names a point that its round lacks", text_of(x, "point"));
    ACCORD_TRY(const auto viewer, l.ctx.db.read([&](store::Reader& r) -> Result<Viewer> { return store::viewer_of(r, it->second.person, l.ctx.clock()); }));
    ACCORD_CHECK(react(l.ctx, viewer, l.slug, it->second.id, {text_of(x, "reaction"), text_of(x, "reason"), from_rfc3339(text_of(x, "at"))}));
  }
  return {};
}

Result<void> load_rounds(Loaded& l) {
  ACCORD_TRY(const auto drafts, json_file(l.file, "drafts.json"));
  ACCORD_TRY(const auto rounds, json_file(l.file, "rounds.json"));
  for (const auto& d : drafts) {
    const int number = d["number"].get<int>();
    const auto* text = l.file("gpai/" + text_of(d, "file"));
    if (text == nullptr) return fail(Kind::internal, "the example is not complete", text_of(d, "file"));
    ACCORD_CHECK(import_draft(l.ctx, l.office, l.slug, {text_of(d, "file"), std::string(*text), text_of(d, "title"), text_of(d, "note")}));
    if (number > 1) ACCORD_CHECK(load_answers(l, number - 1, number));
    if (text_of(d, "published").empty()) continue;  // the working draft
    Publication p;
    p.at = from_rfc3339(text_of(d, "published"));
    if (l.file(fmt::format("gpai/answers-{}.json", number - 1)) != nullptr) p.takes_account_of = number - 1;
    int round = 0;
    for (const auto& x : rounds)
      if (x["draft"] == number) {
        p.round = NewRound{text_of(x, "closes_local"), text_of(x, "zone"), text_of(x, "rule"), text_of(x, "late_policy")};
        round = x["number"].get<int>();
      }
    ACCORD_CHECK(publish_draft(l.ctx, l.office, l.slug, number, p));
    if (number > 1) ACCORD_CHECK(load_reactions(l, number - 1));
    ACCORD_TRY(const auto provisions, text_of_draft(l, number));
    ACCORD_TRY(const auto notice, l.ctx.db.read([&](store::Reader& r) { return current_notice(r, l.office, l.instrument); }));
    for (int n = 1; n < 1000; ++n) {
      const auto* bytes = l.file(fmt::format("gpai/round-{}/{:02}.json", round, n));
      if (bytes == nullptr) break;
      ACCORD_TRY(const auto s, parse_json(*bytes));
      ACCORD_CHECK(load_filing(l, round, provisions, notice, s));
    }
  }
  return {};
}

}  // namespace

Result<void> load_example(Context& ctx, const ExampleFile& file) {
  Loaded l{ctx, file, the_office(ctx.clock()), {}, {}, {}, {}, {}};
  ACCORD_CHECK(ctx.db.write([&](store::Writer& w) -> Result<void> {
    store::put_meta(w, "demo", "yes");
    return {};
  }));
  ACCORD_TRY(const auto i, json_file(file, "instrument.json"));
  ACCORD_TRY(const auto made, create_instrument(ctx, l.office, {text_of(i, "slug"), text_of(i, "title"), text_of(i, "short_title"), text_of(i, "language"), text_of(i, "summary"), true}));
  l.slug = made.slug, l.instrument = made.id;
  ACCORD_CHECK(load_procedure(l));
  ACCORD_CHECK(load_people(l));
  ACCORD_CHECK(load_rounds(l));
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    // The bar of roles: who shows most of what there is.
    store::put_meta(w, "demo-role-provider", l.people["p-hana"]);
    for (const auto& m : store::memberships(w, l.office, l.instrument)) {
      if (m.role == "chair") store::put_meta(w, "demo-role-chair", m.person);
      if (m.role == "secretariat") store::put_meta(w, "demo-role-secretariat", m.person);
      // Somebody with an empty desk, to write the first point.
      if (m.role == "member" && !store::has_filed(w, m.person)) store::put_meta(w, "demo-role-newcomer", m.person);
    }
    return {};
  });
}

Result<bool> is_demo(store::Database& db) {
  return db.read([](store::Reader& r) -> Result<bool> { return store::meta(r, "demo") == "yes"; });
}

Result<std::vector<DemoRole>> demo_roles(Context& ctx) {
  if (!ctx.demo) return fail(Kind::not_found, "there is no such page");
  return ctx.db.read([&](store::Reader& r) -> Result<std::vector<DemoRole>> {
    std::vector<DemoRole> out = {{"visitor", "Visitor", "signed out", ""}};
    for (const auto& [key, label] : {std::pair{"newcomer", "Participant"}, {"provider", "Provider"}, {"chair", "Chair"}, {"secretariat", "Secretariat"}}) {
      const auto person = store::meta(r, fmt::format("demo-role-{}", key));
      if (person.empty()) continue;
      out.push_back({key, label, store::viewer_of(r, person, ctx.clock()).name, person});
    }
    return out;
  });
}

Instant demo_next(Context& ctx) {
  if (!ctx.demo || !ctx.demo_shift) return 0;
  const auto next = ctx.db.read([&](store::Reader& r) -> Result<Instant> {
    const Viewer office = the_office(ctx.clock());
    for (const auto& i : store::instruments(r, office))
      for (const auto& round : store::rounds(r, office, i.id))
        if (drafting::is_open(round.round, office.now)) return round.round.deadline.closes + 10 * hour;
    return Instant{0};
  });
  return next.value_or(0);
}

Result<void> move_demo_clock(Context& ctx) {
  if (!ctx.demo || !ctx.demo_shift) return fail(Kind::not_found, "there is no such page");
  const Instant next = demo_next(ctx);
  if (next == 0) return fail(Kind::conflict, "no round is open that the clock could go past", {}, "start the demonstration anew to see it open");
  *ctx.demo_shift += next - ctx.clock();
  // A write, so that no page made before is served any more.
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    store::put_meta(w, "demo-clock", std::to_string(next));
    return {};
  });
}

}  // namespace accord::app
