#include "summary/optouts/signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/json.h"
#include "base/sha256.h"

// The bytes of assets/optouts/signals.json (cmake/summary_optouts.cmake names the file).
asm(".section .rodata\n"
    "accord_optout_signals: .incbin \"" ACCORD_OPTOUT_SIGNALS
    "\"\n"
    "accord_optout_signals_end: .byte 0\n"
    ".previous\n");
extern "C" {
extern const char accord_optout_signals[], accord_optout_signals_end[];
}

namespace accord::summary::optouts {
namespace {

constexpr std::size_t largest = std::size_t{1} << 20U, most_tokens = 1000, longest_text = 1000;
constexpr std::string_view purposes[] = {"training", "search", "user", "archive", "any", "other"};

std::unexpected<Error> wrong(std::string message, std::string place) {
  return fail(Kind::invalid, std::move(message), std::move(place),
              "take assets/optouts/signals.json as an example; docs/formats/optouts.md says what each field is");
}

// The text of a field; those that are needed may not be empty.
Result<std::string> text(const Json& from, const char* key, const std::string& place, bool needed) {
  const auto at = from.find(key);
  if (at == from.end()) return needed ? wrong(fmt::format("\"{}\" is missing", key), place) : Result<std::string>(std::string{});
  if (!at->is_string()) return wrong("not a text", fmt::format("{}.{}", place, key));
  auto s = at->get<std::string>();
  if (s.size() > longest_text) return wrong("too long", fmt::format("{}.{}", place, key));
  if (std::ranges::any_of(s, [](unsigned char c) { return c < 0x20; }))
    return wrong("has control characters", fmt::format("{}.{}", place, key));
  if (needed && s.empty()) return wrong("empty", fmt::format("{}.{}", place, key));
  return s;
}

bool is_token(std::string_view s) {
  return s == "*" || (s.size() <= 100 &&
                      std::ranges::all_of(s, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; }));
}

struct FieldOf {
  const char* key;
  std::string CrawlerToken::* token;
  bool needed;
};
constexpr FieldOf token_fields[] = {{"token", &CrawlerToken::token, true},     {"operator", &CrawlerToken::operated_by, true},
                                    {"purpose", &CrawlerToken::purpose, true}, {"source", &CrawlerToken::source, true},
                                    {"since", &CrawlerToken::since, false},    {"confirmed", &CrawlerToken::confirmed, true},
                                    {"note", &CrawlerToken::note, false}};
constexpr std::pair<const char*, std::string Signal::*> signal_fields[] = {
    {"id", &Signal::id},     {"name", &Signal::name},     {"specification", &Signal::specification}, {"version", &Signal::version},
    {"date", &Signal::date}, {"status", &Signal::status}, {"confirmed", &Signal::confirmed},         {"read", &Signal::read},
    {"note", &Signal::note}};

Result<CrawlerToken> read_token(const Json& j, const std::string& place) {
  if (!j.is_object()) return wrong("not an object", place);
  CrawlerToken t;
  for (const auto& f : token_fields) {
    ACCORD_TRY(t.*f.token, text(j, f.key, place, f.needed));
  }
  if (!is_token(t.token))
    return wrong(fmt::format("\"{}\" is no name of a crawler: letters, digits, \"-\", \"_\", \".\"", t.token), place + ".token");
  if (std::ranges::find(purposes, t.purpose) == std::end(purposes))
    return wrong("training, search, user, archive, any or other", place + ".purpose");
  return t;
}

Result<Signal> read_signal(const Json& j, const std::string& place) {
  if (!j.is_object()) return wrong("not an object", place);
  Signal s;
  for (const auto& [key, member] : signal_fields) {
    ACCORD_TRY(s.*member, text(j, key, place, std::string_view(key) == "id" || std::string_view(key) == "name"));
  }
  if (std::ranges::find(signal_ids, s.id) == std::end(signal_ids))
    return wrong(fmt::format("\"{}\" is no signal that this program reads", s.id), place + ".id");
  if (const auto words = j.find("training"); words != j.end()) {
    if (!words->is_array() || words->size() > 100) return wrong("not a list of at most 100 words", place + ".training");
    for (const auto& w : *words) {
      if (!w.is_string() || w.get<std::string>().size() > 100) return wrong("not a word", place + ".training");
      s.training.push_back(w.get<std::string>());
      std::ranges::transform(s.training.back(), s.training.back().begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
  }
  return s;
}

}  // namespace

Result<SignalTable> read_signals(std::string_view bytes) {
  ACCORD_TRY(const auto j, parse_json(bytes, largest, 8));
  if (!j.is_object() || !j.contains("accord_signals")) return wrong("this is no table of signals: it has no \"accord_signals\"", "");
  if (j["accord_signals"] != 1)
    return fail(Kind::unsupported, "the table is of a later format than this program knows", "accord_signals",
                "use a later version of accord");
  SignalTable out;
  ACCORD_TRY(out.title, text(j, "title", "the table", false));
  ACCORD_TRY(out.date, text(j, "date", "the table", true));
  out.sha256 = to_hex(sha256(bytes));
  const auto list = [&](const char* key) { return j.contains(key) && j[key].is_array() ? &j[key] : nullptr; };
  const auto* tokens = list("tokens");
  if (tokens == nullptr || tokens->empty() || tokens->size() > most_tokens)
    return wrong(fmt::format("a list of 1 to {} crawlers is needed", most_tokens), "tokens");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < tokens->size(); i++) {
    const auto place = fmt::format("tokens[{}]", i);
    ACCORD_TRY(auto t, read_token((*tokens)[i], place));
    auto name = t.token;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (!seen.insert(name).second) return wrong(fmt::format("\"{}\" is there twice", t.token), place);
    out.tokens.push_back(std::move(t));
  }
  for (const auto id : signal_ids) {
    out.signals.emplace_back();
    out.signals.back().id = out.signals.back().name = id;
  }
  if (const auto* signals = list("signals")) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < signals->size(); i++) {
      const auto place = fmt::format("signals[{}]", i);
      ACCORD_TRY(auto s, read_signal((*signals)[i], place));
      if (!ids.insert(s.id).second) return wrong(fmt::format("\"{}\" is there twice", s.id), place);
      const auto at = std::ranges::find(out.signals, s.id, &Signal::id);
      *at = std::move(s);
    }
  }
  return out;
}

const SignalTable& built_in_signals() {
  static const SignalTable table = [] {
    auto read = read_signals({accord_optout_signals, static_cast<std::size_t>(accord_optout_signals_end - accord_optout_signals)});
    if (!read)
      throw std::runtime_error(read.error().message + ": " +
                               read.error().place);  // signals_test reads it: a build in which this fails does not pass
    return *std::move(read);
  }();
  return table;
}

}  // namespace accord::summary::optouts
