#include "summary/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace accord::summary {

namespace {

std::string text_of(const Json& o, const char* key) { return o.value(key, std::string()); }

std::optional<std::int64_t> number_of(const Json& o, const char* key) {
  const auto it = o.find(key);
  return it == o.end() ? std::nullopt : std::optional(it->get<std::int64_t>());
}

Rule read_rule(const std::string& id, const Json& o, const std::string& applies_from) {
  Rule r{id, o.at("text"), o.at("source"), text_of(o, "note"), text_of(o, "stage"), o.value("applies_from", applies_from)};
  r.confirmed = o.at("confirmed");
  r.percent = o.value("percent", std::int64_t{0});
  r.count = o.value("count", std::int64_t{0});
  return r;
}

Need need_of(const std::string& word) {
  if (word == "always") return Need::always;
  if (word == "conditional") return Need::conditional;
  if (word == "applicable") return Need::applicable;
  if (word == "optional") return Need::optional;
  throw Json::other_error::create(501, "no such need: " + word, nullptr);
}

Field read_field(const Json& o, const std::string& section) {
  Field f{o.at("id"), section, o.at("key"), o.at("label"), text_of(o, "hint"), o.at("kind")};
  f.options = o.value("options", std::vector<std::string>());
  f.need = need_of(o.at("required"));
  f.rule = o.at("rule");
  f.computed = o.value("computed", false);
  f.when.text = text_of(o, "condition");
  if (const auto when = o.find("when"); when != o.end()) {
    if (when->contains("any")) f.when.fields = when->at("any").get<std::vector<std::string>>();
    if (when->contains("field")) f.when.fields.push_back(when->at("field"));
    f.when.key = text_of(*when, "key");
  }
  return f;
}

ModalityRanges read_modality(const Json& o) {
  ModalityRanges m{o.at("id"), o.at("label"), o.at("unit"), {}};
  for (const auto& r : o.at("ranges"))
    m.ranges.push_back({r.at("label"), number_of(r, "below"), number_of(r, "from"), number_of(r, "to"), number_of(r, "above")});
  return m;
}

Template read_all(const Json& o) {
  Template t{o.at("title"),
             o.at("wording_note"),
             o.at("article"),
             o.at("act"),
             o.at("act_date"),
             o.at("act_link"),
             o.at("applies_from"),
             {},
             {},
             "en",
             {},
             {},
             {},
             {},
             {}};
  for (const auto& [id, rule] : o.at("rules").items()) t.rules.push_back(read_rule(id, rule, t.applies_from));
  for (const auto& m : o.at("modalities")) t.modalities.push_back(read_modality(m));
  t.union_languages = o.at("union_languages").get<std::vector<std::string>>();
  t.ready_made_crawls = o.at("ready_made_crawls").get<std::vector<std::string>>();
  for (const auto& s : o.at("sections")) {
    Section section{s.at("number"), s.at("title"), text_of(s, "scope"), text_of(s, "source_kind"), {}};
    for (const auto& f : s.at("fields")) section.fields.push_back(read_field(f, section.number));
    t.sections.push_back(std::move(section));
  }
  return t;
}

// What a template may not say, since nothing could be done with it.
std::string contradiction(const Template& t) {
  std::set<std::string> ids, keys, rules;
  for (const auto& r : t.rules) rules.insert(r.id);
  for (const auto* f : t.fields()) {
    if (!ids.insert(f->id).second) return fmt::format("the field {} is there twice", f->id);
    if (!keys.insert(f->key).second) return fmt::format("two fields have the key {}", f->key);
    if (!rules.contains(f->rule)) return fmt::format("the field {} names the rule {}, which is not there", f->id, f->rule);
  }
  for (const auto* f : t.fields())
    for (const auto& on : f->when.fields)
      if (!ids.contains(on)) return fmt::format("the field {} depends on {}, which is not there", f->id, on);
  return {};
}

template <class T>
const T* find(const std::vector<T>& all, std::string_view id) {
  const auto it = std::ranges::find_if(all, [&](const T& x) { return x.id == id; });
  return it == all.end() ? nullptr : &*it;
}

}  // namespace

