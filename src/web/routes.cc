#include "web/routes.h"

#include <array>

#include "base/utf8.h"
#include "web/handlers.h"

namespace accord::web {
namespace {

using enum Access;
namespace h = handlers;

constexpr std::string_view point_fields = "at,quote?,start?,end?,sentence?,type,stance,text,replacement?,visibility,on_behalf_of?,point?,idempotency_key?,do?";

constexpr std::array table = {
    Route{"GET", "/", anybody, h::home, "Instruments, open rounds, what happened last", ""},
    Route{"GET", "/i/{slug}", anybody, h::instrument, "An instrument: how it is drawn up, timeline, drafts, rounds, documents", ""},
    Route{"GET", "/i/{slug}/drafts", anybody, h::drafts, "The latest draft (redirects)", "", false},
    Route{"GET", "/i/{slug}/drafts/{n}", anybody, h::draft, "A draft ({n} is 3), or two drafts compared ({n} is 2..3)", ""},
    Route{"GET", "/i/{slug}/provisions/{wid}", anybody, h::provision, "One provision through all drafts", ""},
    Route{"GET", "/i/{slug}/rounds", anybody, h::rounds, "The latest round (redirects)", "", false},
    Route{"GET", "/i/{slug}/rounds/{n}", anybody, h::round, "A round: its deadline and its statistics", ""},
    Route{"GET", "/i/{slug}/rounds/{n}/points", anybody, h::points, "The points of a round, filtered and searched", ""},
    Route{"GET", "/i/{slug}/rounds/{n}/points.csv", anybody, h::points_csv, "The same points as CSV, streamed", "", false},
    Route{"GET", "/i/{slug}/rounds/{n}/points.jsonl", anybody, h::points_jsonl, "The same points, one JSON object a line, streamed", "", false},
    Route{"GET", "/i/{slug}/points/{id}", anybody, h::point, "One point with the words it stands on", ""},
    Route{"GET", "/i/{slug}/rounds/{n}/letters", chair, h::letters, "The covering letters of a round", ""},
    Route{"GET", "/i/{slug}/documents/{document}", anybody, h::document, "A document of the procedure", ""},
    Route{"GET", "/log", anybody, h::log, "The public log, and how to check a receipt", ""},
    Route{"GET", "/log/checkpoint", anybody, h::log_checkpoint, "The latest checkpoint (signed note)", "", false},
    Route{"GET", "/log/tile/{tile*}", anybody, h::log_tile, "A tile or entry bundle (C2SP tlog-tiles)", "", false},
    Route{"GET", "/log/entries/{index}", anybody, h::log_entry, "The bytes of one entry", "", false},
    Route{"GET", "/openapi.json", anybody, h::openapi_json, "This description", "", false},
    Route{"GET", "/health", anybody, h::health, "Whether the server takes writes", "", false},

    Route{"GET", "/sign-in", anybody, h::sign_in_page, "The form to sign in", ""},
    Route{"POST", "/sign-in", anybody, h::sign_in, "Signs in", "email,password,next?"},
    Route{"POST", "/sign-out", signed_in, h::sign_out, "Ends the session", ""},
    Route{"GET", "/join/{token}", anybody, h::join_page, "An invitation", ""},
    Route{"POST", "/join/{token}", anybody, h::join, "Accepts an invitation and sets a password", "name,email?,password"},
    Route{"GET", "/me", signed_in, h::me, "One's own submissions, receipts, tokens, sessions", ""},
    Route{"GET", "/me/export", signed_in, h::my_export, "One's own data, whole, as JSON", "", false},
    Route{"POST", "/me/tokens", signed_in, h::make_token, "Makes a token for programs; shown once", "name"},
    Route{"POST", "/me/tokens/{id}/revoke", signed_in, h::revoke_token, "Revokes a token", ""},
    Route{"POST", "/me/sessions/{id}/end", signed_in, h::end_session, "Ends one of one's sessions", ""},
    Route{"POST", "/me/seen", signed_in, h::notices_seen, "Marks one's notices as read, up to an instant", "until?"},
    Route{"POST", "/me/mail", signed_in, h::mail_pace, "How one is told of answers: each, daily or none", "pace"},
    Route{"POST", "/me/password", signed_in, h::change_password, "Changes the password", "old,new"},
    Route{"POST", "/demo/role", demo, h::demo_role, "Switches role; in the demonstration only", "role,next?"},
    Route{"POST", "/demo/clock", demo, h::demo_clock, "Moves the clock to the morning after the open round closes; in the demonstration only", "next?"},

    Route{"GET", "/i/{slug}/drafts/{n}/comment", anybody, h::composer, "Writing a point", ""},
    Route{"POST", "/i/{slug}/drafts/{n}/comment", participant, h::save_point, "Saves a point into one's submission, or previews it", point_fields},
    Route{"POST", "/i/{slug}/rounds/{n}/points/{id}/delete", participant, h::drop_point, "Deletes a point of one's own submission", ""},
    Route{"GET", "/i/{slug}/rounds/{n}/submission", participant, h::submission, "One's own submission", ""},
    Route{"POST", "/i/{slug}/rounds/{n}/submission", participant, h::file_submission, "Files the whole (do=file) or saves the letter (do=save); JSON may carry `points`, which replace those written",
          "idempotency_key,consent,privacy_version,letter?,on_behalf_of?,points?,do?,ticket?"},
    Route{"POST", "/i/{slug}/rounds/{n}/submission/withdraw", participant, h::withdraw, "Withdraws what was filed", "idempotency_key,confirm"},
    Route{"GET", "/i/{slug}/rounds/{n}/receipts/{id}", participant, h::receipt, "A receipt, explained", ""},
    Route{"GET", "/i/{slug}/rounds/{n}/receipts/{id}/file", participant, h::receipt_file, "The receipt itself, to keep; ?point=ID for one point alone", "", false},

    Route{"POST", "/i/{slug}/points/{id}/reaction", signed_in, h::react, "The author's word on an answer: satisfied, or objects with a reason", "reaction,reason?,back?"},
    Route{"GET", "/i/{slug}/points/{id}/reaction/receipt", signed_in, h::reaction_receipt, "The receipt of one's own reaction", "", false},
    Route{"POST", "/i/{slug}/points/{id}/placement", chair, h::place_point, "Says where a point stands in a later draft, or confirms it", "draft,eid?,quote?,note?,confirm?"},

    Route{"GET", "/desk", chair, h::desk_home, "The desk of the latest round (redirects)", "", false},
    Route{"GET", "/desk/i/{slug}/rounds/{n}", chair, h::desk, "A chair's work on a round: what is open, the text, the answer", ""},
    Route{"POST", "/desk/i/{slug}/rounds/{n}/answers", chair, h::desk_answers, "Prepares one answer for the points given (ID, or ID.2 for a part); do=take-back takes prepared ones back, do=read says that the second reader has read them; do=confirm that they hold although words changed",
          "point,outcome?,reason?,changes?,reader?,seen?,do?,at?,show?,category?,stance?,type?,who?,q?"},
    Route{"POST", "/desk/i/{slug}/rounds/{n}/hand-over", chair, h::desk_hand_over, "Gives the points on provisions to another chair", "wid?,from?,to?,note?,at?"},
    Route{"POST", "/i/{slug}/points/{id}/divide", chair, h::divide_point, "Divides a point that asks several things, one line each; whole=yes makes it whole again", "parts?,whole?,back?"},
    Route{"POST", "/i/{slug}/points/{id}/correct", chair, h::correct_answer, "Publishes a correction of a published answer", "outcome,reason,changes?,part?,of?"},
    Route{"POST", "/desk/i/{slug}/next", chair, h::start_next, "Begins the next text as a copy of the last published draft", "back?"},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/edit", chair, h::text_edit, "Changes a provision of the next text", "eid,number?,heading?,body?,seen?,at?,round?,act?"},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/split", chair, h::text_split, "Splits a provision of the next text in two", "eid,number?,heading?,body?,number2?,heading2?,body2?,seen?,at?,round?,act?"},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/merge", chair, h::text_merge, "Merges a provision of the next text into the one before it", "eid,number?,heading?,body?,seen?,at?,round?,act?"},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/move", chair, h::text_move, "Moves a provision of the next text, with all below it", "eid,after?,inside?,at?,round?,act?"},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/add", chair, h::text_add, "Adds a provision to the next text", "after?,inside?,kind,number?,heading?,body?,eid?,at?,round?,act?"},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/delete", chair, h::text_delete, "Deletes a provision of the next text, with all below it", "eid,confirm,seen?,at?,round?,act?"},
    Route{"GET", "/desk/i/{slug}/drafts/{n}/publish", chair, h::desk_publish_page, "What the next draft still waits for, and its publication", ""},
    Route{"POST", "/desk/i/{slug}/drafts/{n}/publish", chair, h::desk_publish, "Publishes the next draft, with the answers prepared for the round that it takes account of, at one instant",
          "confirm,takes_account_of?,stale_hold?,corrects?,title?,note?,with_round?,closes_local?,zone?,rule?,late_policy?,hash?"},

    Route{"GET", "/office", secretariat, h::office, "The secretariat's overview", ""},
    Route{"POST", "/office/instruments", secretariat, h::create_instrument, "Creates an instrument", "slug,title,short_title?,language?,summary?"},
    Route{"POST", "/office/invitations", secretariat, h::invite, "Makes an invitation; its link is shown once", "name,email,role,category?,organisation?,instrument"},
    Route{"POST", "/office/invitations/{id}/revoke", secretariat, h::revoke_invitation, "Takes an invitation back", ""},
    Route{"POST", "/office/memberships/{id}/end", secretariat, h::end_membership, "Ends a membership (?instrument=SLUG)", ""},
    Route{"POST", "/office/redactions", secretariat, h::redact, "Removes a text or an author's data", "point,what,kind,ground,instrument?"},
    Route{"POST", "/i/{slug}/points/{id}/redact", secretariat, h::redact_point, "Removes a point's text or its author's data", "what,kind,ground"},
    Route{"POST", "/i/{slug}/documents/{document}", secretariat, h::edit_document, "Publishes the next version of a document", "title,text,licence?"},
    Route{"GET", "/office/i/{slug}/drafts/{n}", secretariat, h::office_draft, "A working draft: what was understood, its lineage, publication", ""},
    Route{"POST", "/office/i/{slug}/drafts/{n}/upload", secretariat, h::upload, "Reads a file into the working draft", "file?,text?,name?,title?,note?"},
    Route{"POST", "/office/i/{slug}/drafts/{n}/meta", secretariat, h::meta, "Title and note of the working draft", "title,note?"},
    Route{"POST", "/office/i/{slug}/drafts/{n}/correct", secretariat, h::correct, "Corrects kind, number, heading or parent of a provision", "eid,kind?,number?,heading?,parent?"},
    Route{"POST", "/office/i/{slug}/drafts/{n}/pair", secretariat, h::pair, "Pairs a provision with earlier ones by hand", "new,old?"},
    Route{"POST", "/office/i/{slug}/drafts/{n}/unpair", secretariat, h::unpair, "Takes a pairing back", "new"},
    Route{"POST", "/office/i/{slug}/drafts/{n}/discard", secretariat, h::discard, "Discards the working draft", "confirm?"},
    Route{"POST", "/office/i/{slug}/drafts/{n}/publish", secretariat, h::publish, "Publishes the draft, and opens its round at the same instant", "confirm,title?,note?,with_round?,closes_local?,zone?,rule?,late_policy?,hash?"},
    Route{"POST", "/office/i/{slug}/rounds/{n}/extend", secretariat, h::extend, "Extends a deadline, with a reason", "closes_local,reason"},
};

bool match(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& params) {
  while (true) {
    const auto p_end = pattern.find('/', 1), s_end = path.find('/', 1);
    const auto p = pattern.substr(0, p_end), s = path.substr(0, s_end);
    if (p.starts_with("/{") && p.ends_with("*}")) {
      if (path.size() < 2) return false;
      params[std::string(p.substr(2, p.size() - 4))] = path.substr(1);
      return true;
    }
    if (p.starts_with("/{")) {
      if (s.size() < 2) return false;
      params[std::string(p.substr(2, p.size() - 3))] = s.substr(1);
    } else if (p != s) {
      return false;
    }
    if (p_end == std::string_view::npos || s_end == std::string_view::npos) return p_end == s_end;
    pattern.remove_prefix(p_end);
    path.remove_prefix(s_end);
  }
}

}  // namespace

std::span<const Route> routes() { return table; }

const Route* find_route(std::string_view method, std::string_view path, std::map<std::string, std::string>& params, bool& other_method) {
  for (const Route& r : table) {
    std::map<std::string, std::string> found;
    if (!match(r.path, path, found)) continue;
    if (r.method != method) {
      other_method = true;
      continue;
    }
    params = std::move(found);
    return &r;
  }
  return nullptr;
}

}  // namespace accord::web
