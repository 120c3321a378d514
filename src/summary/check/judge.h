// Judges what was answered to one question.
#pragma once

#include "summary/check/answers.h"
#include "summary/check/report.h"
#include "summary/check/values.h"

namespace accord::summary::check {

inline bool is_yes_no(const Field& field) { return field.kind == "yes/no"; }
inline bool is_modalities(const Field& field) { return field.kind == "choices"; }

struct Judge {
  const Answers& answers;
  const Weights& weights;
  Tongues tongues;  // the summary's own language first
  int today;

  // What the answer says to a yes/no question: by its own words, else by the prose of its section, else by what follows
  // from the answers beneath it.
  std::optional<bool> says_yes(const std::string& id) const;
  Finding judge(const Field& field) const;

  // The parts of it, by kind of field; each sets status, problem, remedy, advice and quality.
  void judge_header(Finding& f, const std::string& text) const;
  void judge_date(Finding& f, const std::string& text, bool day, bool may_be_later) const;
  void judge_period(Finding& f, const std::string& text) const;
  void judge_sizes(Finding& f, const std::string& text) const;
  void judge_list(Finding& f, const std::string& text, bool links) const;
  void judge_domains(Finding& f, const std::string& text) const;
  void judge_words(Finding& f, const std::string& text) const;
  void judge_languages(Finding& f, const std::string& text) const;

  std::string text_of(const std::string& id) const;        // without the template's own instructions
  bool nothing_to_report(std::string_view text) const;      // "N/A", "None."
  bool withheld(std::string_view text) const;               // "confidential", "see our website" and not much else
  bool filled(const std::string& id) const;                 // neither blank, nor N/A, nor withheld
  int names_besides_own(const std::string& text) const;
  double worth(std::string_view name) const { return weights.worth(name); }
  // 0 to 1 for how many phrases of a list the text has; where the language has no such list, its length speaks.
  double aspect(std::string_view list, std::string_view folded_text, int enough, double substance) const;
};

}  // namespace accord::summary::check
