#include "summary/check/values.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cctype>

#include "base/utf8.h"
#include "summary/check/words.h"

namespace accord::summary::check {

bool says(const Tongues& tongues, std::string_view list, std::string_view text) { return count_said(tongues, list, text) > 0; }

int count_said(const Tongues& tongues, std::string_view list, std::string_view text) {
  std::set<std::string_view> seen;
  for (const auto* tongue : tongues)
    for (const auto& phrase : tongue->list(list))
      if (contains(text, phrase)) seen.insert(phrase);
  return static_cast<int>(seen.size());
}

char box_at(std::string_view s, std::size_t& length) {
  static constexpr std::array<std::pair<std::string_view, char>, 27> boxes = {{
      {"☒", '+'}, {"☑", '+'}, {"✓", '+'}, {"✔", '+'}, {"✅", '+'}, {"⊠", '+'}, {"✗", '+'}, {"✘", '+'}, {"🗹", '+'}, {"🗷", '+'}, {"[x]", '+'}, {"[X]", '+'}, {"[✓]", '+'}, {"(x)", '+'}, {"(X)", '+'},
      {"☐", '-'}, {"□", '-'}, {"⬜", '-'}, {"[ ]", '-'}, {"[]", '-'}, {"❏", '-'}, {"◻", '-'}, {"▢", '-'}, {"🗌", '-'}, {"( )", '-'}, {"()", '-'}, {"○", '-'}}};
  for (const auto& [box, tick] : boxes)
    if (s.starts_with(box)) {
      length = box.size();
      while (length < s.size() && s[length] == ' ') ++length;
      return tick;
    }
  length = 0;
  return 0;
}

namespace {

// Where each phrase of a list stands as a word of its own, with the box before it.
struct Named {
  std::size_t at;
  std::string what;
  char box;
};

void find_named(const Tongues& tongues, std::string_view list, const std::string& what, const std::string& text, std::vector<Named>& out) {
  for (const auto* tongue : tongues)
    for (const auto& phrase : tongue->list(list))
      for (std::size_t at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + phrase.size())) {
        const std::size_t end = at + phrase.size();
        const auto letter = [&](std::size_t i) { return std::isalnum(static_cast<unsigned char>(text[i])) != 0 || (static_cast<unsigned char>(text[i]) >= 0xC3 && static_cast<unsigned char>(text[i]) < 0xE2); };
        if ((at > 0 && (letter(at - 1) || (static_cast<unsigned char>(text[at - 1]) & 0xC0U) == 0x80U) && !(at >= 3 && static_cast<unsigned char>(text[at - 3]) >= 0xE2)) || (end < text.size() && letter(end))) continue;
        // The box that stands right before it.
        char box = 0;
        for (std::size_t back = 1; back <= 6 && back <= at; ++back) {
          std::size_t length = 0;
          const char tick = box_at(std::string_view(text).substr(at - back), length);
          if (tick != 0 && length >= back) {
            box = tick;
            break;
          }
        }
        if (std::ranges::none_of(out, [&](const Named& n) { return n.at == at; })) out.push_back({at, what, box});
      }
}

bool any_box(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t length = 0;
    if (box_at(text.substr(i), length) != 0) return true;
  }
  return false;
}

}  // namespace

