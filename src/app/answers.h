// What the chairs do with points, and what authors do with answers.
//
// A disposition is prepared, perhaps read by a second chair, and published with the draft that takes account of its
// round (app/publish.h). Until then it is the chairs' own. Each verb says so in the audit trail; what is public is an
// entry of the log.
#pragma once

#include "app/context.h"
#include "store/answers.h"

namespace accord::app {

struct AnswerInput {
  std::vector<std::string> points;   // ids; "ID.2" for the second part of a divided point
  std::string outcome, reason;
  std::vector<std::string> changes;  // wIds of provisions of the next text, or of those that it deletes
  std::string reader;                // a second reader (person), or empty
  Instant seen = 0;                  // when the page was made: what somebody else answered since, or at all for 0, is not overwritten
  std::optional<Instant> at;         // the demo's past
};
struct Prepared {
  std::string answer;
  int points = 0;
};
// One reason for all of the points; each has its own disposition. All or none. Errors: conflict when another chair answered
// one of them after `seen`, or when one is published.
Result<Prepared> prepare_answers(Context& ctx, const Viewer& viewer, const std::string& slug, int round, const AnswerInput& in);
// Takes prepared answers back; the points are open again. Errors: conflict when another chair prepared one after `seen`.
Result<void> take_back(Context& ctx, const Viewer& viewer, const std::string& slug, const std::vector<std::string>& points, Instant seen);
// Prepared answers still hold, although the words that they were made on changed since; a new version of each says so.
Result<Prepared> confirm_answers(Context& ctx, const Viewer& viewer, const std::string& slug, const std::vector<std::string>& points);
// The second reader has read them. Errors: forbidden for others, but for whoever did not prepare it when that reader has left.
Result<void> mark_read(Context& ctx, const Viewer& viewer, const std::string& slug, const std::vector<std::string>& points);
// A published disposition was wrong: the next version, published and logged at once; both stay (P1), and the author is told.
struct AnswerCorrection {
  std::string outcome, reason;
  std::optional<std::vector<std::string>> changes;  // absent: as they were
  std::string of;  // id of the version that is corrected, to refuse where another chair was faster; empty: whatever stands
};
Result<void> correct_disposition(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const AnswerCorrection& in);

// Divides a point that asks several things; each part is answered on its own, and its author is told. No parts: whole
// again. Errors: conflict when it is answered already.
Result<void> divide_point(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const std::vector<std::string>& parts);

// Gives the points on provisions of a round to a chair; "" takes them back. `from`: all that this person had.
struct HandOver {
  std::vector<std::string> wids;
  std::string from, to, note;
};
Result<int> hand_over(Context& ctx, const Viewer& viewer, const std::string& slug, int round, const HandOver& h);

// The author's word on what became of a point. The last one counts; each is an entry of the log.
struct ReactionInput {
  std::string kind, reason;
  std::optional<Instant> at;
};
Result<std::uint64_t> react(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point, const ReactionInput& in);
Result<std::string> reaction_receipt(Context& ctx, const Viewer& viewer, const std::string& slug, const std::string& point);

// What a prepared answer is made on: what the point says, and what the next draft says where it stands.
std::string made_on(const store::Point& p, const std::vector<text::Provision>& next);
// What the next draft says at a provision: hash of its visible words ("" when there is none). `wid` of an earlier draft.
std::string next_words(const std::vector<text::Provision>& next, const std::string& wid);
// The working draft, or the last published one where there is none.
Result<std::vector<text::Provision>> next_text(store::Reader& r, const Viewer& viewer, const std::string& instrument);

}  // namespace accord::app
