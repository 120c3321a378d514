#include "summary/check/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "summary/check/words.h"

namespace accord::summary::check {

namespace {

void set(Finding& f, Status status, double quality, std::string problem = "", std::string remedy = "") {
  f.status = status;
  f.quality = quality;
  if (!problem.empty()) f.problem = std::move(problem);
  if (!remedy.empty()) f.remedy = std::move(remedy);
}

std::string written(const Date& date) {
  std::string out = std::to_string(date.year);
  if (date.month != 0) out += fmt::format("-{:02}", date.month);
  if (date.day != 0) out += fmt::format("-{:02}", date.day);
  return out;
}

// The questions beneath a yes or no.
std::vector<std::string> beneath(const std::string& id) {
  std::vector<std::string> out;
  for (const Field* field : built_in_template().fields())
    if (std::ranges::find(field->when.fields, id) != field->when.fields.end()) out.push_back(field->id);
  return out;
}

}  // namespace

std::string Judge::text_of(const std::string& id) const {
  const auto it = answers.fields.find(id);
  if (it == answers.fields.end()) return "";
  const std::string& text = it->second.text;
  const Field* field = built_in_template().field(id);
  if (is_yes_no(*field) || is_modalities(*field) || field->kind == "ranges") return text;
  // Line by line, since an answer may stand beside what was left of the form: boxes of the row above, heads of a table.
  const auto is_head = [&](const std::string& words) {
    for (const auto* tongue : tongues)
      for (const auto& head : tongue->list("table_heads"))
        if (words == head) return true;
    return false;
  };
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    const std::string line = text.substr(at, end - at);
    std::size_t length = 0;
    if (box_at(line, length) == 0 && !is_head(folded(line))) out += (out.empty() ? "" : "\n") + line;
    at = end + 1;
  }
  // The form's own explanation, left where an answer belongs.
  const std::string words = folded(out);
  if (count_words(out) < 40 && says(tongues, "instructions", words.substr(0, 50))) return "";
  // "TBD", "[to be completed by Legal]": a place kept for an answer.
  const bool date = field->kind == "date" || field->kind == "month" || field->kind == "period";
  if (!date && count_words(out) <= 12 && (says(tongues, "placeholder", words) || words.starts_with("./."))) return "";
  return out;
}

bool Judge::nothing_to_report(std::string_view text) const {
  std::string t = folded(text);
  for (const std::string_view bullet : {"•", "◦", "●", "▪", "·", "○", "a:"})
    if (t.starts_with(bullet)) t = std::string(utf8::trim(std::string_view(t).substr(bullet.size())));
  while (!t.empty() && (t.back() == '.' || t.back() == ' ' || t.back() == ';')) t.pop_back();
  if (t == "-" || t == "–" || t == "—" || t == "/") return true;
  for (const auto* tongue : tongues)
    for (const auto& phrase : tongue->list("not_applicable")) {
      if (t == phrase || (t.starts_with(phrase) && t.size() > phrase.size() && std::string_view(" ,.:;-(\n").find(t[phrase.size()]) != std::string_view::npos && count_words(t) <= 14)) return true;
      // Twice in one cell, as a merged table leaves it.
      if (t == phrase + " " + phrase) return true;
    }
  return false;
}

bool Judge::withheld(std::string_view text) const {
  const std::string t = folded(text);
  const std::size_t words = count_words(t);
  if (says(tongues, "withheld", t) && words <= 60 && links_of(text).size() < 2) return true;
  if (!says(tongues, "pointer", t)) return false;
  std::size_t in_links = 0;
  for (const auto& link : links_of(text)) in_links += count_words(link);
  return words - std::min(words, in_links) <= 20;
}

bool Judge::filled(const std::string& id) const {
  const std::string text = text_of(id);
  return count_words(text) > 0 && !nothing_to_report(text) && !withheld(text);
}

// Its own name and model tell a reader nothing new.
int Judge::names_besides_own(const std::string& text) const {
  std::string others = text;
  for (const auto* id : {"1.1.a", "1.2.a"}) {
    const std::string own = text_of(id);
    for (const auto& word : words_of(own)) {
      const auto name = own.substr(word.begin, word.end - word.begin);
      for (auto at = others.find(name); at != std::string::npos; at = others.find(name, at)) others.replace(at, name.size(), std::string(name.size(), 'x'));
    }
  }
  return count_names(others);
}

