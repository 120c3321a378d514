#include <algorithm>

#include "base/utf8.h"
#include "text/read_heading.h"
#include "text/read_markdown.h"
#include "text/read_outline.h"

namespace accord::text {
namespace {

bool key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '!';
}

// Length of the key before "=", npos when the line has none.
std::size_t key_length(std::string_view line) {
  std::size_t n = 0;
  while (n < line.size() && key_char(line[n])) ++n;
  return n < line.size() && line[n] == '=' ? n : std::string_view::npos;
}

std::vector<std::string> parts_of(std::string_view key) {
  std::vector<std::string> parts;
  while (!key.empty()) {
    const auto n = std::min(key.find('.'), key.size());
    parts.emplace_back(key.substr(0, n));
    key.remove_prefix(std::min(n + 1, key.size()));
  }
  return parts;
}

// "{_AI_system}" names a term by its words, "{Article.53.Xnum}" a number.
std::string resolve(std::string_view s) {
  std::string out;
  while (!s.empty()) {
    const auto open = s.find('{');
    out += s.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = s.find('}', open);
    if (close == std::string_view::npos) {
      out += s.substr(open);
      break;
    }
    auto name = std::string(s.substr(open + 1, close - open - 1));
    if (name.starts_with('_')) {
      std::replace(name.begin(), name.end(), '_', ' ');
      out += name.substr(1);
    } else if (name.starts_with("DefT.")) {
      std::replace(name.begin(), name.end(), '_', ' ');
      out += name.substr(5);
    } else if (name.ends_with(".Xnum")) {
      const auto parts = parts_of(std::string_view(name).substr(0, name.size() - 5));
      out += parts.empty() ? name : name.starts_with("FtNt.") ? "(" + parts.back() + ")" : parts.back();
    } else {
      out += std::string(s.substr(open, close - open + 1));
    }
    s.remove_prefix(close + 1);
  }
  return out;
}

std::string without_tags(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto close = s[i] == '<' && i + 1 < s.size() && (s[i + 1] == '/' || (s[i + 1] >= 'a' && s[i + 1] <= 'z')) ? s.find('>', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += s[i];
    } else {
      i = close;
    }
  }
  return out;
}

}  // namespace

bool is_prose_object(std::string_view source) {
  std::size_t lines = 0, keyed = 0, typed = 0;
  for (std::size_t at = 0; at < source.size();) {
    const auto end = std::min(source.find('\n', at), source.size());
    const auto line = utf8::trim(source.substr(at, end - at));
    at = end + 1;
    if (line.empty()) continue;
    ++lines;
    const auto n = key_length(line);
    if (n == std::string_view::npos) continue;
    ++keyed;
    const auto key = line.substr(0, n);
    typed += key.ends_with("sec") || key.ends_with("Ti") || key.ends_with("Xnum") || line.substr(n).starts_with("=[");
  }
  return typed >= 2 && keyed * 10 >= lines * 6;
}

Result<DraftText> read_prose_object(std::string_view source) {
  Outline outline;
  std::string list;  // numbered paragraphs not yet handed on
  int line_number = 0, list_line = 0, level = 0;
  std::size_t depth = 0;  // of the last numbered paragraph
  std::string article;
  const auto flush = [&] {
    if (!list.empty()) outline.text(std::move(list), list_line);
    list.clear();
  };
  for (std::size_t at = 0; at < source.size();) {
    const auto end = std::min(source.find('\n', at), source.size());
    const auto line = utf8::trim(source.substr(at, end - at));
    at = end + 1;
    ++line_number;
    if (line.empty()) continue;
    const auto n = key_length(line);
    if (n == std::string_view::npos) {
      flush();
      // "19.Article 19": the key may stand before the heading.
      const auto mark = line.find_first_not_of("0123456789.");
      const auto words = utf8::collapse(mark != std::string_view::npos && mark > 1 && line[mark - 1] == '.' ? line.substr(mark) : line);
      const HeadingWords said = read_heading(words);
      if (!said.tag.empty() && !said.number.empty() && said.title.empty()) {
        level = said.kind == ProvisionKind::article ? 5 : said.kind == ProvisionKind::section ? 4 : said.kind == ProvisionKind::chapter ? 3 : 2;
        article = said.kind == ProvisionKind::article ? said.number : "";
        outline.heading(level, words, line_number);
      } else {
        outline.text(resolve(line), line_number);
      }
      continue;
    }
    auto parts = parts_of(line.substr(0, n));
    const auto value = utf8::trim(line.substr(n + 1));
    const bool layout = value.find("<li") != std::string_view::npos || value.find("<ol") != std::string_view::npos || value.find("<br") != std::string_view::npos;
    const auto words = resolve(without_tags(value));
    const auto field = parts.empty() ? std::string() : parts.back();
    if (field == "Ti" && !words.empty()) {
      flush();
      if (!outline.late_title(utf8::collapse(words))) outline.heading(std::min(6, level + 1), utf8::collapse(words), line_number);
      outline.leave_out(std::string(line.substr(0, n + 1)), "key of the template", line_number);
      continue;
    }
    if (field != "sec" || words.empty() || layout) {
      outline.leave_out(std::string(line), "code of the template", line_number);
      continue;
    }
    outline.leave_out(std::string(line.substr(0, n + 1)), "key of the template", line_number);
    parts.pop_back();
    if (!parts.empty() && (parts.front() == article || parts.front() == "Def")) parts.erase(parts.begin());
    // "0" is the text before the points of a paragraph, "00" the text after them.
    const bool after = !parts.empty() && parts.back() == "00";
    while (!parts.empty() && parts.back().find_first_not_of('0') == std::string::npos) parts.pop_back();
    const bool numbered = !parts.empty() && parts.size() < 8 && std::all_of(parts.begin(), parts.end(), [](const std::string& p) {
      return p.size() < 5 && std::all_of(p.begin(), p.end(), [](char c) { return c >= '0' && c <= '9'; });
    });
    if (!numbered) {
      flush();
      outline.text(words, line_number);
      continue;
    }
    depth = list.empty() ? 0 : std::min(parts.size() - 1, depth + 1);
    if (list.empty()) list_line = line_number;
    if (!list.empty()) list += '\n';
    list += after ? std::string(4 * (depth + 1), ' ') : std::string(4 * depth, ' ') + parts.back() + ". ";
    list += words + '\n';
  }
  flush();
  return std::move(outline).finish();
}

}  // namespace accord::text
