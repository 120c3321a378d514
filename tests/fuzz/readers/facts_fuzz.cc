// libFuzzer: whatever stands in provider.yaml, it is refused with a message, or gives a working file that can be published.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "format/yaml.h"
#include "summary/fill.h"
#include "summary/publish.h"
#include "summary/starter.h"

using namespace accord;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto yaml = format::read_yaml(bytes);
  if (!yaml) {
    if (yaml.error().message.empty()) std::abort();
    return 0;
  }
  const auto& t = summary::built_in_template();
  // The same bytes as a card and as Croissant.
  summary::starter(t, summary::from_card(yaml->value, bytes));
  if (const auto croissant = summary::from_croissant(yaml->value)) summary::starter(t, *croissant);
  const auto facts = summary::read_facts(yaml->value, t);
  if (!facts) {
    if (facts.error().message.empty()) std::abort();
    return 0;
  }
  const auto working = summary::fill({}, *facts, t);
  if (working["fields"].size() != t.fields().size() || !summary::publish(working, t)) std::abort();
  return 0;
}
