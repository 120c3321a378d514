// One way for a verb to put contents on the log: the commitment into an entry, salt and content into their rows.
#pragma once

#include "record/entry.h"
#include "store/database.h"

namespace accord::app {

struct Content {
  std::string subject;  // "point:ID", "draft:ID" ...
  std::string bytes;    // canonical, of record/content.h
};
// One entry for the content; gives its index.
std::int64_t append_content(store::Writer& w, record::EntryKind kind, const std::string& subject, const std::string& bytes);
// All in one entry: what is filed together is one act (ADR 3). At most record::max_commitments.
std::int64_t append_together(store::Writer& w, record::EntryKind kind, const std::vector<Content>& contents);
// As many entries as are needed; gives the index for each content.
std::vector<std::int64_t> append_contents(store::Writer& w, record::EntryKind kind, const std::vector<Content>& contents);

}  // namespace accord::app
