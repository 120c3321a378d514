// libFuzzer: Markdown from any bytes is shown safely, and its page says exactly the visible text.
//
//   clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/readers/markdown_fuzz.cc \
//     src/format/{entity,html,html_guard,markdown,markdown_events}.cc src/base/utf8.cc -lgumbo -lmd4c -lfmt $(pkg-config --libs icu-i18n icu-uc)
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "format/html.h"
#include "format/markdown.h"

using namespace accord;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void only_safe(const format::HtmlNode& node) {
  const auto tag = node.tag();
  for (const char* bad : {"script", "img", "iframe", "style", "object", "embed", "svg", "form", "input", "link", "meta"}) must(tag != bad);
  const auto href = node.attribute("href");
  must(href.empty() || href.starts_with("#") || utf8::lower(href.substr(0, 7)) == "http://" || utf8::lower(href.substr(0, 8)) == "https://" ||
       utf8::lower(href.substr(0, 7)) == "mailto:");
  for (const auto& child : node.children()) only_safe(child);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  if (size < 2 || utf8::first_bad(source) != std::string_view::npos) return 0;
  const std::string text = format::to_text(source);
  const std::vector<format::Mark> marks{{.from = data[0] % 64U, .to = data[0] % 64U + data[1] % 64U, .element = "ins", .css_class = "c", .id = "m"}};
  must(format::to_html(source).size() <= 8 * size + 1024);
  for (const std::string& html : {format::to_html(source), format::to_html(source, marks)}) {
    const auto page = format::HtmlPage::parse("<!doctype html><body><div>" + html + "</div>");
    if (!page) continue;  // many tags are refused as any page would be
    must(page->root().words() == text);
    only_safe(page->root());
  }
  return 0;
}
