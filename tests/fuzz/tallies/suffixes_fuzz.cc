// libFuzzer: an address of any bytes gives a domain that a name server could be asked for, that stands in the host, and is its own domain; a list of
// suffixes of any bytes is read or refused.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "summary/suffixes.h"

using namespace accord;
using namespace accord::summary;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void try_url(const Suffixes& list, std::string_view url) {
  std::string room, host_room, again_room;
  const std::string domain(list.domain(url, room));
  if (domain.empty()) return;
  must(domain.size() <= 255);
  must(domain.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.[:]") == std::string::npos);
  must(Suffixes::host(url, host_room).ends_with(domain));
  must(list.domain("http://" + domain, again_room) == domain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const auto list = Suffixes::read("// ===BEGIN ICANN DOMAINS===\ncom\nuk\nco.uk\n*.ck\n!www.ck\n", SuffixSection::all, "").value();
  try_url(list, bytes);
  try_url(list, "http://" + std::string(bytes));
  const auto split = bytes.find('\0');
  if (const auto other = Suffixes::read("// ===BEGIN ICANN DOMAINS===\n" + std::string(bytes.substr(0, split)), SuffixSection::all, ""); other && split != std::string_view::npos)
    try_url(*other, bytes.substr(split + 1));
  return 0;
}
