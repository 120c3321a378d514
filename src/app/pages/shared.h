// pages/: reading. Each page loads what its viewer may see, in one snapshot, and makes the resource that
// docs/api/resources.md describes: total (every key is there), the same for HTML and JSON (A8, P3).
//
// Rule: no page writes. Threads: any.
#pragma once

#include <set>
#include <unordered_map>

#include "app/context.h"
#include "base/json.h"
#include "store/instruments.h"
#include "store/points.h"
#include "text/redline.h"

namespace accord::app::pages {

// The query of a page's address, decoded.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string param(const Query& q, std::string_view name);

constexpr std::string_view brussels = "Europe/Brussels";

// ---- Words
std::string number_text(std::int64_t n);                                          // "9,480"
std::string plural(std::int64_t n, std::string_view one, std::string_view many);  // "1 point", "2 points"
std::string_view category_label(std::string_view key);                            // "civil society"
std::string_view category_plural(std::string_view key);                           // "providers"
const std::vector<std::string_view>& categories();
std::string_view kind_label(text::ChangeKind kind);
std::string label_of(const text::Provision& p);  // "Measure 1.2", "Recital 3", or its heading
std::string_view role_label(std::string_view role);
std::string_view stance_label(std::string_view stance);
std::string_view visibility_label(std::string_view visibility);
std::string_view visibility_hint(std::string_view visibility);
Json text_or_null(const std::string& s);
Json instant(Instant at);  // RFC 3339, null for 0
std::string day_text(Instant at);
std::string moment_text(Instant at);  // with the time, Brussels

// ---- Addresses
std::string href(const store::Instrument& i);
std::string href(const store::Instrument& i, const store::Draft& d);
std::string draft_href(const store::Instrument& i, int number);
std::string round_href(const store::Instrument& i, int number);
std::string encode(std::string_view value);  // for a query value or a path segment

// ---- Shapes of resources.md
Json instrument_ref(const store::Instrument& i);
Json draft_ref(const store::Instrument& i, const store::Draft& d);
Json round_ref(const store::Instrument& i, const drafting::Round& r, Instant now);
Json provision_ref(const store::Instrument& i, int draft, const text::Provision& p);
Json deadline_json(const drafting::Round& r, Instant now);
Json option(std::string_view value, std::string_view label, bool selected, std::string_view hint = {});
Json country_options(const std::string& chosen);  // "" first: not stated
Json problem_json(const Error& e);

using Counts = std::vector<store::Count>;
// Bars of the counts; `whole` is what the full width stands for (0: the counts' own total). null when empty.
Json heat(const store::Instrument& i, int round, const Counts& counts, std::int64_t whole = 0, const std::string& at = {});

Json point_json(const store::Instrument& i, const Viewer& viewer, const store::Point& p, const std::vector<store::Redaction>& redactions = {});
std::string author_text(const store::Point& p);

// Del and ins of two plain texts, escaped.
std::string redline_html(const std::string& before, const std::string& after);
std::string escape(std::string_view s);

// ---- What several pages load
struct DraftView {
  store::Draft draft;
  std::vector<text::Provision> provisions;
  std::unordered_map<std::string, std::size_t> index;  // eid -> position
  std::vector<int> level;                              // 1 to 4
  std::vector<std::size_t> end;                        // behind the last one below
  [[nodiscard]] const text::Provision* find(const std::string& eid) const;
  [[nodiscard]] std::set<std::string> below(const std::string& eid) const;  // and itself
};
DraftView view_of(store::Draft draft, std::vector<text::Provision> provisions);
bool is_title(const text::Provision& p);

// The round of a draft, or nullopt; the last one where there are several.
std::optional<store::RoundRow> round_of_draft(const std::vector<store::RoundRow>& rounds, const std::string& draft_id);
std::optional<store::RoundRow> open_round(const std::vector<store::RoundRow>& rounds, Instant now);

// What the viewer has written on these provisions and not filed yet, as points that can be edited.
std::vector<Json> unfiled_points(store::Reader& r, const Viewer& v, const store::Instrument& i, const DraftView& view, const store::RoundRow& round, const std::set<std::string>& eids);

}  // namespace accord::app::pages
