// For tests of readers: files of the tests' own, and the law that no word of a page is lost.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>

#include "format/html.h"
#include "text/provision.h"
#include "text/read_html_markdown.h"

namespace accord::text {

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::filesystem::path root_of_project() { return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path(); }
inline std::string test_file(const std::string& name) { return file_bytes(root_of_project() / "tests/data/text" / name); }

// Real drafts that are not part of the project; empty where they are absent.
inline std::filesystem::path shared_drafts() {
  const char* set = std::getenv("ACCORD_SHARED");
  const auto folder = (set != nullptr ? std::filesystem::path(set) : root_of_project() / "../shared") / "data/drafts";
  return std::filesystem::is_directory(folder) ? folder : std::filesystem::path();
}

// Words are runs of letters and digits, whatever their case.
inline void count_words_of(std::string_view s, std::map<std::string, int>& counts, int by) {
  std::string word;
  const auto end = [&] {
    if (!word.empty()) counts[word] += by;
    word.clear();
  };
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto u = static_cast<unsigned char>(s[i]);
    const bool sign = s.substr(i, 2) == "\xC2\xA0" || s.substr(i, 2) == "\xC2\xB7" || s.substr(i, 2) == "\xE2\x80" || s.substr(i, 2) == "\xE2\x86";
    if (sign) {
      end();
      i += u == 0xC2 ? 1 : 2;
    } else if (u >= 0x80 || std::isalnum(u) != 0) {
      word += static_cast<char>(std::tolower(u));
    } else {
      end();
    }
  }
  end();
}

// The words of `page` that are in no provision and not left out, each as often as it is missing.
inline std::string lost_words(std::string_view page, const DraftText& draft) {
  std::map<std::string, int> counts;
  count_words_of(page, counts, 1);
  for (const Provision& p : draft.provisions) {
    count_words_of(p.number, counts, -1);
    count_words_of(p.heading, counts, -1);
    count_words_of(visible_body(p.body), counts, -1);
  }
  for (const LeftOut& l : draft.left_out) count_words_of(l.text, counts, -1);
  std::string lost;
  for (const auto& [word, n] : counts)
    if (n > 0) lost += word + " (" + std::to_string(n) + ") ";
  return lost;
}
inline bool accounts_for_every_word(std::string_view page, const DraftText& draft) { return lost_words(page, draft).empty(); }

// What a reader of a Markdown file sees, kramdown's anchors not counted.
inline std::string words_of_markdown(const std::string& source) {
  return visible_body(std::regex_replace(source, std::regex(R"(\{#[^}]*\})"), ""));
}

inline bool holds_heading(const format::HtmlNode& node) {
  if (node.tag().size() == 2 && node.tag()[0] == 'h' && std::isdigit(static_cast<unsigned char>(node.tag()[1])) != 0) return true;
  for (const auto& child : node.children())
    if (holds_heading(child)) return true;
  return false;
}
inline std::string words_of_html(const format::HtmlNode& node) {
  if (node.is_text()) return std::string(node.text());
  if (node.tag() == "script" || node.tag() == "style") return {};
  std::string out;
  for (const auto& child : node.children()) out += words_of_html(child);
  return is_inline(node.tag()) && node.tag() != "br" && node.tag() != "button" && !holds_heading(node) ? out : ' ' + out + ' ';
}
inline std::string words_of_html(std::string_view bytes) {
  const auto page = format::HtmlPage::parse(bytes);
  return page ? words_of_html(page->root()) : std::string("unreadable");
}

// "kind number (parent)" of each provision.
inline const Provision* find_provision(const DraftText& draft, std::string_view eid) {
  for (const Provision& p : draft.provisions)
    if (p.eid == eid) return &p;
  return nullptr;
}
inline int count_kind(const DraftText& draft, ProvisionKind kind) {
  int n = 0;
  for (const Provision& p : draft.provisions) n += p.kind == kind;
  return n;
}

}  // namespace accord::text
