#include "format/xml_tags.h"

#include <algorithm>

#include "format/entity.h"

namespace accord::format {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string local_name(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && !is_space(s[n]) && s[n] != '/' && s[n] != '>' && s[n] != '=') n++;
  s = s.substr(0, n);
  if (const auto colon = s.rfind(':'); colon != std::string_view::npos) s.remove_prefix(colon + 1);
  std::string out(s);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Where a tag ends: the first ">" outside of quotes.
std::size_t end_of_tag(std::string_view s) {
  char quote = 0;
  for (std::size_t i = 0; i < s.size(); i++) {
    if (quote != 0)
      quote = s[i] == quote ? '\0' : quote;
    else if (s[i] == '"' || s[i] == '\'')
      quote = s[i];
    else if (s[i] == '>')
      return i;
  }
  return std::string_view::npos;
}

std::string decoded(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); i++) {
    const auto end = s[i] == '&' ? s.substr(i, 16).find(';') : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += s[i];
      continue;
    }
    out += decode_entity(s.substr(i, end + 1));
    i += end;
  }
  return out;
}

}  // namespace

void XmlTags::pass(std::size_t n) {
  n = std::min(n, rest_.size());
  at_ += static_cast<std::uint32_t>(std::ranges::count(rest_.substr(0, n), '\n'));
  rest_.remove_prefix(n);
}

XmlTags::Step XmlTags::next() {
  if (closes_) {
    closes_ = false;
    return Step::ends;
  }
  while (!rest_.empty()) {
    line_ = at_;
    if (rest_.front() != '<') {
      text_ = rest_.substr(0, rest_.find('<'));
      pass(text_.size());
      return Step::text;
    }
    const auto behind = [&](std::string_view mark, std::size_t from) {
      const auto found = rest_.find(mark, from);
      return found == std::string_view::npos ? rest_.size() : found + mark.size();
    };
    if (rest_.starts_with("<!--")) {
      pass(behind("-->", 4));
      continue;
    }
    if (rest_.starts_with("<![CDATA[")) {
      const auto end = behind("]]>", 9);
      text_ = rest_.substr(9, end - 9);
      if (text_.ends_with("]]>")) text_.remove_suffix(3);
      pass(end);
      return Step::text;
    }
    if (rest_.starts_with("<?") || rest_.starts_with("<!")) {
      pass(behind(">", 2));
      continue;
    }
    const auto end = end_of_tag(rest_);
    if (end == std::string_view::npos) {
      rest_ = {};
      return Step::done;
    }
    inside_ = rest_.substr(1, end - 1);
    pass(end + 1);
    if (inside_.starts_with('/')) {
      name_ = local_name(inside_.substr(1));
      return Step::ends;
    }
    name_ = local_name(inside_);
    closes_ = inside_.ends_with('/');
    return Step::begins;
  }
  return Step::done;
}

std::string XmlTags::attribute(std::string_view name) const {
  auto s = inside_;
  const auto drop = [&](std::size_t n) { s.remove_prefix(std::min(n, s.size())); };
  drop(s.find_first_of(" \t\r\n"));
  while (!s.empty()) {
    drop(s.find_first_not_of(" \t\r\n"));
    const auto equals = s.find('=');
    if (equals == std::string_view::npos) return {};
    const auto key = s.substr(0, equals);
    drop(equals + 1);
    drop(s.find_first_not_of(" \t\r\n"));
    if (s.empty() || (s.front() != '"' && s.front() != '\'')) return {};
    const auto close = s.find(s.front(), 1);
    const auto value = s.substr(1, close == std::string_view::npos ? close : close - 1);
    if (local_name(key) == name) return decoded(value);
    drop(close == std::string_view::npos ? close : close + 1);
  }
  return {};
}

}  // namespace accord::format
