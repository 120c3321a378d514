// A file of labels, and a template, from any bytes: refused with what is wrong, or a template that can be filled, published and shown.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "summary/fill.h"
#include "summary/publish.h"
#include "summary/starter.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto other = summary::read_template(bytes)) {
    summary::starter(*other, {});
    for (const auto* f : other->fields())
      if (other->field(f->id) == nullptr) std::abort();
  }
  const auto json = parse_json(bytes);
  if (!json) return 0;
  const auto t = summary::with_labels(summary::built_in_template(), *json);
  if (!t) {
    if (t.error().message.empty()) std::abort();
    return 0;
  }
  if (t->labels_credit.empty() || t->labels_version.empty() || t->fields().size() != 53) std::abort();
  const auto working = summary::fill({}, {}, *t);
  if (!summary::publish(working, *t)) std::abort();
  return 0;
}
