// Publication: a draft, the answers prepared for the round that it takes account of, and the place of every earlier point in
// it become public in one act, at one instant (P4). And the gate before it.
#pragma once

#include "app/context.h"
#include "store/answers.h"
#include "store/drafts.h"
#include "store/instruments.h"
#include "store/placements.h"

namespace accord::app {

// What stands between a round and the draft that takes account of it.
struct Gate {
  int round = 0;
  store::Standing standing;       // of this round and those before it
  std::vector<store::PreparedOn> stale;  // prepared against words that changed since: to be confirmed
  std::vector<int> still_open;    // rounds up to this one that take submissions
  [[nodiscard]] bool passes() const { return still_open.empty() && standing.open() == 0 && standing.waiting == 0; }
};
Gate gate(store::Reader& r, const Viewer& viewer, const store::Instrument& i, const store::RoundRow& round);
// Of a prepared answer: what it was made on and is no longer. `next`: the text as it stands.
enum class Stale { no, text, point };
Stale is_stale(const store::Disposition& d, const store::Point& p, const std::vector<text::Provision>& next);

struct NewRound {
  std::string closes_local, zone = "Europe/Brussels", rule = "end of day, Brussels", late_policy = "refuse";
};
struct Publication {
  std::string title;                      // empty: as it is
  std::optional<std::string> note;        // absent: as it is
  std::string expected_hash;              // of the working text as it was reviewed; empty: whatever stands
  std::optional<int> takes_account_of;    // the number of a round: refused while the gate is shut
  bool stale_hold = false;                // answers whose words changed since go out as they are; else they shut the gate
  bool corrects = false;                  // the draft before it was found wrong; the note says what was
  std::optional<NewRound> round;          // opens at the same instant (P4)
  std::optional<Instant> at;              // the demo's past; else now
};
// Chairs and the secretariat. Errors: unprocessable with the number of open points.
Result<store::Draft> publish_draft(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int number, const Publication& p);

// The hash of a draft's text as it stands: what a publication is held to.
std::string draft_text_hash(store::Reader& r, const Viewer& viewer, const store::Draft& draft);

}  // namespace accord::app
