// A working file, its file of domains, and a published one, from any bytes: refused, or published; what is published is read back.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "summary/check/own.h"
#include "summary/publish.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto split = bytes.find('\0');
  const auto working = parse_json(bytes.substr(0, split));
  if (!working) return 0;
  (void)summary::check::lines_of_own(*working);
  (void)summary::domain_file(*working);
  const auto out = summary::publish(*working, summary::built_in_template(), split == std::string_view::npos ? "" : bytes.substr(split + 1));
  if (!out) {
    if (out.error().message.empty()) std::abort();
    return 0;
  }
  if (!summary::check::lines_of_own(out->summary)) std::abort();
  (void)out->summary.dump(-1, ' ', false, Json::error_handler_t::replace);
  return 0;
}
