// accord summary init [--card README.md]… [--croissant FILE]… [-o provider.yaml] [--labels FILE]
//
// Writes a commented provider.yaml: every key with what is asked, and what Hugging Face cards (of the model, of datasets) and Croissant
// metadata say already. Without -o it is printed. A file that is there is not overwritten.
//
// Exit: 0 written; 2 a card cannot be read, or the file is there already; 3 the file cannot be written.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/exit.h"
#include "cli/files.h"
#include "cli/summary.h"
#include "format/yaml.h"
#include "summary/starter.h"

namespace accord::cli {

namespace {

struct Options {
  std::vector<std::string> cards, croissants;
  std::string out, labels;
};

// The YAML between the lines "---" at the beginning, and what follows.
Result<summary::Prefill> read_card(const std::string& path) {
  ACCORD_TRY(const auto bytes, read_whole(path, 4U << 20U));
  std::string_view text = bytes, front;
  if (text.starts_with("---\n") || text.starts_with("---\r\n")) {
    const auto end = text.find("\n---", 3);
    if (end == std::string_view::npos) return fail(Kind::invalid, "the card's front matter does not end", path, "close it with a line ---");
    front = text.substr(4, end - 3);
    text.remove_prefix(std::min(text.size(), end + 4));
  }
  const auto yaml = format::read_yaml(front);
  if (!yaml) return fail(yaml.error().kind, yaml.error().message, fmt::format("{}, {} of the front matter", path, yaml.error().place));
  return summary::from_card(yaml->value, text);
}

Result<summary::Prefill> read_croissant(const std::string& path) {
  ACCORD_TRY(const auto bytes, read_whole(path, 16U << 20U));
  auto json = parse_json(bytes, 16U << 20U);
  if (!json) return fail(Kind::invalid, json.error().message, path);
  auto prefill = summary::from_croissant(*json);
  if (!prefill) prefill.error().place = path;
  return prefill;
}

Result<void> run(const Options& o) {
  if (!o.out.empty() && std::filesystem::exists(o.out))
    return fail(Kind::conflict, fmt::format("{} is there already, and may hold what somebody wrote", o.out), o.out,
                "name another file, or move it away");
  ACCORD_TRY(const auto t, template_with(o.labels));
  summary::Prefill prefill;
  for (const auto& card : o.cards) {
    ACCORD_TRY(const auto more, read_card(card));
    add(prefill, more);
  }
  for (const auto& file : o.croissants) {
    ACCORD_TRY(const auto more, read_croissant(file));
    add(prefill, more);
  }
  const auto yaml = summary::starter(t, prefill);
  if (o.out.empty()) {
    std::cout << yaml;
    return {};
  }
  ACCORD_CHECK(write_whole(o.out, yaml));
  std::cout << fmt::format("{}: {} keys prefilled; each wants a look\n", o.out, prefill.values.size());
  return {};
}

}  // namespace

void add_summary_init(CLI::App& summary, int& exit_code) {
  auto o = std::make_shared<Options>();
  auto* init = summary.add_subcommand("init", "Write a provider.yaml to start from");
  init->add_option("--card", o->cards, "a Hugging Face card (README.md) of the model or of a dataset; may be given several times");
  init->add_option("--croissant", o->croissants, "Croissant metadata of a dataset; may be given several times");
  init->add_option("-o,--out", o->out, "the file to write; without it, it is printed");
  init->add_option("--labels", o->labels, "the template's own words, as JSON that credits their author and says its version");
  init->footer(
      "Examples:\n"
      "  accord summary init -o provider.yaml\n"
      "  accord summary init --card README.md --croissant dataset.json -o provider.yaml\n"
      "\nExit status: 0 written; 2 a card cannot be read, or the file is there already; 3 the file cannot be written.");
  init->callback([o, &exit_code] {
    const auto done = run(*o);
    exit_code = done ? 0 : complain(done.error());
  });
}

}  // namespace accord::cli
