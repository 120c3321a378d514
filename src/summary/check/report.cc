#include "summary/check/report.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/utf8.h"

namespace accord::summary::check {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::present: return "present";
    case Status::empty: return "empty";
    case Status::missing: return "missing";
    case Status::malformed: return "malformed";
    case Status::not_due: return "not due";
  }
  return "";
}

bool Report::complete() const {
  return recognised && std::ranges::all_of(findings, [](const Finding& f) { return !f.required || f.status == Status::present || f.status == Status::not_due; });
}

const Finding* Report::finding(std::string_view id) const {
  const auto it = std::ranges::find(findings, id, &Finding::id);
  return it == findings.end() ? nullptr : &*it;
}

double Weights::operator()(std::string_view id) const {
  const auto it = of_field.find(std::string(id));
  return it == of_field.end() ? 0 : it->second;
}

double Weights::worth(std::string_view name) const {
  const auto it = credit.find(std::string(name));
  return it == credit.end() ? 0 : it->second;
}

Result<Weights> load_weights(std::string_view bytes) {
  ACCORD_TRY(const Json file, parse_json(bytes));
  Weights out;
  for (const auto& [part, into] : {std::pair{"weights", &out.of_field}, {"credit", &out.credit}}) {
    if (!file.is_object() || !file.contains(part) || !file[part].is_object()) return fail(Kind::invalid, std::string("the weights have no \"") + part + "\"", "check.json");
    for (const auto& [name, value] : file[part].items()) {
      if (!value.is_number()) return fail(Kind::invalid, name + " is no number", "check.json");
      (*into)[name] = value.get<double>();
    }
  }
  for (const auto& [id, weight] : out.of_field)
    if (built_in_template().field(id) == nullptr || weight < 0) return fail(Kind::invalid, id + " is no field of the template, or weighs less than nothing", "check.json");
  return out;
}

std::vector<Gain> gains(const Report& report) {
  double all = 0;
  for (const auto& f : report.findings) all += f.weight;
  std::vector<Gain> out;
  for (const auto& f : report.findings)
    if (f.weight > 0 && f.quality < 0.995) out.push_back({&f, f.weight * (1 - f.quality) / all});
  std::ranges::stable_sort(out, std::greater<>(), &Gain::by);
  return out;
}

Json report_json(const Report& report) {
  Json fields = Json::array();
  std::map<std::string, int> counts;
  for (const auto& f : report.findings) {
    const Field* field = built_in_template().field(f.id);
    ++counts[std::string(name_of(f.status))];
    fields.push_back({{"id", f.id},
                      {"section", field->section},
                      {"label", field->label},
                      {"status", name_of(f.status)},
                      {"required", f.required},
                      {"value", f.value.empty() ? Json() : Json(std::string(utf8::slice(f.value, 0, 4000)))},
                      {"reading", f.reading.empty() ? Json() : Json(f.reading)},
                      {"items", std::vector(f.items.begin(), f.items.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(f.items.size(), 1000)))},
                      {"problem", f.problem.empty() ? Json() : Json(f.problem)},
                      {"remedy", f.remedy.empty() ? Json() : Json(f.remedy)},
                      {"advice", f.advice.empty() ? Json() : Json(f.advice)},
                      {"place", f.place.empty() ? Json() : Json(f.place)},
                      {"quality", f.quality},
                      {"weight", f.weight}});
  }
  Json most = Json::array();
  for (const auto& gain : gains(report)) {
    if (most.size() == 5) break;
    most.push_back({{"id", gain.finding->id}, {"by", std::round(gain.by * 1000) / 1000}});
  }
  return {{"file", {{"format", report.format}, {"language", report.language}, {"model", report.name}}},
          {"complete", report.complete()},
          {"counts", counts},
          {"fields", std::move(fields)},
          {"gains", std::move(most)},
          {"score", {{"overall", report.score.overall}, {"sections", report.score.sections}}}};
}

}  // namespace accord::summary::check
