#include "cli/summary_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/language.h"
#include "cli/summary_charts.h"
#include "web/assets.h"
#include "web/render.h"

namespace accord::cli {

namespace {

struct View {
  const Json& s;
  const summary::Template& t;
  std::map<std::string, const Json*> fields;  // by key

  const Json& field(const std::string& key) const { return *fields.at(key); }
  // The answer, or null.
  const Json& answer(const std::string& key) const { return field(key)["answer"]; }

  std::string model() const {
    const auto& a = answer("model.names");
    if (!a.is_array()) return "A general-purpose AI model";
    std::vector<std::string> names;
    for (const auto& m : a) names.push_back(m["name"]);
    return fmt::format("{}", fmt::join(names, ", "));
  }

  std::string by_html() const {
    const auto& a = answer("provider.name");
    if (a.is_null()) return "";
    const auto whole = a.is_string() ? a.get<std::string>() : a.empty() ? "" : a[0]["text"].get<std::string>();
    return "By " + escape_html(whole.substr(0, whole.find_first_of(",;\n")));
  }

  Json particulars() const {
    Json out = Json::array();
    const auto add = [&](const char* label, const std::string& text, const std::string& iso) {
      if (!text.empty()) out.push_back({{"label", label}, {"text", text}, {"iso", iso}});
    };
    const auto dated = [&](const char* key, const char* label) {
      const auto& a = answer(key);
      if (a.is_string()) add(label, a.get<std::string>().size() == 10 ? day_text(a) : month_text(a), a);
    };
    if (answer("summary.version").is_string()) add("Version", answer("summary.version"), "");
    dated("summary.updated", "Last updated");
    dated("model.placed", "Placed on the Union market");
    dated("data.latest", "Data up to");
    return out;
  }

  Json holes() const {
    const auto n = s["missing"].size();
    if (n == 0) return nullptr;
    return {{"text", fmt::format("This summary is not complete: {} that the template asks for {} not stated yet.",
                                 n == 1 ? "one answer" : fmt::format("{} answers", n), n == 1 ? "is" : "are")}};
  }

  Json sizes() const {
    Json rows = Json::array();
    const auto& a = answer("data.size");
    if (!a.is_array()) return nullptr;
    for (const auto& m : t.modalities) {
      const auto it = std::ranges::find_if(a, [&](const Json& r) { return r["modality"] == m.id; });
      if (it == a.end() && m.ranges.empty()) continue;
      std::size_t step = std::string::npos;
      std::string text = "none";
      if (it != a.end()) {
        text = it->contains("range") ? (*it)["range"].get<std::string>() : (*it)["amount"].get<std::string>();
        for (std::size_t i = 0; i < m.ranges.size(); ++i)
          if (m.ranges[i].label == text) step = i;
      }
      rows.push_back(
          {{"label", m.label},
           {"text", text},
           {"used", it != a.end()},
           {"svg",
            m.ranges.empty()
                ? ""
                : ladder_svg(step, m.ranges.size(),
                             fmt::format("{}: {}", m.label,
                                         step == std::string::npos ? text : fmt::format("step {} of {}", step + 1, m.ranges.size())))}});
    }
    return {{"say", "The range that holds the size of each modality, after pre-processing and before training."}, {"rows", rows}};
  }

