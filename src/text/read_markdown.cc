#include "text/read_markdown.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/read.h"
#include "text/read_blocks.h"
#include "text/read_outline.h"
#include "text/words.h"

namespace accord::text {
namespace {

// Bytes of the front matter at the start, with its closing line; 0 when there is none.
std::size_t front_matter(std::string_view s) {
  if (!s.starts_with("---\n") && !s.starts_with("---\r\n")) return 0;
  for (std::size_t at = s.find('\n') + 1; at < s.size();) {
    const auto end = std::min(s.find('\n', at), s.size());
    const auto line = utf8::trim(s.substr(at, end - at));
    if (line.starts_with("--- ")) return at;
    if (line == "---" || line == "...") return std::min(end + 1, s.size());
    // Front matter is keys; a heading says that "---" was a rule.
    if (line.starts_with("# ")) return 0;
    at = end + 1;
  }
  return 0;
}

std::string yaml_value(std::string_view matter, std::string_view key) {
  for (std::size_t at = 0; at < matter.size();) {
    const auto end = std::min(matter.find('\n', at), matter.size());
    const auto line = matter.substr(at, end - at);
    if (line.starts_with(key) && line.substr(key.size(), 1) == ":") {
      auto value = utf8::trim(line.substr(key.size() + 1));
      if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) value = value.substr(1, value.size() - 2);
      return std::string(value);
    }
    at = end + 1;
  }
  return {};
}

// A heading's words without kramdown's "{#anchor}" and without markup.
std::string heading_words(std::string_view source) {
  auto s = utf8::trim(source);
  if (s.ends_with('}')) {
    const auto open = s.rfind('{');
    if (open != std::string_view::npos && (s.substr(open, 2) == "{#" || s.substr(open, 2) == "{:")) s = utf8::trim(s.substr(0, open));
  }
  return is_plain(s) ? utf8::collapse(s) : utf8::collapse(visible_body(s));
}

}  // namespace

Result<DraftText> read_markdown(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (is_prose_object(bytes)) return read_prose_object(bytes);
  Outline outline;
  int line = 1;
  if (const auto n = front_matter(bytes); n > 0) {
    const auto matter = bytes.substr(0, n);
    outline.set_title(yaml_value(matter, "title"));
    for (const std::string_view key : {"lang", "language"})
      if (const auto language = yaml_value(matter, key); !language.empty()) outline.set_language(language);
    outline.leave_out(std::string(utf8::trim(matter)), "front matter", 1);
    line += static_cast<int>(std::count(matter.begin(), matter.end(), '\n'));
    bytes.remove_prefix(n);
  }
  const auto blocks = source_blocks(bytes, line);
  const auto tops = std::count_if(blocks.begin(), blocks.end(), [](const SourceBlock& b) { return b.kind == SourceBlock::Kind::heading && b.level == 1; });
  bool first = true;
  for (const SourceBlock& b : blocks) {
    switch (b.kind) {
      case SourceBlock::Kind::heading: {
        const auto words = heading_words(b.text);
        const HeadingWords said = read_heading(words);
        if (first && b.level == 1 && tops == 1 && !outline.has_title() && said.tag.empty() && said.number.empty()) {
          outline.set_title(words);
          outline.leave_out(words, "title of the draft", b.line);
        } else {
          outline.heading(b.level, words, b.line);
        }
        first = false;
        break;
      }
      case SourceBlock::Kind::divider:
        if (b.text == "middle" || b.text == "back") {
          outline.leave_out("--- " + b.text, "divider", b.line);
        } else {
          auto words = b.text;
          std::replace(words.begin(), words.end(), '_', ' ');
          if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 32);
          outline.heading(1, words, b.line);
        }
        break;
      case SourceBlock::Kind::directive: outline.leave_out(b.text, "directive to a typesetter", b.line); break;
      case SourceBlock::Kind::comment: outline.leave_out(b.text, "comment", b.line); break;
      case SourceBlock::Kind::body: outline.text(b.text, b.line); break;
    }
  }
  return std::move(outline).finish();
}

}  // namespace accord::text
