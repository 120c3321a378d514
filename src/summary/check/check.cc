// Which questions are due, as the other answers stand; then each is judged (judge.cc) and weighed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "summary/check/judge.h"
#include "summary/check/words.h"

namespace accord::summary::check {

namespace {


// nullopt: the answers do not say whether it is due.
std::optional<bool> due(const Judge& judge, const Field& field) {
  if (field.need == Need::always) return true;
  if (field.need == Need::optional) return false;
  if (field.id == "1.3.e") return true;
  if (field.need == Need::applicable) return std::nullopt;
  if (field.when.fields.empty()) return std::nullopt;  // rests on a fact that no summary states
  bool unknown = false;
  for (const auto& id : field.when.fields) {
    const auto yes = judge.says_yes(id);
    if (yes == true) return true;
    unknown = unknown || !yes;
  }
  if (unknown) return true;
  return false;
}

}  // namespace

Finding Judge::judge(const Field& field) const {
  Finding f;
  f.id = field.id;
  const auto it = answers.fields.find(field.id);
  const bool asked = it != answers.fields.end() && it->second.asked;
  if (asked) f.place = it->second.place;
  if (f.place.empty())
    if (const auto place = answers.places.find(field.section); place != answers.places.end()) f.place = place->second;
  std::string text = text_of(field.id);
  const auto is_due = due(*this, field);
  f.required = is_due == true;
  f.weight = weights(field.id);

  // What the section says in prose, for a question that does not stand there.
  if (count_words(text) == 0) {
    const auto prose = answers.prose.find(field.section);
    const std::string* source = prose != answers.prose.end() && count_words(prose->second) >= 4 ? &prose->second : nullptr;
    if (source == nullptr && (field.section == "2.2.1" || field.section == "2.2.2"))
      if (const auto parent = answers.prose.find("2.2"); parent != answers.prose.end() && count_words(parent->second) >= 4) source = &parent->second;
    // Where a section asks for one description, its prose is that.
    const bool described = field.id == "1.1.a" || field.id == "2.6.b" || field.id == "3.1.b" || field.id == "3.2.a";
    if (source != nullptr && (is_yes_no(field) || described || (is_modalities(field) && !modalities_of(tongues, *source).named.empty()))) {
      text = std::string(utf8::slice(*source, 0, 400));
    }
    if (field.id == "0.b")
      for (const auto* tongue : tongues)
        for (const auto& label : tongue->labels)
          if (label.id == "0.b" && contains(folded(answers.opening), label.folded_text) && !dates_of(tongues, answers.opening).empty()) text = dates_of(tongues, answers.opening)[0].text;
    // The version of a summary often stands in its title alone.
    if (field.id == "0.a")
      for (const auto& word : {" v", "version "}) {
        const std::string opening = " " + folded(answers.opening);
        const auto at = opening.find(word);
        const auto figure = at == std::string::npos ? at : at + std::string_view(word).size();
        if (figure != std::string::npos && figure < opening.size() && opening[figure] >= '0' && opening[figure] <= '9') {
          text = opening.substr(at + 1, 60);
          break;
        }
      }
  }
  f.value = std::string(utf8::trim(text));
  const bool blank = count_words(text) == 0;
  const bool none = !blank && nothing_to_report(text);

  if (is_yes_no(field)) {
    const auto answer = yes_or_no(tongues, text);
    if (!blank && answer.yes) {
      f.status = Status::present;
      f.quality = 1;
      f.reading = *answer.yes ? "yes" : "no";
      if (*answer.yes == false) {
        for (const Field* child : built_in_template().fields())
          if (std::ranges::find(child->when.fields, field.id) != child->when.fields.end() && child->when.fields.size() == 1 && child->kind != "choices" && filled(child->id)) {
            f.advice = "the answer is no, yet questions that follow a yes are answered: say which holds";
            f.quality = 0.5;
            break;
          }
      }
      return f;
    }
    if (blank) {
      f.status = asked ? Status::empty : Status::missing;
      f.problem = asked ? "neither yes nor no" : "the question is not there";
      f.remedy = "answer yes or no";
      if (says_yes(field.id) == true) f.problem += "; what stands beneath it implies a yes";
      return f;
    }
    if (answer.unticked) {
      f.status = Status::empty;
      f.problem = "neither yes nor no is ticked";
      f.remedy = "tick one, or write the answer as a word";
      return f;
    }
    f.status = Status::malformed;
    f.problem = answer.unclear ? "yes and no both stand there, and no tick that can be read" : "neither yes nor no";
    f.remedy = "write the answer as a word, since ticks drawn as pictures are lost to whoever searches or listens";
    f.quality = answer.unclear ? worth("ticks_lost") : 0;
    return f;
  }

  // Not due: counts only where it was answered all the same.
  if (is_due != true && (blank || none)) {
    f.status = Status::not_due;
    f.weight = 0;
    f.quality = 1;
    if (blank && field.need != Need::optional && !is_due.has_value() && asked) f.advice = "say that there is nothing to report, so that nobody wonders";
    return f;
  }
  if (is_due == false && field.need == Need::conditional && (is_modalities(field) || withheld(text))) {
    f.status = Status::not_due;
    f.weight = 0;
    f.quality = 1;
    return f;
  }
  if (field.need == Need::optional) {
    f.status = Status::present;
    f.quality = 1;
    f.weight = 0;
    return f;
  }
  // One of the two questions about models that made synthetic data is enough where the other has nothing to tell.
  if ((field.id == "2.5.c" || field.id == "2.5.d") && (blank || none) && filled(field.id == "2.5.c" ? "2.5.d" : "2.5.c")) {
    f.required = false;
    f.status = Status::not_due;
    f.weight = 0;
    f.quality = 1;
    if (blank) f.advice = "say that no such model was used";
    return f;
  }
  if (blank) {
    f.status = asked ? Status::empty : Status::missing;
    f.problem = asked ? "nothing was answered" : "the question is not there";
    f.remedy = field.hint.empty() ? "answer it" : field.hint;
    return f;
  }
  const bool no_language = field.id == "1.3.e" && [&] {
    const auto named = modalities_of(tongues, text_of("1.3.a")).named;
    return !named.empty() && !named.contains("text") && !named.contains("audio") && !named.contains("video");
  }();
  const bool no_sources = field.id == "3.1.b" && says_yes("2.3.a") == false && says_yes("2.1.a") == false;
  if (none && (no_language || no_sources)) {
    f.status = Status::not_due;
    f.required = false;
    f.weight = 0;
    f.quality = 1;
    return f;
  }
  if (no_sources && yes_or_no(tongues, text).yes == false) {  // "No scraping is performed": where nothing is collected from the web, that is the measure
    f.status = Status::present;
    f.quality = 1;
    return f;
  }
  if (none) {
    f.status = Status::empty;
    f.problem = "\"not applicable\", where the other answers say that it applies";
    f.remedy = field.hint.empty() ? "answer it" : field.hint;
    if (count_words(text) > 6) f.quality = worth("reason_for_nothing");
    return f;
  }
  if (withheld(text) && field.section != "0" && field.section != "1.1" && field.section != "1.2" && domains_of(text).size() < 2) {
    const bool secret = says(tongues, "withheld", folded(text));
    if (secret && is_due != true) {  // asked for only where it is publicly known
      f.status = Status::not_due;
      f.weight = 0;
      f.quality = 1;
      return f;
    }
    f.status = Status::empty;
    f.problem = secret ? "it says that this is not disclosed" : "it points elsewhere instead of answering";
    f.remedy = secret ? "the template asks in general terms, so that no trade secret is needed; answer at that level" : "state here what the other page says; a link may go further";
    f.quality = worth("pointer");
    return f;
  }

  if (is_modalities(field)) {
    const auto found = modalities_of(tongues, text);
    if (found.ticks_lost) {
      f.status = Status::malformed;
      f.problem = "all modalities stand there and no tick that can be read";
      f.remedy = "name the modalities in words, since ticks drawn as pictures are lost to whoever searches or listens";
      f.quality = worth("ticks_lost");
    } else if (found.unticked) {
      f.status = Status::empty;
      f.problem = "no modality is ticked";
      f.remedy = "tick those that apply, or name them in words";
    } else if (found.named.empty()) {
      f.status = Status::malformed;
      f.problem = "no modality is ticked or named";
      f.remedy = "name text, image, audio, video or another one";
    } else {
      f.status = Status::present;
      f.quality = 1;
      for (const auto& name : found.named) f.reading += (f.reading.empty() ? "" : ", ") + name;
    }
    return f;
  }
  if (field.id == "0.a" || field.section == "1.1" || field.id == "1.2.a" || field.id == "1.2.b") judge_header(f, text);
  else if (field.kind == "date") judge_date(f, text, true, field.id == "1.2.c");
  else if (field.kind == "month") judge_date(f, text, false, false);
  else if (field.kind == "months") judge_period(f, text);
  else if (field.kind == "ranges") judge_sizes(f, text);
  else if (field.kind == "domains") judge_domains(f, text);
  else if (field.kind == "languages") judge_languages(f, text);
  else if (field.kind == "datasets" || field.id == "2.5.c") judge_list(f, text, true);
  else if (field.kind == "list") judge_list(f, text, false);
  else judge_words(f, text);
  // More than was asked is not punished.
  if (is_due == false && f.quality < worth("volunteered")) f.quality = worth("volunteered");
  return f;
}

namespace {

// The model's name, else the title, else nothing.
std::string name_in(const Answers& answers) {
  const auto it = answers.fields.find("1.2.a");
  if (it == answers.fields.end()) return "";
  const std::string& text = it->second.text;
  std::string name(utf8::trim(std::string_view(text).substr(0, text.find('\n'))));
  const auto link = name.find("http");
  if (link != std::string::npos) name.resize(link);
  while (!name.empty() && std::string_view(" ,(:").find(name.back()) != std::string_view::npos) name.pop_back();
  return std::string(utf8::slice(name, 0, 60));
}

Score score_of(const std::vector<Finding>& findings) {
  std::map<std::string, std::pair<double, double>> sums;  // section -> got, of
  double got = 0;
  double of = 0;
  for (const auto& f : findings) {
    if (f.weight <= 0) continue;
    got += f.weight * f.quality;
    of += f.weight;
    std::string section = section_of(f.id);
    for (;;) {
      sums[section].first += f.weight * f.quality;
      sums[section].second += f.weight;
      const auto dot = section.rfind('.');
      if (dot == std::string::npos) break;
      section.resize(dot);
    }
  }
  const auto rounded = [](double x) { return std::round(x * 1000) / 1000; };
  Score score;
  score.overall = of > 0 ? rounded(got / of) : 0;
  for (const auto& [section, sum] : sums) score.sections[section] = rounded(sum.first / sum.second);
  return score;
}

}  // namespace

Report check_summary(const PlacedText& text, const Labels& labels, const Weights& weights, int today) {
  const Answers answers = answers_of(text, labels);
  Judge judge{answers, weights, {}, today};
  for (const auto& language : labels.languages)
    if (language.code == answers.language) judge.tongues.push_back(&language);
  if (answers.language != "en") judge.tongues.push_back(&labels.languages[0]);
  Report out;
  out.format = text.format;
  out.language = answers.language;
  out.name = name_in(answers);
  for (const Field* field : built_in_template().fields()) out.findings.push_back(judge.judge(*field));
  out.score = score_of(out.findings);
  const auto asked = std::ranges::count_if(answers.fields, [](const auto& entry) { return entry.second.asked; });
  out.recognised = asked + static_cast<std::ptrdiff_t>(answers.places.size()) >= 4;
  return out;
}

}  // namespace accord::summary::check