double Judge::aspect(std::string_view list, std::string_view folded_text, int enough, double substance) const {
  const double found = std::min(1.0, static_cast<double>(count_said(tongues, list, folded_text)) / enough);
  return tongues.front()->list(list).empty() ? std::max(found, 0.8 * substance) : found;
}

std::optional<bool> Judge::says_yes(const std::string& id) const {
  const auto own = yes_or_no(tongues, text_of(id));
  if (own.yes && !nothing_to_report(text_of(id))) return own.yes;
  if (own.yes) return false;
  if (const auto it = answers.prose.find(section_of(id)); it != answers.prose.end() && count_words(it->second) >= 4 && !id.ends_with(".b")) {
    const auto prose = yes_or_no(tongues, it->second);
    if (prose.yes) return prose.yes;
  }
  if (id.starts_with("2.2.") && !answers.fields.contains(id))
    if (const auto it = answers.prose.find("2.2"); it != answers.prose.end() && count_words(it->second) >= 4) return yes_or_no(tongues, it->second).yes;
  if (id == "2.4.b")
    if (const auto it = answers.prose.find("2.4"); it != answers.prose.end() && count_words(it->second) >= 4) return yes_or_no(tongues, it->second).yes;
  for (const auto& child : beneath(id))
    if (filled(child)) return true;
  return std::nullopt;
}

void Judge::judge_header(Finding& f, const std::string& text) const {
  if (f.id == "1.2.a" || f.id == "1.2.b")
    for (const auto& item : items_of(text).items) f.items.push_back(item.name.empty() ? item.link : item.name);
  if (f.id == "0.a") {
    const bool numbered = std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!numbered) return set(f, Status::malformed, worth("loose_date"), "the version has no number and no date", "number the versions of the summary (1.0, 1.1) and link the earlier ones");
    set(f, Status::present, 1);
    if (links_of(text).empty()) f.advice = "link the earlier versions, or say that this is the first";
    return;
  }
  if (f.id == "1.1.a" || f.id == "1.1.b") {
    set(f, Status::present, 1);
    const bool contact = text.find('@') != std::string::npos || !links_of(text).empty() || std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) >= 3;
    if (!contact) {
      f.quality = worth("no_contact");
      set(f, Status::malformed, f.quality, "a name without contact details", "add an address that somebody answers: mail, post or a form");
    } else if (text.find('@') == std::string::npos) {
      f.quality = 0.85;
      f.advice = "add a mail address for questions about training content";
    }
    return;
  }
  set(f, Status::present, links_of(text).empty() ? 0.85 : 1);
  if (links_of(text).empty()) f.advice = f.id == "1.2.b" ? "link the summary of the model it builds on" : "link the model card of each version";
}

void Judge::judge_date(Finding& f, const std::string& text, bool day, bool may_be_later) const {
  const auto dates = dates_of(tongues, text);
  const auto* form = day ? "write day, month and year, as 02/08/2026" : "write month and year, as 03/2026";
  if (dates.empty()) return set(f, Status::malformed, 0, "there is no date in it", form);
  for (const auto& date : dates)
    if (date.impossible) return set(f, Status::malformed, 0, fmt::format("\"{}\" is no date: there is no such day or month", date.text), form);
  for (const auto& date : dates) f.reading += (f.reading.empty() ? "" : ", ") + written(date);
  // The latest counts: "the earliest part is of 2024, the latest of 03/2026".
  const Date latest = *std::ranges::max_element(dates, {}, &Date::ordinal);
  if (latest.month == 0) return set(f, Status::malformed, worth("loose_date"), fmt::format("\"{}\" has no month", latest.text), form);
  if (day && latest.day == 0) return set(f, Status::malformed, worth("loose_date") + 0.2, fmt::format("\"{}\" has no day", latest.text), form);
  if (!may_be_later && latest.ordinal() > today + 1) return set(f, Status::malformed, worth("loose_date"), fmt::format("{} lies in the future", latest.text), "correct the date");
  set(f, Status::present, latest.in_figures ? 1 : worth("date_in_words"));
  if (latest.american) set(f, Status::malformed, worth("loose_date"), fmt::format("\"{}\" puts the month first", latest.text), "the template reads day/month/year");
  if (!latest.in_figures) f.advice = day ? "the template writes dates as DD/MM/YY" : "the template writes it as MM/YYYY";
  if (f.id == "1.3.d") {
    const auto updated = dates_of(tongues, text_of("0.b"));
    if (!updated.empty() && updated[0].month != 0 && latest.ordinal() > updated[0].ordinal() + 31)
      return set(f, Status::malformed, worth("loose_date"), fmt::format("data of {} is later than the last update of the summary, {}", latest.text, updated[0].text), "correct one of the two dates");
    if (!says(tongues, "ongoing", folded(text))) {
      f.quality -= 0.15;
      f.advice = "say whether training on new data goes on after this date";
    }
  }
}