bool Range::holds(std::int64_t size, std::int64_t scale) const {
  return (!below || size < *below * scale) && (!from || size >= *from * scale) && (!to || size <= *to * scale) &&
         (!above || size > *above * scale);
}

const Range* ModalityRanges::range_of(std::int64_t size, std::int64_t scale) const {
  const auto it = std::ranges::find_if(ranges, [&](const Range& r) { return r.holds(size, scale); });
  return it == ranges.end() ? nullptr : &*it;
}

std::vector<const Field*> Template::fields() const {
  std::vector<const Field*> all;
  for (const auto& s : sections)
    for (const auto& f : s.fields) all.push_back(&f);
  return all;
}

const Field* Template::field(std::string_view id) const {
  for (const auto& s : sections)
    if (const auto* f = find(s.fields, id)) return f;
  return nullptr;
}

const Field* Template::field_by_key(std::string_view key) const {
  for (const auto* f : fields())
    if (f->key == key) return f;
  return nullptr;
}

const Section* Template::section(std::string_view number) const {
  const auto it = std::ranges::find_if(sections, [&](const Section& s) { return s.number == number; });
  return it == sections.end() ? nullptr : &*it;
}

const ModalityRanges* Template::modality(std::string_view id) const { return find(modalities, id); }

const Rule& Template::rule(std::string_view id) const { return *find(rules, id); }

Result<Template> read_template(std::string_view json) {
  ACCORD_TRY(const auto value, parse_json(json));
  try {
    auto t = read_all(value);
    if (const auto wrong = contradiction(t); !wrong.empty())
      return fail(Kind::invalid, "the template contradicts itself: " + wrong, "template");
    return t;
  } catch (const Json::exception& e) {
    return fail(Kind::invalid, std::string("this is no template: ") + e.what(), "template");
  }
}

Result<Template> with_labels(Template t, const Json& labels) {
  const auto wrong = [](std::string message, std::string place, std::string remedy) {
    return fail(Kind::invalid, std::move(message), std::move(place), std::move(remedy));
  };
  const auto is_text = [&](const char* key) {
    return labels.contains(key) && labels[key].is_string() && !labels[key].get_ref<const std::string&>().empty();
  };
  if (!labels.is_object()) return wrong("the labels are no object", "", "give credit, version, language, fields and sections");
  if (!is_text("credit"))
    return wrong("the labels do not say whose words they are", "credit", "name the author, for instance \"© European Union, ...\"");
  if (!is_text("version"))
    return wrong("the labels do not say of which version of the template they are", "version", "for instance \"C(2025) 8311 final\"");
  t.labels_credit = labels["credit"];
  t.labels_version = labels["version"];
  if (is_text("language")) t.language = labels["language"];
  std::set<std::string> given;
  const Json none = Json::object();
  for (const auto& [id, label] : (labels.contains("fields") ? labels["fields"] : none).items()) {
    auto* field = const_cast<Field*>(t.field(id));
    if (field == nullptr)
      return wrong("the labels name a field that the template does not have", "fields." + id, "ids are those of the template's file");
    if (!label.is_string()) return wrong("a label is no text", "fields." + id, "");
    field->label = label;
    given.insert(id);
  }
  for (const auto* f : t.fields())
    if (!given.contains(f->id)) return wrong("the labels leave out a field, and two wordings would mix", "fields." + f->id, "add it");
  for (const auto& [number, title] : (labels.contains("sections") ? labels["sections"] : none).items()) {
    auto* section = const_cast<Section*>(t.section(number));
    if (section == nullptr || !title.is_string())
      return wrong("the labels name a section that the template does not have", "sections." + number, "");
    section->title = title;
    section->scope.clear();  // ours, and not what the credit covers
  }
  t.wording_note.clear();
  return t;
}

}  // namespace accord::summary
