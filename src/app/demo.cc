#include "app/demo.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "app/drafts.h"
#include "app/instruments.h"
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

Result<void> load_rounds(Loaded& l) {
  ACCORD_TRY(const auto drafts, json_file(l.file, "drafts.json"));
  ACCORD_TRY(const auto rounds, json_file(l.file, "rounds.json"));
  for (const auto& d : drafts) {
    const int number = d["number"].get<int>();
    const auto* text = l.file("gpai/" + text_of(d, "file"));
    if (text == nullptr) return fail(Kind::internal, "the example is not complete", text_of(d, "file"));
    ACCORD_CHECK(import_draft(l.ctx, l.office, l.slug, {text_of(d, "file"), std::string(*text), text_of(d, "title"), text_of(d, "note")}));
    Publication p;
    p.at = from_rfc3339(text_of(d, "published"));
    int round = 0;
    for (const auto& x : rounds)
      if (x["draft"] == number) {
        p.round = NewRound{text_of(x, "closes_local"), text_of(x, "zone"), text_of(x, "rule"), text_of(x, "late_policy")};
        round = x["number"].get<int>();
      }
    ACCORD_CHECK(publish_draft(l.ctx, l.office, l.slug, number, p));
    ACCORD_TRY(const auto provisions, l.ctx.db.read([&](store::Reader& r) -> Result<std::vector<text::Provision>> {
      ACCORD_TRY(const auto draft, store::draft(r, l.office, l.instrument, number));
      return store::provisions(r, l.office, draft);
    }));
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

}  // namespace accord::app
