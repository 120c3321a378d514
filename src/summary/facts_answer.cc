// One answer of the provider, from what it wrote to the shape of its kind (summary/facts.h).
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/language.h"
#include "base/utf8.h"
#include "summary/facts.h"
#include "summary/totals.h"

namespace accord::summary {

namespace {

constexpr std::size_t max_text = 20'000;  // code points of one answer

std::unexpected<Error> wrong(std::string message, const std::string& place, std::string remedy) {
  return fail(Kind::invalid, std::move(message), place, std::move(remedy));
}

Result<std::string> text_at(const Json& said, const std::string& place) {
  if (!said.is_string()) return wrong("here a text is wanted", place, "write it on one line, or as a block after |");
  auto text = std::string(utf8::trim(said.get_ref<const std::string&>()));
  ACCORD_CHECK(utf8::check(text, place));
  if (utf8::length(text) > max_text)
    return wrong("the text is longer than 20,000 characters", place, "a summary is read by people; put the rest behind a link");
  return text;
}

Result<std::string> link_at(const Json& said, const std::string& place) {
  ACCORD_TRY(auto link, text_at(said, place));
  const bool web = link.starts_with("https://") || link.starts_with("http://");
  if ((!web && !link.starts_with("mailto:")) || link.find_first_of(" \t\n\"<>") != std::string::npos)
    return wrong(fmt::format("\"{}\" is no link", link), place, "write the whole address, as https://example.org/page");
  return link;
}

const Json& as_list(const Json& said, Json& holder) { return said.is_array() ? said : holder = Json::array({said}); }

Result<Json> text_answer(const Json& said, const std::string& place) {
  if (said.is_string()) return text_at(said, place);
  Json parts = Json::array();
  if (said.is_object()) {
    for (const auto& [name, text] : said.items()) {
      ACCORD_TRY(auto t, text_at(text, place + "." + name));
      if (!t.empty()) parts.push_back({{"name", name}, {"text", std::move(t)}});
    }
    return parts;
  }
  std::string paragraphs;
  for (std::size_t i = 0; i < said.size(); ++i) {
    ACCORD_TRY(const auto t, text_at(said[i], fmt::format("{}[{}]", place, i)));
    paragraphs += (paragraphs.empty() ? "" : "\n\n") + t;
  }
  return paragraphs;
}

// A name with what belongs to it; `keys` are the texts it may have, "link" is checked.
Result<Json> named(const Json& said, const std::vector<std::string>& keys, const std::string& place) {
  if (said.is_string()) {
    ACCORD_TRY(auto name, text_at(said, place));
    return Json{{"name", std::move(name)}};
  }
  if (!said.is_object() || !said.contains("name"))
    return wrong("an item has no name", place, fmt::format("write  - {{name: \"…\", {}: \"…\"}}", fmt::join(keys, ": \"…\", ")));
  Json out = Json::object();
  for (const auto& [key, value] : said.items()) {
    if (key != "name" && std::ranges::find(keys, key) == keys.end())
      return wrong(fmt::format("an item has no \"{}\"", key), place + "." + key, fmt::format("known are name, {}", fmt::join(keys, ", ")));
    if (value.is_null()) continue;
    ACCORD_TRY(out[key], key == "link" ? link_at(value, place + ".link") : text_at(value, place + "." + key));
  }
  return out;
}

Result<Json> list_answer(const Json& said, const std::vector<std::string>& keys, const std::string& place) {
  Json holder, out = Json::array();
  const auto& items = as_list(said, holder);
  for (std::size_t i = 0; i < items.size(); ++i) {
    ACCORD_TRY(auto item, named(items[i], keys, said.is_array() ? fmt::format("{}[{}]", place, i) : place));
    out.push_back(std::move(item));
  }
  return out;
}

Result<Json> date_answer(const Json& said, const std::string& place) {
  const auto day = [](const Json& text, const std::string& at) -> Result<std::string> {
    ACCORD_TRY(const auto written, text_at(text, at));
    if (auto d = day_of(written)) return *d;
    return wrong(fmt::format("\"{}\" is no day", written), at, "write it as 2026-11-28 or 28/11/2026");
  };
  if (said.is_string()) return day(said, place);
  if (!said.is_object())
    return wrong("here a day is wanted, or one for each model", place, "write  2026-11-28,  or  Model A: 2026-11-28  line by line");
  Json out = Json::array();
  for (const auto& [name, text] : said.items()) {
    ACCORD_TRY(const auto d, day(text, place + "." + name));
    out.push_back({{"name", name}, {"date", d}});
  }
  return out;
}

Result<std::string> month_at(const Json& said, const std::string& place) {
  ACCORD_TRY(const auto written, text_at(said, place));
  if (auto m = month_of(written)) return *m;
  return wrong(fmt::format("\"{}\" is no month", written), place, "write it as 2026-06 or 06/2026");
}

Result<Json> months_answer(const Json& said, const std::string& place) {
  Json from, to;
  if (said.is_object() && said.contains("from") && said.contains("to")) {
    from = said["from"], to = said["to"];
  } else if (said.is_string()) {
    const auto& text = said.get_ref<const std::string&>();
    for (const std::string_view between : {" to ", "..", " – ", " - ", "–"})
      if (const auto at = text.find(between); at != std::string::npos && from.is_null())
        from = text.substr(0, at), to = text.substr(at + between.size());
  }
  if (from.is_null()) return wrong("here two months are wanted", place, "write  {from: 2024-01, to: 2024-06}  or  01/2024 to 06/2024");
  ACCORD_TRY(const auto first, month_at(from, place + ".from"));
  ACCORD_TRY(const auto last, month_at(to, place + ".to"));
  if (first > last) return wrong("the period ends before it begins", place, "give the earlier month first");
  return Json{{"from", first}, {"to", last}};
}

Result<Json> choices_answer(const Field& field, const Json& said, const std::string& place) {
  Json holder;
  std::vector<std::string> chosen, others;
  for (const auto& item : as_list(said, holder)) {
    ACCORD_TRY(const auto written, text_at(item, place));
    auto word = utf8::lower(written);
    if (word == "images") word = "image";
    if (std::ranges::find(field.options, word) != field.options.end())
      chosen.push_back(word);
    else if (word.starts_with("other:") && word.size() > 6)
      others.push_back("other: " + std::string(utf8::trim(std::string_view(written).substr(6))));
    else
      return wrong(fmt::format("\"{}\" is none of the options", written), place,
                   fmt::format("choose from {}; another one is written  \"other: name\"", fmt::join(field.options, ", ")));
  }
  Json out = Json::array();
  for (const auto& option : field.options)
    if (std::ranges::find(chosen, option) != chosen.end() && (option != "other" || others.empty())) out.push_back(option);
  for (const auto& o : others) out.push_back(o);
  return out;
}

Result<Json> ranges_answer(const Json& said, const Template& t, const std::string& place) {
  if (!said.is_object())
    return wrong("sizes are given for each modality", place, "write  text: 1 billion to 10 trillion tokens  line by line");
  Json out = Json::array();
  for (const auto& m : t.modalities) {
    if (!said.contains(m.id)) continue;
    const auto at = place + "." + m.id;
    ACCORD_TRY(const auto written, text_at(said[m.id], at));
    const auto lower = utf8::lower(utf8::collapse(written));
    const auto same = std::ranges::find_if(m.ranges, [&](const Range& r) {
      auto label = utf8::lower(r.label);
      return label == lower || label.substr(0, label.rfind(' ')) == lower;
    });
    const auto amount = amount_of(written, m.unit);
    if (same != m.ranges.end()) {
      out.push_back({{"modality", m.id}, {"range", same->label}});
    } else if (amount && !m.ranges.empty() && *amount < 9e18) {
      out.push_back({{"modality", m.id}, {"range", m.range_of(static_cast<std::int64_t>(*amount))->label}});
    } else if (m.id == "text" || m.id == "other") {  // the two rows in which the template takes a free size
      out.push_back({{"modality", m.id}, {"amount", written}});
    } else {
      std::vector<std::string> labels;
      for (const auto& r : m.ranges) labels.push_back("\"" + r.label + "\"");
      return wrong(fmt::format("\"{}\" is none of the sizes", written), at,
                   fmt::format("choose {}, or give a number of {}", fmt::join(labels, ", "), m.unit));
    }
  }
  for (const auto& [modality, ignored] : said.items())
    if (t.modality(modality) == nullptr)
      return wrong(fmt::format("there is no modality \"{}\"", modality), place + "." + modality, "text, image, audio, video or other");
  return out;
}

Result<Json> languages_answer(const Json& said, const Template& t, const std::string& place) {
  Json holder;
  std::vector<std::string> codes;
  for (const auto& item : as_list(said, holder)) {
    ACCORD_TRY(const auto written, text_at(item, place));
    const auto code = language_code(written);
    if (!code && said.is_string()) return written;  // a description in words
    if (!code) return wrong(fmt::format("\"{}\" is no language", written), place, "write a code such as de, or the English name");
    codes.push_back(*code);
  }
  return language_answer(codes, t);
}

Result<Json> domains_answer(const Json& said, const std::string& place) {
  if (said.is_object()) {
    if (said.contains("link") && said.size() == 1) {
      ACCORD_TRY(auto link, link_at(said["link"], place + ".link"));
      return Json{{"link", std::move(link)}};
    }
    return wrong("the domains are no list", place, "write  [example.com, example.org],  {file: domains.csv}  or  {link: \"https://…\"}");
  }
  Json holder, list = Json::array();
  for (const auto& item : as_list(said, holder)) {
    ACCORD_TRY(const auto written, text_at(item, place));
    const auto domain = utf8::lower(written);
    if (domain.find('.') == std::string::npos || domain.find_first_of(" /:@") != std::string::npos)
      return wrong(fmt::format("\"{}\" is no domain name", written), place, "write top and second level alone, as example.com");
    list.push_back({{"domain", domain}});
  }
  return Json{{"listed", list.size()}, {"list", std::move(list)}};
}

Result<Json> yes_no(const Json& said, const std::string& place) {
  ACCORD_TRY(const auto written, text_at(said, place));
  const auto word = utf8::lower(written);
  if (word == "yes" || word == "true") return Json("yes");
  if (word == "no" || word == "false") return Json("no");
  return wrong(fmt::format("\"{}\" is neither yes nor no", written), place,
               "the template offers no third answer; explain in the remarks of the section");
}

std::optional<std::string> calendar(int y, unsigned m, unsigned d) {
  const std::chrono::year_month_day day{std::chrono::year{y}, std::chrono::month{m}, std::chrono::day{d}};
  return day.ok() && y >= 1900 && y < 2200 ? std::optional(fmt::format("{:04}-{:02}-{:02}", y, m, d)) : std::nullopt;
}

// The numbers of a date between - / or . ; nothing else may be there.
std::vector<int> numbers(std::string_view text, std::vector<std::size_t>& widths) {
  std::vector<int> out;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find_first_of("-/.", from), text.size());
    int n = 0;
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, n);
    if (error != std::errc() || end != text.data() + to || n < 0) return {};
    out.push_back(n);
    widths.push_back(to - from);
    from = to + 1;
  }
  return out;
}

}  // namespace

