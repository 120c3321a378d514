#include "summary/publish.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace accord::summary {

namespace {

constexpr std::size_t listed_inline = 1'000;  // more domains than that are in the file alone

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const auto& c : cells) out += (out.empty() ? "" : ",") + csv_cell(c);
  return out + "\r\n";
}

std::string text(const Json& o, const char* key) { return o.contains(key) && o[key].is_string() ? o[key].get<std::string>() : ""; }

std::string number(const Json& o, const char* key) { return o.contains(key) ? o[key].dump() : ""; }

PublicFile domains_file(const std::string& key, const Json& answer, const Json* exact) {
  PublicFile f{"domains.csv", key, 0, exact != nullptr ? csv_line({"domain", "documents", "bytes"}) : csv_line({"domain"})};
  const auto& list = exact != nullptr ? exact->at("list") : answer.at("list");
  for (const auto& d : list)
    f.bytes += exact != nullptr ? csv_line({text(d, "domain"), number(d, "documents"), number(d, "bytes")}) : csv_line({text(d, "domain")});
  f.lines = list.size();
  return f;
}

PublicFile datasets_file(const std::string& name, const std::string& key, const Json& answer) {
  PublicFile f{name, key, answer.size(), csv_line({"name", "link", "description", "collected", "selection", "note"})};
  for (const auto& d : answer)
    f.bytes +=
        csv_line({text(d, "name"), text(d, "link"), text(d, "description"), text(d, "collected"), text(d, "selection"), text(d, "note")});
  return f;
}

std::string status_of(const Json& field) {
  const std::string s = field.at("status");
  if (s == "answered") return "answered";
  if (s == "not_due") return "not_applicable";
  if (s == "blank") return "nothing_to_report";
  if (s == "gap") return "cannot_be_known";
  return "not_stated";  // missing, refused, undecided: an honest hole
}

struct Publisher {
  const Json& working;
  const Template& t;
  std::string_view domain_lines;
  Publication out{};
  std::set<std::string> exact{};

  Json field(const Field& f, const Json& w) {
    Json o = {{"key", f.key}, {"label", f.label}, {"kind", f.kind}, {"status", status_of(w)}, {"answer", nullptr}};
    if (o["status"] == "cannot_be_known") o["why"] = w.at("problem");
    if (o["status"] == "not_applicable") o["why"] = f.when.text;
    if (o["status"] == "not_stated") out.summary["missing"].push_back(f.key);
    if (o["status"] != "answered") return o;
    o["answer"] = w.at("value");
    for (const auto* more : {"continues", "previous"})
      if (w.contains(more)) o[more] = w[more];
    const bool all = exact.contains(f.key) && !w.at("exact").is_null();
    if (all) o["figures"] = w["exact"];
    if (f.kind == "domains" && o["answer"].contains("file"))
      long_domains(f, o, all);
    else if (f.kind == "domains" && o["answer"].contains("list"))
      domains(f, o, all ? &w["exact"] : nullptr);
    if (f.kind == "datasets" && !o["answer"].empty()) {
      out.files.push_back(
          datasets_file(f.key == "public_datasets.large" ? "public-datasets.csv" : "private-datasets.csv", f.key, o["answer"]));
      o["file"] = out.files.back().name;
    }
    return o;
  }

  void domains(const Field& f, Json& o, const Json* figures) {
    auto& listed = o["answer"]["list"];
    std::sort(listed.begin(), listed.end(),
              [](const Json& a, const Json& b) { return a["domain"] < b["domain"]; });  // a ranking is not asked for
    out.files.push_back(domains_file(f.key, o["answer"], figures));
    o["file"] = out.files.back().name;
    const auto shorten = [](Json& list) {
      if (list.size() > listed_inline) list.erase(list.begin() + listed_inline, list.end());
    };
    shorten(o["answer"]["list"]);
    if (o.contains("figures")) shorten(o["figures"]["list"]);
  }

