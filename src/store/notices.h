// What people are told of: notices, and how they want their mail.
#pragma once

#include "store/people.h"

namespace accord::store {

struct Notice {
  std::string id, person, instrument, kind, data;  // kind: answered, divided, replied, handed-over, second-reader; data: JSON
  Instant recorded_at = 0;
  std::optional<Instant> seen_at;
};
std::vector<Notice> notices(Reader& r, const Viewer& viewer, int limit);  // one's own, newest first
std::int64_t unseen(Reader& r, const Viewer& viewer);
std::string mail_pace(Reader& r, const Viewer& viewer);  // "each", "daily", "none"

void add_notice(Writer& w, const Notice& n);
std::int64_t mark_seen(Writer& w, const std::string& person, Instant until);
void put_mail_pace(Writer& w, const std::string& person, const std::string& pace);

// What the post takes next: notices of people who want mail and have an address, gathered by person; those of "daily" only
// when the oldest is a day old. The program's own doing, so no viewer.
struct Post {
  std::string person, name, email;
  std::vector<Notice> notices;
};
std::vector<Post> post(Reader& r, Instant now);
void mark_mailed(Writer& w, const std::vector<std::string>& notices);

}  // namespace accord::store
