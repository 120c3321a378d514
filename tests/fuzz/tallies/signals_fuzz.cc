// libFuzzer: a table of crawlers and signals of any bytes is refused, or every crawler of it has a name that robots.txt can have.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "summary/optouts/signals.h"

using namespace accord::summary::optouts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = read_signals({reinterpret_cast<const char*>(data), size});
  if (!table) return 0;
  if (table->tokens.empty() || table->signals.size() != signal_count) std::abort();
  for (const auto& t : table->tokens)
    if (t.token.empty() || t.token.find_first_of(" \t\r\n:#/") != std::string::npos) std::abort();
  return 0;
}
