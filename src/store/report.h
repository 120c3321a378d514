// What the feedback report of a round is made of, in few statements and without the words of the points.
#pragma once

#include "drafting/report/report.h"
#include "store/points.h"

namespace accord::store {

struct ReportRows {
  std::vector<drafting::ReportFiler> filers;    // by the instant of filing
  std::vector<drafting::ReportPoint> points;    // in the order of the text
  std::vector<drafting::ReportAnswer> answers;  // published, current
  std::int64_t withdrawn = 0, replaced = 0;     // submissions; filings that a later one replaced
};
// As the public sees the round: the viewer is nobody, whoever asks.
ReportRows report_rows(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& round);

// The points of these ids that the viewer may see, whole, by id.
std::map<std::string, Point> points_by_id(Reader& r, const Viewer& viewer, const std::string& instrument, const std::vector<std::string>& ids);

// The newest checkpoint: what the log held, and when.
struct LogState {
  std::int64_t size = 0;
  std::string root;  // hex
  Instant at = 0;
};
LogState log_state(Reader& r);

}  // namespace accord::store