  Json sources() const {
    static const std::vector<std::vector<std::string>> kinds = {
        {"2.1", "public_datasets"}, {"2.2.1", "licensed_datasets"}, {"2.2.2", "private_datasets"}, {"2.3", "crawling"},
        {"2.4", "user_data"},       {"2.5", "synthetic"},           {"2.6", "other_sources"}};
    Json rows = Json::array(), columns = Json::array();
    for (const auto& m : t.modalities) columns.push_back({{"text", m.label}});
    for (const auto& k : kinds) {
      const auto used_key = k[1] + (k[1] == "user_data" ? ".interactions" : ".used");
      const bool used = answer(used_key) == "yes" || (k[1] == "user_data" && answer("user_data.services") == "yes");
      const auto modalities = fields.find(k[1] + ".modalities");
      const bool unsaid = used && modalities == fields.end();
      Json cells = Json::array();
      for (const auto& m : t.modalities) {
        bool has = false;
        if (modalities != fields.end() && (*modalities->second)["answer"].is_array())
          for (const auto& c : (*modalities->second)["answer"])
            has = has || c == m.id || (m.id == "other" && c.get<std::string>().starts_with("other"));
        if (!unsaid) cells.push_back({{"svg", mark_svg(has)}, {"said", has ? "yes" : "no"}});
      }
      rows.push_back({{"label", t.section(k[0])->title},
                      {"href", "#s-" + k[0]},
                      {"used", used},
                      {"cells", cells},
                      {"whole", unsaid ? "Used; of which modality is not asked for" : ""}});
    }
    return {{"say", "Which kinds of source hold which kinds of data. How much each contributes is not asked for."},
            {"columns", columns},
            {"rows", rows}};
  }

  Json tongues() const {
    const auto& a = answer("data.languages");
    if (!a.is_array() || a.empty()) return nullptr;
    Json official = Json::array();
    std::vector<std::string> more;
    std::size_t covered = 0;
    for (const auto& code : t.union_languages) {
      const bool has = std::ranges::any_of(a, [&](const Json& l) { return l["code"] == code; });
      covered += has ? 1 : 0;
      official.push_back({{"code", code}, {"name", language_name(code)}, {"covered", has}});
    }
    for (const auto& l : a)
      if (l["official"] == false) more.push_back(l["name"]);
    const auto head = more.size() > 12 ? std::vector<std::string>(more.begin(), more.begin() + 12) : more;
    Json shares = nullptr;
    if (const auto& f = field("data.languages"); f.contains("figures") && !f["figures"].empty()) shares = language_shares(f["figures"]);
    return {{"say", fmt::format("{} of the {} official languages of the Union{}.", covered, t.union_languages.size(),
                                more.empty() ? "" : fmt::format(", and {} more", more.size()))},
            {"official", official},
            {"shares", shares},
            {"more", more.empty() ? ""
                                  : fmt::format("Besides: {}{}", fmt::join(head, ", "),
                                                more.size() > head.size() ? fmt::format(" and {} more", more.size() - head.size()) : "")}};
  }

  // Of bytes; only where the provider publishes them.
  static Json language_shares(const Json& figures) {
    double all = 0;
    for (const auto& l : figures) all += l["bytes"].get<double>();
    Json rows = Json::array();
    for (const auto& l : figures) {
      if (rows.size() == 12) break;
      const auto name = language_name(l["code"].get<std::string>());
      const double share = all > 0 ? l["bytes"].get<double>() / all : 0;
      rows.push_back({{"label", name},
                      {"text", fmt::format("{:.1f} %", share * 100)},
                      {"svg", bar_svg(share, fmt::format("{}: {:.1f} %", name, share * 100))}});
    }
    return {{"of", "Language"}, {"unit", "of the bytes"}, {"rows", rows}};
  }

  Json domains() const {
    const auto& a = answer("crawling.domains");
    if (!a.is_object() || !a.contains("list") || a["list"].empty()) return nullptr;
    const auto listed = a["listed"].get<std::size_t>();
    std::map<std::string, std::size_t> ends;
    for (const auto& d : a["list"]) {
      const auto name = d["domain"].get<std::string>();
      const bool address = name.find_first_not_of("0123456789.:[]") == std::string::npos;
      ++ends[address ? "IP addresses" : name.substr(name.rfind('.'))];
    }
    std::vector<std::pair<std::string, std::size_t>> order(ends.begin(), ends.end());
    std::ranges::stable_sort(order, std::greater<>(), [](const auto& e) { return e.second; });
    if (order.size() > 8) {
      std::size_t rest = 0;
      for (std::size_t i = 7; i < order.size(); ++i) rest += order[i].second;
      const auto others = order.size() - 7;
      order.resize(7);
      order.emplace_back(fmt::format("{} others", others), rest);
    }
    const double most = static_cast<double>(std::ranges::max(order, {}, [](const auto& e) { return e.second; }).second);
    Json rows = Json::array();
    for (const auto& [end, n] : order)
      rows.push_back(
          {{"label", end}, {"text", std::to_string(n)}, {"svg", bar_svg(static_cast<double>(n) / most, fmt::format("{}: {}", end, n))}});
    const auto shown = a["list"].size();
    return {{"say", fmt::format("The {} domain names that most of the crawled content came from, by their ending{}.", listed,
                                shown < listed ? fmt::format(" (the first {} of them)", shown) : "")},
            {"bars", {{"of", "Ending"}, {"unit", "names listed"}, {"rows", rows}}}};
  }