  // The list is in a file of lines "domain,documents,bytes", largest first.
  void long_domains(const Field& f, Json& o, bool figures) {
    std::vector<std::string_view> names;
    auto rest = domain_lines.substr(std::min(domain_lines.size(), domain_lines.find('\n') + 1));
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find('\n'));
      names.push_back(line.substr(0, line.find_first_of(",\r")));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
    std::ranges::sort(names);
    PublicFile file{"domains.csv", f.key, names.size(), figures ? std::string(domain_lines) : "domain\r\n"};
    if (!figures)
      for (const auto& n : names) file.bytes.append(n).append("\r\n");
    o["file"] = file.name;
    o["answer"].erase("file");
    o["answer"]["list"] = Json::array();
    for (std::size_t i = 0; i < std::min(names.size(), listed_inline); ++i) o["answer"]["list"].push_back({{"domain", names[i]}});
    if (figures) o["figures"].erase("list");
    out.files.push_back(std::move(file));
  }

  Json labels() const {
    if (t.labels_credit.empty()) return {{"paraphrase", true}, {"note", t.wording_note}};
    return {{"paraphrase", false}, {"credit", t.labels_credit}, {"version", t.labels_version}};
  }

  void run() {
    out.summary = {{"format", "accord-public-summary/1"},
                   {"language", t.language},
                   {"title", t.title},
                   {"labels", labels()},
                   {"missing", Json::array()},
                   {"template", {{"act", t.act}, {"date", t.act_date}, {"article", t.article}, {"link", t.act_link}}},
                   {"sections", Json::array()}};
    for (const auto& key : working.at("publish")) exact.insert(key.get<std::string>());
    for (const auto& s : t.sections) {
      Json section = {
          {"number", s.number == "0" ? Json() : Json(s.number)}, {"title", s.title}, {"scope", s.scope}, {"fields", Json::array()}};
      for (const auto& f : s.fields)
        for (const auto& w : working.at("fields"))
          if (w.at("id") == f.id) section["fields"].push_back(field(f, w));
      out.summary["sections"].push_back(std::move(section));
    }
    out.summary["files"] = Json::array();
    for (const auto& f : out.files) out.summary["files"].push_back({{"name", f.name}, {"holds", f.holds}, {"lines", f.lines}});
  }
};

}  // namespace

std::string csv_cell(std::string_view cell) {
  std::string out(cell);
  if (!out.empty() && std::string_view("=+-@\t\r").find(out[0]) != std::string_view::npos) out.insert(0, "'");
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string domain_file(const Json& working) {
  if (working.is_object() && working.contains("fields") && working["fields"].is_array())
    for (const auto& f : working["fields"])
      if (f.is_object() && f.value("kind", "") == "domains" && f.contains("value") && f["value"].is_object() && f["value"].contains("file"))
        return text(f["value"], "file");
  return {};
}

Result<Publication> publish(const Json& working, const Template& t, std::string_view domains) {
  try {
    if (working.at("format") != "accord-summary-working/1")
      return fail(Kind::invalid, "this is a working file of another version", "format", "fill it again");
    if (const auto& conflicts = working.at("conflicts"); !conflicts.empty()) {
      std::vector<std::string> keys;
      for (const auto& c : conflicts) keys.push_back(c);
      return fail(Kind::unprocessable,
                  fmt::format("what was computed and what was declared contradict each other in {}", fmt::join(keys, ", ")), keys.front(),
                  "correct one side, or say under decisions: which one holds and why; then fill again");
    }
    const auto named = domain_file(working);
    if (!named.empty() && domains.empty())
      return fail(Kind::invalid, "the file of domains that the working file names is not given", named, "keep it beside the working file");
    Publisher p{working, t, domains};
    p.run();
    return std::move(p.out);
  } catch (const Json::exception& e) {
    return fail(Kind::invalid, std::string("this is no working file: ") + e.what(), "", "accord summary fill makes one");
  }
}

}  // namespace accord::summary
