#include "summary/fill.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace accord::summary {

namespace {

enum class Due { yes, no, undecided };

struct Filler {
  const Evidence& e;
  const Facts& facts;
  const Template& t;
  std::map<std::string, Computed> computed;
  std::map<std::string, Json> values;  // by id, of the fields before

  Due due(const Field& f) const {
    if (f.need == Need::always) return Due::yes;
    if (f.need == Need::optional) return Due::no;
    if (f.need == Need::applicable) return f.computed && computed.contains(f.id) ? Due::yes : Due::no;
    if (!f.when.key.empty()) return facts.says_yes(f.when.key) ? Due::yes : Due::no;
    bool all_no = true;
    for (const auto& id : f.when.fields) {
      const auto it = values.find(id);
      if (it != values.end() && it->second == "yes") return Due::yes;
      all_no = all_no && it != values.end() && it->second == "no";
    }
    return all_no ? Due::no : Due::undecided;
  }

  Json rule_json(const Field& f) const {
    const auto& r = t.rule(f.key == "crawling.domains" && e.sme ? "domains_sme" : f.rule);
    Json out = {{"text", r.text}, {"source", r.source}, {"applies_from", r.applies_from}, {"confirmed", r.confirmed}};
    if (!r.note.empty()) out["note"] = r.note;
    return out;
  }

  Json blank(const Field& f) const {
    return {{"id", f.id},           {"section", f.section},   {"key", f.key},          {"label", f.label},
            {"kind", f.kind},       {"status", "blank"},      {"provenance", nullptr}, {"value", nullptr},
            {"computed", nullptr},  {"declared", nullptr},    {"exact", nullptr},      {"how", nullptr},
            {"rule", rule_json(f)}, {"notes", Json::array()}, {"problem", nullptr},    {"remedy", nullptr}};
  }

  void nothing(const Field& f, Json& out, const Computed* c) const {
    const auto gap = facts.gaps.find(f.key);
    const auto d = due(f);
    if (gap != facts.gaps.end()) {
      out["status"] = "gap";
      out["problem"] = gap->second;
    } else if (d == Due::yes && c != nullptr && !c->refused.empty()) {
      out["status"] = "refused";
      out["problem"] = c->refused;
      out["remedy"] = fmt::format("give a tally of data as {} as well (--tally twice), or declare {}", t.rule(f.rule).stage, f.key);
    } else if (d == Due::yes) {
      out["status"] = "missing";
      out["problem"] = "the template asks for it, and nothing is known";
      out["remedy"] = fmt::format("write {} into the facts{}", f.key, f.hint.empty() ? "" : ": " + f.hint);
    } else if (f.need == Need::conditional) {
      out["status"] = d == Due::undecided ? "undecided" : "not_due";
      if (d == Due::undecided) out["problem"] = "whether it is due depends on an answer that is missing";
    }
  }

  void both(const Field& f, Json& out, const Computed& c, const Json& declared) const {
    std::string why;
    const auto decision = facts.decisions.find(f.key);
    if (agree(f, c.value, declared, why)) {
      out["status"] = "answered";
      out["provenance"] = "both";
      out["value"] = joined(f, c.value, declared);
    } else if (decision != facts.decisions.end()) {
      out["status"] = "answered";
      out["provenance"] = decision->second.computed ? "computed" : "declared";
      out["value"] = decision->second.computed ? c.value : declared;
      out["decision"] = {
          {"take", decision->second.computed ? "computed" : "declared"}, {"because", decision->second.because}, {"differs", why}};
    } else {
      out["status"] = "conflict";
      out["provenance"] = "conflict";
      out["problem"] = why;
      out["remedy"] =
          fmt::format("correct {} or the corpus; or decide:  decisions: {{{}: {{take: computed, because: \"…\"}}}}", f.key, f.key);
    }
  }

  // What was declared of a list adds to what was computed: links and notes to the same names, and more entries.
  static Json joined(const Field& f, const Json& computed, const Json& declared) {
    if (f.kind == "domains" && !declared.contains("list")) {  // where the list can be had
      Json out = computed;
      out.update(declared);
      return out;
    }
    if (f.kind != "datasets" && f.kind != "list")
      return f.kind == "languages" || f.kind == "ranges" || f.kind == "domains" ? declared : computed;
    Json out = declared;
    for (auto& entry : out)
      for (const auto& c : computed)
        if (utf8::lower(c["name"].get<std::string>()) == utf8::lower(entry["name"].get<std::string>()))
          for (const auto& [key, value] : c.items())
            if (!entry.contains(key)) entry[key] = value;
    return out;
  }

