// libFuzzer: every signal of a site is read from any bytes; what comes out is short and printable.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "format/reservation.h"

using namespace accord::format;

namespace {

void short_and_printable(const Reservation& r) {
  if (r.why.size() > Reservation::longest_why) std::abort();
  for (const char c : r.why)
    if (c < 0x20 || c >= 0x7f) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const std::vector<std::string> labels = {"train-ai", "ai-train", "all"};
  short_and_printable(read_tdm_value(bytes));
  short_and_printable(read_tdm_meta(bytes));
  short_and_printable(read_content_usage(bytes, labels));
  short_and_printable(read_content_signal(bytes, labels));
  short_and_printable(read_ai_txt(bytes));
  const Robots robots(bytes);
  short_and_printable(read_robots_lines(robots, "content-usage", labels));
  short_and_printable(read_robots_lines(robots, "content-signal", labels));
  if (const auto r = read_tdmrep(bytes)) short_and_printable(*r);
  if (const auto r = read_rsl(bytes, labels)) short_and_printable(*r);
  return 0;
}
