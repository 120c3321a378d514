#include "cli/verify.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "base/json.h"
#include "base/utf8.h"
#include "app/log_files.h"
#include "cli/data_folder.h"
#include "cli/verify_log.h"
#include "record/receipt.h"

namespace accord::cli {
namespace {

constexpr std::size_t max_key_file = 64U << 10U;

struct Call {
  std::string receipt, key, url, data, db;
  bool json = false;
};

// 1 is an answer, "not proven"; 2 blames the call or the file; 3 the system.
int exit_code_of(Kind kind) {
  switch (kind) {
    case Kind::invalid:
    case Kind::forbidden:
      return 1;
    case Kind::unavailable:
    case Kind::internal:
      return 3;
    default:
      return 2;
  }
}

Result<std::string> read_file(const std::string& path, std::size_t cap) {
  // A folder opens as a file does and fails only when it is read.
  std::ifstream in(path, std::ios::binary);
  std::error_code ignored;
  if (!in || std::filesystem::is_directory(path, ignored)) return fail(Kind::not_found, fmt::format("cannot read the file {}", path));
  std::string out;
  for (std::array<char, 1U << 16U> piece{}; in && out.size() <= cap;) {
    in.read(piece.data(), piece.size());
    out.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (out.size() > cap) return fail(Kind::too_large, fmt::format("{} has more than {} bytes", path, cap));
  return out;
}

Result<merkle::VerifyingKey> read_key(const std::string& given) {
  if (given.empty())
    return fail(Kind::invalid, "a proof needs the public key of the log that you trust", "--key",
                "the log's page /log of the server shows it; compare it with the one that the office publishes elsewhere, and give it with "
                "--key, as text or as a file that holds it");
  auto key = merkle::parse_verifying_key(given);
  if (key) return key;
  std::error_code ignored;
  if (!std::filesystem::exists(given, ignored)) {
    key.error().place = "--key";
    return key;
  }
  ACCORD_TRY(const auto text, read_file(given, max_key_file));
  return merkle::parse_verifying_key(text);
}

// Words of others on a terminal: what could steer it or turn the direction of writing is shown by its number.
std::string printable(std::string_view valid) {
  std::string out;
  for (std::size_t i = 0; i < valid.size();) {
    const char32_t c = utf8::next(valid, i);
    const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
    const bool direction = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    if (control || direction)
      out += fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(c));
    else
      utf8::append(out, c);
  }
  return out;
}

std::string indented(std::string_view text, std::string_view margin) {
  std::string out;
  while (true) {
    const auto end = text.find('\n');
    out += fmt::format("{}{}\n", margin, text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::string show_member(const std::string& name, const Json& value) {
  const std::string text = printable(value.is_string() ? value.get_ref<const std::string&>() : canonical(value));
  if (text.find('\n') == std::string::npos) return fmt::format("     {}: {}\n", printable(name), text);
  return fmt::format("     {}:\n{}", printable(name), indented(text, "       "));
}

// A content as a person reads it: its members one by one, those without a value left out.
std::string show_content(std::size_t number, const std::string& content) {
  const auto value = parse_json(content, content.size());
  if (!value || !value->is_object()) return fmt::format("\n  {}.\n{}", number, indented(printable(content), "     "));
  const auto what = value->find("what");
  std::string out =
      fmt::format("\n  {}. {}\n", number, what != value->end() && what->is_string() ? printable(what->get<std::string>()) : "");
  for (const auto& [name, member] : value->items())
    if (!member.is_null() && name != "what") out += show_member(name, member);
  return out;
}

std::string words(record::EntryKind kind) {
  std::string out(to_string(kind));
  for (char& c : out)
    if (c == '_') c = ' ';
  return out;
}

void say_error(const Error& e) {
  std::cerr << "accord verify: " << printable(e.message) << '\n';
  if (!e.remedy.empty()) std::cerr << "  " << e.remedy << '\n';
}

int report_failure(const Call& call, const Error& e, int code) {
  if (call.json) {
    Json out = {{"ok", false}, {"index", nullptr}, {"origin", nullptr}, {"size", nullptr}, {"root", nullptr}, {"kind", nullptr}};
    out.update({{"opened", nullptr}, {"commitments", nullptr}, {"error", e.message}});
    std::cout << out.dump() << '\n';
  } else {
    if (code == 1) std::cout << "NOT PROVEN\n";
    say_error(e);
  }
  return code;
}

int verify_file(const Call& call, const merkle::VerifyingKey& key) {
  auto bytes = read_file(call.receipt, record::max_receipt_bytes);
  if (!bytes) return report_failure(call, bytes.error(), 2);
  const auto receipt = record::decode_receipt(*bytes);
  if (!receipt) return report_failure(call, receipt.error(), 2);
  const auto v = record::verify_receipt(*receipt, key);
  if (!v) return report_failure(call, v.error(), exit_code_of(v.error().kind));
  if (call.json) {
    const Json out = {{"ok", true},
                      {"index", v->index},
                      {"origin", v->checkpoint.origin},
                      {"size", v->checkpoint.size},
                      {"root", to_base64(view(v->checkpoint.root))},
                      {"kind", to_string(v->kind)},
                      {"opened", v->opened},
                      {"commitments", v->commitments},
                      {"error", nullptr}};
    std::cout << out.dump() << '\n';
    return 0;
  }
  std::cout << fmt::format("PROVEN\nEntry {} ({}) of the log {}, under its signed checkpoint of {} entries.\n", v->index, words(v->kind),
                           printable(v->checkpoint.origin), v->checkpoint.size);
  std::cout << fmt::format("The entry commits to {} content{}; these {} are proven word for word:\n", v->commitments,
                           v->commitments == 1 ? "" : "s", v->opened);
  for (std::size_t i = 0; i < receipt->opened.size(); ++i) std::cout << show_content(i + 1, receipt->opened[i].content);
  return 0;
}

// The log of a data folder that nobody serves, by the names under which a server gives its files.
Result<Fetch> fetch_from_folder(const std::string& path, const std::string& db) {
  ACCORD_TRY(auto folder, open_data_folder(path, db, std::nullopt, system_clock()));
  const auto held = std::make_shared<DataFolder>(std::move(folder));
  const auto ctx = std::make_shared<app::Context>(context_of(*held, "", system_clock()));
  return [held, ctx](const std::string& name) -> Result<std::string> {
    ACCORD_TRY(auto file, app::log_file(*ctx, name));
    return std::move(file.bytes);
  };
}

int verify_log(const Call& call, const merkle::VerifyingKey& key) {
  const auto fetch = call.data.empty() ? fetch_by_http(call.url) : fetch_from_folder(call.data, call.db);
  if (!fetch) return report_failure(call, fetch.error(), 2);
  const bool show = !call.json && isatty(STDERR_FILENO) == 1;
  const auto audit = audit_log(*fetch, key, [show](std::uint64_t n) {
    if (show) std::cerr << fmt::format("\r{} entries read", n) << std::flush;
  });
  if (show) std::cerr << '\n';
  if (!audit) return report_failure(call, audit.error(), exit_code_of(audit.error().kind));
  Json kinds = Json::object();
  for (const auto& [kind, count] : audit->kinds) kinds[std::string(to_string(kind))] = count;
  if (call.json) {
    const Json out = {{"ok", true},
                      {"origin", audit->checkpoint.origin},
                      {"size", audit->checkpoint.size},
                      {"root", to_base64(view(audit->checkpoint.root))},
                      {"kinds", kinds},
                      {"tiles", audit->tiles},
                      {"error", nullptr}};
    std::cout << out.dump() << '\n';
    return 0;
  }
  std::cout << fmt::format("PROVEN\nThe {} entries of the log {} have the root that was signed ({}).\n", audit->checkpoint.size,
                           printable(audit->checkpoint.origin), to_base64(view(audit->checkpoint.root)));
  for (const auto& [kind, count] : audit->kinds) std::cout << fmt::format("  {:>10}  {}\n", count, words(kind));
  std::cout << fmt::format("All {} tiles served hold the hashes of these entries.\n", audit->tiles);
  return 0;
}

int run(const Call& call) {
  if (!call.receipt.empty() + !call.url.empty() + !call.data.empty() != 1)
    return report_failure(call, {Kind::invalid, "give a receipt, --url or --data", {}, "see accord verify --help"}, 2);
  auto key = read_key(call.key);
  if (!call.data.empty() && call.key.empty()) {
    // Whoever holds the folder holds its key: the log is then held against itself.
    const auto own = read_log_key(call.data);
    if (!own) return report_failure(call, own.error(), 2);
    key = merkle::public_half(*own);
  }
  if (!key) return report_failure(call, key.error(), 2);
  return call.receipt.empty() ? verify_log(call, *key) : verify_file(call, *key);
}

}  // namespace

void add_verify(CLI::App& app, int& exit_code) {
  auto* const verify = app.add_subcommand("verify", "check a receipt, offline, or a whole log");
  const auto call = std::make_shared<Call>();
  verify->add_option("RECEIPT", call->receipt, "the receipt's file");
  verify->add_option("--key", call->key, "the public key of the log that you trust, or a file that holds it");
  verify->add_option("--url", call->url, "address of a server: rebuild its log's root from the entries and check every tile");
  verify->add_option("--data", call->data, "a data folder that nobody serves: the same, by its own key unless --key names one");
  verify->add_option("--db", call->db, "the database of that folder, where it is another one");
  verify->add_flag("--json", call->json, "print one JSON object");
  verify->footer("Examples:\n  accord verify receipt-gpai-code-3-1.json --key accord.example.org/log+5f2a9c11+AXp0...\n  accord verify --url https://accord.example.org --key log.pub\n  accord verify --data /srv/accord\n\nExit status: 0 proven, 1 not proven, 2 unreadable or wrongly called, 3 the log cannot be reached.");
  verify->callback([call, &exit_code] { exit_code = run(*call); });
}

}  // namespace accord::cli