YesNo yes_or_no(const Tongues& tongues, std::string_view raw) {
  const std::string text = folded(raw);
  std::vector<Named> found;
  find_named(tongues, "yes", "yes", text, found);
  find_named(tongues, "no", "no", text, found);
  std::ranges::sort(found, {}, &Named::at);
  YesNo out;
  const bool boxes = any_box(text);
  if (boxes) {
    bool yes = false;
    bool no = false;
    bool offered_yes = false;
    bool offered_no = false;
    for (const auto& n : found) {
      (n.what == "yes" ? yes : no) |= n.box == '+';
      (n.what == "yes" ? offered_yes : offered_no) |= true;
    }
    if (yes != no) {
      out.yes = yes;
    } else if (yes) {
      out.unclear = true;
    } else if (offered_yes != offered_no) {
      out.yes = offered_yes;  // the one answer that was left standing
    } else {
      out.unticked = offered_yes;
    }
    return out;
  }
  if (!found.empty() && found[0].at <= 4) {
    const bool other_near = found.size() > 1 && found[1].what != found[0].what && found[1].at - found[0].at < 12 && count_words(text) <= 3;
    if (other_near)
      out.unclear = true;
    else
      out.yes = found[0].what == "yes";
    return out;
  }
  if (count_words(text) == 0) return out;
  // A word among few others: the head of a table, or "N/A" of the line above.
  if (!found.empty() && count_words(text) <= 6 && std::ranges::all_of(found, [&](const Named& n) { return n.what == found[0].what; })) {
    out.yes = found[0].what == "yes";
    return out;
  }
  // A sentence: a denial near its beginning says no.
  if (count_words(text) >= 4) {
    const std::string head(utf8::slice(text, 0, 160));
    out.yes = !says(tongues, "negation", head);
  }
  return out;
}

Modalities modalities_of(const Tongues& tongues, std::string_view raw) {
  const std::string text = folded(raw);
  std::vector<Named> found;
  static constexpr std::array<const char*, 5> all = {"text", "image", "audio", "video", "other"};
  for (const auto* what : all) find_named(tongues, std::string("modalities.") + what, what, text, found);
  Modalities out;
  if (any_box(text)) {
    for (const auto& n : found)
      if (n.box == '+') out.named.insert(n.what);
    out.unticked = out.named.empty() && !found.empty();
    return out;
  }
  std::set<std::string> names;
  for (const auto& n : found) names.insert(n.what);
  if (names.size() == 5 && count_words(text) <= 12)
    out.ticks_lost = true;
  else
    out.named = names;
  if (out.named.size() > 1 && count_words(text) > 6) out.named.erase("other");
  return out;
}

namespace {

struct Token {
  std::string text;  // folded
  std::size_t begin = 0, end = 0;
  long number = -1;  // of figures alone ("2nd" counts as 2)
  char after = 0;    // the character that follows
};

std::vector<Token> tokens_of(std::string_view s) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const auto inside = [&](std::size_t at) { const auto d = static_cast<unsigned char>(s[at]); return std::isalnum(d) != 0 || d >= 0x80; };
    if (!inside(i)) {
      ++i;
      continue;
    }
    Token t;
    t.begin = i;
    if (std::isdigit(c) != 0) {
      while (i < s.size() && std::isdigit(static_cast<unsigned char>(s[i])) != 0) ++i;
      if (i - t.begin <= 9) t.number = std::stol(std::string(s.substr(t.begin, i - t.begin)));
      const std::string_view tail = s.substr(i, 2);
      if (tail == "st" || tail == "nd" || tail == "rd" || tail == "th") i += 2;
    } else {
      while (i < s.size() && inside(i)) ++i;
    }
    t.end = i;
    t.text = utf8::lower(s.substr(t.begin, i - t.begin));
    t.after = i < s.size() ? s[i] : '\0';
    out.push_back(std::move(t));
  }
  return out;
}

int month_of(const Tongues& tongues, const std::string& word) {
  if (utf8::length(word) < 3) return 0;
  for (const auto* tongue : tongues)
    for (int month = 1; month <= 12; ++month)
      for (const auto& name : tongue->list("month." + std::to_string(month)))
        if (word == name || name.starts_with(word) || (utf8::length(name) >= 4 && utf8::length(word) >= 4 && word.starts_with(utf8::slice(name, 0, std::max<std::size_t>(3, utf8::length(name) - 2))))) return month;
  return 0;
}

bool year_like(long n) { return n >= 1990 && n <= 2199; }

}  // namespace

