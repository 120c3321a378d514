// Bodies of forms: application/x-www-form-urlencoded and multipart/form-data (RFC 7578, RFC 2046 section 5.1).
// The multipart reader is stricter than the grammar: no preamble, the closing delimiter is required, and each part
// needs a Content-Disposition of form-data with a name.
#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "web/http.h"

namespace accord::web {
namespace {

constexpr std::size_t max_fields = 2'000;
constexpr std::size_t max_bytes = 20U << 20U;
constexpr std::size_t max_part_head = 8U << 10U;

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::unexpected<Error> broken(std::string message) {
  return fail(Kind::invalid, std::move(message), "body", "send the form as a browser would");
}

// A header value of the form `word; name=value; name="quoted"`.
struct Parameters {
  std::string_view word;
  std::vector<std::pair<std::string_view, std::string>> items;
  [[nodiscard]] const std::string* find(std::string_view name) const {
    for (const auto& [key, value] : items)
      if (same_word(key, name)) return &value;
    return nullptr;
  }
};

Result<Parameters> parse_parameters(std::string_view value) {
  Parameters out;
  std::size_t i = std::min(value.find(';'), value.size());
  out.word = utf8::trim(value.substr(0, i));
  while (i < value.size()) {
    ++i;  // the semicolon
    const auto equals = value.find_first_of("=;", i);
    if (equals == std::string_view::npos || value[equals] == ';') {
      if (!utf8::trim(value.substr(i, equals - std::min(i, equals))).empty()) return broken("a parameter of a header has no value");
      i = std::min(equals, value.size());
      continue;
    }
    const auto name = utf8::trim(value.substr(i, equals - i));
    if (out.find(name) != nullptr) return broken("a parameter of a header is given twice");
    std::string text;
    i = equals + 1;
    if (i < value.size() && value[i] == '"') {
      for (++i; i < value.size() && value[i] != '"'; ++i) {
        // Browsers send a backslash in a file name as it is; only an escaped quote or backslash is an escape.
        if (value[i] == '\\' && i + 1 < value.size() && (value[i + 1] == '"' || value[i + 1] == '\\')) ++i;
        text.push_back(value[i]);
      }
      if (i == value.size()) return broken("a quoted parameter of a header is not closed");
      ++i;
      const auto semicolon = std::min(value.find(';', i), value.size());
      if (!utf8::trim(value.substr(i, semicolon - i)).empty()) return broken("there is text behind a quoted parameter of a header");
      i = semicolon;
    } else {
      const auto semicolon = std::min(value.find(';', i), value.size());
      text = utf8::trim(value.substr(i, semicolon - i));
      i = semicolon;
    }
    out.items.emplace_back(name, std::move(text));
  }
  return out;
}

// Names and file names: browsers write a quote, CR and LF as %22, %0D and %0A, and a percent sign as it is (WHATWG HTML,
// "multipart form data").
Result<std::string> part_name(const std::string& sent, std::string_view what) {
  std::string out;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto three = std::string_view(sent).substr(i, 3);
    const char c = three == "%22" ? '"' : same_word(three, "%0d") ? '\r' : same_word(three, "%0a") ? '\n' : '\0';
    out.push_back(c == '\0' ? sent[i] : c);
    if (c != '\0') i += 2;
  }
  ACCORD_CHECK(utf8::check(out, what));
  return out;
}

std::unexpected<Error> too_many() {
  return fail(Kind::too_large, fmt::format("the form has more than {} fields", max_fields), "body", "send fewer fields");
}

Result<Form> parse_urlencoded(std::string_view body) {
  Form form;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty()) continue;
    if (form.fields.size() == max_fields) return too_many();
    const auto equals = std::min(pair.find('='), pair.size());
    ACCORD_TRY(auto name, percent_decode(pair.substr(0, equals), true));
    ACCORD_TRY(auto value, percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
    form.fields.emplace_back(std::move(name), std::move(value));
  }
  return form;
}

