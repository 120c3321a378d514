// Drafts, their provisions and lineage, and the rounds on them.
//
// A working draft is seen by chairs and the secretariat alone; for everybody else it does not exist.
#pragma once

#include "drafting/round/deadline.h"
#include "store/people.h"
#include "text/lineage.h"

namespace accord::store {

struct Draft {
  std::string id, instrument;
  int number = 0;
  std::string title, kind = "draft", language = "en", note, source_name, source_hash;
  std::string doubts = "[]", left_out = "[]";  // JSON, of the reading
  std::string hash;                            // empty until published
  Instant published_at = 0;                    // 0: working
  std::int64_t log_index = -1;
  Instant recorded_at = 0;
  [[nodiscard]] bool published() const { return published_at != 0; }
};

// A lineage edge by eIds, as stored.
struct Edge {
  text::ChangeKind kind{};
  std::vector<std::string> old_eids, new_eids;
  double score = 1;
  bool by_hand = false;
};

struct RoundRow {
  drafting::Round round;  // with its current deadline
  std::string instrument, draft_id;
};
struct DeadlineRow {
  drafting::Deadline deadline;
  std::string reason;
  Instant recorded_at = 0;
  std::optional<Instant> superseded_at;
  std::int64_t log_index = -1;
};

std::vector<Draft> drafts(Reader& r, const Viewer& viewer, const std::string& instrument);  // by number; without provisions
Result<Draft> draft(Reader& r, const Viewer& viewer, const std::string& instrument, int number);
std::vector<text::Provision> provisions(Reader& r, const Viewer& viewer, const Draft& draft);
std::vector<Edge> lineage(Reader& r, const Viewer& viewer, const Draft& draft);  // from the draft before; empty for the first
// The places of one provision through the drafts that the viewer may see, oldest first.
struct Appearance {
  int draft = 0;
  text::Provision provision;
};
std::vector<Appearance> appearances(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& wid);

std::vector<RoundRow> rounds(Reader& r, const Viewer& viewer, const std::string& instrument);
Result<RoundRow> round(Reader& r, const Viewer& viewer, const std::string& instrument, int number);
std::vector<DeadlineRow> deadlines(Reader& r, const Viewer& viewer, const std::string& round);  // oldest first

void put_draft(Writer& w, const Draft& d);  // supersedes the current version of that id
void put_provisions(Writer& w, const std::string& draft, const std::vector<text::Provision>& provisions);  // supersedes them all
void put_lineage(Writer& w, const std::string& draft, const std::string& previous, const std::vector<Edge>& edges);
void drop_working_draft(Writer& w, const std::string& id);  // its rows stay, superseded
void put_round(Writer& w, const RoundRow& round);
void put_deadline(Writer& w, const std::string& round, const drafting::Deadline& d, const std::string& reason, const std::string& by, std::int64_t log_index);

std::vector<Edge> to_edges(const std::vector<text::Change>& changes, const std::vector<text::Provision>& before, const std::vector<text::Provision>& after);
std::vector<text::Change> to_changes(const std::vector<Edge>& edges, const std::vector<text::Provision>& before, const std::vector<text::Provision>& after);

}  // namespace accord::store