std::vector<Date> dates_of(const Tongues& tongues, std::string_view text) {
  const auto tokens = tokens_of(text);
  std::vector<Date> out;
  const auto add = [&](long year, int month, long day, bool figures, std::size_t from, std::size_t to) {
    Date d{static_cast<int>(year), month, static_cast<int>(day), figures, false, false, std::string(text.substr(tokens[from].begin, tokens[to].end - tokens[from].begin))};
    using namespace std::chrono;
    d.impossible = month > 12 || (day != 0 && !year_month_day(std::chrono::year(d.year), std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day))).ok());
    out.push_back(std::move(d));
  };
  const auto joined = [&](std::size_t i) { return i + 1 < tokens.size() && tokens[i + 1].begin == tokens[i].end + 1 && (tokens[i].after == '/' || tokens[i].after == '.' || tokens[i].after == '-'); };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const long a = tokens[i].number;
    if (a >= 0 && joined(i) && tokens[i + 1].number >= 0) {
      const long b = tokens[i + 1].number;
      if (joined(i + 1) && tokens[i + 2].number >= 0) {
        long c = tokens[i + 2].number;
        const std::size_t digits = tokens[i + 2].end - tokens[i + 2].begin;
        if (year_like(a) && b >= 1 && b <= 12 && c >= 1 && c <= 31) {
          add(a, static_cast<int>(b), c, true, i, i + 2);
        } else if ((digits == 2 || (digits == 4 && year_like(c))) && a >= 1 && a <= 31 && b >= 1 && b <= 31) {
          if (digits == 2) c += 2000;
          if (b <= 12) {
            add(c, static_cast<int>(b), a, true, i, i + 2);
          } else if (a <= 12) {
            add(c, static_cast<int>(a), b, true, i, i + 2);
            out.back().american = true;
          }
        }
        i += 2;
        continue;
      }
      if (a >= 1 && a <= 12 && year_like(b)) {
        add(b, static_cast<int>(a), 0, true, i, i + 1);
        ++i;
        continue;
      }
      if (a >= 13 && a <= 99 && year_like(b)) {  // "14/2024"
        add(b, static_cast<int>(a), 0, true, i, i + 1);
        ++i;
        continue;
      }
      if (year_like(a) && b >= 1 && b <= 12 && tokens[i].after == '-') {
        add(a, static_cast<int>(b), 0, true, i, i + 1);
        ++i;
        continue;
      }
    }
    const int month = a < 0 ? month_of(tongues, tokens[i].text) : 0;
    if (month != 0) {
      // "28 October", "5 de marzo".
      const std::size_t back = i >= 2 && tokens[i - 1].number < 0 && tokens[i - 1].text.size() <= 3 ? 2 : 1;
      const long before = i >= back && tokens[i - back].number >= 1 && tokens[i - back].number <= 31 ? tokens[i - back].number : 0;
      // Within the next three words: "October 28, 2025", "de marzo de 2024".
      for (std::size_t n = i + 1; n < tokens.size() && n <= i + 3; ++n) {
        if (year_like(tokens[n].number)) {
          const long day = n == i + 2 && tokens[i + 1].number >= 1 && tokens[i + 1].number <= 31 ? tokens[i + 1].number : before;
          add(tokens[n].number, month, day, false, i, n);
          i = n;
          break;
        }
        if (tokens[n].number < 0 && utf8::length(tokens[n].text) > 3) break;
      }
      continue;
    }
    // A year alone, and "2025. gada", "2025 m."; not a number of something.
    if (year_like(a) && tokens[i].end - tokens[i].begin == 4 && (i == 0 || tokens[i - 1].end + 1 <= tokens[i].begin)) {
      int later = 0;
      for (std::size_t n = i + 1; n < tokens.size() && n <= i + 2 && later == 0; ++n) later = month_of(tongues, tokens[n].text);
      if (later != 0) {
        std::size_t n = i + 1;
        while (month_of(tongues, tokens[n].text) == 0) ++n;
        const long day = n + 1 < tokens.size() && tokens[n + 1].number >= 1 && tokens[n + 1].number <= 31 ? tokens[n + 1].number : (tokens[n - 1].number >= 1 && tokens[n - 1].number <= 31 ? tokens[n - 1].number : 0);
        add(a, later, day, false, i, n);
        i = n;
      } else {
        add(a, 0, 0, true, i, i);
      }
    }
  }
  return out;
}

