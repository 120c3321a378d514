// The language and the characters of a text of any bytes: CLD2 is not led beyond its end, and characters are those of a plain count.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "corpus/language.h"
#include "summary/languages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord;
  const std::string text(reinterpret_cast<const char*>(data), size);  // of its own, so that its end is guarded
  const auto found = corpus::language_of(text);
  const auto code = summary::language_code(found.code);
  if (code.size() < 2 || code.size() > 8 || code != summary::language_code(code)) std::abort();
  if (!summary::language_code(text).size()) std::abort();
  std::uint64_t plain = 0;
  for (std::size_t i = 0; i < size; i++) plain += (data[i] & 0xC0U) != 0x80 ? 1 : 0;
  if (corpus::count_characters(text) != plain) std::abort();
  return 0;
}
