// What a model card, a dataset card or Croissant metadata say that a summary asks for.
#include <fmt/format.h>

#include <algorithm>

#include "base/language.h"
#include "base/utf8.h"
#include "summary/starter.h"

namespace accord::summary {

namespace {

constexpr std::size_t longest = 400;  // code points of a description that is taken over

std::string text(const Json& o, const char* key) {
  return o.is_object() && o.contains(key) && o[key].is_string() ? o[key].get<std::string>() : "";
}

std::vector<std::string> texts(const Json& o, const char* key) {
  std::vector<std::string> out;
  if (!o.is_object() || !o.contains(key)) return out;
  if (o[key].is_string()) return {o[key].get<std::string>()};
  if (o[key].is_array())
    for (const auto& x : o[key]) {
      if (x.is_string()) out.push_back(x);
      if (x.is_object() && !text(x, "name").empty()) out.push_back(text(x, "name"));
    }
  return out;
}

// Of a description its first paragraph of prose, shortened at a word.
std::string gist(std::string_view written) {
  std::string best;
  for (std::size_t from = 0; from < written.size() && best.empty();) {
    auto to = written.find("\n\n", from);
    if (to == std::string_view::npos) to = written.size();
    auto paragraph = utf8::collapse(written.substr(from, to - from));
    const bool heading = paragraph.starts_with('#') || paragraph.starts_with("Dataset Card") || paragraph.starts_with('<') ||
                         paragraph.starts_with('!') || paragraph.starts_with('|') ||
                         paragraph.substr(0, 40).find("http") != std::string::npos;
    if (!heading && utf8::length(paragraph) > 30) best = std::move(paragraph);
    from = to + 2;
  }
  if (utf8::length(best) <= longest) return best;
  best.resize(utf8::byte_offset(best, longest));
  if (const auto space = best.rfind(' '); space != std::string::npos) best.resize(space);
  return best + " …";
}

Json languages_in(const std::vector<std::string>& said) {
  std::vector<std::string> codes;
  for (const auto& s : said)
    if (const auto code = language_code(s); code && std::ranges::find(codes, *code) == codes.end()) codes.push_back(*code);
  return codes;
}

std::string hub(const std::string& kind, const std::string& id) {
  return id.find('/') == std::string::npos ? "" : "https://huggingface.co/" + kind + id;
}

Json named(const std::string& name, const std::string& link) {
  Json out = {{"name", name}};
  if (link.starts_with("https://") || link.starts_with("http://")) out["link"] = link;
  return out;
}

std::string heading_of(std::string_view body) {
  for (std::size_t from = 0; from < body.size();) {
    auto to = body.find('\n', from);
    if (to == std::string_view::npos) to = body.size();
    const auto line = body.substr(from, to - from);
    if (line.starts_with("# ")) return std::string(utf8::trim(line.substr(2)));
    from = to + 1;
  }
  return {};
}

void set_languages(Prefill& p, const std::vector<std::string>& said) {
  if (auto codes = languages_in(said); !codes.empty()) p.values["data.languages"] = std::move(codes);
}

void set_dataset(Prefill& p, Json dataset) {
  p.values["public_datasets.used"] = "yes";
  p.values["public_datasets.large"] = Json::array({std::move(dataset)});
  p.remarks["public_datasets.large"] = "Taken over from its card: keep those with more than 3 % of all public datasets of a modality.";
}

void set_modalities(Prefill& p, const std::vector<std::string>& words) {
  Json found = Json::array();
  for (const char* m : {"text", "image", "audio", "video"})
    if (std::ranges::any_of(words, [&](const std::string& w) { return utf8::lower(w).find(m) != std::string::npos; })) found.push_back(m);
  if (!found.empty()) p.values["public_datasets.modalities"] = std::move(found);
}

}  // namespace

Prefill from_card(const Json& card, std::string_view body) {
  Prefill p;
  const auto has = [&](const char* key) { return card.is_object() && card.contains(key); };
  auto title = heading_of(body);
  for (const std::string_view before : {"Model Card for ", "Dataset Card for ", "Model card for "})
    if (title.starts_with(before)) title.erase(0, before.size());
  set_languages(p, texts(card, "language"));
  const bool dataset = (has("pretty_name") || has("size_categories") || has("task_categories") || has("dataset_info")) &&
                       !has("base_model") && !has("pipeline_tag");
  if (dataset) {
    auto d = named(text(card, "pretty_name").empty() ? title : text(card, "pretty_name"), "");
    if (auto about = gist(body); !about.empty()) d["description"] = about;
    if (!d["name"].get<std::string>().empty()) set_dataset(p, std::move(d));
    auto words = texts(card, "task_categories");
    for (const auto& m : texts(card, "modalities")) words.push_back(m);
    set_modalities(p, words);
    return p;
  }
  const auto name = text(card, "model_name").empty() ? title : text(card, "model_name");
  if (!name.empty()) p.values["model.names"] = Json::array({named(name, "")});
  if (const auto bases = texts(card, "base_model"); !bases.empty()) {
    p.values["model.modified"] = "yes";
    for (const auto& b : bases) p.values["model.based_on"].push_back(named(b, hub("", b)));
    p.remarks["model.based_on"] = "The card's base models; link their summaries where there are any.";
  }
  Json datasets = Json::array();
  for (const auto& d : texts(card, "datasets")) datasets.push_back(named(d, hub("datasets/", d)));
  if (!datasets.empty()) {
    p.values["public_datasets.used"] = "yes";
    p.values["public_datasets.large"] = std::move(datasets);
    p.remarks["public_datasets.large"] = "The card names these: keep those with more than 3 % of all public datasets of a modality.";
  }
  return p;
}

Result<Prefill> from_croissant(const Json& m) {
  const auto type = text(m, "@type");
  if (!m.is_object() || text(m, "name").empty() || type.find("Dataset") == std::string::npos)
    return fail(Kind::invalid, "this is no Croissant metadata: it is no dataset with a name", "@type",
                "give the JSON-LD that describes one dataset");
  Prefill p;
  auto link = text(m, "url");
  if (link.empty()) link = text(m, "sameAs");
  const auto others = texts(m, "alternateName");
  const auto full = std::ranges::find_if(others, [](const std::string& n) { return n.find('/') != std::string::npos; });
  auto d = named(full == others.end() ? text(m, "name") : *full, link);
  if (auto about = gist(text(m, "description")); !about.empty()) d["description"] = about;
  for (const char* key : {"temporalCoverage", "rai:dataCollectionTimeframe", "dateCreated"})
    if (const auto when = texts(m, key); !when.empty() && !d.contains("collected"))
      d["collected"] = fmt::format("{}", fmt::join(when, " to "));
  const auto words = texts(m, "keywords");
  auto said = texts(m, "inLanguage");
  for (const auto& w : words)
    if (w.size() > 3) said.push_back(w);  // keywords name languages in words; short ones may mean anything
  set_languages(p, said);
  set_modalities(p, words);
  const bool synthetic =
      std::ranges::any_of(words, [](const std::string& w) { return utf8::lower(w).find("synthetic") != std::string::npos; });
  set_dataset(p, std::move(d));
  if (synthetic)
    p.remarks["public_datasets.large"] += " Its keywords call it synthetic: a synthetic dataset that is public is reported here.";
  return p;
}

void add(Prefill& to, const Prefill& more) {
  for (const auto& [key, value] : more.values) {
    auto& mine = to.values[key];
    if (mine.is_null()) mine = value;
    if (mine.is_array() && value.is_array())
      for (const auto& x : value)
        if (std::ranges::find(mine, x) == mine.end()) mine.push_back(x);
  }
  for (const auto& [key, remark] : more.remarks) to.remarks.try_emplace(key, remark);
}

}  // namespace accord::summary
