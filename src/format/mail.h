// A plain text mail as bytes (RFC 5322, RFC 2045, RFC 2047): ASCII lines of at most 76 characters whatever it says.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace accord::format {

struct Mail {
  std::string from_name, from, to_name, to;  // addresses bare: "ana@example.org"
  std::string subject;
  std::string message_id;  // without the angle brackets
  Instant date = 0;
  std::string body;        // UTF-8, lines divided by "\n"
};

// local@domain in ASCII, without white space, quotes, brackets and commas: what needs no escape in any header or command.
bool is_mail_address(std::string_view address);
// No value can begin a header or a line of its own: names and subject lose their control characters and are encoded where
// they are not plain words. Errors: invalid for an address or a message id that cannot stand in a header.
Result<std::string> write_mail(const Mail& m);

}  // namespace accord::format
