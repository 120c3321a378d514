// The contents that entries commit to: one canonical encoding for each kind of published or received
// thing. A receipt's owner reads these bytes, so they use the nouns of the field.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "drafting/point/point.h"
#include "drafting/round/deadline.h"
#include "text/provision.h"

namespace accord::record {

// Each is canonical JSON (base/json.h) with "what" and only what the thing itself says. A point's
// content names neither its author nor its submission, so that one point alone can be proven.
std::string point_content(const std::string& point_id, int draft, const drafting::PointText& point);
struct Author {
  std::string filing;        // id of this version of the submission
  std::string person, name;
  std::string organisation, organisation_name;
  std::string category;
  int round = 0;
  int version = 0;
  Instant filed_at = 0;
  bool late = false;
  std::string letter;
  std::string notice_version;
  bool consent_to_publish = false;
};
std::string author_content(const Author& author);
std::string withdrawal_content(const std::string& filing, int version, Instant at);
std::string draft_content(const std::string& instrument, int number, const std::string& title, Instant published, const std::string& text_hash,
                          int corrects = 0);  // the number of the draft that was found wrong
std::string deadline_content(const std::string& instrument, int round, const drafting::Deadline& deadline, const std::string& reason);

struct DispositionSaid {
  std::string disposition, point;
  int part = 0, version = 1;  // part 0: the whole point
  std::string outcome, reason;
  std::vector<std::string> changes;  // wIds
  int draft = 0;                     // with which it was published; 0: on its own, a correction
  Instant published = 0;
};
std::string disposition_content(const DispositionSaid& d);
std::string reaction_content(const std::string& point, const std::string& disposition, const std::string& reaction, const std::string& reason, Instant at);
// A placement that a person confirmed or made. `provision`: eId in the draft, empty where the words are gone.
std::string placement_content(const std::string& point, int draft, const std::string& kind, const std::string& provision, const std::optional<text::Anchor>& anchor);

// The hash of a draft: SHA-256 over the canonical JSON of its provisions in order, in hex. Published
// with the draft, so that anybody can recompute it from the JSON of the page.
std::string draft_hash(const std::vector<text::Provision>& provisions);

}  // namespace accord::record
