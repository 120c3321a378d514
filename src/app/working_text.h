// The next text, written in place: the working draft begins as a copy of the last published one, and each act changes one
// provision of it. Chairs, vice-chairs and the secretariat see and write it; who continues whom (lineage) is kept by the
// wIds, so that an act never makes an old provision look new.
#pragma once

#include "app/context.h"
#include "store/drafts.h"

namespace accord::app {

// A copy of the last published draft as the next working one. Errors: conflict when there is one already.
Result<store::Draft> start_next_text(Context& ctx, const Viewer& viewer, const std::string& slug);

// `seen`: hash of the provision's words as the page showed them (provision_hash); another value is a conflict.
struct ProvisionText {
  std::string number, heading, body;
};
std::string provision_hash(const text::Provision& p);
Result<void> edit_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int draft, const std::string& eid, const ProvisionText& t, const std::string& seen);
// Behind `after` and all below it, with the same parent; as its first child when `inside`. Gives the new eId.
Result<std::string> add_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int draft, const std::string& after, bool inside, const std::string& kind, const ProvisionText& t);
// With everything below it.
Result<void> delete_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int draft, const std::string& eid, const std::string& seen);
// With everything below it; behind `after` and all below that, with its parent, or as its first child.
Result<void> move_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int draft, const std::string& eid, const std::string& after, bool inside);
// The body is divided where a line of "---" stands; the second half becomes a provision of the same kind behind it.
Result<void> split_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int draft, const std::string& eid, const ProvisionText& first, const ProvisionText& second, const std::string& seen);
// Into the provision before it of the same parent, whose body then is `t.body`.
Result<void> merge_provision(Context& ctx, const Viewer& viewer, const std::string& slug, int draft, const std::string& eid, const ProvisionText& t, const std::string& seen);

}  // namespace accord::app
