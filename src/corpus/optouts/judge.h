// From an answer of a site to what it says: a row of evidence.
#pragma once

#include <optional>

#include "corpus/optouts/evidence.h"
#include "format/answer.h"
#include "summary/optouts/signals.h"
#include "summary/suffixes.h"

namespace accord::corpus::optouts {

// One thread.
class Judge {
 public:
  Judge(const summary::optouts::SignalTable& table, const summary::Suffixes& suffixes) : table_(table), suffixes_(suffixes) {}
  // Nothing for what says nothing: a page without a signal, a redirect, an address without a host. Why, and what could not be read,
  // is counted in `status`.
  std::optional<Evidence> judge(const format::Answer& answer, format::ReadStatus& status);

 private:
  void robots(const format::Answer& answer, Evidence& e);
  void headers(const format::Answer& answer, Evidence& e) const;
  void file(const format::Answer& answer, Evidence& e, format::ReadStatus& status) const;

  const summary::optouts::SignalTable& table_;
  const summary::Suffixes& suffixes_;
  std::string host_room_, domain_room_;
};

// Which file of a site a path is; none for a page.
std::optional<SiteFile> kind_of_path(std::string_view path);
// Seconds since 1970-01-01 of "2024-05-18T01:58:10Z" or "20240518015810"; of a day alone its beginning; `undated` for what is none.
std::int64_t seconds_of(std::string_view date);

}  // namespace accord::corpus::optouts
