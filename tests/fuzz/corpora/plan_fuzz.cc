// corpus.toml from any bytes: it is refused with what is wrong and in which line, or gives sources that can be scanned.
#include <cstdint>
#include <cstdlib>

#include "corpus/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord;
  const auto plan = corpus::read_plan({reinterpret_cast<const char*>(data), size}, "corpus.toml",
                                      [](const std::vector<std::string>& named, const std::filesystem::path&) -> Result<std::vector<corpus::InputFile>> {
                                        if (named.empty()) std::abort();
                                        return {};
                                      });
  if (!plan) {
    if (plan.error().message.empty() || plan.error().place.find("line") == std::string::npos) std::abort();
    return 0;
  }
  if (plan->sources.empty()) std::abort();
  for (const auto& s : plan->sources)
    if (s.source.name.empty()) std::abort();
  return 0;
}
