#include "text/read_heading.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"

namespace accord::text {
namespace {

struct Tag {
  std::string_view word;
  ProvisionKind kind;
  bool alone;  // names its kind without a number too
};
// English, and the words of the same rank in French and German acts.
constexpr std::array<Tag, 29> tags{{{"part", ProvisionKind::part, false},
                                    {"title", ProvisionKind::part, false},
                                    {"chapter", ProvisionKind::chapter, false},
                                    {"section", ProvisionKind::section, false},
                                    {"subsection", ProvisionKind::section, false},
                                    {"commitment", ProvisionKind::commitment, false},
                                    {"measure", ProvisionKind::measure, false},
                                    {"article", ProvisionKind::article, false},
                                    {"art", ProvisionKind::article, false},
                                    {"recital", ProvisionKind::recital, false},
                                    {"annex", ProvisionKind::annex, true},
                                    {"appendix", ProvisionKind::annex, true},
                                    {"schedule", ProvisionKind::annex, false},
                                    {"paragraph", ProvisionKind::paragraph, false},
                                    {"definition", ProvisionKind::definition, false},
                                    {"partie", ProvisionKind::part, false},
                                    {"chapitre", ProvisionKind::chapter, false},
                                    {"engagement", ProvisionKind::commitment, false},
                                    {"mesure", ProvisionKind::measure, false},
                                    {"considérant", ProvisionKind::recital, false},
                                    {"annexe", ProvisionKind::annex, true},
                                    {"teil", ProvisionKind::part, false},
                                    {"kapitel", ProvisionKind::chapter, false},
                                    {"abschnitt", ProvisionKind::section, false},
                                    {"verpflichtung", ProvisionKind::commitment, false},
                                    {"maßnahme", ProvisionKind::measure, false},
                                    {"artikel", ProvisionKind::article, false},
                                    {"erwägungsgrund", ProvisionKind::recital, false},
                                    {"anhang", ProvisionKind::annex, true}}};

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower_letter(char c) { return c >= 'a' && c <= 'z'; }

int roman(std::string_view s) {
  constexpr std::string_view letters = "IVXLCDM";
  constexpr std::array<int, 7> values{1, 5, 10, 50, 100, 500, 1000};
  int total = 0, last = 0;
  for (std::size_t i = s.size(); i-- > 0;) {
    const char c = lower_letter(s[i]) ? static_cast<char>(s[i] - 32) : s[i];
    const auto k = letters.find(c);
    if (k == std::string_view::npos) return 0;
    total += values[k] < last ? -values[k] : values[k];
    last = std::max(last, values[k]);
  }
  return total;
}

// Length of one component of a number at the start of `s`: "53a", "IV", "B"; 0 when there is none.
std::size_t component(std::string_view s, bool lower_too) {
  std::size_t n = 0;
  while (n < s.size() && digit(s[n])) ++n;
  if (n > 4) return 0;
  if (n > 0) {
    if (n < s.size() && lower_letter(s[n]) && (n + 1 == s.size() || (!lower_letter(s[n + 1]) && !upper(s[n + 1])))) ++n;
    return n;
  }
  while (n < s.size() && (upper(s[n]) || (lower_too && lower_letter(s[n])))) ++n;
  if (n == 1 || (n > 1 && n < 8 && roman(s.substr(0, n)) > 0)) return n;
  return 0;
}

// Length of a dotted number at the start of `s`, final dot not counted.
std::size_t dotted(std::string_view s, bool lower_too = false) {
  std::size_t n = component(s, lower_too);
  while (n > 0 && n + 1 < s.size() && s[n] == '.') {
    const auto more = component(s.substr(n + 1), lower_too);
    if (more == 0) break;
    n += 1 + more;
  }
  // A number ends at a sign or a space, not inside a word.
  if (n < s.size()) {
    const auto c = static_cast<unsigned char>(s[n]);
    if (digit(s[n]) || upper(s[n]) || lower_letter(s[n]) || (c >= 0x80 && !s.substr(n).starts_with("\xC2\xB7") && !s.substr(n).starts_with("\xE2\x80") && !s.substr(n).starts_with("\xC2\xA0")))
      return 0;
  }
  return n;
}

constexpr std::array<std::string_view, 10> separators{" ", ":", ".", "-", "|", ")", "\xC2\xB7", "\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xA0"};

std::string_view skip_separators(std::string_view s) {
  for (bool more = true; more;) {
    more = false;
    for (const auto sep : separators)
      if (s.starts_with(sep)) s.remove_prefix(sep.size()), more = true;
  }
  return s;
}

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool before = at == 0 || !lower_letter(text[at - 1]);
    const bool after = at + word.size() == text.size() || !lower_letter(text[at + word.size()]);
    if (before && after) return true;
  }
  return false;
}

