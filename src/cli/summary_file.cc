#include "cli/summary_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/json.h"
#include "base/utf8.h"
#include "format/data_lines.h"
#include "format/html_lines.h"
#include "format/layout_text.h"
#include "format/markdown_lines.h"
#include "format/pdf_lines.h"
#include "format/yaml.h"
#include "summary/check/own.h"

namespace accord::cli {

namespace {

constexpr std::size_t most_bytes = 64U << 20U;
constexpr std::size_t most_text = 16U << 20U;

template <class F>
void each_line(std::string_view text, F&& f) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    f(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// "key: value", "- entry", or what is indented beneath: most lines of YAML are one of these.
bool looks_like_yaml(std::string_view text) {
  if (text.find('\f') != std::string_view::npos || text.starts_with("# ")) return false;
  std::size_t all = 0;
  std::size_t keys = 0;
  std::size_t fitting = 0;
  each_line(text, [&](std::string_view line) {
    const std::string_view s = utf8::trim(line);
    if (s.empty() || s.starts_with("#")) return;
    ++all;
    if (s.starts_with("\"") && s.find("\":") != std::string_view::npos) {
      ++keys;
      ++fitting;
      return;
    }
    const std::size_t colon = s.find(':');
    const bool key = colon != std::string_view::npos && colon > 0 && colon < 60 && (colon + 1 == s.size() || s[colon + 1] == ' ') && s.substr(0, colon).find_first_of("|*?(") == std::string_view::npos && std::ranges::count(s.substr(0, colon), ' ') <= 1;
    keys += key ? 1 : 0;
    fitting += key || s.starts_with("- ") || s == "---" || line.starts_with(" ") ? 1 : 0;
  });
  return keys >= 3 && fitting * 10 >= all * 9;
}

bool looks_like_html(std::string_view text) {
  std::string head(utf8::trim(text).substr(0, 4096));
  std::ranges::transform(head, head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!head.starts_with("<")) return false;
  return std::ranges::any_of(std::array{"<!doctype html", "<html", "<head", "<body", "<table", "<div", "<main", "<article", "<section", "<h1", "<p>"}, [&](const char* tag) { return head.find(tag) != std::string::npos; });
}

bool looks_like_markdown(std::string_view text) {
  int marks = 0;
  each_line(text, [&](std::string_view line) {
    const std::string_view s = utf8::trim(line);
    const std::size_t hashes = s.find_first_not_of('#');
    if (hashes != std::string_view::npos && hashes > 0 && hashes <= 6 && s[hashes] == ' ') marks += 2;
    if (s.starts_with("|") && s.ends_with("|")) ++marks;
    if (s.starts_with("**") || s.find("](http") != std::string_view::npos) ++marks;
  });
  return marks >= 2;
}

}  // namespace

Result<SummaryFormat> summary_format(std::string_view bytes) {
  if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) return SummaryFormat::pdf;
  if (bytes.starts_with("PK\x03\x04")) return fail(Kind::unsupported, "this is a packed document (DOCX, ODT or ZIP)", "", "save it as PDF or HTML, or convert it: pandoc FILE -t markdown");
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return fail(Kind::unsupported, "this is an old Word document", "", "save it as PDF or HTML");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return fail(Kind::unsupported, "this is text in UTF-16", "", "convert it: iconv -f UTF-16 -t UTF-8 FILE");
  if (const auto bad = utf8::first_bad(bytes); bad < bytes.size())
    return fail(Kind::unsupported, "this is neither text in UTF-8 nor a PDF", fmt::format("byte {}", bad), "give it as PDF, HTML, Markdown, JSON, YAML or text in UTF-8");
  const std::string_view text = utf8::trim(bytes);
  if (text.empty()) return fail(Kind::invalid, "the file is empty", "", "give a summary of training content");
  if (text.starts_with("{") || (text.starts_with("[") && parse_json(text, most_text))) return SummaryFormat::json;
  if (looks_like_html(text)) return SummaryFormat::html;
  if (looks_like_yaml(text) && format::read_yaml(text)) return SummaryFormat::yaml;
  return looks_like_markdown(text) ? SummaryFormat::markdown : SummaryFormat::text;
}

Result<PlacedText> read_summary(std::string_view bytes) {
  ACCORD_TRY(const auto kind, summary_format(bytes));
  if (kind == SummaryFormat::pdf) return format::read_pdf_lines(bytes);
  if (bytes.size() > most_text) return fail(Kind::too_large, "a text of over 16 MB is not read as a summary", "", "long lists belong in a file of their own, which the summary links");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  switch (kind) {
    case SummaryFormat::json: {
      ACCORD_TRY(const auto value, parse_json(bytes, most_text));
      if (auto own = summary::check::lines_of_own(value)) return *std::move(own);
      if (value.is_object() && value.contains("format") && value["format"] == "accord-summary-working/1")
        return fail(Kind::invalid, "this is a working file, which is private", "", "check what is published: accord summary render --public");
      return format::lines_of_data(value, "json");
    }
    case SummaryFormat::yaml: {
      ACCORD_TRY(const auto yaml, format::read_yaml(bytes));
      return format::lines_of_data(yaml.value, "yaml");
    }
    case SummaryFormat::html: return format::read_html_lines(bytes);
    case SummaryFormat::markdown: return format::read_markdown_lines(bytes);
    default: return format::read_layout_text(bytes, bytes.find('\f') != std::string_view::npos);
  }
}

Result<PlacedText> read_summary_file(const std::string& path) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) return fail(Kind::invalid, fmt::format("{} is a folder", path), "", "name a file in it");
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  if (!in) return fail(Kind::not_found, fmt::format("{} cannot be opened", path), "", "check the name and that you may read it");
  std::string bytes;
  for (std::array<char, 1U << 16U> piece{}; in && bytes.size() <= most_bytes;) {
    in.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (bytes.size() > most_bytes) return fail(Kind::too_large, fmt::format("{} is over 64 MB", path));
  auto text = read_summary(bytes);
  if (!text) text.error().message = fmt::format("{}: {}", path, text.error().message);
  return text;
}

}  // namespace accord::cli