  Json sections() const {
    Json out = Json::array();
    for (const auto& section : s["sections"]) {
      const auto number = section["number"].is_string() ? section["number"].get<std::string>() : "";
      const auto anchor = "s-" + (number.empty() ? "0" : number);
      const bool part = number.size() == 1;
      Json answers = Json::array();
      for (const auto& f : section["fields"]) answers.push_back(answer_view(f, t));
      const Json head = {{"anchor", anchor}, {"number", number}, {"title", section["title"]}};
      Json chapter = head;
      chapter["scope"] = section["scope"], chapter["answers"] = answers, chapter["has_answers"] = !answers.empty();
      out.push_back({{"part", part ? head : Json()}, {"chapter", part ? Json() : chapter}});
    }
    return out;
  }

  Json contents() const {
    Json out = Json::array();
    for (const auto& section : s["sections"]) {
      const auto number = section["number"].is_string() ? section["number"].get<std::string>() : "";
      if (std::ranges::count(number, '.') > 1) continue;
      out.push_back({{"anchor", "s-" + (number.empty() ? "0" : number)},
                     {"number", number},
                     {"title", section["title"]},
                     {"part", number.size() == 1}});
    }
    return out;
  }

  Json files(bool has_pdf) const {
    Json out = Json::array({{{"href", "summary.json"}, {"text", "The whole summary as JSON"}}});
    if (has_pdf) out.push_back({{"href", "summary.pdf"}, {"text", "The whole summary as PDF"}});
    for (const auto& f : s["files"]) {
      const auto holds = f["holds"].get<std::string>();
      out.push_back({{"href", f["name"]}, {"text", fmt::format("{} as CSV", field(holds)["label"].get<std::string>())}});
    }
    return out;
  }
};

}  // namespace

Json summary_view(const Json& s, const summary::Template& t, bool has_pdf) {
  View v{s, t, {}};
  for (const auto& section : s["sections"])
    for (const auto& f : section["fields"]) v.fields[f["key"]] = &f;
  const auto& labels = s["labels"];
  return {
      {"language", s["language"]},
      {"title", s["title"]},
      {"model", v.model()},
      {"by_html", v.by_html()},
      {"particulars", v.particulars()},
      {"holes", v.holes()},
      {"sizes", v.sizes()},
      {"sources", v.sources()},
      {"tongues", v.tongues()},
      {"domains", v.domains()},
      {"contents", v.contents()},
      {"sections", v.sections()},
      {"files", v.files(has_pdf)},
      {"article", s["template"]["article"]},
      {"act", s["template"]["act"]},
      {"act_date", day_text(s["template"]["date"])},
      {"act_link", s["template"]["link"]},
      {"labels_note", labels["paraphrase"] == true ? labels["note"].get<std::string>()
                                                   : fmt::format("Headings and questions: {} ({}).", labels["credit"].get<std::string>(),
                                                                 labels["version"].get<std::string>())}};
}

Result<std::string> summary_page(const Json& summary, const summary::Template& t, bool has_pdf) {
  auto view = summary_view(summary, t, has_pdf);
  const auto path = web::asset_href("summary_alone.css");
  const auto* sheet = path.empty() ? nullptr : web::find_asset(path.substr(1));
  if (sheet == nullptr) return fail(Kind::internal, "the styles of the summary are not in the program");
  view["style"] = std::string(sheet->bytes);
  return web::render("summary-public", view, Json::object());
}

}  // namespace accord::cli
