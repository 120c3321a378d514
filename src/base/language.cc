#include "base/language.h"

#include <unicode/locid.h>

#include <map>

#include "base/utf8.h"

namespace accord {

namespace {

std::string to_utf8(const icu::UnicodeString& s) {
  std::string out;
  return s.toUTF8String(out);
}

std::string name_of(const char* code) {
  icu::UnicodeString name;
  icu::Locale(code).getDisplayLanguage(icu::Locale::getEnglish(), name);
  return to_utf8(name);
}

// ISO codes of two and three letters, and names in lower case, to the code.
const std::map<std::string, std::string, std::less<>>& known() {
  static const auto* all = [] {
    auto* m = new std::map<std::string, std::string, std::less<>>;
    for (const char* const* code = icu::Locale::getISOLanguages(); *code != nullptr; ++code) {
      m->try_emplace(*code, *code);
      if (const std::string three = icu::Locale(*code).getISO3Language(); !three.empty()) m->try_emplace(three, *code);
      m->try_emplace(utf8::lower(name_of(*code)), *code);
    }
    return m;
  }();
  return *all;
}

}  // namespace

std::string language_name(std::string_view code) {
  const auto name = name_of(std::string(code).c_str());
  return name.empty() ? std::string(code) : name;
}

std::optional<std::string> language_code(std::string_view code_or_name) {
  const auto find = [](std::string_view s) {
    const auto it = known().find(s);
    return it == known().end() ? std::nullopt : std::optional(it->second);
  };
  const auto lower = utf8::lower(code_or_name);
  if (auto whole = find(lower)) return whole;
  const auto primary = std::string_view(lower).substr(0, lower.find_first_of("-_"));
  return primary.size() == 2 || primary.size() == 3 ? find(primary) : std::nullopt;
}

}  // namespace accord
