// A draft from its file to publication: read, corrected, paired with the one before, published.
#pragma once

#include "app/context.h"
#include "store/drafts.h"

namespace accord::app {

struct NewDraft {
  std::string file_name, bytes;
  std::string title;  // empty: "Draft N"
  std::string note;
};
// Reads the file into the instrument's working draft (the next number), replacing what was there.
Result<store::Draft> import_draft(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, const NewDraft& n);

// What the secretariat may mend in a working draft. Absent fields stay.
struct Correction {
  std::string eid;
  std::optional<std::string> kind, number, heading, parent;  // parent: an eid, "" for the top
};
Result<void> correct_provision(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int number, const Correction& c);
Result<void> rename_draft(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int number, const std::string& title, const std::string& note);
// Says by hand which old provisions the new one continues: none makes it new.
Result<void> pair_provision(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int number, const std::string& new_eid, const std::vector<std::string>& old_eids);
// Takes a pairing by hand back.
Result<void> unpair_provision(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int number, const std::string& new_eid);
Result<void> discard_draft(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int number);

Result<void> extend_deadline(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, int round, const std::string& closes_local, const std::string& reason);

}  // namespace accord::app
