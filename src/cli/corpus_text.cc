// The page that `accord corpus show` prints: figures first, then what they are made of, largest first, with shares as bars.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>

#include "base/utf8.h"
#include "cli/corpus_view.h"
#include "summary/join.h"
#include "summary/tokens.h"

namespace accord::cli {
namespace {

using namespace summary;

constexpr std::size_t most_languages = 12, most_problems = 10;

// In eighths of a cell.
std::string bar(std::uint64_t part, std::uint64_t whole, std::size_t cells) {
  constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto filled = whole == 0 ? 0 : static_cast<std::size_t>(static_cast<double>(part) / static_cast<double>(whole) * static_cast<double>(cells * 8) + 0.5);
  std::string out;
  for (std::size_t i = 0; i < filled / 8; ++i) out += "█";
  out += eighths[filled % 8];
  if (part > 0 && filled == 0) out = eighths[1];
  return out;
}

std::size_t cells_of(std::string_view s) { return utf8::length(s); }
std::string padded(std::string s, std::size_t cells) {
  if (const auto has = cells_of(s); has < cells) s.append(cells - has, ' ');
  return s;
}
std::string right(std::string s, std::size_t cells) {
  if (const auto has = cells_of(s); has < cells) s.insert(0, cells - has, ' ');
  return s;
}
std::string shortened(std::string_view s, std::size_t cells) {
  return cells_of(s) <= cells ? std::string(s) : std::string(utf8::slice(s, 0, cells - 1)) + "…";
}

std::string heading(std::string_view text, const Screen& screen) { return fmt::format("\n{}{}{}\n", screen.colour ? "\x1b[1m" : "", text, screen.colour ? "\x1b[0m" : ""); }
std::string faint(std::string_view text, const Screen& screen) { return screen.colour ? fmt::format("\x1b[2m{}\x1b[0m", text) : std::string(text); }

// Lines of cells under their headings; words to the left, numbers to the right, a bar at the end of the line.
struct Table {
  struct Row {
    std::string name;
    std::vector<std::string> numbers;
    std::uint64_t part = 0, whole = 0;
  };
  std::vector<std::string> heads;  // of the numbers
  std::vector<Row> rows;
  [[nodiscard]] std::string text(const Screen& screen) const {
    std::size_t name = 8, numbers = 0;
    std::vector<std::size_t> widths;
    for (const auto& h : heads) widths.push_back(cells_of(h));
    for (const auto& r : rows) {
      name = std::max(name, cells_of(r.name));
      widths.resize(std::max(widths.size(), r.numbers.size()));
      for (std::size_t i = 0; i < r.numbers.size(); ++i) widths[i] = std::max(widths[i], cells_of(r.numbers[i]));
    }
    for (const auto w : widths) numbers += w + 2;
    const auto width = static_cast<std::size_t>(screen.width);
    name = std::min(name, std::max<std::size_t>(width > numbers + 14 ? width - numbers - 14 : 0, 12));
    const auto left = width > name + numbers + 4 ? width - name - numbers - 4 : 0;
    std::string head(name + 2, ' ');
    for (std::size_t i = 0; i < heads.size(); ++i) head += "  " + (heads[i] == "kind" ? padded(heads[i], widths[i]) : right(heads[i], widths[i]));
    std::string out = faint(head, screen) + "\n";
    for (const auto& r : rows) {
      std::string line = "  " + padded(shortened(r.name, name), name);
      for (std::size_t i = 0; i < r.numbers.size(); ++i) line += "  " + (heads[i] == "kind" ? padded(r.numbers[i], widths[i]) : right(r.numbers[i], widths[i]));
      if (left >= 6) line += "  " + bar(r.part, r.whole, std::min<std::size_t>(left, 24));
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }
};

// Long lines are divided between words, under the first.
std::string fact(std::string_view label, std::string text, const Screen& screen) {
  constexpr std::size_t indent = 18;
  std::string out = "  " + padded(std::string(label), indent - 2);
  const auto room = std::max<std::size_t>(static_cast<std::size_t>(screen.width), 40) - indent;
  while (cells_of(text) > room) {
    auto cut = utf8::byte_offset(text, room);
    if (const auto space = text.rfind(' ', cut); space != std::string::npos && space > 0) cut = space;
    out += text.substr(0, cut) + "\n" + std::string(indent, ' ');
    text.erase(0, cut + (text[cut] == ' ' ? 1 : 0));
  }
  return out + text + "\n";
}

std::string language_name(const std::string& code) {
  if (code == "und") return "not recognised";
  icu::UnicodeString text;
  std::string out;
  icu::Locale(code.c_str()).getDisplayLanguage(icu::Locale::getEnglish(), text).toUTF8String(out);
  return out;
}

std::string rounded(std::uint64_t n) {
  const auto d = static_cast<double>(n);
  if (n >= 1'000'000'000'000) return fmt::format("{:.3g} trillion", d / 1e12);
  if (n >= 1'000'000'000) return fmt::format("{:.3g} billion", d / 1e9);
  if (n >= 1'000'000) return fmt::format("{:.3g} million", d / 1e6);
  return n >= 10'000 ? grouped((n + 50) / 100 * 100) : grouped(n);
}

std::string duration(std::uint64_t milliseconds) {
  const auto minutes = milliseconds / 60'000;
  if (minutes == 0) return fmt::format("{:.1f} s", static_cast<double>(milliseconds) / 1000);
  return minutes < 60 ? fmt::format("{} min {} s", minutes, milliseconds / 1000 % 60) : fmt::format("{} h {} min", grouped(minutes / 60), minutes % 60);
}

std::string figures(const Totals& t, const Counts& c, const Screen& screen) {
  auto out = fact("Documents", grouped(c.documents), screen);
  out += fact("Size", c.bytes < 1000 ? size_text(c.bytes) : fmt::format("{} ({} bytes)", size_text(c.bytes), grouped(c.bytes)), screen);
  if (c.characters > 0) out += fact("Characters", grouped(c.characters), screen);
  if (const auto tokens = tokens_of(t); tokens.value > 0) out += fact("Tokens", fmt::format("{} — {}", tokens.exact ? grouped(tokens.value) : "about " + rounded(tokens.value), tokens.method), screen);
  if (c.images > 0) out += fact("Images", grouped(c.images), screen);
  if (c.milliseconds > 0) out += fact("Sound and film", duration(c.milliseconds), screen);
  out += fact("Dates", c.first ? fmt::format("{} to {}, on {} of the documents", to_text(*c.first), to_text(*c.last), share_text(c.dated, c.documents)) : "none stated", screen);
  const auto& list = t.header.suffixes;
  out += fact("Domains", fmt::format("{} in {} of the documents; public suffixes of {}{}", grouped(t.distinct_domains), share_text(c.located, c.documents), list.date.empty() ? "an unknown date" : list.date,
                                     list.section == SuffixSection::icann ? ", without private ones" : ", private ones too"), screen);
  if (c.bad_urls > 0) out += fact("", fmt::format("{} addresses have no host", grouped(c.bad_urls)), screen);
  if (t.duplicates) out += fact("Duplicates", fmt::format("{} documents ({}) repeat another exactly: {}", grouped(t.duplicates->documents), share_text(t.duplicates->documents, t.duplicates->distinct + t.duplicates->documents), size_text(t.duplicates->bytes)), screen);
  return out;
}

std::string modalities_text(const std::map<Modality, ModalityTotals>& modalities, const Counts& all, const Screen& screen) {
  Table table{{"documents", "size", "share"}, {}};
  for (const auto& [modality, t] : modalities)
    table.rows.push_back({std::string(name(modality)), {grouped(t.counts.documents), size_text(t.counts.bytes), share_text(t.counts.bytes, all.bytes)}, t.counts.bytes, all.bytes});
  return heading("Modalities", screen) + table.text(screen);
}

std::string sources_text(const Totals& t, const Counts& all, const Screen& screen) {
  std::vector<std::pair<const SourceTotals*, Counts>> order;
  for (const auto& s : t.sources) {
    Counts c;
    for (const auto& [modality, m] : s.modalities) c += m.counts;
    order.emplace_back(&s, c);
  }
  std::ranges::stable_sort(order, std::greater{}, [](const auto& o) { return o.second.bytes; });
  Table table{{"kind", "documents", "size", "share"}, {}};
  for (const auto& [s, c] : order) table.rows.push_back({s->source.name, {std::string(name(s->source.kind)), grouped(c.documents), size_text(c.bytes), share_text(c.bytes, all.bytes)}, c.bytes, all.bytes});
  return heading("Sources", screen) + table.text(screen);
}

std::string languages_text(const Languages& languages, const Counts& all, const Screen& screen) {
  std::map<std::string, LanguageCounts> by_code;
  std::uint64_t known = 0, detected = 0;
  for (const auto& [key, n] : languages) {
    by_code[key.code].documents += n.documents;
    by_code[key.code].bytes += n.bytes;
    known += n.documents;
    if (key.detected) detected += n.documents;
  }
  std::vector<std::pair<std::string, LanguageCounts>> order(by_code.begin(), by_code.end());
  std::ranges::stable_sort(order, std::greater{}, [](const auto& o) { return o.second.bytes; });
  Table table{{"documents", "size", "share"}, {}};
  for (const auto& [code, n] : order) {
    if (table.rows.size() == most_languages) break;
    table.rows.push_back({fmt::format("{:<3} {}", code, language_name(code)), {grouped(n.documents), size_text(n.bytes), share_text(n.bytes, all.bytes)}, n.bytes, all.bytes});
  }
  auto out = heading("Languages", screen) + table.text(screen);
  if (order.size() > most_languages) out += faint(fmt::format("  and {} more\n", order.size() - most_languages), screen);
  return out + faint(fmt::format("  known for {} of the documents: {} declared, {} detected\n", share_text(known, all.documents), grouped(known - detected), grouped(detected)), screen);
}

std::string domains_text(const CorpusView& v, const Screen& screen) {
  auto out = heading(v.sums.listed == v.sums.distinct ? fmt::format("All {} domains{}, by size", grouped(v.sums.listed), v.of)
                                                      : fmt::format("The {} largest of {} domains{}, by size", grouped(v.sums.listed), grouped(v.sums.distinct), v.of),
                     screen);
  Table table{{"documents", "size", "share"}, {}};
  const auto digits = grouped(v.sums.listed).size();
  std::size_t rank = 0;
  for (const auto& d : v.domains)
    table.rows.push_back({right(grouped(++rank), digits) + "  " + d.domain, {grouped(d.documents), size_text(d.bytes), share_text(d.bytes, v.sums.bytes)}, d.bytes, v.domains.front().bytes});
  out += table.text(screen);
  if (v.sums.listed < v.sums.distinct) out += faint(fmt::format("  together {} of what has a domain{}\n", share_text(v.sums.listed_bytes, v.sums.bytes), v.of), screen);
  return out;
}

std::string inputs_text(const std::vector<Input>& inputs, const Screen& screen) {
  std::map<InputStatus, std::uint64_t> statuses;
  std::uint64_t skipped = 0;
  std::vector<const Input*> problems;
  for (const auto& i : inputs) {
    ++statuses[i.status];
    skipped += i.skipped;
    if (i.status != InputStatus::ok || i.skipped > 0) problems.push_back(&i);
  }
  std::string line;
  for (const auto& [status, n] : statuses) line += fmt::format("{}{} {}", line.empty() ? "" : ", ", grouped(n), name(status));
  auto out = heading("Inputs", screen) + fmt::format("  {}{}\n", line, skipped > 0 ? fmt::format("; {} records skipped", grouped(skipped)) : "");
  std::ranges::stable_sort(problems, std::greater{}, [](const Input* i) { return std::pair(i->status, i->skipped); });
  for (std::size_t k = 0; k < std::min(problems.size(), most_problems); ++k) {
    const auto& i = *problems[k];
    out += fmt::format("  {}  {}", padded(std::string(name(i.status)), 9), i.path);
    if (i.status == InputStatus::truncated) out += fmt::format(", breaks off at byte {}", grouped(i.truncated_at));
    if (i.skipped > 0) out += fmt::format(", {} skipped", grouped(i.skipped));
    out += '\n';
    for (const auto& [reason, n] : i.reasons) out += faint(fmt::format("             {}: {}\n", reason, grouped(n)), screen);
  }
  if (problems.size() > most_problems) out += faint(fmt::format("  and {} more with problems: --json names them all\n", problems.size() - most_problems), screen);
  return out;
}

}  // namespace

std::string grouped(std::uint64_t n) {
  auto s = std::to_string(n);
  for (auto i = static_cast<std::ptrdiff_t>(s.size()) - 3; i > 0; i -= 3) s.insert(static_cast<std::size_t>(i), ",");
  return s;
}

std::string size_text(std::uint64_t bytes) {
  constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  auto d = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; d >= 999.5 && unit < 6; ++unit) d /= 1000;
  return fmt::format("{:.{}f} {}", d, d < 9.995 ? 2 : d < 99.95 ? 1 : 0, units[unit]);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "0 %";
  const auto percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 0.05) return "< 0.1 %";
  // What is not all is not said to be.
  if (part < whole && percent >= 99.95) return "> 99.9 %";
  return part == whole ? "100 %" : fmt::format("{:.1f} %", percent);
}

std::string corpus_text(const CorpusView& v, const Screen& screen) {
  const auto& t = *v.totals;
  const auto modalities = by_modality(t);
  ModalityTotals all;
  for (const auto& [modality, m] : modalities) all += m;
  std::string out = fmt::format("{}{}{}  data as {}\n\n", screen.colour ? "\x1b[1m" : "", printable(v.name), screen.colour ? "\x1b[0m" : "", name(t.header.stage));
  out += figures(t, all.counts, screen);
  if (!modalities.empty()) out += modalities_text(modalities, all.counts, screen);
  if (!t.sources.empty()) out += sources_text(t, all.counts, screen);
  if (!all.languages.empty()) out += languages_text(all.languages, all.counts, screen);
  if (v.sums.distinct > 0) out += domains_text(v, screen);
  if (!t.inputs.empty()) out += inputs_text(t.inputs, screen);
  return out + fmt::format("\ndigest {}\n", t.digest);
}

Screen screen_of_output() {
  Screen s;
  winsize size{};
  if (isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) s.width = size.ws_col;
  s.width = std::clamp(s.width, 40, 110);
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org
  s.colour = isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
  return s;
}

}  // namespace accord::cli
