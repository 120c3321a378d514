// One answer of a public summary as its page shows it.
#include <fmt/format.h>

#include <algorithm>

#include "base/language.h"
#include "cli/summary_charts.h"
#include "cli/summary_view.h"

namespace accord::cli {

namespace {

std::string text_of(const Json& o, const char* key) { return o.contains(key) && o[key].is_string() ? o[key].get<std::string>() : ""; }

// Escaped, addresses as links, single line ends as breaks.
std::string line_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto at = std::min(text.find("https://"), text.find("http://"));
    const auto plain = text.substr(0, at);
    for (std::size_t from = 0; from <= plain.size();) {
      const auto to = std::min(plain.find('\n', from), plain.size());
      out += (from > 0 ? "<br>" : "") + escape_html(plain.substr(from, to - from));
      from = to + 1;
    }
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    auto link = text.substr(0, text.find_first_of(" \t\r\n<>\"'"));
    while (!link.empty() && std::string_view(".,;:!?)").find(link.back()) != std::string_view::npos) link.remove_suffix(1);
    out += fmt::format("<a href=\"{0}\">{0}</a>", escape_html(link));
    text.remove_prefix(link.size());
  }
  return out;
}

std::string modality_name(const std::string& id, const summary::Template& t) {
  const auto* m = t.modality(id);
  return m != nullptr ? m->label : id.starts_with("other: ") ? id.substr(7) : id;
}

std::string capital(std::string s) {
  if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
  return s;
}

void named_items(const Json& list, Json& view) {
  for (const auto& x : list) {
    std::vector<std::string> aside;
    for (const auto& [key, before] :
         {std::pair{"description", ""}, {"collected", "Collected "}, {"selection", "Part used: "}, {"note", ""}})
      if (const auto said = text_of(x, key); !said.empty()) aside.push_back(before + said);
    view["items"].push_back(
        {{"name", x["name"]}, {"href", text_of(x, "link")}, {"aside_html", line_html(fmt::format("{}", fmt::join(aside, "\n")))}});
  }
}

void text_answer(const Json& answer, const summary::Template& t, Json& view) {
  if (answer.is_string()) {
    view["paragraphs"] = prose(answer);
    return;
  }
  std::vector<Json> parts(answer.begin(), answer.end());
  const auto rank = [&](const Json& p) {
    return std::ranges::find(t.modalities, p["name"].get<std::string>(), &summary::ModalityRanges::id) - t.modalities.begin();
  };
  std::ranges::stable_sort(parts, {}, rank);  // by modality, as everywhere
  for (const auto& part : parts) {
    std::string html;
    for (const auto& p : prose(part["text"])) html += "<p>" + p["html"].get<std::string>() + "</p>";
    view["pairs"].push_back({{"name", capital(modality_name(part["name"], t))}, {"html", html}});
  }
}

void domains_answer(const Json& field, Json& view) {
  const auto& a = field["answer"];
  if (!field.contains("file") && !a.contains("link") && !a.contains("file") && a.contains("list")) {
    for (const auto& d : a["list"]) view["names"].push_back({{"name", d["domain"]}});
    return;
  }
  if (a.contains("list"))
    for (const auto& d : a["list"]) {
      if (view["names"].size() == 60) break;  // more than that is read in the file
      view["names"].push_back({{"name", d["domain"]}});
    }
  if (field.contains("file")) {
    const auto n = a.value("listed", std::size_t{0});
    view["download"] = {{"before", n > view["names"].size() ? fmt::format("The first {} of them. ", view["names"].size()) : ""},
                        {"href", field["file"]},
                        {"save", true},
                        {"text", fmt::format("The list as CSV ({} {})", n, n == 1 ? "name" : "names")}};
  } else {
    const auto href =
        a.contains("link") ? text_of(a, "link") : text_of(a, "file");  // the file beside the working file, on the page for review
    view["download"] = {{"before", ""}, {"href", href}, {"text", "The list of domain names"}, {"save", false}};
  }
}

struct Cell {
  std::string text;
  bool number = false;
};

Json cells(const std::vector<Cell>& all) {
  Json out = Json::array();
  for (const auto& c : all) out.push_back({{"text", c.text}, {"number", c.number}});
  return out;
}

// 12345678 as 12,345,678.
Cell cell(const Json& v) {
  if (v.is_string()) return {v.get<std::string>()};
  if (v.is_boolean()) return {v.get<bool>() ? "yes" : "no"};
  auto digits = v.dump();
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) digits.insert(static_cast<std::size_t>(i), 1, ',');
  return {digits, true};
}

std::string in_words(std::string key) {
  std::ranges::replace(key, '_', ' ');
  return capital(std::move(key));
}

