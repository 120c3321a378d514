// libFuzzer: a head and a chunked body from any bytes. Besides not crashing, cutting the bytes elsewhere must change nothing.
#include <cstdlib>

#include "base/utf8.h"
#include "web/chunked.h"

using namespace accord::web;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

struct Body {
  bool refused = false, done = false;
  std::string text;
  std::size_t taken = 0;
};

Body decode(std::string_view bytes, std::size_t step) {
  ChunkedDecoder decoder(1U << 16U, 1U << 12U);
  Body out;
  std::size_t end = 0;
  for (;;) {
    const auto taken = decoder.decode(bytes.substr(out.taken, end - out.taken), out.text);
    if (!taken) return {true, false, {}, 0};
    out.taken += *taken;
    out.done = decoder.done();
    if (out.done || end == bytes.size()) return out;
    end = std::min(bytes.size(), end + step);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> hosts = {"a"};
  const HeadLimits limits{.head_bytes = 4'096, .line_bytes = 1'024};

  HeadScanner whole;
  const auto found = whole.scan(bytes, limits);
  HeadScanner cut;
  std::expected<std::size_t, Refusal> again = 0;
  for (std::size_t n = 1; n <= size && again && *again == 0; ++n) again = cut.scan(bytes.substr(0, n), limits);
  must(found.has_value() == again.has_value() && (!found || *found == *again));
  std::size_t head_size = 0;
  if (found && *found > 0) {
    head_size = *found;
    Head head;
    if (parse_head(bytes.substr(0, head_size), limits, hosts, head)) {
      must(!(head.chunked && !head.field("content-length").empty()));
      must(same_word(head.host.substr(0, 1), "a"));
      if (const auto request = request_of(head)) must(accord::utf8::first_bad(request->path) == std::string::npos);
    }
  }
  const auto rest = bytes.substr(head_size);
  const auto one = decode(rest, rest.size() + 1);
  const auto two = decode(rest, 1);
  must(one.refused == two.refused && one.done == two.done && one.text == two.text && one.taken == two.taken);
  return 0;
}
