#include "web/shard.h"

#include <chrono>

namespace accord::web {

Instant steady_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Shard::write_tail(std::string& out, int minor, bool keep_alive) {
  const Instant now = common.clock();
  if (const auto at = now / second; at != date_second_) {
    date_second_ = at;
    date_ = "Date: " + http_date(now) + "\r\n";
  }
  out.assign(date_);
  // Each version's own default needs no word (RFC 9112 section 9.3).
  if (!keep_alive) out.append("Connection: close\r\n");
  if (keep_alive && minor == 0) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
}

}  // namespace accord::web
