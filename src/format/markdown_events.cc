#include "format/markdown_events.h"

#include <md4c.h>

#include <algorithm>

#include "format/entity.h"

namespace accord::format {
namespace {

constexpr std::size_t max_depth = 100;

bool label_char(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

// "[^label]" at `i`: the length of the label, 0 when there is none.
std::size_t label_at(std::string_view s, std::size_t i) {
  if (s.substr(i, 2) != "[^") return 0;
  std::size_t n = 0;
  while (n < 33 && i + 2 + n < s.size() && label_char(s[i + 2 + n])) ++n;
  return n > 0 && n < 33 && i + 2 + n < s.size() && s[i + 2 + n] == ']' ? n : 0;
}

// The style of `{: type="a"}`, 0 where the line says none; nullopt when the line is no attribute line.
std::optional<char> attribute_line(std::string_view line) {
  if (!line.starts_with("{:") || line.starts_with("{::") || !line.ends_with('}')) return std::nullopt;
  if (line.find('}') + 1 != line.size()) return std::nullopt;
  for (const char style : {'a', 'A', 'i', 'I'})
    if (line.find(std::string("type=\"") + style + '"') != std::string_view::npos) return style;
  return '\0';
}

// Markers of containers at the start of a line, as md4c would open them.
std::size_t containers_of(std::string_view line) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (c == ' ' || c == '\t') {
      ++i;
    } else if (c == '>') {
      ++count, ++i;
    } else if ((c == '-' || c == '+' || c == '*') && i + 1 < line.size() && (line[i + 1] == ' ' || line[i + 1] == '\t')) {
      ++count, i += 2;
    } else if (c >= '0' && c <= '9') {
      std::size_t k = i;
      while (k < line.size() && line[k] >= '0' && line[k] <= '9') ++k;
      if (k + 1 >= line.size() || (line[k] != '.' && line[k] != ')') || line[k + 1] != ' ') break;
      ++count, i = k + 2;
    } else {
      break;
    }
  }
  return count;
}

struct Collector {
  std::vector<Event> events;
  std::size_t depth = 0;
  std::size_t cost = 0, limit = 0;

  int add(Event e, std::size_t size) {
    cost += size + 4;
    if (cost > limit || depth > max_depth) return 1;
    events.push_back(std::move(e));
    return 0;
  }
  int open(Element element, int number = 0, std::string text = {}) {
    ++depth;
    const auto size = text.size();
    return add({EventKind::open, element, number, std::move(text)}, size);
  }
  int close(Element element, int number = 0) {
    --depth;
    return add({EventKind::close, element, number}, 0);
  }
};

Element block_element(MD_BLOCKTYPE type) {
  switch (type) {
    case MD_BLOCK_QUOTE: return Element::quote;
    case MD_BLOCK_UL: return Element::bullets;
    case MD_BLOCK_OL: return Element::numbers;
    case MD_BLOCK_LI: return Element::item;
    case MD_BLOCK_HR: return Element::rule;
    case MD_BLOCK_H: return Element::heading;
    case MD_BLOCK_CODE: return Element::code_block;
    case MD_BLOCK_TABLE: return Element::table;
    case MD_BLOCK_THEAD: return Element::table_head;
    case MD_BLOCK_TBODY: return Element::table_body;
    case MD_BLOCK_TR: return Element::row;
    case MD_BLOCK_TH: return Element::head_cell;
    case MD_BLOCK_TD: return Element::cell;
    case MD_BLOCK_DOC: return Element::document;
    default: return Element::paragraph;
  }
}

Element span_element(MD_SPANTYPE type) {
  switch (type) {
    case MD_SPAN_STRONG: return Element::strong;
    case MD_SPAN_A: return Element::link;
    case MD_SPAN_IMG: return Element::image;
    case MD_SPAN_CODE: return Element::code_span;
    case MD_SPAN_DEL: return Element::strike;
    default: return Element::emphasis;
  }
}

std::string attribute_text(const MD_ATTRIBUTE& a) {
  std::string out;
  if (a.text == nullptr) return out;
  for (int i = 0; a.substr_offsets[i] < a.size; ++i) {
    const std::string_view part(a.text + a.substr_offsets[i], a.substr_offsets[i + 1] - a.substr_offsets[i]);
    if (a.substr_types[i] == MD_TEXT_ENTITY) {
      out += decode_entity(part);
    } else if (a.substr_types[i] == MD_TEXT_NORMAL) {
      out += part;
    }
  }
  return unprepare(out);
}

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
  int number = 0;
  if (type == MD_BLOCK_H) number = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
  if (type == MD_BLOCK_OL) number = static_cast<int>(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start);
  if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) number = static_cast<int>(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align);
  return static_cast<Collector*>(user)->open(block_element(type), number);
}
int leave_block(MD_BLOCKTYPE type, void* detail, void* user) {
  const int level = type == MD_BLOCK_H ? static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level) : 0;
  return static_cast<Collector*>(user)->close(block_element(type), level);
}

