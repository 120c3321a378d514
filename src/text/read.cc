#include "text/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace accord::text {
namespace {

// What the first bytes say a file is, where that is no text; empty otherwise.
std::string_view foreign_kind(std::string_view b) {
  const auto head = b.substr(0, 4096);
  if (b.starts_with("PK\x03\x04") || b.starts_with("PK\x05\x06")) {
    if (head.find("word/") != std::string_view::npos) return "a Word document (DOCX)";
    if (head.find("opendocument.text") != std::string_view::npos) return "an OpenDocument text (ODT)";
    return "a ZIP archive";
  }
  if (b.starts_with("%PDF-")) return "a PDF";
  if (b.starts_with("\xD0\xCF\x11\xE0")) return "a document of an old office program";
  if (b.starts_with("{\\rtf")) return "an RTF document";
  if (b.starts_with("\x1F\x8B")) return "a gzip archive";
  if (b.starts_with("\x89PNG") || b.starts_with("\xFF\xD8\xFF") || b.starts_with("GIF8")) return "a picture";
  if (b.starts_with("\xFF\xFE") || b.starts_with("\xFE\xFF")) return "text in UTF-16";
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 && u != '\t' && u != '\n' && u != '\r' && u != '\f' && u != 0x1b;
  });
  if (static_cast<std::size_t>(controls) * 10 > head.size()) return "binary data";
  return {};
}

bool is_html(std::string_view bytes, std::string_view file_name) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto head = utf8::lower(utf8::trim(bytes).substr(0, 512));
  for (const std::string_view start : {"<!doctype html", "<html", "<head", "<body"})
    if (head.starts_with(start)) return true;
  if ((head.starts_with("<?xml") || head.starts_with("<!--")) && head.find("<html") != std::string::npos) return true;
  const auto name = utf8::lower(file_name);
  if (name.ends_with(".html") || name.ends_with(".htm") || name.ends_with(".xhtml")) return true;
  return head.size() > 1 && head[0] == '<' && head[1] >= 'a' && head[1] <= 'z' && !name.ends_with(".md") && !name.ends_with(".markdown");
}

}  // namespace

Result<DraftText> read_draft(std::string_view bytes, std::string_view file_name) {
  if (bytes.size() > max_draft_bytes)
    return fail(Kind::too_large, fmt::format("the file has {} bytes; a draft has at most {}", bytes.size(), max_draft_bytes), {},
                "split it, or leave pictures out");
  if (const auto kind = foreign_kind(bytes); !kind.empty())
    return fail(Kind::unsupported, fmt::format("the file is {}, not Markdown or HTML", kind), "byte 0", "save it as Markdown or HTML in UTF-8");
  if (const auto bad = utf8::first_bad(bytes); bad != std::string_view::npos) {
    const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    return fail(Kind::invalid, fmt::format("the file is not valid UTF-8 at byte {} (line {})", bad, line), fmt::format("byte {}", bad),
                "save it as UTF-8 without NUL bytes");
  }
  // A file name may be anything; only its end is looked at.
  const bool name_is_text = utf8::first_bad(file_name) == std::string_view::npos;
  return is_html(bytes, name_is_text ? file_name : std::string_view()) ? read_html(bytes) : read_markdown(bytes);
}

}  // namespace accord::text
