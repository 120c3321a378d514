#include "summary/starter.h"

#include <fmt/format.h>

#include <sstream>

#include "summary/facts.h"

namespace accord::summary {

namespace {

std::string comment(const std::string& text, const std::string& indent) {
  std::istringstream words(text);
  std::string out, line = indent + "#";
  for (std::string word; words >> word;) {
    if (line.size() + word.size() > 110 && line.size() > indent.size() + 1) {
      out += line + "\n";
      line = indent + "#";
    }
    line += " " + word;
  }
  return out + line + "\n";
}

std::string form_of(const Field& f) {
  if (f.kind == "text") return "";
  if (f.kind == "date") return "2026-11-28";
  if (f.kind == "month") return "2026-06";
  if (f.kind == "months") return "{from: 2025-01, to: 2025-06}";
  if (f.kind == "list") return "[{name: \"…\", link: \"https://…\"}]";
  if (f.kind == "datasets") return "[{name: \"…\", link: \"https://…\", description: \"…\", collected: \"…\", selection: \"…\"}]";
  if (f.kind == "choices") return fmt::format("[{}]", fmt::join(f.options, ", "));
  if (f.kind == "ranges") return "{text: \"2.5 trillion tokens\", image: \"Less than 1 million images\"}";
  if (f.kind == "languages") return "[de, en, fr]";
  if (f.kind == "domains") return "[example.com, example.org], or {link: \"https://…\"}";
  return "yes or no";
}

std::string need_of(const Field& f) {
  switch (f.need) {
    case Need::always:
      return "Always asked.";
    case Need::conditional:
      return "Asked when: " + f.when.text;
    case Need::applicable:
      return "Asked where it applies.";
    case Need::optional:
      return "Optional.";
  }
  return "";
}

// A value as YAML below its key; JSON's strings are YAML's double-quoted ones.
std::string value(const Json& v) {
  if (v.is_string()) return " " + v.dump() + "\n";
  std::string out = "\n";
  for (const auto& item : v) {
    if (!item.is_object()) {
      out += "    - " + item.dump() + "\n";
      continue;
    }
    bool first = true;
    for (const char* key : {"name", "link", "description", "collected"})
      if (item.contains(key)) {
        out += fmt::format("    {} {}: {}\n", first ? "-" : " ", key, item[key].dump());
        first = false;
      }
  }
  return out;
}

struct Writer {
  const Template& t;
  const Prefill& prefill;
  std::string out, group;

  void key(const std::string& path, const std::string& about, bool commented) {
    const auto dot = path.find('.');
    if (path.substr(0, dot) != group) {
      group = path.substr(0, dot);
      out += fmt::format("\n{}:\n", group);
    }
    out += comment(about, "  ");
    if (const auto remark = prefill.remarks.find(path); remark != prefill.remarks.end()) out += comment("LOOK: " + remark->second, "  ");
    const auto name = path.substr(dot + 1);
    if (const auto known = prefill.values.find(path); known != prefill.values.end())
      out += fmt::format("  {}:{}", name, value(known->second));
    else
      out += fmt::format("  {}{}:\n", commented ? "# " : "", name);
  }

  void field(const Field& f) {
    std::string about = fmt::format("{}. {}{}{}", f.label, need_of(f), f.hint.empty() ? "" : " ", f.hint);
    if (const auto form = form_of(f); !form.empty()) about += " Form: " + form;
    key(f.key, about, f.computed);
    for (const auto& e : extra_facts())
      if (e.after == f.key) key(std::string(e.key), std::string(e.hint), false);
  }
};

}  // namespace

std::string starter(const Template& t, const Prefill& prefill) {
  Writer w{t, prefill, {}, {}};
  w.out = comment("What the provider declares for its public summary of training content (" + t.article + ").", "") +
          comment(
              "Leave empty what you do not know yet: accord summary fill says what is missing. Longer text goes below the key, after a |. "
              "Keys behind a # are computed from the tallies; take the # away to add to what was counted, or to contradict it.",
              "");
  if (!t.wording_note.empty()) w.out += comment(t.wording_note, "");
  if (!t.labels_credit.empty()) w.out += comment(fmt::format("Questions: {} ({}).", t.labels_credit, t.labels_version), "");
  for (const auto& s : t.sections) {
    if (s.fields.empty() && s.scope.empty()) continue;
    w.out +=
        "\n" + comment(fmt::format("{}{}{}{}", s.number == "0" ? "" : s.number + "  ", s.title, s.scope.empty() ? "" : ". ", s.scope), "");
    for (const auto& f : s.fields) w.field(f);
  }
  w.out +=
      "\n" +
      comment("Fields whose exact figures you publish beside the ranges, for instance data.size, data.languages, crawling.domains.", "") +
      "publish: []\n\n" +
      comment("Where the tallies and you differ, which one holds, and why:  data.size: {take: computed, because: \"…\"}", "") +
      "decisions:\n\n" +
      comment("What cannot be established despite best efforts, and why (models placed before 2 August 2025):  data.latest: \"…\"", "") +
      "gaps:\n";
  return w.out;
}

}  // namespace accord::summary