void Judge::judge_period(Finding& f, const std::string& text) const {
  const auto dates = dates_of(tongues, text);
  const auto* form = "write the first and the last month, as 02/2024 to 01/2026";
  if (dates.empty()) return set(f, Status::malformed, 0, "there is no date in it", form);
  for (const auto& date : dates)
    if (date.impossible) return set(f, Status::malformed, 0, fmt::format("\"{}\" is no date: there is no such day or month", date.text), form);
  for (const auto& date : dates) f.reading += (f.reading.empty() ? "" : " to ") + written(date);
  if (std::ranges::any_of(dates, [](const Date& d) { return d.month == 0; })) return set(f, Status::malformed, worth("loose_date"), "years without months", form);
  if (dates.size() == 1) return set(f, Status::malformed, worth("loose_date"), "one end of the period only", form);
  for (std::size_t n = 0; n + 1 < dates.size(); n += 2)
    if (dates[n].ordinal() > dates[n + 1].ordinal()) return set(f, Status::malformed, worth("loose_date"), fmt::format("it ends ({}) before it begins ({})", dates[n + 1].text, dates[n].text), "correct the dates");
  if (dates.back().ordinal() > today + 31) return set(f, Status::malformed, worth("loose_date"), fmt::format("{} lies in the future", dates.back().text), "correct the date");
  set(f, Status::present, dates[0].in_figures ? 1 : worth("date_in_words"));
  if (!dates[0].in_figures) f.advice = "the template writes it as MM/YYYY";
}

void Judge::judge_sizes(Finding& f, const std::string& text) const {
  const auto sizes = sizes_of(tongues, text);
  const auto named = modalities_of(tongues, text_of("1.3.a")).named;
  const auto* remedy = "for each modality pick one of the template's three ranges; text may give another unit instead";
  if (sizes.empty()) return set(f, Status::malformed, 0, "no size with a unit in it", remedy);
  for (const auto& size : sizes) {
    std::string said = size.unit;
    for (const auto& modality : built_in_template().modalities)
      if (size.range >= 0 && modality.unit == size.unit && static_cast<std::size_t>(size.range) < modality.ranges.size()) said = modality.ranges[static_cast<std::size_t>(size.range)].label;
    if (size.range < 0) said = "a figure in " + said;
    if (f.reading.find(said) == std::string::npos) f.reading += (f.reading.empty() ? "" : "; ") + said;
  }
  double sum = 0;
  int asked = 0;
  std::string without;
  const auto best = [&](std::initializer_list<std::string_view> units, bool text_row) {
    double q = 0;
    for (const auto& s : sizes)
      if (std::ranges::find(units, std::string_view(s.unit)) != units.end()) q = std::max(q, s.range >= 0 || (text_row && s.unit != "tokens") ? 1.0 : worth("figures_instead_of_range"));
    return q;
  };
  for (const auto& modality : named) {
    if (modality == "other") continue;
    ++asked;
    const double q = modality == "text" ? best({"tokens", "bytes"}, true) : modality == "image" ? best({"images"}, false) : best({"hours", "minutes"}, false);
    sum += q;
    if (q == 0) without += (without.empty() ? "" : ", ") + modality;
  }
  if (asked == 0) {
    asked = 1;
    sum = std::ranges::any_of(sizes, [](const Size& s) { return s.range >= 0; }) ? 1 : worth("figures_instead_of_range");
  }
  const double quality = sum / asked;
  if (!without.empty()) return set(f, Status::malformed, quality, "no size in the template's unit for " + without, remedy);
  if (quality < 1) return set(f, Status::malformed, quality, "a figure instead of a range of the template", remedy);
  set(f, Status::present, 1);
}