std::vector<Size> sizes_of(const Tongues& tongues, std::string_view raw) {
  std::vector<Size> out;
  std::string text = folded(raw);
  const bool boxes = any_box(text);
  static constexpr std::array<const char*, 5> units = {"tokens", "images", "hours", "bytes", "minutes"};
  // Each unit ends an amount; what stands before it, since the last one, is the amount.
  std::vector<Named> found;
  for (const auto* unit : units)
    for (const auto* tongue : tongues)
      for (const auto& phrase : tongue->list(std::string("size.units.") + unit))
        for (std::size_t at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + phrase.size()))
          if (at > 0 && (std::string_view(" '\n(\x99").find(text[at - 1]) != std::string_view::npos || std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0)) found.push_back({at, unit, 0});
  std::ranges::sort(found, {}, &Named::at);
  std::size_t from = 0;
  for (const auto& unit : found) {
    if (unit.at < from) continue;
    const std::size_t begin = std::max(from, unit.at > 70 ? unit.at - 70 : 0);
    std::string amount = text.substr(begin, unit.at - begin);
    from = unit.at + 3;
    char tick = 0;
    for (std::size_t i = amount.size(); i-- > 0 && tick == 0;) {
      std::size_t length = 0;
      tick = box_at(std::string_view(amount).substr(i), length);
      if (tick != 0) amount.erase(0, i + length);
    }
    if (boxes && tick == '-') continue;
    const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    if (std::ranges::none_of(amount, is_digit)) {
      // "Number of tokens: 11.1 trillion".
      const std::string after = text.substr(unit.at, 40);
      const auto colon = after.find(':');
      if (colon == std::string::npos || std::ranges::none_of(after.substr(colon), is_digit)) continue;
      out.push_back({unit.what, -1, true});
      continue;
    }
    Size s;
    s.unit = unit.what;
    std::erase_if(amount, [](char c) { return c == ' ' || c == ',' || c == '\'' || c == '.'; });
    const bool less = says(tongues, "size.less", text.substr(begin, unit.at - begin));
    const bool more = says(tongues, "size.more", text.substr(begin, unit.at - begin));
    const auto has = [&](std::string_view figure) { return amount.find(figure) != std::string::npos; };
    const auto scale = [&](std::string_view name) { return says(tongues, std::string("size.") + std::string(name), text.substr(begin, unit.at - begin)); };
    const bool one = has("1");
    const bool ten = has("10");
    if (s.unit == "tokens") {
      if (ten && more && !less && (scale("trillion") || has("10000000000000"))) s.range = 2;
      else if (less && one && !ten && scale("billion")) s.range = 0;
      else if (!more && !less && ten && scale("billion") && scale("trillion")) s.range = 1;
    } else if (s.unit == "images") {
      if (more && one && scale("billion")) s.range = 2;
      else if (less && one && scale("million")) s.range = 0;
      else if (!more && !less && scale("million") && scale("billion")) s.range = 1;
    } else if (s.unit == "hours") {
      if (more && one && scale("million")) s.range = 2;
      else if (less && has("10000")) s.range = 0;
      else if (!more && !less && has("10000") && scale("million")) s.range = 1;
    }
    s.figures = s.range < 0;
    if (boxes && tick == 0 && s.range >= 0) continue;  // an option whose box did not survive
    out.push_back(std::move(s));
  }
  return out;
}

namespace {

bool link_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._~:/?#[]@!$&'*+,;=%").find(c) != std::string_view::npos;
}

// Puts together again what a line break cut: "https:\n//", "data/\nset", "fine-\nweb" inside a link.
std::string rejoined(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && !out.empty() && i + 1 < text.size()) {
      const std::size_t start = out.find_last_of(" \n(<");
      const std::string_view word = std::string_view(out).substr(start == std::string::npos ? 0 : start + 1);
      std::size_t next = i + 1;
      while (next < text.size() && text[next] == ' ') ++next;
      const bool inside = (word.starts_with("http") || word.starts_with("www.")) && (word.ends_with("/") || word.ends_with("-") || word.ends_with(":") || word.ends_with("_")) && next < text.size() && link_letter(text[next]);
      if (inside || (word.ends_with("http:") || word.ends_with("https:"))) {
        i = next - 1;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace

std::vector<std::string> links_of(std::string_view raw) {
  const std::string text = rejoined(raw);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = std::string_view(text).substr(i);
    const bool begins = rest.starts_with("https://") || rest.starts_with("http://") || (rest.starts_with("www.") && (i == 0 || !link_letter(text[i - 1])));
    if (!begins) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && link_letter(text[end])) ++end;
    std::string link = text.substr(i, end - i);
    while (!link.empty() && std::string_view(".,;:!?'").find(link.back()) != std::string_view::npos) link.pop_back();
    if (link.find('.') != std::string::npos && std::ranges::find(out, link) == out.end()) out.push_back(link);
    i = end;
  }
  return out;
}

