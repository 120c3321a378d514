#include "store/notices.h"

namespace accord::store {
namespace {
Notice notice_from(const Row& x) { return {x.text(0), x.text(1), x.text(2), x.text(3), x.text(4), x.integer(5), x.maybe_integer(6)}; }
constexpr std::string_view columns = "SELECT n.id, n.person, n.instrument, n.kind, n.data, n.recorded_at, n.seen_at";
}  // namespace

std::vector<Notice> notices(Reader& r, const Viewer& viewer, int limit) {
  std::vector<Notice> out;
  for (const Row& x : r.rows(std::string(columns) + " FROM notice n WHERE n.person = ? ORDER BY n.recorded_at DESC, n.id LIMIT ?", {viewer.person, std::int64_t{limit}})) out.push_back(notice_from(x));
  return out;
}

std::int64_t unseen(Reader& r, const Viewer& viewer) { return r.row("SELECT COUNT(*) FROM notice WHERE person = ? AND seen_at IS NULL", {viewer.person})->integer(0); }

std::string mail_pace(Reader& r, const Viewer& viewer) {
  const auto x = r.row("SELECT pace FROM mail_preference WHERE person = ? AND superseded_at IS NULL", {viewer.person});
  return x ? x->text(0) : "daily";
}

void add_notice(Writer& w, const Notice& n) {
  w.execute("INSERT INTO notice (id, person, instrument, kind, data, recorded_at) VALUES (?, ?, ?, ?, ?, ?)", {n.id, n.person, n.instrument, n.kind, n.data, w.now()});
}

std::int64_t mark_seen(Writer& w, const std::string& person, Instant until) {
  return w.execute("UPDATE notice SET seen_at = ? WHERE person = ? AND seen_at IS NULL AND recorded_at <= ?", {w.now(), person, until});
}

void put_mail_pace(Writer& w, const std::string& person, const std::string& pace) {
  w.execute("UPDATE mail_preference SET superseded_at = ? WHERE person = ? AND superseded_at IS NULL", {w.now(), person});
  w.execute("INSERT INTO mail_preference (person, pace, recorded_at) VALUES (?, ?, ?)", {person, pace, w.now()});
}

std::vector<Post> post(Reader& r, Instant now) {
  std::vector<Post> out;
  r.each(std::string(columns) + ", q.name, q.email, COALESCE(m.pace, 'daily') FROM notice n JOIN person q ON q.id = n.person AND q.superseded_at IS NULL AND q.email IS NOT NULL "
             "LEFT JOIN mail_preference m ON m.person = n.person AND m.superseded_at IS NULL WHERE n.mailed_at IS NULL AND COALESCE(m.pace, 'daily') <> 'none' ORDER BY n.person, n.recorded_at LIMIT 10000",
         {}, [&](const Row& x) {
           const std::string person = x.text(1);
           if (out.empty() || out.back().person != person) {
             // The oldest comes first: a digest goes out when it has waited a day.
             if (x.text(9) == "daily" && now - x.integer(5) < day) return true;
             out.push_back({person, x.text(7), x.text(8), {}});
           }
           out.back().notices.push_back(notice_from(x));
           return true;
         });
  return out;
}

void mark_mailed(Writer& w, const std::vector<std::string>& notices) {
  for (const auto& id : notices) w.execute("UPDATE notice SET mailed_at = ? WHERE id = ?", {w.now(), id});
}

}  // namespace accord::store
