// Writing points, filing the whole, replacing and withdrawing it, and the receipt.
#pragma once

#include "app/context.h"
#include "record/receipt.h"
#include "store/points.h"

namespace accord::app {

// A point as it comes in. `quote` is looked up in the provision and must be found there exactly once,
// or once with the help of `start` (code points of the visible text).
struct PointInput {
  std::string id;  // empty: a new one
  std::string provision, quote;
  std::optional<std::size_t> start;
  std::string type = "general", stance = "amend", text, replacement, visibility = "everyone";
  std::optional<std::string> organisation;  // for whom the submission speaks; absent: as it is
};
struct SavedPoint {
  std::string id, submission;
};
// Adds or replaces a point of the viewer's submission in the round; the submission is made when missing.
Result<SavedPoint> save_point(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int round, const PointInput& p);
Result<void> drop_point(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int round, const std::string& id);
// `organisation` is the viewer's own of this instrument, or empty: alone.
Result<void> save_letter(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int round, const std::string& letter, const std::string& organisation);

struct FilingInput {
  std::string idempotency_key;  // 8 to 100 characters, chosen by the client
  std::optional<std::string> letter, organisation;   // absent: as saved
  std::optional<std::vector<PointInput>> points;     // absent: as saved; present: these instead
  bool consent = false;
  std::string notice_version;   // of the privacy notice that the author was shown
  Instant arrived = 0;          // when the last byte came in (P4)
  std::optional<Instant> at;    // the demo's past
};
struct Filed {
  std::string filing;
  int version = 0;
  bool late = false, repeated = false;  // repeated: this key had filed before
  std::uint64_t index = 0;
};
// Nothing is acknowledged before it is durable and in the log (P2). The same key gives the same filing.
Result<Filed> file_submission(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int round, const FilingInput& in);
Result<Filed> withdraw_submission(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int round, const std::string& idempotency_key, Instant arrived);

// The receipt of one's own filing, the same bytes each time; of one point alone when `point` is given.
Result<std::string> receipt(Context& ctx, const Viewer& viewer, const std::string& filing, const std::string& point = {});

// The version of a document, as receipts name it: "privacy-2".
Result<std::string> current_notice(store::Reader& r, const Viewer& viewer, const std::string& instrument);

// A ticket for whoever was turned away with 503: arrived then, may file within ten minutes.
constexpr Instant ticket_length = 10 * minute;
std::string make_ticket(const Context& ctx, std::string_view credential, std::string_view path, Instant arrived);
// The instant that a good ticket stands for; nullopt for any other.
std::optional<Instant> check_ticket(const Context& ctx, std::string_view ticket, std::string_view credential, std::string_view path, Instant now);

// What the words of a submission hash to: shows whether something changed since it was filed.
std::string state_hash(const std::string& letter, const std::string& organisation, const std::vector<store::DraftPoint>& points);

}  // namespace accord::app
