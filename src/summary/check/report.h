// What a check found: for each field of the template its status, its value and what is wrong, and the score.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/placed_text.h"
#include "summary/check/labels.h"
#include "summary/template.h"

namespace accord::summary::check {

enum class Status { present, empty, missing, malformed, not_due };
std::string_view name_of(Status status);  // "present", "empty", "missing", "malformed", "not due"

struct Finding {
  std::string id;
  Status status = Status::missing;
  bool required = false;  // by the template, as the other answers stand
  std::string value;      // as filed
  std::string reading;    // what was understood: "yes", "image, text", "2026-03"; empty where it is free text
  std::vector<std::string> items{};  // of a list: domains, links, else names
  std::string problem, remedy, place;
  std::string advice;     // what would be better though nothing is wrong
  double quality = 0;     // 0 to 1
  double weight = 0;      // in the score; 0: does not count
};

struct Score {
  double overall = 0;
  std::map<std::string, double> sections;  // by number: "0", "1", "1.1", ..., "2.2", "2.2.1"; those that hold a field that counts
};

struct Report {
  std::string format, language, name;  // of the text; the model's name as found
  std::vector<Finding> findings;       // in order of the template
  Score score;
  bool recognised = false;  // at least a few questions of the template were found
  bool complete() const;    // every required field is present
  const Finding* finding(std::string_view id) const;
};

// What is weighed and allowed: assets/summary/check.json, described in docs/formats/summary-check.md.
struct Weights {
  std::map<std::string, double> of_field;
  std::map<std::string, double> credit;  // by name: what a partial answer is worth
  double operator()(std::string_view id) const;
  double worth(std::string_view name) const;
};
Result<Weights> load_weights(std::string_view json);

const Labels& built_in_labels();
const Weights& built_in_weights();

// `today` as year * 372 + (month - 1) * 31 + day - 1, as Date::ordinal.
Report check_summary(const PlacedText& text, const Labels& labels, const Weights& weights, int today);

// The answers that would raise the score most, greatest first.
struct Gain {
  const Finding* finding;
  double by;  // added to the overall score by a full answer
};
std::vector<Gain> gains(const Report& report);

// As described in docs/formats/summary-check.md. Values are cut at 4,000 characters, items at 1,000.
Json report_json(const Report& report);

}  // namespace accord::summary::check
