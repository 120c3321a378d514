// The pages of an instrument, one function each. Errors: not_found for what is absent or not for this
// viewer's eyes; the two look the same.
#pragma once

#include "app/pages/shared.h"
#include "app/submissions.h"

namespace accord::app::pages {

// Everything of the public side.
Result<Json> home(Context& ctx, const Viewer& v);
Result<Json> instrument(Context& ctx, const Viewer& v, const std::string& slug);
Result<Json> reader(Context& ctx, const Viewer& v, const std::string& slug, int draft, const Query& q);
Result<Json> redline(Context& ctx, const Viewer& v, const std::string& slug, int before, int after, const Query& q);
Result<Json> provision(Context& ctx, const Viewer& v, const std::string& slug, const std::string& wid);
Result<Json> round(Context& ctx, const Viewer& v, const std::string& slug, int number);
Result<Json> points(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q);
Result<Json> point(Context& ctx, const Viewer& v, const std::string& slug, const std::string& id, const Query& form = {}, const Error* problem = nullptr);
// The same for whoever asks: what the public may read, as of the newest checkpoint of the log.
Result<Json> report(Context& ctx, const std::string& slug, int number, const Query& q);
Result<Json> letters(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q);  // chairs and secretariat
Result<Json> document(Context& ctx, const Viewer& v, const std::string& slug, const std::string& document, const Query& q, const Error* problem = nullptr);
Result<Json> log(Context& ctx, const Viewer& v, const Query& q);

// A participant's own. `form` is what was typed, when a form comes back with a problem or a preview.
Result<Json> composer(Context& ctx, const Viewer& v, const std::string& slug, int draft, const Query& q, const Query& form = {}, const Error* problem = nullptr);
Result<Json> submission(Context& ctx, const Viewer& v, const std::string& slug, int round, const Query& form = {}, const Error* problem = nullptr);
Result<Json> receipt(Context& ctx, const Viewer& v, const std::string& slug, int round, const std::string& filing);
struct Once {  // what is shown once, after it was made
  std::string new_token, link, link_email, link_expires;
};
Result<Json> me(Context& ctx, const Viewer& v, const std::string& session_id, const Once& once = {}, const Error* problem = nullptr);
Result<Json> my_data(Context& ctx, const Viewer& v);  // one's own data, whole

// The secretariat's.
Result<Json> office(Context& ctx, const Viewer& v, const Query& q, const Once& once = {}, const Error* problem = nullptr);
Result<Json> office_draft(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q, const Error* problem = nullptr);

// What chrome needs of an instrument: titles, places and the open round, with the viewer's own count.
struct Surroundings {
  store::Instrument instrument;
  int latest_draft = 0, earlier_draft = 0, latest_round = 0;  // 0: none
  std::optional<drafting::Round> open;
  int points_in_submission = 0;
  bool takes_part = false, is_chair = false, is_office = false;
};
Result<Surroundings> surroundings(Context& ctx, const Viewer& v, const std::string& slug);

// Notices that the viewer has not marked as read.
std::int64_t unseen_notices(Context& ctx, const Viewer& v);

// The number of the round on a draft; not_found when there is none.
Result<int> round_number(Context& ctx, const Viewer& v, const std::string& slug, int draft);
// The slug of the instrument of a point, for those who may see it.
Result<std::string> instrument_of_point(Context& ctx, const Viewer& v, const std::string& id);
struct InvitationNames {
  Json instrument, organisation;
};
Result<InvitationNames> invitation_names(Context& ctx, const Viewer& v, const store::Invitation& i);

// Streams: each call of the result fills one piece; false at the end, an error when the rest cannot be read. `format`
// is "csv" or "jsonl".
Result<std::function<Result<bool>(std::string&)>> export_points(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q, const std::string& format);

}  // namespace accord::app::pages