int enter_span(MD_SPANTYPE type, void* detail, void* user) {
  std::string address;
  if (type == MD_SPAN_A) address = attribute_text(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
  if (type == MD_SPAN_IMG) address = attribute_text(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src);
  return static_cast<Collector*>(user)->open(span_element(type), 0, std::move(address));
}
int leave_span(MD_SPANTYPE type, void*, void* user) { return static_cast<Collector*>(user)->close(span_element(type)); }

int take_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
  auto& c = *static_cast<Collector*>(user);
  const std::string_view s(text, size);
  switch (type) {
    case MD_TEXT_BR: return c.add({EventKind::hard_break}, 0);
    case MD_TEXT_SOFTBR: return c.add({EventKind::soft_break}, 0);
    case MD_TEXT_NULLCHAR: return c.add({EventKind::text, Element::document, 0, "\xEF\xBF\xBD"}, 3);
    case MD_TEXT_ENTITY: return c.add({EventKind::text, Element::document, 0, decode_entity(s)}, size);
    case MD_TEXT_CODE: return c.add({EventKind::code, Element::document, 0, unprepare(s)}, size);
    default: break;
  }
  // Runs that md4c cut at a mark that came to nothing are joined, so that later looks see whole lines.
  if (!c.events.empty() && c.events.back().kind == EventKind::text) {
    c.events.back().text += s;
    c.cost += size;
    return c.cost > c.limit ? 1 : 0;
  }
  return c.add({EventKind::text, Element::document, 0, std::string(s)}, size);
}

}  // namespace

std::string unprepare(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == note_from) {
      out += "[^";
    } else if (c == note_to) {
      out += ']';
    } else if (c != list_style) {
      out += c;
    }
  }
  return out;
}

Prepared prepare(std::string_view markdown) {
  Prepared p;
  p.source.reserve(markdown.size() + markdown.size() / 16 + 16);
  std::string line, fence;
  for (std::size_t at = 0; at < markdown.size();) {
    line.clear();
    for (; at < markdown.size() && markdown[at] != '\n' && markdown[at] != '\r'; ++at) {
      const auto u = static_cast<unsigned char>(markdown[at]);
      if ((u < 0x20 && u != '\t') || u == 0x7f) {
        line += "\xEF\xBF\xBD";
      } else {
        line += markdown[at];
      }
    }
    if (at < markdown.size()) at += markdown.substr(at, 2) == "\r\n" ? 2 : 1;
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const auto words = std::string_view(line).substr(indent);
    if (indent < 4 && (words.starts_with("```") || words.starts_with("~~~"))) {
      const auto run = std::min(words.find_first_not_of(words[0]), words.size());
      if (fence.empty()) {
        fence = std::string(words.substr(0, run));
      } else if (words[0] == fence[0] && run >= fence.size() && words.find_first_not_of(" \t", run) == std::string_view::npos) {
        fence.clear();
      }
      p.source += line + '\n';
      continue;
    }
    if (!fence.empty()) {
      p.source += line + '\n';
      continue;
    }
    p.too_deep = p.too_deep || containers_of(line) > max_depth;
    auto end = words;
    while (end.ends_with(' ') || end.ends_with('\t')) end.remove_suffix(1);
    if (const auto style = attribute_line(end)) {
      p.source += '\n';
      if (*style != '\0') p.source += std::string(indent, ' ') + list_style + *style + "\n\n";
      continue;
    }
    if (const auto n = label_at(line, indent); n > 0 && indent < 4 && line.substr(indent + n + 3, 1) == ":") {
      p.notes.insert(line.substr(indent + 2, n));
      p.source += '\n';
    }
    for (std::size_t i = 0; i < line.size();) {
      const auto n = label_at(line, i);
      const bool escaped = i > 0 && line[i - 1] == '\\';
      if (n > 0 && !escaped) {
        p.source += note_from + line.substr(i + 2, n) + note_to;
        i += n + 3;
      } else {
        p.source += line[i++];
      }
    }
    p.source += '\n';
  }
  return p;
}

std::optional<std::vector<Event>> events_of(const Prepared& prepared) {
  if (prepared.too_deep) return std::nullopt;
  Collector c;
  c.limit = 16 * prepared.source.size() + 4096;
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML;
  parser.enter_block = enter_block;
  parser.leave_block = leave_block;
  parser.enter_span = enter_span;
  parser.leave_span = leave_span;
  parser.text = take_text;
  if (md_parse(prepared.source.data(), static_cast<MD_SIZE>(prepared.source.size()), &parser, &c) != 0) return std::nullopt;
  return std::move(c.events);
}

}  // namespace accord::format
