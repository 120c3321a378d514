#include "format/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/utf8.h"

namespace accord::format {
namespace {

bool plain(char c) { return c == ' ' || c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// One line: control characters become spaces.
std::string line_of(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return utf8::collapse(out);
}

// Encoded words of at most 75 characters, each of whole code points, on lines of their own (RFC 2047).
std::string encoded(const std::string& text) {
  std::string out, piece;
  const auto flush = [&] {
    if (!piece.empty()) out += (out.empty() ? "" : "\r\n ") + fmt::format("=?utf-8?B?{}?=", to_base64(piece));
    piece.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t at = i;
    utf8::next(text, i);
    if (piece.size() + (i - at) > 39) flush();
    piece += text.substr(at, i - at);
  }
  flush();
  return out;
}

// `marks`: what may stand unencoded besides letters, digits, spaces and hyphens.
std::string words(std::string_view text, std::string_view marks) {
  const std::string line = line_of(text);
  const bool safe = line.size() <= 60 && std::ranges::all_of(line, [&](char c) { return plain(c) || marks.find(c) != std::string_view::npos; });
  return safe ? line : encoded(line);
}

std::string mailbox(const std::string& name, const std::string& address) {
  const std::string said = words(name, "");
  return said.empty() ? address : fmt::format("{}\r\n <{}>", said, address);
}

std::string date_of(Instant at) {
  constexpr std::array days = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // from 1 January 1970
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto t = local_time(at, "UTC").value_or(LocalTime{1970, 1, 1});
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[static_cast<std::size_t>(((at / day) % 7 + 7) % 7)], t.day, months[static_cast<std::size_t>(t.month - 1)], t.year, t.hour, t.minute, t.second);
}

std::string quoted_printable(std::string_view text) {
  std::string out, line;
  const auto add = [&](std::string_view s) {
    if (line.size() + s.size() > 75) out += line + "=\r\n", line.clear();
    line += s;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool last = i + 1 == text.size() || text[i + 1] == '\n';
    if (c == '\n') {
      out += line + "\r\n";
      line.clear();
    } else if ((c > 32 && c < 127 && c != '=' && !(c == '.' && line.empty())) || (c == ' ' && !last)) {
      add({&c, 1});  // a dot at the start of a line would be the protocol's
    } else if (c != '\r') {
      add(fmt::format("={:02X}", static_cast<unsigned char>(c)));
    }
  }
  return out + line + (line.empty() ? "" : "\r\n");
}

}  // namespace

bool is_mail_address(std::string_view a) {
  const auto at = a.rfind('@');
  if (a.size() > 254 || at == std::string_view::npos || at == 0 || at > 64 || at + 1 == a.size()) return false;
  const auto fits = [](std::string_view s, std::string_view marks) {
    return s.front() != '.' && s.back() != '.' && s.find("..") == std::string_view::npos &&
           std::ranges::all_of(s, [&](char c) { return (plain(c) && c != ' ') || marks.find(c) != std::string_view::npos; });
  };
  return fits(a.substr(0, at), ".!#$%&'*+/=?^_`{|}~") && a[0] != '-' && fits(a.substr(at + 1), ".");
}

Result<std::string> write_mail(const Mail& m) {
  for (const auto* address : {&m.from, &m.to})
    if (!is_mail_address(*address)) return fail(Kind::invalid, "this is no mail address that can be written to", *address == m.to ? "to" : "from", "write it as name@example.org");
  if (!is_mail_address(m.message_id)) return fail(Kind::invalid, "this is no message id", "message_id");
  return fmt::format(
             "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
             "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
             date_of(m.date), mailbox(m.from_name, m.from), mailbox(m.to_name, m.to), words(m.subject, ".,:;()'/&"), m.message_id) +
         quoted_printable(m.body);
}

}  // namespace accord::format
