// accord summary fill [--tally C.tally]… [--facts provider.yaml] -o working.json [--sme] [--json]
//
// Puts together what was counted and what the provider declares: every field of the template with its answer, where it came from, the
// rule applied, and what is missing. Sizes, languages and large datasets come from a tally of data as processed, the domains and the
// period of the crawl from one of data as collected; give both. The working file is private: it holds exact counts.
//
// Exit: 0 filled, whether or not something is missing; 1 a figure was refused, since the tally given is of the wrong stage (the file is
// written, and says so); 2 the input cannot be read; 3 the file cannot be written.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>

#include "cli/exit.h"
#include "cli/files.h"
#include "cli/summary.h"
#include "corpus/files.h"
#include "format/yaml.h"
#include "summary/domain_list.h"
#include "summary/fill.h"
#include "summary/publish.h"

namespace accord::cli {

namespace {

using summary::Stage;

struct Options {
  std::vector<std::string> tallies;
  std::string facts, out;
  bool sme = false, json = false;
};

struct Tallies {
  std::optional<summary::TallyFile> processed, collected;
  summary::DomainList domains;
};

// A long list goes to a file beside the working file.
Result<summary::DomainList> list(const summary::TallyFile& collected, const Options& o) {
  ACCORD_TRY(const auto scratch, corpus::scratch_folder());
  const auto path = o.out + ".domains.csv";
  ACCORD_TRY(const auto file, corpus::create_file(path));
  std::string lines = "domain,documents,bytes\r\n";
  const auto write = [&](const summary::DomainTotal& d) -> Result<void> {
    lines += fmt::format("{},{},{}\r\n", summary::csv_cell(d.domain), d.documents, d.bytes);
    if (lines.size() < (1U << 20U)) return {};
    ACCORD_CHECK(file->write(lines));
    lines.clear();
    return {};
  };
  ACCORD_TRY(auto domains,
             summary::list_domains(collected, summary::built_in_template().rule(o.sme ? "domains_sme" : "domains"), *scratch, write));
  if (domains.listed <= summary::most_listed_inside) return domains;
  ACCORD_CHECK(file->write(lines));
  ACCORD_CHECK(file->close());
  domains.file = std::filesystem::path(path).filename().string();
  return domains;
}

Result<Tallies> read_tallies(const Options& o) {
  Tallies out;
  for (const auto& path : o.tallies) {
    auto tally = [&]() -> Result<summary::TallyFile> {
      ACCORD_TRY(auto content, corpus::open_file(path));
      return summary::TallyFile::open(std::move(content));
    }();
    if (!tally) {
      tally.error().message = fmt::format("{}: {}", path, tally.error().message);
      return std::unexpected(tally.error());
    }
    const auto stage = tally->totals().header.stage;
    auto& place = stage == Stage::processed ? out.processed : out.collected;
    if (place)
      return fail(Kind::invalid, fmt::format("two tallies are of data as {}", name(stage)), path,
                  "make one of them first: accord corpus merge A B -o C.tally");
    place = *std::move(tally);
  }
  if (out.collected) {
    ACCORD_TRY(out.domains, list(*out.collected, o));
  }
  return out;
}

// `crawling: {domains: {file: domains.csv}}`: the first cell of each line, beside the facts, is a name.
Result<void> take_domains(const std::string& facts, Json& said) {
  const Json::json_pointer at("/crawling/domains/file");
  if (!said.is_object() || !said.contains(at) || !said[at].is_string()) return {};
  const auto path = (std::filesystem::path(facts).parent_path() / said[at].get<std::string>()).string();
  ACCORD_TRY(const auto bytes, read_whole(path, 64U << 20U));
  Json names = Json::array();
  std::istringstream lines(bytes);
  for (std::string line; std::getline(lines, line);) {
    const auto name = line.substr(0, line.find_first_of(",;\t\r"));
    if (!name.empty() && (name != "domain" || !names.empty())) names.push_back(name);
  }
  said["crawling"]["domains"] = std::move(names);
  return {};
}

Result<summary::Facts> read_declared(const std::string& path) {
  if (path.empty()) return summary::Facts{};
  ACCORD_TRY(const auto bytes, read_whole(path, 8U << 20U));
  const auto yaml = format::read_yaml(bytes);
  if (!yaml) return fail(yaml.error().kind, yaml.error().message, fmt::format("{}, {}", path, yaml.error().place), yaml.error().remedy);
  auto said = yaml->value;
  ACCORD_CHECK(take_domains(path, said));
  auto facts = summary::read_facts(said, summary::built_in_template());
  if (!facts) {
    auto& e = facts.error();
    const auto line = yaml->lines.find(e.place);
    e.place = line == yaml->lines.end() ? fmt::format("{}: {}", path, e.place) : fmt::format("{}:{}: {}", path, line->second, e.place);
  }
  return facts;
}

void say(const Json& working, const std::string& out) {
  std::size_t answered = 0, due = 0;
  for (const auto& f : working["fields"]) {
    const auto& status = f["status"];
    answered += status == "answered" || status == "gap" ? 1 : 0;
    due += status != "blank" && status != "not_due" ? 1 : 0;
  }
  std::cout << fmt::format("{}: {} of {} answers that are due\n", out, answered, due);
  for (const auto& f : working["fields"]) {
    const auto& status = f["status"];
    if (status == "missing" || status == "conflict" || status == "refused")
      std::cout << fmt::format("  {:<9} {:<28} {}\n", status.get<std::string>(), f["key"].get<std::string>(),
                               f["problem"].get<std::string>());
    for (const auto& note : f["notes"])
      std::cout << fmt::format("  {:<9} {:<28} {}\n", "look at", f["key"].get<std::string>(), note.get<std::string>());
  }
}

Result<int> run(const Options& o) {
  ACCORD_TRY(const auto facts, read_declared(o.facts));
  ACCORD_TRY(const auto tallies, read_tallies(o));
  const summary::Evidence evidence{.processed = tallies.processed ? &tallies.processed->totals() : nullptr,
                                   .collected = tallies.collected ? &tallies.collected->totals() : nullptr,
                                   .domains = tallies.domains,
                                   .sme = o.sme};
  const auto working = summary::fill(evidence, facts, summary::built_in_template());
  ACCORD_CHECK(write_whole(o.out, working.dump(1) + "\n"));
  if (o.json)
    std::cout << Json{{"file", o.out},
                      {"missing", working["missing"]},
                      {"conflicts", working["conflicts"]},
                      {"refused", working["refused"]}}
                     .dump(1)
              << '\n';
  else
    say(working, o.out);
  if (working["refused"].empty()) return 0;
  for (const auto& f : working["fields"])
    if (f["status"] == "refused")
      complain({Kind::invalid, fmt::format("{} was refused: {}", f["key"].get<std::string>(), f["problem"].get<std::string>()), "",
                f["remedy"]});
  return 1;
}

}  // namespace

void add_summary_fill(CLI::App& summary, int& exit_code) {
  auto o = std::make_shared<Options>();
  auto* fill = summary.add_subcommand("fill", "Fill every field from what was counted and what you declare");
  fill->add_option("--tally", o->tallies, "a tally of accord corpus scan; twice for one of each stage");
  fill->add_option("--facts", o->facts, "what the provider declares (accord summary init writes one to start from)");
  fill->add_option("-o,--out", o->out, "the working file to write, JSON")->required();
  fill->add_flag("--sme", o->sme,
                 "the provider is a small or medium-sized enterprise: top 5 % of the domains or 1,000, whichever is lower");
  fill->add_flag("--json", o->json, "print what is missing, in conflict or refused as JSON");
  fill->footer(
      "Examples:\n"
      "  accord summary fill --tally processed.tally --tally collected.tally --facts provider.yaml -o working.json\n"
      "  accord summary fill --facts provider.yaml -o working.json                   nothing was scanned: all is declared\n"
      "  accord summary fill --tally c.tally --sme -o working.json --json | jq .missing\n"
      "\nExit status: 0 filled; 1 a tally was of the wrong stage for a figure; 2 the input cannot be read; 3 the file cannot be written.");
  fill->callback([o, &exit_code] {
    const auto done = run(*o);
    exit_code = done ? *done : complain(done.error());
  });
}

}  // namespace accord::cli
