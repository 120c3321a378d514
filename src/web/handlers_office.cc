#include <fmt/format.h>

#include "app/drafts.h"
#include "app/publish.h"
#include "app/instruments.h"
#include "app/redact.h"
#include "web/answer_page.h"
#include "web/handlers.h"

namespace accord::web::handlers {
namespace {

namespace pages = app::pages;

std::string draft_href(Exchange& x) { return fmt::format("/office/i/{}/drafts/{}", x.slug(), x.number("n")); }

// A form of the office that failed comes back on its page, beside the part that it belongs to.
Response office_again(Exchange& x, const char* part, const Error& e) {
  if (x.wants_json || e.kind == Kind::not_found) return answer_error(x, e);
  pages::Query q = x.form.fields;
  q.insert(q.begin(), {"problem_in", part});
  return answer(x, pages::office(x.ctx, x.viewer, q, {}, &e), {"office", "Office", status_of(e.kind)});
}
Response draft_again(Exchange& x, const char* part, const Error& e, pages::Query q = {}) {
  if (x.wants_json || e.kind == Kind::not_found || e.kind == Kind::unavailable) return answer_error(x, e);
  q.insert(q.begin(), {"problem_in", part});
  return answer(x, pages::office_draft(x.ctx, x.viewer, x.slug(), x.number("n"), q, &e), {"office-draft", fmt::format("Working draft {}", x.number("n")), status_of(e.kind)});
}

std::optional<std::string> given(Exchange& x, const char* name) {
  if (!x.form.has(name)) return std::nullopt;
  return x.field(name);
}

// What went is said on the page and in the answer: the account may well stay.
Response removed(Exchange& x, const std::string& href, const app::Redacted& done) {
  const char* notice = done.account ? "redacted-account" : done.author ? "redacted-author" : "redacted";
  return onward(x, href, notice, {{"removed", {{"text", done.text}, {"author", done.author}, {"account", done.account}}}});
}

}  // namespace

Response office(Exchange& x) { return answer(x, pages::office(x.ctx, x.viewer, x.request.query), {"office", "Office"}); }

Response create_instrument(Exchange& x) {
  app::NewInstrument n{x.field("slug"), x.field("title"), x.field("short_title"), x.form.has("language") && !x.field("language").empty() ? x.field("language") : "en", x.field("summary"), false};
  const auto i = app::create_instrument(x.ctx, x.viewer, n);
  if (!i) return office_again(x, "", i.error());
  return onward(x, fmt::format("/office/i/{}/drafts/1", i->slug), "created", {{"slug", i->slug}}, 201);
}

Response invite(Exchange& x) {
  const auto link = app::invite(x.ctx, x.viewer, {x.field("instrument"), x.field("role"), x.field("name"), x.field("email"), x.field("organisation"), x.field("category"), x.field("country")});
  if (!link) return office_again(x, "invite", link.error());
  if (x.wants_json) return onward(x, "/office", "", {{"url", link->url}, {"expires", to_rfc3339(link->expires_at)}}, 201);
  pages::Once once;
  once.link = link->url, once.link_email = x.field("email"), once.link_expires = pages::moment_text(link->expires_at);
  return answer(x, pages::office(x.ctx, x.viewer, {}, once), {"office", "Office"});
}

Response revoke_invitation(Exchange& x) {
  if (auto ok = app::revoke_invitation(x.ctx, x.viewer, x.params.at("id")); !ok) return answer_error(x, ok.error());
  return onward(x, "/office", "ended");
}

Response end_membership(Exchange& x) {
  if (auto ok = app::end_membership(x.ctx, x.viewer, std::string(x.request.param("instrument")), x.params.at("id")); !ok) return answer_error(x, ok.error());
  return onward(x, "/office", "ended");
}

Response office_draft(Exchange& x) {
  return answer(x, pages::office_draft(x.ctx, x.viewer, x.slug(), x.number("n"), x.request.query), {"office-draft", fmt::format("Working draft {}", x.number("n"))});
}

Response upload(Exchange& x) {
  app::NewDraft n;
  n.title = x.field("title"), n.note = x.field("note");
  if (!x.form.files.empty() && !x.form.files.front().bytes.empty()) {
    n.file_name = x.form.files.front().file_name, n.bytes = x.form.files.front().bytes;
  } else {
    n.bytes = x.field("text");
    n.file_name = x.field("name").empty() ? "pasted.md" : x.field("name");
  }
  if (n.bytes.empty()) return draft_again(x, "upload", {Kind::invalid, "there is no file and no text", "file", "choose a Markdown or HTML file"});
  const auto d = app::import_draft(x.ctx, x.viewer, x.slug(), n);
  if (!d) return draft_again(x, "upload", d.error());
  return onward(x, fmt::format("/office/i/{}/drafts/{}", x.slug(), d->number), "imported", {{"draft", d->number}, {"title", d->title}}, 201);
}

Response meta(Exchange& x) {
  if (auto ok = app::rename_draft(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("title"), x.field("note")); !ok) return draft_again(x, "upload", ok.error());
  return onward(x, draft_href(x), "renamed");
}

Response correct(Exchange& x) {
  const app::Correction c{x.field("eid"), given(x, "kind"), given(x, "number"), given(x, "heading"), given(x, "parent")};
  if (auto ok = app::correct_provision(x.ctx, x.viewer, x.slug(), x.number("n"), c); !ok) return draft_again(x, "correct", ok.error(), {{"edit", c.eid}});
  return onward(x, draft_href(x), "corrected");
}

Response pair(Exchange& x) {
  std::vector<std::string> olds;
  for (const auto old : x.form.all("old"))
    if (!old.empty()) olds.emplace_back(old);
  for (const auto target : x.form.all("new"))
    if (auto ok = app::pair_provision(x.ctx, x.viewer, x.slug(), x.number("n"), std::string(target), olds); !ok) return draft_again(x, "pair", ok.error(), {{"pair", std::string(target)}});
  return onward(x, draft_href(x) + "#lineage", "paired");
}

Response unpair(Exchange& x) {
  if (auto ok = app::unpair_provision(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("new")); !ok) return draft_again(x, "pair", ok.error());
  return onward(x, draft_href(x) + "#lineage", "paired");
}

Response discard(Exchange& x) {
  if (auto ok = app::discard_draft(x.ctx, x.viewer, x.slug(), x.number("n")); !ok) return draft_again(x, "publish", ok.error());
  return onward(x, "/office", "discarded");
}

Response publish(Exchange& x) {
  if (x.field("confirm") != "yes") return draft_again(x, "publish", {Kind::invalid, "the publication is not confirmed", "confirm", "tick the box: a published draft never changes"});
  if (x.form.has("title") && !x.field("title").empty())
    if (auto ok = app::rename_draft(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("title"), x.field("note")); !ok) return draft_again(x, "publish", ok.error());
  app::Publication p;
  p.expected_hash = x.field("hash");
  if (x.field("with_round") == "yes") {
    app::NewRound r;
    r.closes_local = x.field("closes_local");
    if (x.form.has("zone")) r.zone = x.field("zone");
    if (x.form.has("rule")) r.rule = x.field("rule");
    if (x.form.has("late_policy")) r.late_policy = x.field("late_policy");
    p.round = r;
  }
  const auto d = app::publish_draft(x.ctx, x.viewer, x.slug(), x.number("n"), p);
  if (!d) return draft_again(x, "publish", d.error());
  return onward(x, fmt::format("/i/{}/drafts/{}", x.slug(), d->number), "published", {{"draft", d->number}, {"hash", d->hash}, {"published", to_rfc3339(d->published_at)}, {"index", d->log_index}}, 201);
}

Response extend(Exchange& x) {
  if (auto ok = app::extend_deadline(x.ctx, x.viewer, x.slug(), x.number("n"), x.field("closes_local"), x.field("reason")); !ok) return office_again(x, "", ok.error());
  return onward(x, fmt::format("/i/{}/rounds/{}", x.slug(), x.number("n")), "extended");
}

Response redact(Exchange& x) {
  const auto slug = x.form.has("instrument") ? Result<std::string>(x.field("instrument")) : pages::instrument_of_point(x.ctx, x.viewer, x.field("point"));
  if (!slug) return office_again(x, "redact", slug.error());
  const auto done = app::redact(x.ctx, x.viewer, *slug, {x.field("point"), x.field("what"), x.field("kind"), x.field("ground")});
  return done ? removed(x, "/office", *done) : office_again(x, "redact", done.error());
}

Response redact_point(Exchange& x) {
  const auto done = app::redact(x.ctx, x.viewer, x.slug(), {x.params.at("id"), x.field("what"), x.field("kind"), x.field("ground")});
  return done ? removed(x, fmt::format("/i/{}/points/{}", x.slug(), x.params.at("id")), *done) : answer_error(x, done.error());
}

Response edit_document(Exchange& x) {
  const std::string name = x.params.at("document");
  store::Document d;
  d.slug = name, d.title = x.field("title"), d.body = x.field("text"), d.licence = x.field("licence"), d.credit = "";
  const std::string href = fmt::format("/i/{}/documents/{}", x.slug(), name);
  if (auto ok = app::edit_document(x.ctx, x.viewer, x.slug(), d); !ok) {
    if (x.wants_json || ok.error().kind == Kind::not_found) return answer_error(x, ok.error());
    return answer(x, pages::document(x.ctx, x.viewer, x.slug(), name, x.form.fields, &ok.error()), {"document", d.title, status_of(ok.error().kind)});
  }
  return onward(x, href, "edited");
}

}  // namespace accord::web::handlers
