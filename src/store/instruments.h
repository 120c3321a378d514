// Instruments, their documents and milestones.
#pragma once

#include "store/people.h"

namespace accord::store {

struct Instrument {
  std::string id, slug, title, short_title, language, summary;
  bool example = false;
};
struct Document {
  std::string id, instrument, slug, title, body, licence, credit;  // credit: JSON [{name,url}]
  std::int64_t version = 1;
  Instant recorded_at = 0;
};
struct Milestone {
  std::string id, instrument, sort_date, date_text, precision, title, kind, note, source, reason;
  Instant recorded_at = 0;
  std::optional<Instant> superseded_at;
};
struct Actor {
  std::string id, instrument, name, role, count_text, source;
  std::int64_t position = 0;
};

std::vector<Actor> actors(Reader& r, const Viewer& viewer, const std::string& instrument);
std::vector<Instrument> instruments(Reader& r, const Viewer& viewer);
Result<Instrument> instrument(Reader& r, const Viewer& viewer, const std::string& slug);  // not_found
std::vector<Document> documents(Reader& r, const Viewer& viewer, const std::string& instrument);  // current versions
Result<Document> document(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& slug);
std::vector<Document> document_versions(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& slug);  // oldest first
// Every version, in the order of the dates; those superseded carry when.
std::vector<Milestone> milestones(Reader& r, const Viewer& viewer, const std::string& instrument);

void put_instrument(Writer& w, const Instrument& i);
void put_document(Writer& w, Document d);  // the next version
void put_actor(Writer& w, const Actor& a);
void put_milestone(Writer& w, const Milestone& m);

}  // namespace accord::store
