#include "cli/summary_check_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/language.h"
#include "base/utf8.h"

namespace accord::cli {

using namespace summary;         // the template
using namespace summary::check;  // the findings

namespace {

constexpr std::string_view bold = "\x1b[1m", dim = "\x1b[2m", red = "\x1b[31m", yellow = "\x1b[33m", green = "\x1b[32m", reset = "\x1b[0m";
constexpr std::size_t label_width = 58;

struct Paint {
  bool on;
  std::string operator()(std::string_view text, std::string_view with) const { return on ? fmt::format("{}{}{}", with, text, reset) : std::string(text); }
};

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t n = utf8::length(text);
  return std::string(text) + std::string(width > n ? width - n : 1, ' ');
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string one = utf8::collapse(text);
  if (utf8::length(one) <= most) return one;
  return std::string(utf8::slice(one, 0, most - 1)) + "…";
}

std::string bar(double share) {
  std::string out;
  const int full = static_cast<int>(std::lround(share * 20));
  for (int n = 0; n < 20; ++n) out += n < full ? "█" : "░";
  return out;
}

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

std::string counted(std::size_t n, std::string_view one, std::string_view many) { return fmt::format("{} {}", n, n == 1 ? one : many); }

const std::map<std::string, std::string>& format_names() {
  static const std::map<std::string, std::string> names = {{"pdf", "PDF"}, {"html", "HTML"}, {"json", "JSON"}, {"yaml", "YAML"}, {"markdown", "Markdown"}, {"text", "text"}};
  return names;
}

std::string finding_text(const Finding& f, const Paint& paint) {
  const Field* field = built_in_template().field(f.id);
  const bool wrong = f.status != Status::present;
  const auto mark = !wrong ? paint("✓", green) : f.status == Status::malformed ? paint("!", yellow) : paint("✗", red);
  std::string out = fmt::format("  {} {}", mark, padded(shortened(field->label, label_width - 1), label_width));
  if (!wrong)
    out += paint(shortened(f.reading.empty() ? f.value : f.reading, 60), dim);
  else
    out += paint(name_of(f.status), f.status == Status::malformed ? yellow : red);
  if (wrong && !f.place.empty()) out += paint("  " + f.place, dim);
  while (out.ends_with(' ')) out.pop_back();
  out += "\n";
  if (wrong) {
    if (!f.problem.empty()) out += fmt::format("      {}\n", f.problem);
    if (f.status == Status::malformed && !f.value.empty()) out += paint(fmt::format("      as filed: \"{}\"\n", shortened(f.value, 100)), dim);
    if (!f.remedy.empty()) out += fmt::format("      → {}\n", f.remedy);
  }
  if (!f.advice.empty()) out += paint(fmt::format("      better: {}{}\n", f.advice, !wrong && !f.place.empty() ? "  (" + f.place + ")" : ""), dim);
  return out;
}

}  // namespace

std::string check_text(const Report& report, const std::string& file, bool all, bool colour) {
  const Paint paint{colour};
  const auto format = format_names().find(report.format);
  std::string out = paint(report.name.empty() ? file : report.name, bold);
  out += fmt::format("\n{}, {}, read as {}\n", file, format == format_names().end() ? report.format : format->second, language_name(report.language));
  std::size_t in_order = 0;
  std::size_t wrong = 0;
  std::size_t open = 0;
  for (const auto& section : built_in_template().sections) {
    std::string body;
    std::size_t not_due = 0;
    for (const auto& field : section.fields) {
      const Finding* f = report.finding(field.id);
      if (f->status == Status::not_due && (f->advice.empty() || !all)) {
        ++not_due;
        ++open;
        continue;
      }
      f->status == Status::present ? ++in_order : ++wrong;
      body += finding_text(*f, paint);
    }
    if (section.fields.empty()) continue;
    const auto score = report.score.sections.find(section.number);
    const std::string title = section.number == "0" ? section.title : section.number + "  " + section.title;
    out += fmt::format("\n{}{}\n", paint(padded(title, label_width + 4), bold), score == report.score.sections.end() ? "" : percent(score->second));
    out += body;
    if (not_due > 0) out += paint(fmt::format("  · {} not due\n", counted(not_due, "question", "questions")), dim);
  }
  out += fmt::format("\n{}  {}  {} in order, {} not, {} not due\n", paint(fmt::format("Score {}", percent(report.score.overall)), bold), bar(report.score.overall), in_order, wrong, open);
  const auto most = gains(report);
  if (!most.empty()) {
    out += "What would raise it most:\n";
    for (std::size_t n = 0; n < std::min<std::size_t>(3, most.size()); ++n) {
      const Finding& f = *most[n].finding;
      const Field* field = built_in_template().field(f.id);
      const std::string what = !f.remedy.empty() ? f.remedy : !f.advice.empty() ? f.advice : "say more";
      out += fmt::format("  +{:<5} {}  {}: {}\n", percent(most[n].by), field->section == "0" ? "header" : field->section, field->label, what);
    }
  }
  out += report.complete() ? paint("Complete: every required question is answered in a form that can be used.\n", green) : paint("Not complete: required questions above are missing, empty or malformed.\n", red);
  out += paint("A machine's reading: it weighs form and content, and knows nothing of whether an answer is true.\n", dim);
  return out;
}

std::string comparison_text(const Comparison& comparison, bool all, bool colour) {
  const Paint paint{colour};
  std::string out = fmt::format("{} changed, {} alike; score {} -> {}\n", counted(comparison.changes.size(), "answer", "answers"), comparison.same, percent(comparison.score_before), percent(comparison.score_after));
  for (const auto& c : comparison.changes) {
    const Field* field = built_in_template().field(c.id);
    out += fmt::format("\n{}  {}  {}\n", paint(field->section == "0" ? "header" : field->section, bold), paint(field->label, bold), name_of(c.kind));
    if (c.is_list) {
      out += fmt::format("  {} added, {} removed, {} kept\n", c.items_added.size(), c.items_removed.size(), c.items_kept);
      const std::size_t most = all ? std::string::npos : 10;
      for (const auto& [items, sign, with] : {std::tuple{&c.items_removed, '-', red}, {&c.items_added, '+', green}}) {
        for (std::size_t n = 0; n < std::min(most, items->size()); ++n) out += paint(fmt::format("  {} {}\n", sign, (*items)[n]), with);
        if (items->size() > most) out += fmt::format("  {} … {} more (--all shows them)\n", sign, items->size() - most);
      }
      continue;
    }
    const std::size_t width = all ? 100'000 : 300;
    if (!c.before.empty()) out += paint(fmt::format("  - {}\n", shortened(c.before, width)), red);
    if (!c.after.empty()) out += paint(fmt::format("  + {}\n", shortened(c.after, width)), green);
  }
  return out;
}

}  // namespace accord::cli
