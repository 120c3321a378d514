#include "summary/check/own.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "summary/template.h"

namespace accord::summary::check {

namespace {

std::string text_of(const Json& o, const char* key) { return o.contains(key) && o[key].is_string() ? o[key].get<std::string>() : ""; }

// One entry of a list, in the order in which a person would write it.
std::string entry(const Json& o) {
  if (o.is_string()) return o.get<std::string>();
  if (!o.is_object()) return o.is_null() ? "" : o.dump();
  if (o.contains("from")) return text_of(o, "from") + " to " + text_of(o, "to");
  if (o.contains("modality")) return text_of(o, "modality") + ": " + (o.contains("range") ? text_of(o, "range") : text_of(o, "amount"));
  if (o.contains("domain")) return text_of(o, "domain");
  std::string out = text_of(o, "name");
  for (const auto* key : {"text", "date", "link", "description", "collected", "selection", "note"})
    if (const auto more = text_of(o, key); !more.empty()) out += (out.empty() ? "" : *key == 't' || *key == 'd' ? ": " : " ") + more;
  return out;
}

class Writer {
 public:
  explicit Writer(PlacedText& out) : out_(out) {}

  void field(const Field& field, const Json& f, const std::string& path) {
    path_ = path;
    Line question;
    question.path = path;
    question.heading = true;
    question.cells.push_back({0, field.id});
    out_.lines.push_back(std::move(question));
    const std::string status = text_of(f, "status");
    if (status == "not_applicable" || status == "nothing_to_report") value("N/A");
    if (status == "cannot_be_known") value(text_of(f, "why"));
    if (!f.contains("answer")) return;
    const Json& answer = f["answer"];
    if (field.kind == "languages" && answer.is_array()) {
      std::string all;
      for (const auto& language : answer) all += (all.empty() ? "" : ", ") + text_of(language, "name");
      value(all);
    } else if (field.kind == "choices" && answer.is_array()) {
      std::string all;
      for (const auto& choice : answer) all += (all.empty() ? "" : ", ") + entry(choice);
      value(all);
    } else if (answer.is_array()) {
      for (const auto& one : answer) value(entry(one));
    } else if (answer.is_object() && !answer.contains("from")) {
      value(text_of(answer, "link"));
      if (answer.contains("list") && answer["list"].is_array())
        for (const auto& one : answer["list"]) value(entry(one));
    } else {
      value(entry(answer));
    }
    if (const auto goes_on = text_of(f, "continues"); !goes_on.empty()) value(goes_on == "yes" ? "Training on new data continues." : goes_on == "no" ? "Training on new data does not continue." : goes_on);
    if (f.contains("previous") && f["previous"].is_array())
      for (const auto& one : f["previous"]) value(entry(one));
  }

 private:
  void value(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      Line line;
      line.path = path_;
      if (auto words = utf8::collapse(text.substr(0, end)); !words.empty()) {
        line.cells.push_back({40, std::move(words)});
        out_.lines.push_back(std::move(line));
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  PlacedText& out_;
  std::string path_;
};

}  // namespace

std::optional<PlacedText> lines_of_own(const Json& file) {
  if (!file.is_object() || text_of(file, "format") != "accord-public-summary/1" || !file.contains("sections") || !file["sections"].is_array()) return std::nullopt;
  PlacedText out;
  out.format = "json";
  out.language = text_of(file, "language");
  Writer writer(out);
  std::size_t s = 0;
  for (const auto& section : file["sections"]) {
    std::size_t n = 0;
    if (section.is_object() && section.contains("fields") && section["fields"].is_array())
      for (const auto& f : section["fields"]) {
        const Field* field = f.is_object() ? built_in_template().field_by_key(text_of(f, "key")) : nullptr;
        if (field != nullptr) writer.field(*field, f, fmt::format("/sections/{}/fields/{}", s, n));
        ++n;
      }
    ++s;
  }
  return out;
}

}  // namespace accord::summary::check
