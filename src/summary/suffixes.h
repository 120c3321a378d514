// From an address to its registrable domain: the public suffix and one label more (https://publicsuffix.org/list/).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "summary/totals.h"

namespace accord::summary {

class Suffixes {
 public:
  // The list as it is distributed: a rule a line, "*." and "!" as it says, rules after "BEGIN PRIVATE DOMAINS" only with
  // SuffixSection::all. `date` is used where the list states no VERSION. Errors: invalid for what is no such list.
  static Result<Suffixes> read(std::string_view list, SuffixSection section, std::string_view date);
  [[nodiscard]] const SuffixList& list() const { return list_; }

  // The registrable domain of a URL's host, in ASCII (Punycode) and lower case, in `room` or in the URL itself. Takes
  // "scheme://user@host:port/path", "//host/path" and a bare "host"; scheme, user and port do not matter; a trailing dot
  // is dropped; names that are not ASCII are mapped by UTS 46 (non-transitional). An IP address stands for itself, in
  // its canonical form (RFC 5952 for IPv6, in brackets). A host that is itself a public suffix, or has one label, stands for itself.
  // Empty if there is no host, or one that no name server could answer for.
  [[nodiscard]] std::string_view domain(std::string_view url, std::string& room) const;

  // The host of a URL by the same rules; empty if there is none.
  static std::string_view host(std::string_view url, std::string& room);
  // Whether what `domain` gave is an IP address.
  static bool is_address(std::string_view domain);

 private:
  // A rule in an open-addressing table, found by the hash of its name; names are compared.
  struct Rule {
    std::uint32_t at = 0;
    std::uint16_t size = 0;  // 0: an empty slot
    std::uint8_t what = 0;   // bits of suffixes.cc
  };
  [[nodiscard]] std::uint8_t rule(std::string_view name) const;
  void insert(std::string_view name, std::uint8_t what);
  [[nodiscard]] std::string_view registrable(std::string_view host) const;

  SuffixList list_;
  std::string names_;
  std::vector<Rule> table_;
};

}  // namespace accord::summary