std::vector<std::string> domains_of(std::string_view raw) {
  static const std::set<std::string_view> second = {"co", "com", "org", "net", "ac", "gov", "edu", "ne", "or", "go", "gob", "gouv", "mil"};
  static const std::set<std::string_view> files = {"txt", "csv", "pdf", "json", "html", "htm", "md", "docx", "xlsx", "zip", "gz", "js", "py", "yaml", "xml", "php"};
  std::set<std::string> seen;
  std::vector<std::string> out;
  const std::string text = rejoined(raw);
  for (std::size_t i = 0; i < text.size();) {
    const auto inside = [&](std::size_t at) { const auto c = static_cast<unsigned char>(text[at]); return std::isalnum(c) != 0 || c == '.' || c == '-' || c >= 0x80; };
    if (!inside(i)) {
      // A link's path is no list of domains.
      if (text[i] == '/' && i + 1 < text.size() && text[i + 1] == '/') {
        while (i < text.size() && text[i] != ' ' && text[i] != '\n') ++i;
        continue;
      }
      if (text[i] == '@') {
        ++i;
        while (i < text.size() && inside(i)) ++i;
        continue;
      }
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && inside(i)) ++i;
    std::string name = utf8::lower(std::string_view(text).substr(begin, i - begin));
    while (!name.empty() && name.back() == '.') name.pop_back();
    if (name.starts_with("www.")) name.erase(0, 4);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || name.front() == '.' || name.find("..") != std::string::npos) continue;
    const std::string_view top = std::string_view(name).substr(dot + 1);
    const std::string_view before = std::string_view(name).substr(0, dot);
    const bool letters = top.size() >= 2 && top.size() <= 24 && std::ranges::all_of(top, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80; });
    if (!letters && !top.starts_with("xn--")) continue;
    if (files.contains(top) || (before.find('.') == std::string_view::npos && (second.contains(before) || before.size() < 2))) continue;
    if (name == "e.g" || name == "i.e" || name.ends_with("s.p.a")) continue;
    if (seen.insert(name).second) out.push_back(name);
  }
  return out;
}

bool is_name(std::string_view text) {
  const std::size_t words = count_words(text);
  if (words == 0 || words > 9 || text.size() > 120) return false;
  return std::ranges::any_of(text, [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0 || std::isdigit(static_cast<unsigned char>(c)) != 0; }) || words <= 2;
}

