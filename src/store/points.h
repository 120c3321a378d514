// Submissions, filings and points.
//
// What a viewer may see of a point is decided here and nowhere else: chairs-only points are absent for
// all but chairs, secretariat and their author; a withheld point comes without person, organisation,
// exact time, log index and filing, and without its category where that would unmask its author. After a
// redaction of its author a point is by nobody: its filing decides, not the person, who may take part elsewhere.
#pragma once

#include <map>

#include "drafting/point/point.h"
#include "store/drafts.h"

namespace accord::store {

constexpr std::string_view name_removed = "name removed";  // stands for an author after a redaction

// ---- What is being written (its owner's alone)

struct Submission {
  std::string id, round, person, organisation, letter;
  Instant recorded_at = 0;
};
struct DraftPoint {
  std::string id, submission;
  drafting::PointText point;
  Instant created_at = 0, recorded_at = 0;
};
std::optional<Submission> submission(Reader& r, const Viewer& viewer, const std::string& round);
std::vector<DraftPoint> draft_points(Reader& r, const Viewer& viewer, const std::string& submission);
void put_submission(Writer& w, const Submission& s);
void put_draft_point(Writer& w, const DraftPoint& p);
bool drop_draft_point(Writer& w, const std::string& submission, const std::string& id);
void clear_draft_points(Writer& w, const std::string& submission);

// ---- What was filed

struct Filing {
  std::string id, submission, round;
  int version = 0;
  std::string kind;  // "filed", "withdrawn"
  std::string person, organisation, category, letter;
  Instant filed_at = 0;
  bool late = false;
  std::string idempotency_key, request_hash, notice_version;
  bool consent = false;
  std::int64_t log_index = 0;
  std::optional<Instant> superseded_at, redacted_at;
};
std::vector<Filing> filings(Reader& r, const Viewer& viewer, const std::string& submission);  // own; newest first
std::optional<Filing> last_filing(Reader& r, const Viewer& viewer, const std::string& submission);  // own
std::optional<Filing> filing_by_key(Reader& r, const Viewer& viewer, const std::string& idempotency_key);
std::optional<Filing> own_filing(Reader& r, const Viewer& viewer, const std::string& id);
void add_filing(Writer& w, const Filing& f);  // supersedes the submission's last one and its points

struct Point {
  std::string id, instrument, round, draft, filing, person, organisation, category;
  drafting::PointText point;
  std::string wid;
  std::int64_t place = 0;  // position of the provision in its draft
  Instant filed_at = 0;    // for a withheld point: its day
  bool late = false;
  std::int64_t log_index = -1;
  bool redacted = false;
  bool mine = false;
  bool category_withheld = false;
  // Joined for showing.
  int round_number = 0, draft_number = 0;
  std::string person_name, organisation_name, provision_number, provision_heading, provision_kind;
};
void add_point(Writer& w, const Point& p);

struct PointFilter {
  std::string instrument;
  std::string round;                    // empty: every round
  std::string draft;
  std::vector<std::string> provisions;  // eids; empty: all
  std::string wid;                      // of one provision, in every draft
  std::string category, type, stance;
  std::string author;  // an organisation's or person's id, or "me"
  std::string answer;  // "open", "answered", "followed", "not-followed", an outcome, "objects", "satisfied"; for chairs "prepared", "waiting" too
  std::string answer_of;  // points that share this answer
  // Points behind the change of these provisions (wIds): an answer names one of them, or the point stands on one. With
  // `answer`: that very answer. "followed" leaves out what led to changes of other provisions alone; "elsewhere" is just that.
  std::vector<std::string> changed;
  std::string country;  // of those whose name is public: ISO 3166-1 alpha-2 as it was stated when they filed, or "none"
  std::string query;   // full text
  std::string after;   // cursor of the page before
  int limit = 20;
  bool counts = true;       // false: `total` is not asked for
  bool open_first = false;  // for chairs: those without an answer before the others
};
struct PointPage {
  std::vector<Point> points;
  std::string next;        // cursor; empty at the end
  std::int64_t total = 0;  // of the filter, at most `counted_to`
  bool total_is_floor = false;
};
constexpr std::int64_t counted_to = 10'000;

Result<PointPage> points(Reader& r, const Viewer& viewer, const PointFilter& filter);
Result<Point> point(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& id);
// Streams every point of the filter in order, in bounded memory; stops when `each` returns false.
Result<void> each_point(Reader& r, const Viewer& viewer, const PointFilter& filter, const std::function<bool(const Point&)>& each);

struct Count {
  std::string provision, category;
  std::int64_t points = 0;
};
// Points of a round counted by provision and category, of those that the viewer may see. A category that would
// unmask a withheld author is counted as "withheld" (P9).
std::vector<Count> count_points(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);
// The same by type and by stance.
struct SaidCounts {
  std::map<std::string, std::int64_t> types, stances;
};
SaidCounts count_said(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);
struct RoundCounts {
  std::int64_t submissions = 0, points = 0, late = 0;
};
// Submissions that count, by category of their author; "public": of those not told apart.
std::map<std::string, std::int64_t> filers_by_category(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);
RoundCounts count_round(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);

// The covering letter of a submission that counts, or that it has none. Where every point of it has the name withheld
// it is by nobody, except for the office: without person, filing, exact time and points, and behind the others.
struct Letter {
  std::string filing, person, category, letter;
  std::string person_name, organisation_name;
  Instant filed_at = 0;
  bool late = false;
  bool withheld = false;    // the public sees no name with any point
  bool redacted = false;
  std::int64_t points = 0;  // that stand under this name for the viewer
};
struct LetterPage {
  std::vector<Letter> letters;
  std::int64_t submissions = 0, written = 0;  // that count; of them with a letter
};
// For chairs and secretariat; not_found for others. `written`: those with a letter alone.
Result<LetterPage> letters(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round, bool written, std::size_t from, std::size_t limit);

// ---- Commitments, redaction, audit

struct OpenedRow {
  std::int64_t log_index = 0;
  std::string commitment, subject;           // subject: "point:ID", "author:FILING", "draft:ID" ...
  std::optional<std::string> salt, content;  // absent once redacted
};
void add_opened(Writer& w, const std::vector<OpenedRow>& all);
std::vector<OpenedRow> opened(Reader& r, std::int64_t log_index);  // for a receipt, after its owner was checked
std::vector<OpenedRow> opened_of(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& subject);  // office

struct Redaction {
  std::string id, instrument, subject, what, ground, by;
  std::int64_t log_index = 0, entry_index = 0;
  Instant recorded_at = 0;
};
struct FilingPlace {
  std::string id, instrument;
};
std::vector<FilingPlace> filings_by(Writer& w, const std::string& person);  // every version of each, for erasing a person's data
// Whether a membership or a submission ties the person to the office or to another instrument than this one.
bool known_elsewhere(Writer& w, const std::string& person, const std::string& instrument);
void add_redaction(Writer& w, const Redaction& x);
void redact_opened(Writer& w, const std::string& subject);
void redact_point(Writer& w, const std::string& id);
void redact_filing(Writer& w, const std::string& id);
std::vector<Redaction> redactions(Reader& r, const Viewer& viewer, const std::string& instrument);

// Entries of the public log, newest first, before an index; with the instant of the batch that signed them.
struct LogRow {
  std::int64_t index = 0;
  std::string entry;
  Instant recorded_at = 0;
};
std::vector<LogRow> log_entries(Reader& r, std::int64_t before, int limit);

struct AuditRow {
  std::string id, person, action, instrument, subject, detail, person_name;
  Instant recorded_at = 0;
};
void add_audit(Writer& w, const std::string& person, const std::string& action, const std::string& instrument, const std::string& subject, const std::string& detail = {});
std::vector<AuditRow> audit(Reader& r, const Viewer& viewer, const std::string& instrument, int limit);

}  // namespace accord::store
