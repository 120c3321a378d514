#include "cli/summary_review.h"

#include <fmt/format.h>

#include <map>

#include "cli/summary_charts.h"
#include "cli/summary_view.h"
#include "summary/template.h"
#include "web/assets.h"
#include "web/render.h"

namespace accord::cli {

namespace {

using summary::Template;

const std::map<std::string, std::string> status_words = {
    {"answered", "Answered"}, {"missing", "Missing"},     {"conflict", "In conflict"},   {"refused", "Wrong stage"},
    {"gap", "Gap"},           {"undecided", "Undecided"}, {"not_due", "Does not apply"}, {"blank", "Nothing said"}};
const std::map<std::string, std::string> provenance_words = {{"computed", "computed from the corpus"},
                                                             {"declared", "declared by the provider"},
                                                             {"both", "computed, and declared alike"},
                                                             {"conflict", "computed and declared differ"}};

std::string text(const Json& o, const char* key) { return o.contains(key) && o[key].is_string() ? o[key].get<std::string>() : ""; }

Json side(const Json& field, const char* key, const std::string& label, const Template& t) {
  if (field.at(key).is_null()) return nullptr;
  Json shown = {{"label", label}, {"kind", field["kind"]}, {"status", "answered"}, {"answer", field[key]}};
  if (std::string_view(key) == "computed" && !field.at("exact").is_null()) shown["figures"] = field["exact"];
  auto view = answer_view(shown, t);
  return view;
}

Json field_view(const Json& f, const Template& t) {
  const std::string status = f.at("status");
  Json sides = Json::array(), notes = Json::array();
  for (const auto& [key, label] : {std::pair{"computed", "Computed"}, {"declared", "Declared"}})
    if (auto view = side(f, key, label, t); !view.is_null()) sides.push_back(std::move(view));
  for (const auto& n : f.at("notes")) notes.push_back({{"text", n}});
  const auto provenance = text(f, "provenance");
  const auto& rule = f.at("rule");
  const bool open = status == "missing" || status == "conflict" || status == "refused" || status == "undecided" || !notes.empty();
  std::string decision;
  if (f.contains("decision"))
    decision = fmt::format("Decided for what was {}: {} ({})", text(f["decision"], "take"), text(f["decision"], "because"),
                           text(f["decision"], "differs"));
  return {{"label", f.at("label")},
          {"key", f.at("key")},
          {"status", status},
          {"status_word", status_words.at(status)},
          {"open", open},
          {"sides", sides},
          {"notes", notes},
          {"provenance", provenance.empty() ? "" : provenance_words.at(provenance)},
          {"how", text(f, "how")},
          {"problem", text(f, "problem")},
          {"remedy", text(f, "remedy")},
          {"decision", decision},
          {"rule", text(rule, "text")},
          {"source", text(rule, "source")},
          {"from", day_text(text(rule, "applies_from"))},
          {"unconfirmed", !rule.at("confirmed").get<bool>()}};
}

Json tallies_view(const Json& working) {
  Json out = Json::array();
  for (const auto& tally : working.at("tallies")) {
    Json unread = Json::array();
    for (const auto& i : tally.at("not_whole"))
      unread.push_back({{"text", fmt::format("{}: {}, {} records skipped", text(i, "path"), text(i, "status"), i.at("skipped").dump())}});
    out.push_back({{"stage", tally.at("stage")},
                   {"digest", tally.at("digest")},
                   {"inputs", tally.at("inputs").dump()},
                   {"unread", unread},
                   {"has_unread", !unread.empty()},
                   {"suffixes", fmt::format("public suffix list of {}, {} section", text(tally["suffixes"], "date"),
                                            text(tally["suffixes"], "section"))}});
  }
  return out;
}

}  // namespace

Result<std::string> review_page(const Json& working) {
  const auto& t = summary::built_in_template();
  const auto path = web::asset_href("summary_alone.css");
  const auto* sheet = path.empty() ? nullptr : web::find_asset(path.substr(1));
  if (sheet == nullptr) return fail(Kind::internal, "the styles of the summary are not in the program");
  try {
    if (working.at("format") != "accord-summary-working/1")
      return fail(Kind::invalid, "this is a working file of another version", "format", "fill it again");
    std::map<std::string, std::size_t> counts;
    Json sections = Json::array();
    for (const auto& s : t.sections) {
      Json fields = Json::array();
      for (const auto& f : working.at("fields"))
        if (f.at("section") == s.number) {
          fields.push_back(field_view(f, t));
          ++counts[f.at("status")];
        }
      if (!fields.empty())
        sections.push_back({{"number", s.number == "0" ? "" : s.number}, {"title", s.title}, {"scope", s.scope}, {"fields", fields}});
    }
    Json tallied = Json::array();
    for (const auto& [status, word] : status_words)
      if (counts[status] > 0) tallied.push_back({{"label", word}, {"n", std::to_string(counts[status])}});
    return web::render("summary-review",
                       {{"style", std::string(sheet->bytes)},
                        {"sections", sections},
                        {"counts", tallied},
                        {"tallies", tallies_view(working)},
                        {"has_tallies", !working.at("tallies").empty()}},
                       Json::object());
  } catch (const std::exception& e) {
    return fail(Kind::invalid, std::string("this is no working file: ") + e.what(), "", "accord summary fill makes one");
  }
}

}  // namespace accord::cli
