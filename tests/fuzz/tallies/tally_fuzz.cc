// libFuzzer: a tally from any bytes is refused, or is read within caps; what passes its own check can be merged with nothing and keeps its digest.
// Hashes would keep the fuzzer outside, so rows and head are also read without them.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "summary/groups.h"
#include "summary/join.h"
#include "summary/tally.h"
#include "summary/tally_test_help.h"

using namespace accord;
using namespace accord::summary;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto content = std::make_shared<test::MemoryContent>(bytes);
  if (const auto file = TallyFile::open(content); file && file->verify()) {
    test::MemoryScratch scratch;
    std::string again;
    test::MemoryOutput out(again);
    const auto merged = merge(std::span(&*file, 1), scratch, out);
    must(merged && merged->digest == file->totals().digest);
  }
  if (const auto head = read_head(bytes)) must(head_text(*head) == bytes);
  for (const auto section : {Section::domains, Section::fingerprints}) {
    std::string_view rest = bytes;
    std::string written;
    Group group;
    while (take_group(section, rest, group)) put_group(written, group);
    must(written == bytes.substr(0, written.size()));  // one encoding for one row
    BlockCursor cursor(content, section, 0, {.stored = size}, 4, false);
    for (auto more = cursor.next(group); more && *more; more = cursor.next(group)) {
    }
  }
  return 0;
}
