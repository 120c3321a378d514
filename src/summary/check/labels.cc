#include "summary/check/labels.h"

#include <fmt/format.h>
#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "summary/check/words.h"

namespace accord::summary::check {

namespace {

// Every array of strings below `value` as a list named by its keys: "size.less".
void flatten(const Json& value, const std::string& name, Language& language) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) flatten(inner, name.empty() ? key : name + "." + key, language);
  } else if (value.is_array()) {
    auto& list = language.lists[name];
    for (const auto& item : value)
      if (item.is_string()) list.push_back(folded(item.get<std::string>()));
  }
}

void add_labels(const Json& names, const std::string& id, bool section, bool brief, Language& language) {
  for (const auto& name : names) {
    Label label{id, section, brief, folded(name.get<std::string>()), {}, 0};
    for (const auto& word : words_of(label.folded_text)) {
      const auto [it, fresh] = language.vocabulary.emplace(word.stem, static_cast<int>(language.vocabulary.size()));
      if (std::ranges::find(label.stems, it->second) == label.stems.end()) label.stems.push_back(it->second);
    }
    std::ranges::sort(label.stems);
    if (!label.stems.empty()) language.labels.push_back(std::move(label));
  }
}

// From the Unicode locale data: "month.1" to "month.12", and "language_names".
void add_calendar_and_languages(Language& language) {
  const icu::Locale locale(language.code.c_str());
  UErrorCode status = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(locale, status);
  if (U_FAILURE(status) != 0) return;
  const auto add = [&](const std::string& list, const icu::UnicodeString& name) {
    std::string utf8;
    name.toUTF8String(utf8);
    utf8 = folded(utf8);
    while (utf8.ends_with('.')) utf8.pop_back();
    auto& names = language.lists[list];
    if (!utf8.empty() && std::ranges::find(names, utf8) == names.end()) names.push_back(std::move(utf8));
  };
  for (const auto context : {icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::STANDALONE})
    for (const auto width : {icu::DateFormatSymbols::WIDE, icu::DateFormatSymbols::ABBREVIATED}) {
      int count = 0;
      const icu::UnicodeString* months = symbols.getMonths(count, context, width);
      for (int n = 0; n < count && n < 12; ++n) add("month." + std::to_string(n + 1), months[n]);
    }
  for (const char* const* code = icu::Locale::getISOLanguages(); *code != nullptr; ++code) {
    if (std::string_view(*code).size() != 2) continue;
    icu::UnicodeString name;
    icu::Locale(*code).getDisplayLanguage(locale, name);
    if (name.length() >= 4) add("language_names", name);
  }
}

Result<Language> load(const std::string& code, std::string_view bytes) {
  ACCORD_TRY(const Json file, parse_json(bytes));
  const auto wrong = [&](std::string_view what) { return fail(Kind::invalid, fmt::format("the labels of \"{}\" {}", code, what), "labels/" + code + ".json"); };
  if (!file.is_object() || !file.contains("sections") || !file.contains("fields")) return wrong("have no \"sections\" or no \"fields\"");
  Language language;
  language.code = code;
  const std::set<std::string> labelled = {"sections", "fields", "brief_sections", "brief_fields"};
  for (const auto& part : labelled) {
    if (!file.contains(part)) continue;
    for (const auto& [id, names] : file[part].items()) {
      if (!names.is_array() || !std::ranges::all_of(names, [](const Json& n) { return n.is_string(); })) return wrong("must be lists of text");
      add_labels(names, id, part.ends_with("sections"), part.starts_with("brief"), language);
    }
  }
  for (const auto* shared : {"modality", "comments"})
    if (file.contains(shared)) add_labels(file[shared], shared, false, false, language);
  for (const auto& [key, value] : file.items())
    if (!labelled.contains(key)) flatten(value, key, language);

  add_calendar_and_languages(language);

  // How rare a word is, the questions in full decide.
  std::vector<int> used(language.vocabulary.size());
  language.labels_with.resize(used.size());
  for (std::size_t n = 0; n < language.labels.size(); ++n)
    for (const int stem : language.labels[n].stems) {
      if (!language.labels[n].brief) ++used[static_cast<std::size_t>(stem)];
      language.labels_with[static_cast<std::size_t>(stem)].push_back(static_cast<int>(n));
    }
  const auto all = static_cast<double>(std::ranges::count_if(language.labels, [](const Label& l) { return !l.brief; }));
  language.unknown = 0.7 * std::log(1 + all);
  for (const int n : used) language.weights.push_back(n == 0 ? language.unknown : std::log(1 + all / n));
  for (auto& label : language.labels)
    for (const int stem : label.stems) label.weight += language.weights[static_cast<std::size_t>(stem)];
  return language;
}

}  // namespace

int Language::number_of(const std::string& stem) const {
  const auto it = vocabulary.find(stem);
  return it == vocabulary.end() ? -1 : it->second;
}

const std::vector<std::string>& Language::list(std::string_view name) const {
  static const std::vector<std::string> none;
  const auto it = lists.find(name);
  return it == lists.end() ? none : it->second;
}

Result<Labels> load_labels(const std::map<std::string, std::string_view>& files) {
  Labels out;
  for (const auto& [code, bytes] : files) {
    ACCORD_TRY(auto language, load(code, bytes));
    out.languages.insert(code == "en" ? out.languages.begin() : out.languages.end(), std::move(language));
  }
  if (out.languages.empty() || out.languages[0].code != "en") return fail(Kind::internal, "the English labels are missing");
  return out;
}

std::vector<Likeness> alike(const Language& language, const std::vector<std::string>& stems, double least) {
  double weight = 0;
  std::vector<int> known;
  for (const auto& stem : stems) {
    const auto it = language.vocabulary.find(stem);
    if (it == language.vocabulary.end()) {
      weight += language.unknown;
    } else if (std::ranges::find(known, it->second) == known.end()) {
      known.push_back(it->second);
      weight += language.weights[static_cast<std::size_t>(it->second)];
    }
  }
  std::map<int, double> common;
  for (const int stem : known)
    for (const int label : language.labels_with[static_cast<std::size_t>(stem)]) common[label] += language.weights[static_cast<std::size_t>(stem)];
  std::vector<Likeness> out;
  for (const auto& [label, shared] : common) {
    const double score = 2 * shared / (weight + language.labels[static_cast<std::size_t>(label)].weight);
    if (score >= least) out.push_back({label, score});
  }
  return out;
}

}  // namespace accord::summary::check
