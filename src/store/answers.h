// Dispositions, the parts of divided points, reactions, and who answers what.
//
// A prepared disposition is seen by chairs and the secretariat alone; a published one by whoever may see its point. What
// is said of a chairs-only point is absent for all others, from counts too.
#pragma once

#include <map>

#include "drafting/disposition/disposition.h"
#include "store/points.h"

namespace accord::store {

struct Disposition {
  std::string id, instrument, round, point;
  int part = 0, version = 1;  // part 0: the whole point
  std::string outcome, reason;
  std::vector<std::string> changes;  // wIds of the provisions that were changed for it
  std::string answer;                // shared by points that were given one reason at once
  std::string prepared_by, prepared_by_name;  // empty for all but chairs
  Instant prepared_at = 0;
  std::string seen_text;             // what it was made on: said_hash of the point, then the hash of the words of the next text
  std::string reader, reader_name;   // the second reader, where one was asked; chairs'
  Instant read_at = 0;
  std::string draft;                 // published with
  Instant published_at = 0;          // 0: prepared
  std::int64_t log_index = -1;
  Instant recorded_at = 0;
  std::optional<Instant> superseded_at;
  [[nodiscard]] bool published() const { return published_at != 0; }
};

struct Part {
  std::string point;
  int part = 0;
  std::string text;
};

struct Reaction {
  std::string id, instrument, round, point, disposition, person, kind, reason;
  std::int64_t log_index = -1;
  Instant recorded_at = 0;
  std::optional<Instant> superseded_at;
  bool is_earlier = false;  // an answer to this point was corrected since
};

// Of what a point says, 16 characters: an author may file it again in other words, and it stays that point.
std::string said_hash(const drafting::PointText& p);

// Current ones of these points, by point and part.
std::vector<Disposition> dispositions(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& points);
// Every version for one point, oldest first.
std::vector<Disposition> disposition_history(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& point);
std::vector<Part> parts(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& points);
std::vector<Reaction> reactions(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& points);  // current

// Prepared and not published, of all rounds up to a number: what a publication takes along. Chairs'.
std::vector<Disposition> prepared(Reader& r, const Viewer& viewer, const std::string& instrument, int up_to_round);

// How a round stands, of what the viewer may see: points that need an answer, how many have all of theirs, and of the
// answers how many are prepared, wait for a second reader, are published.
struct Standing {
  std::int64_t points = 0, answered = 0, prepared = 0, waiting = 0, published = 0;
  [[nodiscard]] std::int64_t open() const { return points - answered; }
};
Standing standing(Reader& r, const Viewer& viewer, const std::string& instrument, int up_to_round, int from_round = 1);

// Points of a round by provision and category (folded as count_points folds them), and how many are open.
struct OpenCount {
  std::string provision, wid, category;
  std::int64_t points = 0, open = 0;
};
std::vector<OpenCount> open_counts(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);

// One reason and where it was given: answers of a round that share it, by provision and category.
struct Given {
  std::string provision, wid, category, outcome, answer, reason, point;  // point: one of them
  std::vector<std::string> changes;
  std::int64_t points = 0, satisfied = 0, objects = 0;
  std::string divided;  // the point, where this answers one part of it; it is counted once for all of its parts
};
std::vector<Given> given(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);

// Points whose answers stand, by the day (UTC) of the last of them, oldest first; for the burn-down. Chairs'.
std::vector<std::pair<Instant, std::int64_t>> answered_by_day(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);

// Of each prepared answer: where its point stands, and the words that it was made on. Chairs'.
struct PreparedOn {
  std::string point, provision, wid, seen_text;
  int part = 0, round = 0;
  bool restated = false;
};
std::vector<PreparedOn> prepared_on(Reader& r, const Viewer& viewer, const std::string& instrument, int up_to_round);
// Whose points were answered with a draft, and how many.
std::vector<std::pair<std::string, std::int64_t>> authors_answered(Writer& w, const std::string& draft);

// ---- Writing
void put_disposition(Writer& w, const Disposition& d);  // supersedes the current one of its point and part
bool drop_disposition(Writer& w, const std::string& point, int part);  // a prepared one
void publish_disposition(Writer& w, const Disposition& d);             // gives the current row its draft, instant and index
void put_parts(Writer& w, const std::string& point, const std::vector<std::string>& texts, const std::string& by);  // none: whole again
void put_reaction(Writer& w, const Reaction& x);
void mark_read(Writer& w, const std::string& disposition);
// Whoever changes words knows what they answered on them: their own prepared answers, made on what stood before (`was`), count
// as made on the new words. Not shown as such, so not a version.
void own_words(Writer& w, const std::string& person, const std::string& instrument, const std::string& wid, const std::string& was, const std::string& words);
std::string preparer(Writer& w, const std::string& disposition);  // the person to tell of a reaction
std::string author(Writer& w, const std::string& point);          // the person to tell of an answer, whoever may not see the name

// ---- Who answers what
// Whoever may answer now: chairs, vice-chairs and the secretariat of the instrument.
struct Colleague {
  std::string person, name, role;
};
std::vector<Colleague> colleagues(Reader& r, const Viewer& viewer, const std::string& instrument);
std::vector<Colleague> to_tell(Writer& w, const std::string& instrument);  // the same, for the program to write to
struct Assignment {
  std::string id, instrument, round, wid, person, assigned_by, note, person_name;
  Instant recorded_at = 0;
};
std::vector<Assignment> assignments(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);
void put_assignment(Writer& w, const Assignment& a);  // an empty person takes it back

}  // namespace accord::store
