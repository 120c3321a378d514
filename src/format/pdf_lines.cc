#include "format/pdf_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "format/child.h"
#include "format/layout_text.h"

namespace accord::format {

Result<PlacedText> read_pdf_lines(std::string_view bytes) {
  if (bytes.size() > (64U << 20U)) return fail(Kind::too_large, "a PDF of over 64 MB is not read");
  auto run = run_child({"pdftotext", "-layout", "-enc", "UTF-8", "-", "-"}, bytes);
  if (!run) {
    if (run.error().kind == Kind::unavailable) run.error().remedy = "install poppler-utils (apt-get install poppler-utils), or give the text: pdftotext -layout FILE";
    return std::unexpected(run.error());
  }
  if (run->status == 3) return fail(Kind::unprocessable, "the PDF may not be copied from, by its own setting", "", "ask its author for an open file; a public document should not be locked");
  if (run->status != 0) return fail(Kind::unprocessable, "the PDF cannot be read: it is damaged, or locked with a password", "", "open it in a viewer and save it anew");
  // What is no UTF-8 in it came from a font without names for its letters.
  std::string text;
  for (std::string_view rest = run->out; !rest.empty();) {
    const std::size_t bad = std::min(utf8::first_bad(rest), rest.size());
    text += rest.substr(0, bad);
    if (bad < rest.size()) text += "\xEF\xBF\xBD";
    rest.remove_prefix(std::min(bad + 1, rest.size()));
  }
  const auto letters = std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) > ' '; });
  const auto pages = std::max<std::ptrdiff_t>(1, std::ranges::count(text, '\f'));
  if (letters < 20 * pages)
    return fail(Kind::unprocessable, fmt::format("the PDF holds pictures of its {} page{} and no text", pages, pages == 1 ? "" : "s"), "", "recognise the text first (ocrmypdf), or ask for the original: what cannot be searched is of little use to the public");
  return read_layout_text(text, true);
}

}  // namespace accord::format