// Exact figures, which the provider chose to publish.
Json figures_view(const Json& figures) {
  Json view = {{"caption", "Exact figures"}, {"columns", Json::array()}, {"rows", Json::array()}};
  if (figures.is_array()) {
    for (const auto& row : figures) {
      std::vector<Cell> names, values;
      for (const char* key : {"name", "code", "modality", "documents", "bytes", "size", "of", "large"})
        if (row.contains(key)) values.push_back(cell(row[key])), names.push_back({in_words(key), values.back().number});
      view["columns"] = cells(names);
      view["rows"].push_back({{"cells", cells(values)}});
    }
    return view;
  }
  view["columns"] = cells({{"What"}, {"Figure", true}});
  const auto add = [&](const std::string& name, const Json& value) {
    view["rows"].push_back({{"cells", cells({{in_words(name)}, {cell(value).text, true}})}});  // a date stands below "Figure" too
  };
  for (const auto& [key, value] : figures.items()) {
    if (value.is_array()) continue;  // the ranking of domains is in the file
    if (!value.is_object()) add(key, value);
    if (value.is_object())
      for (const auto& [name, n] : value.items()) add(key + ", " + name, n.is_object() ? n.at("value") : n);
  }
  return view;
}

void answered(const Json& field, const summary::Template& t, Json& view) {
  const auto& a = field["answer"];
  const std::string kind = field["kind"];
  if (kind == "text") text_answer(a, t, view);
  if (kind == "yes/no") view["short"] = a == "yes" ? "Yes" : "No";
  if (kind == "month") view["short"] = month_text(a);
  if (kind == "months") view["short"] = fmt::format("{} to {}", month_text(a["from"]), month_text(a["to"]));
  if (kind == "date" && a.is_string()) view["short"] = day_text(a);
  if (kind == "date" && a.is_array())
    for (const auto& d : a) view["pairs"].push_back({{"name", d["name"]}, {"html", escape_html(day_text(d["date"]))}});
  if (kind == "list" || kind == "datasets") named_items(a, view);
  if (kind == "datasets" && a.empty()) view["none"] = "None is large";
  if (kind == "choices") {
    std::vector<std::string> names;
    for (const auto& c : a) names.push_back(modality_name(c, t));
    view["short"] = fmt::format("{}", fmt::join(names, ", "));
  }
  if (kind == "ranges")
    for (const auto& r : a)
      view["pairs"].push_back({{"name", modality_name(r["modality"], t)},
                               {"html", escape_html(r.contains("range") ? text_of(r, "range") : text_of(r, "amount"))}});
  if (kind == "languages" && a.is_string()) view["paragraphs"] = prose(a);
  if (kind == "languages" && a.is_array()) {
    for (const bool official : {true, false}) {
      std::vector<std::string> names;
      for (const auto& l : a)
        if (l["official"] == official) names.push_back(l["name"]);
      if (!names.empty())
        view["paragraphs"].push_back(
            {{"html", escape_html(fmt::format(
                          "{}{}", official ? "Official languages of the Union: " : "Other languages: ", fmt::join(names, ", ")))}});
    }
  }
  if (kind == "domains") domains_answer(field, view);
  if (kind == "datasets" && field.contains("file") && a.size() > 10)
    view["download"] = {
        {"before", ""}, {"href", field["file"]}, {"save", true}, {"text", fmt::format("The list as CSV ({} datasets)", a.size())}};
}

}  // namespace

Json prose(const std::string& text) {
  Json out = Json::array();
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find("\n\n"), rest.size());
    if (end > 0) out.push_back({{"html", line_html(rest.substr(0, end))}});
    rest.remove_prefix(std::min(rest.size(), end + 2));
  }
  return out;
}

std::string day_text(const std::string& iso) {
  return iso.size() == 10 ? iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4) : iso;
}

std::string month_text(const std::string& iso) { return iso.size() == 7 ? iso.substr(5, 2) + "/" + iso.substr(0, 4) : iso; }

Json answer_view(const Json& field, const summary::Template& t) {
  Json view = {{"label", field["label"]},
               {"short", ""},
               {"none", ""},
               {"hole", ""},
               {"download", nullptr},
               {"figures", nullptr},
               {"paragraphs", Json::array()},
               {"pairs", Json::array()},
               {"items", Json::array()},
               {"names", Json::array()}};
  const std::string status = field["status"];
  if (status == "answered") answered(field, t, view);
  if (status == "not_applicable") view["none"] = "Does not apply";
  if (status == "nothing_to_report") view["none"] = "Nothing to add";
  if (status == "not_stated") view["hole"] = "Not stated yet";
  if (status == "cannot_be_known") view["paragraphs"] = prose("This cannot be established: " + field["why"].get<std::string>());
  if (field.contains("continues")) {
    const auto said = text_of(field, "continues");
    const auto sentence = said == "yes"  ? "Training on new data goes on after this month."
                          : said == "no" ? "Training on new data does not go on after this month."
                                         : said;
    view["paragraphs"] = prose(sentence);
  }
  if (field.contains("previous")) {
    view["pairs"].push_back({{"name", "Earlier"}, {"html", ""}});
    std::string html;
    for (const auto& p : field["previous"]) {
      const auto link = text_of(p, "link");
      const auto name = escape_html(text_of(p, "name"));
      html += (html.empty() ? "" : ", ") + (link.empty() ? name : fmt::format("<a href=\"{}\">{}</a>", escape_html(link), name));
    }
    view["pairs"].back()["html"] = html;
  }
  if (field.contains("figures")) view["figures"] = figures_view(field["figures"]);
  view["quiet"] = view["none"] != "";
  for (const auto* list : {"pairs", "items", "names"}) view[std::string("has_") + list] = !view[list].empty();
  return view;
}

}  // namespace accord::cli
