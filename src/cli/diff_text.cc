#include <fmt/format.h>

#include "cli/diff_view.h"

namespace accord::cli {

using text::ChangeKind;
using text::Op;

namespace {

constexpr std::string_view bold = "\x1b[1m", green = "\x1b[32;4m", red = "\x1b[31;9m", purple = "\x1b[35;1m", reset = "\x1b[0m";

std::string painted(std::string_view text, std::string_view with, bool colour) {
  return colour ? fmt::format("{}{}{}", with, text, reset) : std::string(text);
}

std::string marked(const std::vector<text::Span>& spans, bool colour) {
  std::string out;
  for (const auto& s : flowing(spans)) {
    if (s.op == Op::keep)
      out += s.text;
    else if (colour)
      out += painted(s.text, s.op == Op::insert ? green : red, true);
    else
      out += s.op == Op::insert ? "{+" + s.text + "+}" : "[-" + s.text + "-]";
  }
  return out;
}

}  // namespace

std::string diff_text(const Comparison& c, bool all, bool colour) {
  std::string out;
  for (const auto& [kind, n] : tally(c)) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, kind);
  const auto& words = c.redline.words;
  out += fmt::format("; words: {} kept, {} deleted, {} inserted\n", words.kept, words.deleted, words.inserted);
  for (const auto& item : c.redline.items) {
    if (item.change.kind == ChangeKind::same && !all) continue;
    const auto kind = item.change.kind;
    const auto colour_of_kind = kind == ChangeKind::inserted  ? green
                                : kind == ChangeKind::deleted ? red
                                : kind == ChangeKind::moved   ? purple
                                                              : bold;
    out += fmt::format("\n{}  {}\n", painted(place(c, item.change), bold, colour), painted(what_happened(c, item.change), colour_of_kind, colour));
    for (const auto* spans : {&item.heading, &item.body})
      if (!spans->empty()) out += marked(*spans, colour) + "\n";
  }
  return out;
}

}  // namespace accord::cli
