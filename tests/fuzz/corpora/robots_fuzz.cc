// libFuzzer: a robots.txt of any bytes is read; what its rules are said to amount to holds for paths that are tried.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "format/robots.h"

using namespace accord::format;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto split = bytes.find('\0');
  const auto file = bytes.substr(0, split);
  const auto target = robots_target(split == std::string_view::npos ? std::string_view{} : bytes.substr(split + 1));
  must(target.starts_with('/'));
  for (const auto dialect : {RobotsDialect::rfc, RobotsDialect::google}) {
    const Robots robots(file, dialect);
    for (const auto* token : {"*", "GPTBot", "a", ""}) {
      const auto rules = robots.rules_for(token);
      const auto reach = rules.verdict().reach;
      must(rules.allows("/robots.txt"));
      for (const auto& path : {std::string("/"), std::string("/a"), target}) {
        const bool allowed = rules.allows(path);
        must(reach != RobotsReach::whole || !allowed || path == "/robots.txt" || path.find('%') != std::string::npos);
        must(reach != RobotsReach::allowed || allowed);
      }
    }
  }
  return 0;
}
