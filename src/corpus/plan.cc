#include "corpus/plan.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

namespace accord::corpus {
namespace {

std::unexpected<Error> wrong(const std::filesystem::path& file, const toml::source_region& at, std::string message,
                             std::string remedy = {}) {
  return fail(Kind::invalid, std::move(message), fmt::format("{}, line {}", file.string(), at.begin.line), std::move(remedy));
}

// The names of a table that are not among the known ones.
Result<void> check_names(const toml::table& table, std::initializer_list<std::string_view> known, const std::filesystem::path& file) {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) == known.end())
      return wrong(file, value.source(), fmt::format("\"{}\" is not known here", key.str()),
                   fmt::format("one of: {}", fmt::join(known, ", ")));
  }
  return {};
}

Result<void> text(const toml::table& table, std::string_view key, std::string& to, const std::filesystem::path& file) {
  const auto* const node = table.get(key);
  if (node == nullptr) return {};
  const auto value = node->value<std::string>();
  if (!value || !node->is_string()) return wrong(file, node->source(), fmt::format("\"{}\" must be text in quotes", key));
  to = *value;
  return {};
}

Result<ScanSource> source_of(const toml::table& t, const std::filesystem::path& file, const FindInputs& find) {
  ACCORD_CHECK(
      check_names(t, {"name", "kind", "inputs", "description", "licence", "link", "crawler", "period", "modality", "fields"}, file));
  ScanSource s;
  auto& d = s.source;
  std::string kind, modality;
  for (const auto& [key, to] : std::initializer_list<std::pair<std::string_view, std::string*>>{{"name", &d.name},
                                                                                                {"kind", &kind},
                                                                                                {"description", &d.description},
                                                                                                {"licence", &d.licence},
                                                                                                {"link", &d.link},
                                                                                                {"crawler", &d.crawler},
                                                                                                {"period", &d.period},
                                                                                                {"modality", &modality}})
    ACCORD_CHECK(text(t, key, *to, file));
  if (d.name.empty()) return wrong(file, t.source(), "a source has no name", "name = \"...\"");
  const auto known = summary::source_kind_named(kind);
  if (!known)
    return wrong(file, t.source(), kind.empty() ? "the source has no kind" : fmt::format("\"{}\" is no kind of source", kind),
                 "public-dataset, licensed, other-private, crawled, user, synthetic or other");
  d.kind = *known;
  if (!modality.empty()) {
    const auto at = std::ranges::find(format::modality_names, modality);
    if (at == format::modality_names.end())
      return wrong(file, t.source(), fmt::format("\"{}\" is no modality", modality), "text, image, audio, video or other");
    s.modality = static_cast<format::Modality>(at - format::modality_names.begin());
  }
  if (const auto* const fields = t["fields"].as_table()) {
    ACCORD_CHECK(check_names(*fields, {"text", "url", "language", "date", "tokens", "id", "milliseconds"}, file));
    auto& f = s.fields;
    for (const auto& [key, to] : std::initializer_list<std::pair<std::string_view, std::string*>>{{"text", &f.text},
                                                                                                  {"url", &f.url},
                                                                                                  {"language", &f.language},
                                                                                                  {"date", &f.date},
                                                                                                  {"tokens", &f.tokens},
                                                                                                  {"id", &f.id},
                                                                                                  {"milliseconds", &f.milliseconds}})
      ACCORD_CHECK(text(*fields, key, *to, file));
  }
  std::vector<std::string> named;
  if (const auto* const inputs = t["inputs"].as_array()) {
    for (const auto& i : *inputs) {
      const auto value = i.value<std::string>();
      if (!value) return wrong(file, i.source(), "an input must be text in quotes");
      named.push_back(*value);
    }
  }
  if (named.empty())
    return wrong(file, t.source(), fmt::format("the source \"{}\" has no inputs", d.name), "inputs = [\"folder\", \"*.jsonl.gz\"]");
  ACCORD_TRY(s.inputs, find(named, file.parent_path()));
  return s;
}

}  // namespace

Result<Plan> read_plan(std::string_view bytes, const std::filesystem::path& file, const FindInputs& find) {
  toml::table table;
  try {
    table = toml::parse(bytes, file.string());
  } catch (const toml::parse_error& e) {
    return wrong(file, e.source(), std::string(e.description()));
  }
  ACCORD_CHECK(check_names(table, {"stage", "tokenizer", "source"}, file));
  Plan plan;
  std::string stage;
  ACCORD_CHECK(text(table, "stage", stage, file));
  if (!stage.empty()) {
    plan.stage = summary::stage_named(stage);
    if (!plan.stage) return wrong(file, table.get("stage")->source(), fmt::format("\"{}\" is no stage", stage), "collected or processed");
  }
  ACCORD_CHECK(text(table, "tokenizer", plan.tokenizer, file));
  const auto* const sources = table["source"].as_array();
  if (sources == nullptr || sources->empty())
    return wrong(file, table.source(), "there is no source", "add [[source]] with name, kind and inputs");
  for (const auto& s : *sources) {
    if (!s.is_table()) return wrong(file, s.source(), "a source must be a table", "[[source]]");
    ACCORD_TRY(auto source, source_of(*s.as_table(), file, find));
    plan.sources.push_back(std::move(source));
  }
  return plan;
}

}  // namespace accord::corpus