void Judge::judge_list(Finding& f, const std::string& text, bool links) const {
  const Items list = items_of(text);
  if (!list.prose || std::ranges::any_of(list.items, [](const Item& i) { return !i.link.empty(); }))
    for (const auto& item : list.items)
      if (!item.link.empty() || is_name(item.name)) f.items.push_back(item.link.empty() ? item.name : item.link);
  const auto linked = static_cast<double>(std::ranges::count_if(list.items, [](const Item& i) { return !i.link.empty(); }));
  const auto named = static_cast<double>(std::ranges::count_if(list.items, [](const Item& i) { return !i.link.empty() || is_name(i.name); }));
  const bool crawlers = f.id == "2.3.b";
  const std::string each = f.id == "2.5.c" ? "model" : crawlers ? "crawler" : "dataset";
  const std::string remedy = crawlers ? "name each crawler as its user agent says it, one to a line" : fmt::format("list each {} on a line of its own: name, version, link", each);
  if (list.prose && linked == 0) {
    const int names = names_besides_own(text);
    const bool vague = names == 0 || count_said(tongues, "boilerplate", folded(text)) > 0;
    return set(f, Status::malformed, worth("words_instead_of_list") * (vague ? 0.5 : 1) + (names > 0 && !vague ? 0.15 : 0), fmt::format("prose where {} are to be named", each + "s"), remedy);
  }
  if (!links) {
    set(f, Status::present, list.prose ? 0.7 : 1);
    return;
  }
  const double entries = std::max({named, linked, 1.0});
  const double quality = worth("names_without_links") + (1 - worth("names_without_links")) * linked / entries;
  if (linked == 0) return set(f, f.id == "2.1.c" ? Status::malformed : Status::present, worth("names_without_links"), f.id == "2.1.c" ? fmt::format("{} named, none with a link", static_cast<int>(named)) : "", remedy);
  set(f, Status::present, list.prose && linked <= 1 ? quality * 0.85 : quality);
  if (linked < entries) f.advice = fmt::format("{} of {} entries have no link", static_cast<int>(entries - linked), static_cast<int>(entries));
}

void Judge::judge_domains(Finding& f, const std::string& text) const {
  const auto domains = domains_of(text);
  const auto links = links_of(text);
  f.items = domains.empty() ? links : domains;
  const std::string words = folded(text);
  const auto* remedy = "list the domains as example.org, one to a line, or link a file that lists them";
  if (domains.empty()) {
    const bool file = std::ranges::any_of(links, [](const std::string& l) {
      const auto low = utf8::lower(l);
      return low.find(".csv") != std::string::npos || low.find(".txt") != std::string::npos || low.find(".json") != std::string::npos || low.find(".gz") != std::string::npos || low.find(".zip") != std::string::npos || low.find(".parquet") != std::string::npos || low.find(".tsv") != std::string::npos || low.find("domain") != std::string::npos;
    });
    if (file) return set(f, Status::present, 1);
    if (!links.empty() && count_words(words) < 60) return set(f, Status::malformed, worth("few_domains"), "a link that does not say that it is a list of domains", "link the file itself, and say how many domains it holds");
    return set(f, Status::malformed, worth("words_instead_of_list") * (count_words(words) >= 40 ? 1.6 : count_words(words) >= 15 ? 1 : 0.5), "kinds of site are described, no domain is named", remedy);
  }
  // "The 1,200 domains below": the text's own count.
  long claimed = 0;
  for (const auto& line : {text}) {
    long n = -1;
    std::size_t digits_end = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] < '0' || line[i] > '9' || (i > 0 && (line[i - 1] == '.' || std::isalpha(static_cast<unsigned char>(line[i - 1])) != 0))) continue;
      n = 0;
      while (i < line.size() && ((line[i] >= '0' && line[i] <= '9') || ((line[i] == ',' || line[i] == ' ' || line[i] == '.') && i + 3 < line.size() && std::isdigit(static_cast<unsigned char>(line[i + 1])) != 0 && std::isdigit(static_cast<unsigned char>(line[i + 2])) != 0 && std::isdigit(static_cast<unsigned char>(line[i + 3])) != 0))) {
        if (line[i] >= '0' && line[i] <= '9') n = std::min(n * 10 + (line[i] - '0'), 100'000'000L);
        ++i;
      }
      digits_end = i;
      const std::string after = folded(std::string_view(line).substr(digits_end, 40));
      if (!after.starts_with("%") && !after.starts_with(" %")) {
        const auto next = words_of(after);
        if (!next.empty() && next[0].begin < 14 && (next[0].stem.starts_with("domai") || next[0].stem.starts_with("domén") || next[0].stem.starts_with("domin") || next[0].stem.starts_with("domæ") || next[0].stem.starts_with("domen"))) claimed = n;
      }
    }
  }
  if (claimed > 0 && links.empty() && std::abs(claimed - static_cast<long>(domains.size())) > std::max(1L, claimed / 50))
    return set(f, Status::malformed, worth("count_mismatch"), fmt::format("it speaks of {} domains and lists {}", claimed, domains.size()), "list them all, or link the file that does");
  set(f, Status::present, domains.size() >= 10 || !links.empty() ? 1 : worth("few_domains"));
  if (domains.size() < 10 && links.empty()) f.advice = fmt::format("{} listed: check that it is the top 10 % by size (5 % or 1,000 for small enterprises)", domains.size());
}