Items items_of(std::string_view raw) {
  Items out;
  const std::string text = rejoined(raw);
  // A line that begins with a bullet or a number begins an entry; so does one after a line that ended with a link.
  std::vector<std::string> entries;
  std::string current;
  bool bullets = false;
  std::size_t at = 0;
  const auto finish = [&] {
    const auto s = utf8::trim(current);
    if (!s.empty()) entries.emplace_back(s);
    current.clear();
  };
  while (at <= text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    std::string_view line = utf8::trim(std::string_view(text).substr(at, end - at));
    at = end + 1;
    bool begins = false;
    std::size_t n = 0;
    while (n < line.size() && std::isdigit(static_cast<unsigned char>(line[n])) != 0) ++n;
    if (n > 0 && n <= 3 && n + 1 < line.size() && (line[n] == '.' || line[n] == ')') && line[n + 1] == ' ') {
      line.remove_prefix(n + 2);
      begins = true;
    } else {
      for (const std::string_view bullet : {"•", "◦", "●", "▪", "‣", "·", "○", "- ", "* ", "– "})
        if (line.starts_with(bullet)) {
          line.remove_prefix(bullet.size());
          begins = true;
          break;
        }
    }
    bullets = bullets || begins;
    const bool linked = !links_of(current).empty();
    if (begins || linked || (!bullets && !current.empty() && is_name(current) && is_name(line) && current.back() != ',')) finish();
    current += (current.empty() ? "" : " ") + std::string(utf8::trim(line));
    if (at > text.size()) break;
  }
  finish();
  for (const auto& entry : entries) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= entry.size(); ++i)
      if (i == entry.size() || (entry[i] == ';' && links_of(std::string_view(entry).substr(from, i - from)).size() <= 1)) {
        parts.push_back(entry.substr(from, i - from));
        from = i + 1;
      }
    // Short things between commas are entries as well: "Wikipedia, Common Crawl, The Stack v2".
    if (parts.size() == 1 && entry.find(',') != std::string::npos && links_of(entry).empty() && entry.find(". ") == std::string::npos) {
      std::vector<std::string> pieces;
      std::size_t begin = 0;
      for (std::size_t i = 0; i <= entry.size(); ++i)
        if (i == entry.size() || entry[i] == ',') {
          pieces.emplace_back(utf8::trim(std::string_view(entry).substr(begin, i - begin)));
          begin = i + 1;
        }
      if (std::ranges::all_of(pieces, [](const std::string& p) { return count_words(p) <= 5 && is_name(p); })) parts = pieces;
    }
    for (const auto& part : parts) {
      const auto links = links_of(part);
      std::string name = part;
      if (!links.empty()) name = part.substr(0, std::min(part.find("http"), part.find("www.")));
      while (!name.empty() && std::string_view(" :(-,").find(name.back()) != std::string_view::npos) name.pop_back();
      name = std::string(utf8::trim(name));
      if (name.empty() && links.empty()) continue;
      out.items.push_back({name, links.empty() ? "" : links[0]});
      for (std::size_t n = 1; n < links.size(); ++n)
        if (links[n].find(links[0]) == std::string::npos && links[0].substr(links[0].rfind('/') + 1) != links[n].substr(links[n].rfind('/') + 1)) out.items.push_back({"", links[n]});
    }
  }
  const auto entry_like = std::ranges::count_if(out.items, [](const Item& i) { return !i.link.empty() || is_name(i.name); });
  out.prose = entry_like * 2 < static_cast<std::ptrdiff_t>(out.items.size()) || out.items.empty();
  return out;
}

int count_names(std::string_view prose) {
  std::set<std::string> names;
  bool begins = true;
  const auto tokens = tokens_of(prose);
  for (std::size_t n = 0; n < tokens.size(); ++n) {
    const auto& t = tokens[n];
    const std::string_view word = prose.substr(t.begin, t.end - t.begin);
    const bool capital = std::isupper(static_cast<unsigned char>(word[0])) != 0;
    const bool inner = word.size() > 2 && std::ranges::any_of(word.substr(1), [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; });
    if (t.number < 0 && word.size() > 2 && ((capital && !begins) || inner)) names.insert(t.text);
    begins = t.after == '.' || t.after == ':' || t.after == '\n' || (t.after == '\0');
  }
  return static_cast<int>(names.size());
}

int count_languages(const Tongues& tongues, std::string_view text) {
  std::set<std::string> seen;
  const auto words = words_of(text);
  for (const auto* tongue : tongues) {
    const auto& names = tongue->list("language_names");
    for (const auto& w : words) {
      const std::string whole = utf8::lower(text.substr(w.begin, w.end - w.begin));
      for (const auto& name : names) {
        const auto shared = std::max<std::size_t>(4, utf8::length(name) > 3 ? utf8::length(name) - 2 : 4);
        if (whole == name || (utf8::length(name) >= 5 && utf8::slice(whole, 0, shared) == utf8::slice(name, 0, shared))) {
          seen.insert(name);
          break;
        }
      }
    }
  }
  return static_cast<int>(seen.size());
}

}  // namespace accord::summary::check
