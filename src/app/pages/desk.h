// A chair's pages: the desk, and the gate before a draft.
#pragma once

#include "app/pages/shared.h"
#include "app/publish.h"

namespace accord::app::pages {

// What of which instrument and round somebody works on: the round of `round`, else the latest one. Errors: forbidden for those who
// answer nothing; not_found.
struct DeskPlace {
  std::string slug;
  int round = 0;
};
Result<DeskPlace> desk_place(Context& ctx, const Viewer& v);

// `form` is what was sent, when it comes back with a problem; `part` names the form.
Result<Json> desk(Context& ctx, const Viewer& v, const std::string& slug, int round, const Query& q, const Query& form = {}, const Error* problem = nullptr, std::string_view part = {});
Result<Json> desk_publish(Context& ctx, const Viewer& v, const std::string& slug, int draft, const Query& form = {}, const Error* problem = nullptr);

// The provision to go on with: `eid` while something is open there, else the heaviest that the filters of `q` leave, else the heaviest
// of all; "" when nothing is open.
Result<std::string> next_open(Context& ctx, const Viewer& v, const std::string& slug, int round, const std::string& eid, const Query& q);
// What a chair narrowed the desk to, which goes along from act to act: "&show=open&category=provider".
Query kept_filters(const Query& q);
std::string kept_query(const Query& q);

// ---- Between the sources of these pages
struct Desk {
  store::Instrument i;
  store::RoundRow round;
  DraftView text;                          // of the round's draft
  std::optional<store::Draft> working;     // the next text
  DraftView next;                          // its provisions, or the round's draft where there is none
  std::vector<store::Edge> edges;          // lineage of the next text
};
Result<Desk> load_desk(store::Reader& r, const Viewer& v, const std::string& slug, int round);
std::string desk_href(const store::Instrument& i, int round);
// What the next text has instead of a provision: its heirs, in order.
std::vector<const text::Provision*> heirs(const Desk& d, const text::Provision& p);
// The middle of the desk: the words of the round's draft with the points' quotes marked, the next text as a redline, and the form
// that changes it.
Json desk_text(const Desk& d, const text::Provision& p, const std::vector<store::Point>& points, const Query& q, const Query& form, const Json& problem, std::string_view part);
// Provisions that the next text changes, as boxes to tick; those in `chosen` are ticked.
Json change_options(const Desk& d, const std::vector<std::string>& chosen, const std::vector<std::string>& first);
std::string pace_text(const std::vector<std::pair<Instant, std::int64_t>>& days, std::int64_t open, Instant now);

}  // namespace accord::app::pages
