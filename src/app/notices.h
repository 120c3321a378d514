// What people are told, in words, and what they do with it. Notices hold ids and counts; no word of a point or of a reason
// reaches a page or a mail from here.
#pragma once

#include "app/context.h"
#include "store/notices.h"

namespace accord::app {

struct NoticeWords {
  std::string text;  // "12 of your points of Round 2 were answered with Draft 3."
  std::string href;  // from the root; empty: nowhere
};
// `slug` and `title`: of the notice's instrument.
NoticeWords words_of(const store::Notice& n, const std::string& slug, const std::string& title);

// Those that the viewer was shown: up to and with `until`, so that what came meanwhile stays new.
Result<void> mark_notices_seen(Context& ctx, const Viewer& viewer, Instant until);
// "each", "daily", "none".
Result<void> set_mail_pace(Context& ctx, const Viewer& viewer, const std::string& pace);

}  // namespace accord::app