  Json field(const Field& f) {
    Json out = blank(f);
    const auto it = computed.find(f.id);
    const auto* c = it == computed.end() ? nullptr : &it->second;
    const auto* declared = facts.answer(f.key);
    if (c != nullptr) {
      out["computed"] = c->value, out["exact"] = c->exact, out["notes"] = c->notes;
      if (!c->how.empty()) out["how"] = c->how;
    }
    if (declared != nullptr) out["declared"] = *declared;
    const bool has = c != nullptr && !c->value.is_null() && !(c->value.is_array() && c->value.empty());
    if (has && declared != nullptr) {
      both(f, out, *c, *declared);
    } else if (has || declared != nullptr) {
      out["status"] = "answered";
      out["provenance"] = has ? "computed" : "declared";
      out["value"] = has ? c->value : *declared;
    } else {
      nothing(f, out, c);
    }
    if (declared != nullptr && f.need == Need::conditional && due(f) == Due::no)
      out["notes"].push_back("an answer was declared although by other answers none is due: " + f.when.text);
    if (f.key == "data.latest" && out["status"] == "answered") {
      if (const auto said = facts.extra.find("data.continues"); said != facts.extra.end())
        out["continues"] = said->second;
      else
        out["notes"].push_back("the template also asks whether training on new data goes on after that month: say so under data.continues");
    }
    if (f.key == "summary.version" && !facts.previous.empty()) out["previous"] = facts.previous;
    return out;
  }
};

Json tally_json(const Totals& totals) {
  Json not_whole = Json::array();
  for (const auto& i : totals.inputs)
    if (i.status != InputStatus::ok)
      not_whole.push_back({{"path", i.path}, {"status", name(i.status)}, {"skipped", i.skipped}, {"reasons", i.reasons}});
  Json sources = Json::array();
  for (const auto& s : totals.sources) sources.push_back({{"name", s.source.name}, {"kind", name(s.source.kind)}});
  return {{"stage", name(totals.header.stage)},
          {"digest", totals.digest},
          {"inputs", totals.inputs.size()},
          {"not_whole", not_whole},
          {"sources", sources},
          {"suffixes",
           {{"date", totals.header.suffixes.date},
            {"section", name(totals.header.suffixes.section)},
            {"sha256", totals.header.suffixes.sha256}}}};
}

// Users' data in the corpus contradicts that neither kind of it was used (section 2.4); the corpus does not tell which one it was.
void check_user_data(Json& fields, const Filler& filler) {
  const auto it = filler.computed.find("2.4.d");
  if (it == filler.computed.end()) return;
  const auto no = [&](const char* id) { return filler.values.contains(id) && filler.values.at(id) == "no"; };
  if (!no("2.4.a") || !no("2.4.b")) return;
  for (auto& f : fields)
    if (f["id"] == "2.4.a" || f["id"] == "2.4.b") {
      f["status"] = f["provenance"] = "conflict";
      f["value"] = nullptr;
      f["problem"] = "declared as no, and a source of the kind user holds documents";
      f["remedy"] = "say which of the two it is, or correct the kind of the source";
    }
}

}  // namespace

bool agree(const Field& field, const Json& computed, const Json& declared, std::string& why) {
  const auto names = [](const Json& list, const char* key) {
    std::vector<std::string> out;
    for (const auto& x : list) out.push_back(utf8::lower(x.is_string() ? x.get<std::string>() : x[key].get<std::string>()));
    return out;
  };
  const auto lacks = [&](const Json& list, const Json& of, const char* key, const std::string& who) {
    const auto there = names(list, key);
    std::vector<std::string> gone;
    for (const auto& n : names(of, key))
      if (std::ranges::find(there, n) == there.end()) gone.push_back(n);
    if (gone.empty()) return false;
    const auto more = gone.size() > 5 ? fmt::format(" and {} more", gone.size() - 5) : "";
    gone.resize(std::min<std::size_t>(gone.size(), 5));
    why = fmt::format("{} {}{}", who, fmt::join(gone, ", "), more);
    return true;
  };
  if (field.kind == "datasets" || field.kind == "list") return !lacks(declared, computed, "name", "what is declared leaves out");
  if (field.kind == "domains")
    return !declared.contains("list") || !lacks(declared["list"], computed["list"], "domain", "what is declared leaves out");
  if (field.kind == "languages") {
    if (declared.is_string()) return true;  // words cannot be compared
    return !lacks(declared, computed, "code", "what is declared leaves out") &&
           !lacks(computed, declared, "code", "the corpus does not hold");
  }
  if (field.kind == "choices") {
    Json known = Json::array();
    for (const auto& c : declared) known.push_back(c.get<std::string>().starts_with("other") ? Json("other") : c);
    return !lacks(known, computed, "", "what is declared leaves out") && !lacks(computed, known, "", "the corpus does not hold");
  }
  if (field.kind == "ranges") {
    for (const auto& c : computed) {
      const auto same = std::ranges::find_if(declared, [&](const Json& d) { return d["modality"] == c["modality"]; });
      if (same == declared.end()) return why = fmt::format("what is declared leaves out {}", c["modality"].get<std::string>()), false;
      if (same->contains("range") && (*same)["range"] != c["range"])
        return why = fmt::format("{}: declared \"{}\", computed \"{}\"", c["modality"].get<std::string>(),
                                 (*same)["range"].get<std::string>(), c["range"].get<std::string>()),
               false;
    }
    return true;
  }
  if (computed == declared) return true;
  why = fmt::format("declared {}, computed {}", declared.dump(), computed.dump());
  return false;
}

Json fill(const Evidence& evidence, const Facts& facts, const Template& t) {
  Filler filler{evidence, facts, t, compute(evidence, t), {}};
  Json fields = Json::array();
  for (const auto* f : t.fields()) {
    fields.push_back(filler.field(*f));
    filler.values[f->id] = fields.back()["value"];
  }
  check_user_data(fields, filler);
  Json out = {{"format", "accord-summary-working/1"},
              {"template", {{"act", t.act}, {"date", t.act_date}, {"article", t.article}}},
              {"sme", evidence.sme},
              {"publish", facts.publish},
              {"tallies", Json::array()},
              {"missing", Json::array()},
              {"conflicts", Json::array()},
              {"refused", Json::array()}};
  for (const auto* totals : {evidence.processed, evidence.collected})
    if (totals != nullptr) out["tallies"].push_back(tally_json(*totals));
  for (const auto& f : fields) {
    if (f["status"] == "missing") out["missing"].push_back(f["key"]);
    if (f["status"] == "conflict") out["conflicts"].push_back(f["key"]);
    if (f["status"] == "refused") out["refused"].push_back(f["key"]);
  }
  out["fields"] = std::move(fields);
  return out;
}

}  // namespace accord::summary