std::optional<std::string> day_of(std::string_view text) {
  std::vector<std::size_t> width;
  const auto n = numbers(utf8::trim(text), width);
  if (n.size() != 3) return std::nullopt;
  if (width[0] == 4) return calendar(n[0], static_cast<unsigned>(n[1]), static_cast<unsigned>(n[2]));
  return calendar(width[2] == 2 ? 2000 + n[2] : n[2], static_cast<unsigned>(n[1]), static_cast<unsigned>(n[0]));
}

std::optional<std::string> month_of(std::string_view text) {
  std::vector<std::size_t> width;
  const auto n = numbers(utf8::trim(text), width);
  std::optional<std::string> day;
  if (n.size() == 3) day = day_of(text);
  if (n.size() == 2) day = width[0] == 4 ? calendar(n[0], static_cast<unsigned>(n[1]), 1) : calendar(n[1], static_cast<unsigned>(n[0]), 1);
  return day ? std::optional(day->substr(0, 7)) : std::nullopt;
}

std::optional<double> amount_of(std::string_view text, std::string_view unit) {
  std::string digits;
  std::size_t i = 0;
  for (; i < text.size() && (text[i] == ',' || text[i] == '.' || text[i] == ' ' || (text[i] >= '0' && text[i] <= '9')); ++i)
    if (text[i] != ',' && text[i] != ' ') digits += text[i];
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  const auto rest = utf8::lower(utf8::trim(text.substr(i)));
  static constexpr std::pair<std::string_view, double> scales[] = {
      {"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}, {"k", 1e3}, {"m", 1e6}, {"b", 1e9}, {"t", 1e12}};
  if (rest.empty() || rest == unit) return value;
  for (const auto& [word, factor] : scales)
    if (rest == word || rest == fmt::format("{} {}", word, unit)) return value * factor;
  return std::nullopt;
}

Json language_answer(const std::vector<std::string>& codes, const Template& t) {
  Json out = Json::array();
  for (const bool official : {true, false})
    for (const auto& code : codes)
      if ((std::ranges::find(t.union_languages, code) != t.union_languages.end()) == official)
        out.push_back({{"code", code}, {"name", language_name(code)}, {"official", official}});
  return out;
}

Result<Json> read_answer(const Field& field, const Json& said, const Template& t, const std::string& place) {
  if (field.kind == "text") return text_answer(said, place);
  if (field.kind == "date") return date_answer(said, place);
  if (field.kind == "month") return month_at(said, place);
  if (field.kind == "months") return months_answer(said, place);
  if (field.kind == "list") return list_answer(said, {"link", "note"}, place);
  if (field.kind == "datasets") return list_answer(said, {"link", "description", "collected", "selection", "note"}, place);
  if (field.kind == "choices") return choices_answer(field, said, place);
  if (field.kind == "ranges") return ranges_answer(said, t, place);
  if (field.kind == "languages") return languages_answer(said, t, place);
  if (field.kind == "domains") return domains_answer(said, place);
  if (field.kind == "yes/no") return yes_no(said, place);
  return fail(Kind::internal, "the template has a kind of field that is not known: " + field.kind, place);
}

}  // namespace accord::summary
