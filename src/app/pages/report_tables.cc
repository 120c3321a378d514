#include "app/pages/report_tables.h"

#include "app/pages/csv.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

TableCell text(const Json& value) { return {value.is_string() && !value.get<std::string>().empty() ? value : Json(nullptr), {}}; }
TableCell linked(const Json& value, const Json& href) { return {value, href.is_string() ? href.get<std::string>() : std::string()}; }
TableCell count(const Json& cell) { return linked(cell["count"], cell["href"]); }

std::string name_of(const Json& provision) {
  const auto label = provision["label"].get<std::string>(), heading = provision["heading"].get<std::string>();
  return heading.empty() ? label : label + " · " + heading;
}

ReportTable round_table(const Json& r) {
  ReportTable t{"Round", {"what", "value"}, {}};
  const auto line = [&](std::string what, TableCell value) { t.rows.push_back({{std::move(what), {}}, std::move(value)}); };
  line("report", text(r["title"]));
  line("instrument", linked(r["instrument"]["title"], r["instrument"]["href"]));
  line("draft", linked(r["draft"]["title"], r["draft"]["href"]));
  if (!r["next"].is_null()) line("next draft", linked(r["next"]["title"], r["next"]["href"]));
  line("opened", text(r["deadline"]["opens"]));
  line("closes", text(r["deadline"]["closes"]));
  for (const auto& x : r["extensions"]) line("deadline extended to " + x["to_text"].get<std::string>(), linked(x["reason"], x["log_href"]));
  for (const auto& x : r["figures"]) line(x["label"], linked(x["count"], x["href"]));
  line("late submissions", {r["late"]["count"], {}});
  line("withdrawn submissions", {r["withdrawn"], {}});
  line("replaced filings", {r["replaced"], {}});
  line("removed texts", {r["removed"].size(), {}});
  if (r["warning"].is_string()) line("note", text(r["warning"]));
  line("log entries", linked(r["made"]["log_size"], r["made"]["log_href"]));
  line("root of the log", text(r["made"]["root"]));
  line("as of", text(r["made"]["at"]));
  line("made by", text(r["made"]["program"]));
  return t;
}

ReportTable cross_table(std::string name, const Json& cross) {
  ReportTable t{std::move(name), {"category"}, {}};
  for (const auto& h : cross["head"]) t.columns.push_back(h["label"]);
  const auto line = [&](const Json& label, const Json& cells) {
    std::vector<TableCell> row = {text(label)};
    for (const auto& c : cells) row.push_back(count(c));
    t.rows.push_back(std::move(row));
  };
  for (const auto& r : cross["rows"]) line(r["label"], r["cells"]);
  if (cross["has_rows"].get<bool>()) line("all", cross["total"]);
  return t;
}

struct OfProvisions {
  ReportTable provisions{"Provisions", {"provision", "eId", "wId", "change", "points"}, {}};
  ReportTable by{"Provisions by category", {"provision", "category", "points"}, {}};
  ReportTable answers{"Answers", {"provision", "kind", "points", "objections"}, {}};
  ReportTable reasons{"Reasons", {"provision", "kind", "answer", "points", "objections", "reason"}, {}};
  ReportTable quoted{"Quoted points", {"provision", "author", "category", "stance", "on the words", "text", "proposed"}, {}};
  void add(const Json& x) {
    const std::string name = name_of(x);
    const auto title = [&] { return linked(name, x["href"]); };
    provisions.rows.push_back({title(), text(x["eid"]), text(x["wid"]), linked(x["kind_label"], x["redline_href"]), linked(x["points"], x["points_href"])});
    for (const auto& b : x["by"]) by.rows.push_back({title(), text(b["label"]), linked(b["count"], b["href"])});
    for (const auto& s : x["said"]) quoted.rows.push_back({title(), linked(s["author_text"], s["href"]), text(s["category_label"]), text(s["stance_label"]), text(s["quote"]), text(s["text"]), text(s["replacement"])});
    if (x["why"].is_null()) return;
    for (const auto& g : x["why"]["groups"]) {
      const auto objections = [](const Json& o) { return o.is_null() ? TableCell{} : linked(o["count"], o["href"]); };
      answers.rows.push_back({title(), text(g["kind"]), linked(g["points"], g["href"]), objections(g["objections"])});
      for (const auto& r : g["reasons"]) reasons.rows.push_back({title(), text(g["kind"]), text(r["outcome_label"]), linked(r["points"], r["href"]), objections(r["objections"]), text(Json(format::to_text(r["reason"].get<std::string>())))});
    }
  }
};

}  // namespace

std::vector<ReportTable> report_tables(const Json& r) {
  std::vector<ReportTable> out = {round_table(r)};
  ReportTable categories{"Categories", {"category", "submissions", "points"}, {}}, countries{"Countries", {"country", "code", "submissions", "points"}, {}};
  for (const auto& x : r["categories"]["rows"]) categories.rows.push_back({text(x["label"]), count(x["submissions"]), count(x["points"])});
  for (const auto& x : r["countries"]["rows"]) countries.rows.push_back({text(x["label"]), text(x["country"]), count(x["submissions"]), count(x["points"])});
  if (const auto& n = r["countries"]["unnamed"]; n > 0) countries.rows.push_back({{"not counted by country", {}}, {}, {n, {}}, {}});
  out.push_back(std::move(categories)), out.push_back(std::move(countries));
  out.push_back(cross_table("Stances", r["stances"])), out.push_back(cross_table("Kinds", r["types"])), out.push_back(cross_table("Outcomes", r["outcomes"]));
  OfProvisions p;
  for (const auto& c : r["chapters"])
    for (const auto& x : c["items"]) p.add(x);
  for (const auto& x : r["quiet"]) p.add(x);
  ReportTable who{"Who took part", {"name", "organisation", "category", "country", "late", "points"}, {}};
  for (const auto& x : r["who"]["people"]) who.rows.push_back({text(x["name"]), text(x["organisation"]), text(x["category_label"]), text(x["country_label"]), {x["is_late"].get<bool>() ? Json("late") : Json(nullptr), {}}, count(x["points"])});
  for (auto* t : {&p.provisions, &p.by, &p.answers, &p.reasons, &p.quoted, &who}) out.push_back(std::move(*t));
  return out;
}

std::string report_csv(const std::vector<ReportTable>& tables) {
  std::string out = "table,row,column,value,address\r\n";
  for (const auto& t : tables)
    for (const auto& row : t.rows) {
      const auto name = row.front().value.is_string() ? row.front().value.get<std::string>() : std::string();
      for (std::size_t k = 0; k < row.size(); ++k) {
        if (row[k].value.is_null()) continue;
        const auto value = row[k].value.is_string() ? row[k].value.get<std::string>() : row[k].value.dump();
        for (const auto& cell : {t.name, name, t.columns[k], value}) out += csv_cell(cell) + ",";
        out += csv_cell(row[k].href) + "\r\n";
      }
    }
  return out;
}

std::string report_jsonl(const std::vector<ReportTable>& tables) {
  std::string out;
  for (const auto& t : tables)
    for (const auto& row : t.rows) {
      Json line = {{"table", t.name}}, addresses = Json::object();
      for (std::size_t k = 0; k < row.size(); ++k) {
        line[t.columns[k]] = row[k].value;
        if (!row[k].href.empty()) addresses[t.columns[k]] = row[k].href;
      }
      line["addresses"] = std::move(addresses);
      out += line.dump() + "\n";
    }
  return out;
}

}  // namespace accord::app::pages