Matter matter_of(std::string_view title) {
  const std::string t = utf8::lower(title);
  const auto starts = [&](auto... words) { return (... || t.starts_with(words)); };
  const auto has = [&](auto... words) { return (... || has_word(t, words)); };
  if (has("frequently asked questions", "questions and answers", "faq", "q&a")) return Matter::questions;
  if (starts("note", "introductory note", "explanatory", "explainer", "disclaimer", "foreword", "opening statement", "editor", "about this"))
    return Matter::note;
  if (has("recitals") || starts("whereas") || t == "preamble") return Matter::recitals;
  if (has("glossary", "definitions")) return Matter::definitions;
  if (t == "form" || starts("form ") || t.ends_with(" form")) return Matter::form;
  return Matter::rules;
}

}  // namespace

HeadingWords read_heading(std::string_view text) {
  HeadingWords out;
  const std::string lowered = utf8::lower(text);
  for (const Tag& tag : tags) {
    if (!lowered.starts_with(tag.word)) continue;
    // Lower-casing keeps the length of the words of the table.
    std::string_view rest = text.substr(std::min(tag.word.size(), text.size()));
    if (!rest.empty() && (lower_letter(rest[0]) || upper(rest[0]) || digit(rest[0]) || (static_cast<unsigned char>(rest[0]) >= 0x80 && !rest.starts_with("\xC2\xB7") && !rest.starts_with("\xE2\x80") && !rest.starts_with("\xC2\xA0"))))
      continue;
    std::string_view after = rest;
    if (after.starts_with(". ")) after.remove_prefix(1);
    while (after.starts_with(' ') || after.starts_with("\xC2\xA0")) after.remove_prefix(after[0] == ' ' ? 1 : 2);
    const bool bracket = after.starts_with('(');
    const auto n = dotted(after.substr(bracket ? 1 : 0), bracket);
    if (n > 0 && rest.size() != after.size()) {
      out.number = after.substr(bracket ? 1 : 0, n);
      after.remove_prefix(n + (bracket ? 1 : 0));
    } else if (!tag.alone || skip_separators(rest).size() == utf8::trim(rest).size()) {
      // "Measures to come" is a title; "Annex: Template" and "Annex" are annexes.
      if (!(tag.alone && rest.empty())) continue;
    }
    out.kind = tag.kind;
    out.tag = text.substr(0, tag.word.size());
    out.title = skip_separators(after);
    return out;
  }
  const bool bracket = text.starts_with('(');
  const auto n = dotted(text.substr(bracket ? 1 : 0), bracket);
  if (n > 0) {
    const auto number = text.substr(bracket ? 1 : 0, n);
    const auto after = text.substr(n + (bracket ? 1 : 0));
    const bool digits = std::all_of(number.begin(), number.end(), digit);
    const bool named = after.starts_with('.') || after.starts_with(')') || after.starts_with(':');
    if (named || number.find('.') != std::string_view::npos || (digits && number.size() < 4)) {
      out.number = number;
      out.title = skip_separators(after);
      out.kind = ProvisionKind::section;
      out.matter = matter_of(out.title);
      return out;
    }
  }
  out.title = text;
  out.matter = matter_of(text);
  return out;
}

LeadingNumber bracketed_number(std::string_view text) {
  if (!text.starts_with('(')) return {};
  const auto n = component(text.substr(1), true);
  if (n == 0 || text.substr(1 + n, 1) != ")") return {};
  std::size_t end = n + 2;
  if (end < text.size() && text[end] != ' ' && text[end] != '\t' && text[end] != '\n') return {};
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  return {end, std::string(text.substr(1, n))};
}

std::string list_number(int ordinal, char style) {
  if (style == 'a' || style == 'A') {
    std::string out;
    for (int n = ordinal; n > 0; n = (n - 1) / 26) out.insert(out.begin(), static_cast<char>(style + (n - 1) % 26));
    return out;
  }
  if (style == 'i' || style == 'I') {
    constexpr std::array<std::pair<int, std::string_view>, 13> steps{
        {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}}};
    std::string out;
    int n = std::min(ordinal, 3999);
    for (const auto& [value, letters] : steps)
      for (; n >= value; n -= value) out += letters;
    if (style == 'I') std::transform(out.begin(), out.end(), out.begin(), [](char c) { return static_cast<char>(c - 32); });
    return out;
  }
  return std::to_string(ordinal);
}

int ordinal_of(std::string_view s) {
  if (s.empty() || s.size() > 7) return 0;
  if (std::all_of(s.begin(), s.end(), digit)) return std::stoi(std::string(s));
  if (const int r = roman(s); r > 0 && (s.size() > 1 || s == "I" || s == "V" || s == "X" || s == "i")) return r;
  if (s.size() == 1 && lower_letter(s[0])) return s[0] - 'a' + 1;
  if (s.size() == 1 && upper(s[0])) return s[0] - 'A' + 1;
  return 0;
}

}  // namespace accord::text
