// optouts: what sites say about the use of their content, held against a tally.
//
// This header: the dated table of crawler tokens and signals (assets/optouts/signals.json, docs/formats/optouts.md). What a token is for
// and what a label means changes by the month; so it is data, with its source and whether somebody confirmed it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace accord::summary::optouts {

struct CrawlerToken {
  std::string token;  // as sites write it
  std::string operated_by;
  std::string purpose;                         // training, search, user (a person asked for the page), archive, any, other
  std::string source, since, confirmed, note;  // confirmed: a day, or "no"
};

struct Signal {
  std::string id;  // of signal_ids
  std::string name, specification, version, date, status, confirmed, read, note;
  std::vector<std::string> training;  // the words by which it speaks of training, in lower case
};
// Those that the program can read, in the order of their numbers.
inline constexpr std::string_view signal_ids[] = {"tdmrep", "content-usage", "content-signal", "rsl", "ai-txt"};
enum SignalNumber : unsigned { tdmrep, content_usage, content_signal, rsl, ai_txt, signal_count };

struct SignalTable {
  std::string title, date, sha256;
  std::vector<CrawlerToken> tokens;
  std::vector<Signal> signals;  // one for each of signal_ids, in their order
};

// Errors: invalid, with the place ("tokens[3].purpose") and a remedy.
Result<SignalTable> read_signals(std::string_view json);
const SignalTable& built_in_signals();

}  // namespace accord::summary::optouts
