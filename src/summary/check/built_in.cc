// assets/summary/check.json and assets/summary/labels, which cmake/summary_check.cmake puts into the program.
#include <stdexcept>

#include "summary/check/report.h"
#include "summary/check/words.h"

namespace accord::summary::check {

// Of the generated table: code -> bytes; "check" -> the weights.
const std::map<std::string, std::string_view>& embedded_check_files();

namespace {

// What Accord itself writes on a page it has rendered is English too.
void add_own_words(std::map<std::string, std::string_view>& files, std::string& english) {
  Json file = Json::parse(files.at("en"));
  for (const auto& section : built_in_template().sections) {
    // A single word of ours ("The model") stands for too many things on other people's pages.
    if (section.number != "0" && words_of(section.title).size() > 1) file["sections"][section.number].push_back(section.title);
    for (const auto& field : section.fields) file["fields"][field.id].push_back(field.label);
  }
  english = file.dump();
  files["en"] = english;
}

}  // namespace

const Labels& built_in_labels() {
  static const Labels labels = [] {
    auto files = embedded_check_files();
    files.erase("check");
    std::string english;
    add_own_words(files, english);
    auto loaded = load_labels(files);
    if (!loaded) throw std::runtime_error(loaded.error().message);  // check_test reads them: a build in which this fails does not pass
    return *std::move(loaded);
  }();
  return labels;
}

const Weights& built_in_weights() {
  static const Weights weights = [] {
    auto loaded = load_weights(embedded_check_files().at("check"));
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return weights;
}

}  // namespace accord::summary::check
