#include "cli/diff_view.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/utf8.h"

namespace accord::cli {

using text::ChangeKind;
using text::Op;

namespace {

std::string labels(const std::vector<text::Provision>& draft, const std::vector<int>& ids) {
  std::vector<std::string> out;
  for (const int i : ids) out.push_back(label(draft[static_cast<std::size_t>(i)]));
  const std::string last = out.back();
  out.pop_back();
  return out.empty() ? last : fmt::format("{} and {}", fmt::join(out, ", "), last);
}

bool is_blank(std::string_view s) { return s.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Whether a Markdown line that begins with `c` stands for itself.
bool starts_line(char c) { return std::string_view("-*+|>#~`").find(c) != std::string_view::npos || (c >= '0' && c <= '9'); }

}  // namespace

std::vector<std::pair<std::string, int>> tally(const Comparison& c) {
  std::vector<std::pair<std::string, int>> out;
  for (const auto kind : {ChangeKind::same, ChangeKind::edited, ChangeKind::renumbered, ChangeKind::moved, ChangeKind::split, ChangeKind::merged,
                          ChangeKind::inserted, ChangeKind::deleted}) {
    const auto n = std::ranges::count_if(c.redline.items, [&](const auto& item) { return item.change.kind == kind; });
    if (n > 0) out.emplace_back(to_string(kind), static_cast<int>(n));
  }
  return out;
}

std::string label(const text::Provision& p) { return p.number.empty() ? p.eid : p.number; }

std::string place(const Comparison& c, const text::Change& change) {
  return change.new_ids.empty() ? labels(c.before.provisions, change.old_ids) : labels(c.after.provisions, change.new_ids);
}

std::string what_happened(const Comparison& c, const text::Change& change) {
  const std::string kind(to_string(change.kind));
  if (change.old_ids.empty() || change.new_ids.empty()) return kind;
  const std::string was = labels(c.before.provisions, change.old_ids);
  switch (change.kind) {
    case ChangeKind::moved:
    case ChangeKind::merged:
    case ChangeKind::split:
      return fmt::format("{} from {}", kind, was);
    default:
      return was == place(c, change) ? kind : fmt::format("{}, was {}", kind, was);
  }
}

std::vector<text::Span> flowing(const std::vector<text::Span>& spans) {
  std::vector<text::Span> out;
  bool fenced = false;  // inside a block of code every space counts
  for (std::size_t k = 0; k < spans.size(); ++k) {
    const auto& s = spans[k];
    if (s.op == Op::remove && is_blank(s.text)) continue;
    std::string flowed;
    for (std::size_t i = 0; i < s.text.size();) {
      const std::size_t end = std::min(s.text.find_first_not_of(" \t\r\n", i), s.text.size());
      if (end == i) {
        const auto word = s.text.substr(i, s.text.find_first_of(" \t\r\n", i) - i);
        if (s.op != Op::remove && (word.starts_with("~~~") || word.starts_with("```"))) fenced = !fenced;
        flowed += word;
        i += word.size();
        continue;
      }
      const auto breaks = std::ranges::count(s.text.substr(i, end - i), '\n');
      const char next = end < s.text.size() ? s.text[end] : k + 1 < spans.size() ? spans[k + 1].text.front() : ' ';
      if (fenced)
        flowed += s.text.substr(i, end - i);
      else
        flowed += breaks > 1 ? "\n\n" : breaks == 1 && starts_line(next) ? "\n" : " ";
      i = end;
    }
    const Op op = is_blank(flowed) ? Op::keep : s.op;
    if (!out.empty() && out.back().op == op)
      out.back().text += flowed;
    else
      out.push_back({op, flowed});
  }
  return out;
}

}  // namespace accord::cli
