// libFuzzer: the reader of Markdown takes any bytes; what it gives is whole: eids differ, parents stand before children.
//
//   clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/readers/read_markdown_fuzz.cc src/text/read*.cc (less tests) \
//     src/text/{eid,provision}.cc src/format/*.cc (less tests) src/base/utf8.cc -lgumbo -lmd4c -lfmt $(pkg-config --libs icu-i18n icu-uc)
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "text/read.h"

using namespace accord;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto draft = text::read_draft({reinterpret_cast<const char*>(data), size}, "x.md");
  if (!draft) {
    if (draft.error().message.empty()) std::abort();
    return 0;
  }
  std::set<std::string> seen{""};
  for (const auto& p : draft->provisions) {
    if (!seen.contains(p.parent) || !seen.insert(p.eid).second) std::abort();
    text::visible_text(p);
  }
  return 0;
}
