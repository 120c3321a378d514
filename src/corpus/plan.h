// corpus.toml: one corpus of many sources, as data.
//
//   stage = "collected"
//   tokenizer = "sentencepiece:tokenizer.model"   # counts the tokens of all text; relative to this file
//
//   [[source]]
//   name = "our-crawl"
//   kind = "crawled"            # public-dataset licensed other-private crawled user synthetic other
//   inputs = ["crawl/*.warc.gz", "more/part-{000..099}.jsonl.zst"]   # relative to this file
//   description = "..."         # licence, link, crawler, period ("2024-01/2024-06"): as well
//   modality = "text"           # of documents that do not say
//   fields = { text = "body", url = "meta.address" }
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "corpus/scan.h"

namespace accord::corpus {

struct Plan {
  std::optional<summary::Stage> stage{};
  std::string tokenizer{};  // as given
  std::vector<ScanSource> sources{};
};

// How the inputs that are named are found.
using FindInputs = std::function<Result<std::vector<InputFile>>(const std::vector<std::string>& named, const std::filesystem::path& base)>;

// Errors: invalid, with line and remedy, for what is no TOML, a word that is unknown (names are not guessed), a source without inputs;
// those of `find`.
Result<Plan> read_plan(std::string_view toml, const std::filesystem::path& file, const FindInputs& find = find_inputs);

}  // namespace accord::corpus