Result<void> read_part(std::string_view head, std::string_view bytes, Form& form) {
  std::string disposition;
  std::string content_type;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return broken("a header of a part of the form has no colon");
    const auto name = line.substr(0, colon);
    const auto value = utf8::trim(line.substr(colon + 1));
    std::string* known = same_word(name, "content-disposition") ? &disposition : same_word(name, "content-type") ? &content_type : nullptr;
    if (known == nullptr) continue;
    if (!known->empty()) return broken("a header of a part of the form is given twice");
    *known = value;
  }
  ACCORD_CHECK(utf8::check(content_type, "Content-Type of a part"));
  ACCORD_TRY(const auto parameters, parse_parameters(disposition));
  const auto* name = parameters.find("name");
  if (!same_word(parameters.word, "form-data") || name == nullptr) return broken("a part of the form does not say which field it is");
  ACCORD_TRY(auto field, part_name(*name, "name of a field"));
  if (const auto* file = parameters.find("filename"); file != nullptr) {
    ACCORD_TRY(auto file_name, part_name(*file, "name of a file"));
    form.files.push_back({std::move(field), std::move(file_name), std::move(content_type), std::string(bytes)});
  } else {
    if (const auto bad = utf8::first_bad(bytes); bad != std::string_view::npos)
      return fail(Kind::invalid, fmt::format("the field is not valid UTF-8 at byte {}", bad), field,
                  "send the text as UTF-8, without NUL bytes");
    form.fields.emplace_back(std::move(field), std::string(bytes));
  }
  return {};
}

bool boundary_ok(std::string_view boundary) {
  constexpr std::string_view marks = "'()+_,-./:=? ";
  const auto allowed = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != std::string_view::npos;
  };
  return !boundary.empty() && boundary.size() <= 70 && boundary.back() != ' ' && std::ranges::all_of(boundary, allowed);
}

Result<Form> parse_multipart(std::string_view body, const std::string& boundary) {
  if (!boundary_ok(boundary)) return broken("the boundary of the form is malformed");
  const std::string delimiter = "\r\n--" + boundary;
  if (!body.starts_with(std::string_view(delimiter).substr(2))) return broken("the form does not begin with its boundary");
  body.remove_prefix(delimiter.size() - 2);
  Form form;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return broken("a boundary of the form is not at the end of its line");
    body.remove_prefix(2);
    if (form.fields.size() + form.files.size() == max_fields) return too_many();
    const auto head_end = body.substr(0, max_part_head).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return broken("a part of the form has no end of its headers");
    const auto head = body.substr(0, head_end);
    // An empty part may end right at its headers: the CRLF before the delimiter is then the one that ended them.
    const auto end = body.find(delimiter, head_end + 2);
    if (end == std::string_view::npos) return broken("the form is cut short");
    const auto from = std::min(head_end + 4, end);
    ACCORD_CHECK(read_part(head, body.substr(from, end - from), form));
    body.remove_prefix(end + delimiter.size());
  }
  return form;
}

}  // namespace

std::string_view Form::get(std::string_view name) const {
  const auto it = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
  return it == fields.end() ? std::string_view{} : std::string_view{it->second};
}

std::vector<std::string_view> Form::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : fields)
    if (key == name) out.emplace_back(value);
  return out;
}

bool Form::has(std::string_view name) const {
  return std::ranges::find(fields, name, &std::pair<std::string, std::string>::first) != fields.end();
}

Result<Form> parse_form(const Request& request) {
  if (request.body.size() > max_bytes)
    return fail(Kind::too_large, fmt::format("the form is larger than {} MiB", max_bytes >> 20U), "body", "send less at once");
  const auto sent = request.header("content-type");
  if (sent.empty() && request.body.empty()) return Form{};
  ACCORD_TRY(const auto type, parse_parameters(sent));
  if (same_word(type.word, "application/x-www-form-urlencoded")) return parse_urlencoded(request.body);
  if (same_word(type.word, "multipart/form-data")) {
    const auto* boundary = type.find("boundary");
    if (boundary == nullptr) return broken("the form names no boundary");
    return parse_multipart(request.body, *boundary);
  }
  return fail(Kind::unsupported, "the body is not a form", "Content-Type", "send application/x-www-form-urlencoded or multipart/form-data");
}

}  // namespace accord::web