void Judge::judge_languages(Finding& f, const std::string& text) const {
  const int n = count_languages(tongues, text);
  const std::string words = folded(text);
  const bool vague = says(tongues, "boilerplate", words) || contains(words, "multiling") || contains(words, "including") || count_words(words) > 30;
  set(f, Status::present, n >= 3 ? 1 : n >= 1 ? (vague ? 0.5 : 0.9) : 0.3);
  if (n == 0) f.advice = "name the languages, official languages of the Union first";
  else if (n < 3 && vague) f.advice = "name each language that matters, not the first of them only";
}

void Judge::judge_words(Finding& f, const std::string& text) const {
  const std::string words = folded(text);
  const auto n = static_cast<double>(count_words(words));
  const int names = count_names(text);
  const double boiler = count_said(tongues, "boilerplate", words);
  double substance = std::min(1.0, n / 35);
  if (boiler > 0 && names < 2) substance *= boiler > 1 ? worth("boilerplate") : (1 + worth("boilerplate")) / 2;
  const auto has = [&](std::string_view list, int enough) { return aspect(std::string("aspects.") + std::string(list), words, enough, substance); };
  double q = 0;
  std::string lacks;
  const auto part = [&](double weight, double found, std::string_view what) {
    q += weight * found;
    if (found < 0.34) lacks += (lacks.empty() ? "" : ", ") + std::string(what);
  };
  const std::string& id = f.id;
  if (id == "2.1.d" || id == "2.2.2.d") {
    q = 0.3 * substance;
    part(0.15, modalities_of(tongues, text).named.empty() ? 0 : 1, "modality");
    part(0.25, has("content", 3), "kinds of content");
    part(0.15, count_languages(tongues, text) > 0 ? 1 : 0, "languages");
    part(0.15, dates_of(tongues, text).empty() && !says(tongues, "not_known", words) ? 0 : 1, "dates of collection, or that they are not known");
  } else if (id == "2.3.d") {
    q = 0.3 * substance;
    part(0.2, has("robots", 1), "robots.txt");
    part(0.2, has("access", 2), "captchas, passwords and paywalls");
    part(0.2, has("protocols", 1), "other opt-out protocols");
    part(0.1, has("rate", 1), "rate and identification");
  } else if (id == "2.3.f") {
    q = 0.3 * substance;
    part(0.25, has("websites", 3), "kinds of website");
    part(0.15, has("content", 2), "kinds of content");
    part(0.15, count_languages(tongues, text) > 0 || contains(words, "languag") || contains(words, "multiling") ? 1 : 0, "languages");
    part(0.15, std::max(has("place", 1), has("people", 1)), "regions or groups of people");
  } else if (id == "3.1.b") {
    q = 0.25 * substance;
    part(0.3, has("robots", 1), "robots.txt");
    part(0.25, has("protocols", 1), "other opt-out protocols");
    part(0.2, has("requests", 1), "how requests of rightsholders are followed");
  } else if (id == "3.2.a") {
    q = 0.4 * substance;
    part(0.6, has("filters", 2), "the kind of measure (blacklists, keywords, classifiers)");
  } else if (id == "1.3.c") {
    q = 0.4 * substance;
    part(0.6, has("content", 3), "kinds of content, as books, news, source code, photographs");
  } else if (id == "2.4.c") {
    q = 0.3 * std::min(1.0, n / 10);
    part(0.7, names > 0 ? 1 : 0, "the services by name");
  } else if (id == "2.5.d") {
    q = 0.6 * std::min(1.0, n / 20) * (boiler > 0 && names == 0 ? worth("boilerplate") : 1);
    part(0.4, names_besides_own(text) > 0 ? 1 : 0, "which models, and what they were trained on");
  } else {
    q = std::min(1.0, n / 20) * (boiler > 1 && names == 0 ? worth("boilerplate") : 1);
  }
  set(f, Status::present, std::min(1.0, q));
  if (!lacks.empty()) f.advice = "does not mention: " + lacks;
}

}  // namespace accord::summary::check
