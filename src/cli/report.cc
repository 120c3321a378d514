// accord report --url URL --instrument SLUG --round N [--format text|json|csv|jsonl|xlsx|html] [--out FILE] [--check]
//
// Reads the feedback report of a round from a server. It is public and the same for everybody: no token is needed. Without
// --format: a summary to read on a terminal. --out writes whatever the format is into a file, whole or not at all.
// --check asks whether the report is complete: the round closed, every public point answered.
//
// Exit codes: 0 done; 1 --check says no; 2 there is no such round, or the call is wrong; 3 the server or the file failed.
#include "cli/report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>

#include "cli/exit.h"
#include "cli/http_client.h"

namespace accord::cli {
namespace {

struct Call {
  std::string url, instrument, format = "text", out;
  int round = 0;
  bool check = false;
};

const std::map<std::string, std::pair<std::string, std::string>> formats = {  // ending of the address, what is accepted
    {"text", {".json", "application/json"}}, {"json", {".json", "application/json"}}, {"csv", {".csv", "text/csv"}}, {"jsonl", {".jsonl", "application/jsonl"}}, {"xlsx", {".xlsx", "*/*"}}, {"html", {"", "text/html"}}};

std::string summary(const Json& r) {
  std::string out = fmt::format("{}, {}\n{}\n\n", r["title"].get<std::string>(), r["instrument"]["title"].get<std::string>(), r["lead_text"].get<std::string>());
  if (r["warning"].is_string()) out += r["warning"].get<std::string>() + "\n\n";
  for (const auto& f : r["figures"]) out += fmt::format("{:>9}  {}\n", f["count_text"].get<std::string>(), f["label"].get<std::string>());
  if (!r["categories"]["rows"].empty()) out += fmt::format("\n{:<26}{:>12}{:>9}\n", "category", "submissions", "points");
  for (const auto& c : r["categories"]["rows"]) out += fmt::format("{:<26}{:>12}{:>9}\n", c["label"].get<std::string>(), c["submissions"]["count_text"].get<std::string>(), c["points"]["count_text"].get<std::string>());
  if (!r["busiest"].empty()) out += "\nmost discussed\n";
  for (const auto& b : r["busiest"]) out += fmt::format("{:>9}  {}{}\n", b["points"]["count_text"].get<std::string>(), b["label"].get<std::string>(), b["heading"] == "" ? "" : " · " + b["heading"].get<std::string>());
  return out + fmt::format("\nmade from a log of {} with the root {}\n", r["made"]["log_size_text"].get<std::string>(), r["made"]["root"].get<std::string>());
}

Result<void> write_file(const std::string& path, const std::string& bytes) {
  const std::string whole = path + ".part";
  std::ofstream out(whole, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(whole, path, failed);
  if (out && !failed) return {};
  std::error_code ignored;
  std::filesystem::remove(whole, ignored);
  return fail(Kind::internal, "the file could not be written", path, "check the folder and the space on the disk");
}

int run(const Call& call) {
  std::string base = call.url;
  while (base.ends_with('/')) base.pop_back();
  const std::string address = fmt::format("{}/i/{}/rounds/{}/report", base, call.instrument, call.round);
  const auto& [ending, accept] = formats.at(call.format);
  const auto bytes = get(address + ending, accept);
  if (!bytes) return complain(bytes.error());
  std::string shown = *bytes;
  Json report = nullptr;
  if (call.check || call.format == "text") {
    const auto json = call.format == "text" || call.format == "json" ? Result<std::string>(*bytes) : get(address + ".json", "application/json");
    if (!json) return complain(json.error());
    auto parsed = parse_json(*json, 64U << 20U);
    if (!parsed || !parsed->is_object() || !parsed->contains("is_complete")) return complain({Kind::internal, "the server's answer is no report", address, "check that the address is Accord's"});
    report = std::move(*parsed);
    if (call.format == "text") shown = summary(report);
  }
  if (!call.out.empty()) {
    if (auto ok = write_file(call.out, shown); !ok) return complain(ok.error());
  } else if (call.format == "xlsx" && isatty(STDOUT_FILENO) == 1) {
    return complain({Kind::invalid, "a workbook cannot be shown on a terminal", "--format xlsx", "say where it goes: --out report.xlsx"});
  } else {
    std::cout << shown << (shown.ends_with('\n') || call.format == "xlsx" ? "" : "\n") << std::flush;
  }
  if (!call.check) return 0;
  const bool complete = report["is_complete"] == true;
  std::cerr << (complete ? "The report is complete.\n" : fmt::format("The report is not complete. {}\n", report["warning"].is_string() ? report["warning"].get<std::string>() : ""));
  return complete ? 0 : 1;
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto call = std::make_shared<Call>();
  auto* report = app.add_subcommand("report", "The feedback report of a round: who took part, what became of the points, what changed and why");
  report->add_option("--url", call->url, "the server's address")->required();
  report->add_option("--instrument", call->instrument, "short name of the instrument, as in its address")->required();
  report->add_option("--round", call->round, "number of the round")->required()->check(CLI::PositiveNumber);
  report->add_option("--format", call->format, "text (a summary), json, csv, jsonl, xlsx or html")->check(CLI::IsMember({"text", "json", "csv", "jsonl", "xlsx", "html"}));
  report->add_flag("--json", [call](std::int64_t) { call->format = "json"; }, "the same as --format json");
  report->add_option("--out", call->out, "write it into this file");
  report->add_flag("--check", call->check, "exit with 1 unless the round is closed and every public point answered");
  report->footer(
      "Examples:\n"
      "  accord report --url https://accord.example.org --instrument gpai-code --round 2\n"
      "  accord report --url https://accord.example.org --instrument gpai-code --round 2 --format xlsx --out round-2.xlsx\n"
      "  accord report --url https://accord.example.org --instrument gpai-code --round 2 --json | jq '.outcomes.total'\n"
      "\nAs PDF: open the page of the report in a browser and print it.\n"
      "Exit status: 0 done; 1 --check says no; 2 there is no such round, or the call is wrong; 3 the server or the file failed.");
  report->callback([call, &exit_code] { exit_code = run(*call); });
}

}  // namespace accord::cli
