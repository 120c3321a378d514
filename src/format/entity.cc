#include "format/entity.h"

#include <gumbo.h>

#include <charconv>
#include <cstdint>
#include <memory>

#include "base/utf8.h"

namespace accord::format {
namespace {

// The parser of HTML holds the table of names, so it is asked for the rare ones.
std::string decode_named(std::string_view reference) {
  std::unique_ptr<GumboOutput, void (*)(GumboOutput*)> page(
      gumbo_parse_with_options(&kGumboDefaultOptions, reference.data(), reference.size()),
      [](GumboOutput* o) { gumbo_destroy_output(&kGumboDefaultOptions, o); });
  for (const GumboNode* node = page->root; node != nullptr;) {
    if (node->type == GUMBO_NODE_TEXT) return node->v.text.text;
    if (node->type != GUMBO_NODE_ELEMENT || node->v.element.children.length == 0) break;
    node = static_cast<const GumboNode*>(node->v.element.children.data[node->v.element.children.length - 1]);
  }
  return std::string(reference);
}

}  // namespace

std::string decode_entity(std::string_view reference) {
  if (reference == "&amp;") return "&";
  if (reference == "&lt;") return "<";
  if (reference == "&gt;") return ">";
  if (reference == "&quot;") return "\"";
  if (reference == "&Tab;" || reference == "&NewLine;") return " ";
  if (reference == "&nbsp;") return "\xC2\xA0";
  if (!reference.starts_with('&') || !reference.ends_with(';') || reference.size() > 40) return std::string(reference);
  if (!reference.starts_with("&#")) return decode_named(reference);
  auto digits = reference.substr(2, reference.size() - 3);
  const bool hex = digits.starts_with('x') || digits.starts_with('X');
  if (hex) digits.remove_prefix(1);
  std::uint32_t c = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), c, hex ? 16 : 10);
  if (digits.empty() || (error == std::errc() && end != digits.data() + digits.size()) || error == std::errc::invalid_argument)
    return std::string(reference);
  if (error != std::errc() || c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
  if (c < 0x20 && c != '\t' && c != '\n') c = ' ';
  std::string out;
  utf8::append(out, c);
  return out;
}

}  // namespace accord::format
