#include "summary/check/locate.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/utf8.h"
#include "summary/check/values.h"
#include "summary/check/words.h"
#include "summary/template.h"

namespace accord::summary::check {

namespace {

constexpr std::size_t max_lines = 400'000;
constexpr std::size_t lines_that_tell_the_language = 6'000;
constexpr int window_lines = 9;

// "2.1.3 ", "A. ", "• ", "Q: ", "1.1.2.": what stands before the words of a question.
struct Prefix {
  std::string number;   // "2.1"; empty
  std::string suffix;   // the letter in "2.1.c" or "2.2.2.C"; empty
  std::size_t length = 0;
};

Prefix prefix_of(std::string_view s) {
  Prefix p;
  std::size_t i = 0;
  const auto skip = [&] {
    while (i < s.size()) {
      if (s[i] == ' ' || s[i] == '-' || s[i] == '*' || s[i] == '#' || s[i] == '(' || s[i] == '>') {
        ++i;
        continue;
      }
      std::size_t next = i;
      const char32_t c = utf8::next(s, next);
      if (c == 0x2022 || c == 0x25E6 || c == 0x25CF || c == 0x25AA || c == 0x2013 || c == 0x2023 || c == 0xB7 || c == 0x25CB || c == 0xF0B7 || c == 0x25BA || c == 0x25B6) {
        i = next;
        continue;
      }
      break;
    }
  };
  skip();
  if ((s.substr(i).starts_with("Q:") || s.substr(i).starts_with("Q.")) && i + 2 < s.size()) i += 2;
  skip();
  std::size_t n = i;
  while (n < s.size() && std::isdigit(static_cast<unsigned char>(s[n])) != 0) {
    while (n < s.size() && std::isdigit(static_cast<unsigned char>(s[n])) != 0) ++n;
    if (n + 1 < s.size() && s[n] == '.' && std::isdigit(static_cast<unsigned char>(s[n + 1])) != 0)
      ++n;
    else
      break;
  }
  if (n > i && n - i <= 9) {
    std::size_t after = n;
    std::string letter;
    if (after + 1 < s.size() && s[after] == '.' && std::isalpha(static_cast<unsigned char>(s[after + 1])) != 0 &&
        (after + 2 == s.size() || s[after + 2] == ' ' || s[after + 2] == '.' || s[after + 2] == ':' || s[after + 2] == ')')) {
      letter = static_cast<char>(std::tolower(static_cast<unsigned char>(s[after + 1])));
      after += 2;
    }
    while (after < s.size() && (s[after] == '.' || s[after] == ':' || s[after] == ')')) ++after;
    if (after == s.size() || s[after] == ' ') {
      p.number = std::string(s.substr(i, n - i));
      p.suffix = letter;
      i = after;
      skip();
    }
  } else {
    // "A. ", "AA. ", "b) ": a letter of another numbering.
    std::size_t l = i;
    while (l < s.size() && std::isalpha(static_cast<unsigned char>(s[l])) != 0) ++l;
    if (l > i && l - i <= 2 && l + 1 < s.size() && (s[l] == '.' || s[l] == ')') && s[l + 1] == ' ') i = l + 2;
    skip();
  }
  p.length = i;
  return p;
}

bool is_section(std::string_view number) { return built_in_template().section(number) != nullptr && number != "0"; }

// Folded, without what ends a question.
std::string trimmed(std::string_view passage) {
  std::string out = folded(passage);
  while (!out.empty() && (out.back() == ':' || out.back() == '?' || out.back() == '.' || out.back() == ' ')) out.pop_back();
  return out;
}

// ". A": two sentences are no label; "e.g. user input" is one.
bool breaks_a_sentence(std::string_view s) {
  for (std::size_t at = s.find(". "); at != std::string_view::npos; at = s.find(". ", at + 1))
    if (at + 2 < s.size() && std::isupper(static_cast<unsigned char>(s[at + 2])) != 0) return true;
  return false;
}

bool begins_with_box(std::string_view s) {
  std::size_t length = 0;
  return box_at(s, length) != 0;
}

struct Finder {
  const PlacedText& text;
  const std::vector<const Language*>& languages;
  std::size_t lines;
  std::string section{};  // the one we are in, by the last heading or question
  std::string topic{};    // by the last heading
  Located out{};
  struct Above {
    std::string path;     // of the object whose name is a heading
    std::string section;  // that we were in before it
  };
  std::vector<Above> above{};

  struct Best {
    double score = 0;
    const Label* label = nullptr;
    std::vector<std::pair<std::size_t, std::size_t>> cells;
    std::size_t end = 0;  // byte in the last cell after which the answer begins
    bool cut = false;     // the question ends before its cell does
    double second = 0;    // of another question, when reading loosely
  };

  bool shares_a_word(const std::pair<std::size_t, std::size_t>& cell, const Label& label, const Language& language) const {
    return std::ranges::any_of(words_of(text.lines[cell.first].cells[cell.second].text), [&](const Word& w) { return std::ranges::find(label.stems, language.number_of(w.stem)) != label.stems.end(); });
  }

  static bool denies(const Language& language, std::string_view passage) {
    const std::string words = folded(passage);
    return std::ranges::any_of(language.list("negation"), [&](const std::string& no) { return contains(words, no + " "); });
  }
  // Whether something less than a whole question may be read here: at the left of its line, where the labels stand, and set off as
  // a label is, by a mark behind it, a cell beside it, or the file itself.
  bool in_label_position(const std::vector<std::pair<std::size_t, std::size_t>>& cells, bool marked) const {
    if (cells.size() != 1 || cells[0].second != 0) return false;
    const auto& row = text.lines[cells[0].first];
    if (!out.marks.empty() && row.path.empty() && row.cells[0].column > out.marks.back().column + 4 && out.marks.back().kind == MarkKind::field) return false;
    return marked || row.heading || row.cells.size() > 1;
  }
  bool stands_as_heading(const std::vector<std::pair<std::size_t, std::size_t>>& cells) const {
    if (cells.size() != 1 || cells[0].second != 0) return false;
    const auto& row = text.lines[cells[0].first];
    if (row.cells.size() != 1 || row.heading) return row.cells.size() == 1;
    const auto& s = row.cells[0].text;
    return text.format != "html" && text.format != "markdown" && std::islower(static_cast<unsigned char>(s[0])) == 0 && count_words(s) <= 6;
  }
  // Boxes to tick beside it: no heading.
  bool asks_beside(const std::vector<std::pair<std::size_t, std::size_t>>& cells) const {
    return !cells.empty() && text.lines[cells[0].first].cells.size() > 1 && begins_with_box(text.lines[cells[0].first].cells[1].text);
  }
  // The section that we are in is that of the label, or holds it; what identifies provider and model may stand before any.
  bool at_home(const Label& label) const {
    if (label.id.find('.') == std::string::npos) return !field_in(label.id, section).empty();
    const auto home = section_of(label.id);
    return home == section || home.starts_with(topic + ".") || (topic.empty() && home[0] < '2') || home == "0";
  }

  std::string home_of(const Label& label) const { return label.id.find('.') == std::string::npos ? section_of(field_in(label.id, section)) : section_of(label.id); }

  bool found(const std::string& id) const {
    return std::ranges::any_of(out.marks, [&](const Mark& m) { return m.kind == MarkKind::field && m.id == id; });
  }
  std::string id_of(const Label& label) const {
    // A word that asks the same of the whole of the data, of this section.
    const auto shared = field_in(label.id == "1.3.a" && label.stems.size() == 1 ? "modality" : label.id, section);
    if (label.id == "1.3.c" && section == "2.3") return "2.3.f";
    return shared.empty() ? label.id : shared;
  }

  void consider(Best& best, const std::vector<Word>& words, const std::vector<std::pair<std::size_t, std::size_t>>& cells, std::size_t end, bool cut, std::string_view passage, bool marked = false, bool loose = false) const {
    std::vector<std::string> stems;
    for (const auto& w : words)
      if (std::ranges::find(stems, w.stem) == stems.end()) stems.push_back(w.stem);
    if (stems.empty()) return;
    for (const auto* language : languages)
      for (const auto& like : alike(*language, stems, loose ? 0.4 : 0.6)) {
        const Label& label = language->labels[static_cast<std::size_t>(like.label)];
        double score = like.score;
        // The shorter a label, the less may differ; it begins as the passage does.
        const std::size_t n = label.stems.size();
        if (label.brief) {
          if (label.section ? cut || marked || !stands_as_heading(cells) || score < 0.9 : !in_label_position(cells, marked) || !at_home(label)) continue;
          if (n == 1 ? trimmed(passage) != label.folded_text : score < (n == 2 ? 0.9 : 0.8)) continue;
          score -= 0.3;  // a question in full is the better reading
          if (score > best.score) best = {score, &label, cells, end, cut};
          continue;
        }
        if (n == 1 && trimmed(passage) != label.folded_text) continue;
        if (n == 1 && !label.section && !at_home(label)) score -= 0.5;  // a word may mean something else here
        if (std::ranges::find(label.stems, language->number_of(stems[0])) == label.stems.end()) {
          if (!loose) score -= 0.15;
          if (cells.size() > 1 && !shares_a_word(cells[0], label, *language)) continue;  // the answer before it
        }
        if (breaks_a_sentence(passage)) score -= 0.1;
        if (cells.size() == 1 && denies(*language, passage) && !denies(*language, label.folded_text)) score -= 0.15;  // "known", "not known"
        if (loose) {
          // Not in these words; but where a label belongs, in the section of the question, and nearer to it than to another one of it.
          if (label.section || n < 2 || home_of(label) != (section.empty() ? "0" : section) || score < 0.42 || found(id_of(label))) continue;
          score -= 0.01 * static_cast<double>(cells.size() - 1);
          const bool other = best.label != nullptr && id_of(*best.label) != id_of(label);
          if (score > best.score)
            best = {score, &label, cells, end, cut, other ? best.score : best.second};
          else if (other)
            best.second = std::max(best.second, score);
          continue;
        }
        if (score < (n == 1 ? 0.5 : n == 2 ? 0.95 : n <= 4 ? 0.84 : n <= 8 ? 0.74 : 0.62)) continue;
        if (label.section) {
          score += label.id == section ? -0.02 : 0;
          if (cut || asks_beside(cells)) continue;
        } else if (label.id != "modality" && label.id != "comments") {
          const auto home = section_of(label.id);
          score += home == section ? 0.06 : 0;
        } else if (field_in(label.id, section).empty()) {
          continue;
        }
        // The longer of two good matches has explained more of the page.
        score += 0.004 * static_cast<double>(stems.size());
        if (score > best.score) best = {score, &label, cells, end, cut};
      }
  }

  // Most lines are prose and end here: neither of their first two words is in a label.
  bool begins_like_a_label(const std::vector<Word>& words) const {
    for (std::size_t n = 0; n < std::min<std::size_t>(2, words.size()); ++n)
      for (const auto* language : languages)
        if (language->vocabulary.contains(words[n].stem)) return true;
    return false;
  }

  // Nothing but blank lines from `next` to the end of the page of `at`.
  bool turns_page(std::size_t at, std::size_t next) const {
    const std::size_t first = first_of_next_page(next);
    return first < lines && text.lines[first].page == text.lines[at].page + 1;
  }
  std::size_t first_of_next_page(std::size_t next) const {
    while (next < lines && text.lines[next].cells.empty()) ++next;
    return next;
  }
  // The passage goes on in its column as a sentence does, and nothing stands beside it: prose that sounds like a label.
  bool goes_on(const Best& best) const {
    const auto& [line, cell] = best.cells.back();
    const auto& s = text.lines[line].cells[cell].text;
    // A block of a page or a value of a file is whole.
    if (text.format == "html" || text.format == "json" || text.format == "yaml") return false;
    if (best.cut || s.empty() || s.back() == ':' || s.back() == '?') return false;
    if (s.back() == ',') return true;
    if (text.lines[line].cells.size() > cell + 1 || line + 1 >= lines) return false;
    const int column = text.lines[best.cells.front().first].cells[best.cells.front().second].column;
    for (const auto& below : text.lines[line + 1].cells)
      if (std::abs(below.column - column) <= 4) return std::islower(static_cast<unsigned char>(below.text[0])) != 0 && text.lines[line + 1].cells.size() == 1;
    return false;
  }

  Best best_at(std::size_t line, std::size_t cell, std::size_t from, bool loose = false) const {
    Best best;
    std::vector<Word> words;
    std::vector<std::pair<std::size_t, std::size_t>> cells;
    const int column = text.lines[line].cells[cell].column;
    std::size_t at = line;
    std::size_t in = cell;
    std::size_t begin = from;
    std::string broken_word;
    int skipped = 0;
    for (int n = 0; n < window_lines; ++n) {
      const std::string& s = text.lines[at].cells[in].text;
      cells.emplace_back(at, in);
      const std::string whole = broken_word + s.substr(begin);  // "Zu-" and "sammenfassung"
      const std::size_t ahead = broken_word.size();
      const auto here = words_of(whole);
      if (n == 0 && !loose && !begins_like_a_label(here)) return best;
      // At each mark that can end a question inside the cell.
      for (std::size_t i = begin; i < s.size(); ++i) {
        if (s[i] != '?' && s[i] != ':') continue;
        if (s[i] == ':' && (s.compare(i, 3, "://") == 0)) break;
        std::vector<Word> part = words;
        for (const auto& w : here)
          if (begin + w.end <= i + ahead) part.push_back(w);
        if (part.size() == words.size() && n == 0) continue;
        consider(best, part, cells, i + 1, utf8::trim(std::string_view(s).substr(i + 1)).size() > 1, std::string_view(s).substr(begin, i - begin), true, loose);
      }
      words.insert(words.end(), here.begin(), here.end());
      const bool broken = whole.size() > 2 && whole.ends_with('-') && whole[whole.size() - 2] != ' ';
      if (!broken && !goes_on({0, nullptr, cells, s.size(), false})) consider(best, words, cells, s.size(), false, std::string_view(s).substr(begin), false, loose);
      if (words.size() > 70 || s.ends_with('?') || s.ends_with(':')) break;  // a label that has ended
      // The next line of this column.
      bool found = false;
      std::size_t limit = at + 4;
      for (std::size_t next = at + 1; next < lines && next <= limit && !found; ++next) {
        const auto& row = text.lines[next];
        if (row.cells.empty() && turns_page(at, next)) {
          next = first_of_next_page(next) - 1;
          limit = next + 4;
          continue;
        }
        if (row.cells.empty() || !row.path.empty()) break;
        bool left = false;
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
          if (out.taken[next][c] != 0) continue;
          const int d = row.cells[c].column - column;
          if (d >= -4 && d <= 6 && begins_with_box(row.cells[c].text)) return best;  // its answer
          if (d >= -4 && d <= 6) {
            at = next;
            in = c;
            begin = 0;
            found = true;
            break;
          }
          if (d < -4) left = true;
        }
        if (!found && left && cell == 0) break;
        if (!found && ++skipped > 4) break;
      }
      if (!found) break;
      broken_word.clear();
      const auto& below = text.lines[at].cells[in].text;
      if (broken && std::isupper(static_cast<unsigned char>(below[0])) == 0) {
        if (!here.empty() && here.back().end + 1 == whole.size()) words.pop_back();
        const auto blank = whole.rfind(' ');
        broken_word = whole.substr(blank == std::string::npos ? 0 : blank + 1);
        broken_word.pop_back();
      }
    }
    return best;
  }

  // A question in somebody's own words, beside its answer: by the words that it shares with those of the section.
  Best loosely_at(std::size_t line, std::size_t from) const {
    const auto& row = text.lines[line];
    if (row.heading && row.cells.size() == 1 && row.path.empty()) return {};
    const Best best = best_at(line, 0, from, true);
    if (best.label == nullptr || best.score < best.second + 0.08) return {};
    const auto& [last, cell] = best.cells.back();
    const auto& s = text.lines[last].cells[cell].text;
    return in_label_position({best.cells.front()}, best.cut || s.ends_with(':') || s.ends_with('?')) ? best : Best{};
  }

  void accept(const Best& best) {
    Mark m;
    m.kind = best.label->section ? MarkKind::heading : MarkKind::field;
    m.id = best.label->id;
    if (m.kind == MarkKind::heading) {
      section = topic = m.id;
    } else {
      m.id = id_of(*best.label);
      section = section_of(m.id);
    }
    m.likeness = std::min(1.0, best.score);
    m.first_line = best.cells.front().first;
    m.last_line = best.cells.back().first;
    m.column = text.lines[m.first_line].cells[best.cells.front().second].column;
    for (const auto& [l, c] : best.cells) out.taken[l][c] = 1;
    const auto& last = text.lines[best.cells.back().first].cells[best.cells.back().second].text;
    std::string_view rest = utf8::trim(std::string_view(last).substr(best.end));
    while (rest.starts_with(":") || rest.starts_with("?")) rest = utf8::trim(rest.substr(1));
    m.rest = std::string(rest);
    out.marks.push_back(std::move(m));
  }

  void plain_mark(MarkKind kind, std::string id, std::size_t line, std::size_t cell, std::string rest) {
    Mark m;
    m.kind = kind;
    m.id = std::move(id);
    m.first_line = m.last_line = line;
    m.column = text.lines[line].cells[cell].column;
    m.likeness = 0.5;
    m.rest = std::move(rest);
    out.taken[line][cell] = 1;
    out.marks.push_back(std::move(m));
  }

  // A second question in the same cell: "Version: v1 - Last update: 3 March".
  void split_rest() {
    for (;;) {
      Mark& m = out.marks.back();
      if (m.kind != MarkKind::field || m.rest.size() < 8) return;
      std::size_t cut = std::string::npos;
      std::size_t colon = 0;
      const Label* label = nullptr;
      for (const std::string_view divider : {" - ", " – ", " | ", "; ", " — ", ". "}) {
        const std::size_t at = m.rest.find(divider);
        if (at == std::string::npos || at > cut) continue;
        const std::size_t from = at + divider.size();
        const std::size_t end = m.rest.find(':', from);
        if (end == std::string::npos || end - from > 80) continue;
        Best best;
        consider(best, words_of(std::string_view(m.rest).substr(from, end - from)), {}, end + 1, true, std::string_view(m.rest).substr(from, end - from));
        if (best.label == nullptr || best.label->section || best.score < 0.85) continue;
        cut = at;
        colon = end + 1;
        label = best.label;
      }
      if (label == nullptr) return;
      Mark next = m;
      next.id = label->id;
      next.rest = std::string(utf8::trim(std::string_view(m.rest).substr(colon)));
      m.rest.resize(cut);
      out.marks.push_back(std::move(next));
    }
  }

  // A line of a file that pairs keys with values: the key is an id, a number, or words.
  void keyed(std::size_t line) {
    const auto& row = text.lines[line];
    // Behind the end of an object its subject is past.
    while (!above.empty() && !row.path.starts_with(above.back().path + "/")) {
      section = topic = above.back().section;
      above.pop_back();
    }
    // What lies below a question is its answer.
    if (!out.marks.empty() && out.marks.back().kind == MarkKind::field && row.path.starts_with(text.lines[out.marks.back().first_line].path + "/")) return;
    const Prefix p = prefix_of(row.cells[0].text);
    const std::string id = p.suffix.empty() ? "" : p.number + "." + p.suffix;
    if (!id.empty() && built_in_template().field(id) != nullptr) {
      plain_mark(MarkKind::field, id, line, 0, "");
      section = section_of(id);
      out.marks.back().whole_row = true;
      return;
    }
    const bool heading = row.cells.size() == 1;
    if (heading && is_section(p.number)) {
      above.push_back({row.path, topic});
      plain_mark(MarkKind::heading, p.number, line, 0, "");
      section = topic = p.number;
      return;
    }
    Best best = best_at(line, 0, p.length);
    if (best.label == nullptr) best = loosely_at(line, p.length);
    if (best.label != nullptr && (heading || !best.label->section)) {
      if (best.label->section) above.push_back({row.path, topic});
      accept(best);
      out.marks.back().whole_row = !best.label->section;
    } else if (!heading) {
      plain_mark(MarkKind::foreign, "", line, 0, "");
    }
  }

  void run() {
    bool last_section_seen = false;
    long list_number = 0;  // of the list that we are in: "3. " before "4. "
    for (std::size_t line = 0; line < lines; ++line) {
      const auto& row = text.lines[line];
      if (!row.path.empty()) {
        if (!row.cells.empty() && row.heading) keyed(line);
        continue;
      }
      for (std::size_t cell = 0; cell < row.cells.size(); ++cell) {
        if (out.taken[line][cell] != 0 || begins_with_box(row.cells[cell].text)) continue;
        const auto& s = row.cells[cell].text;
        const Prefix p = prefix_of(s);
        const std::string id = p.suffix.empty() ? "" : p.number + "." + p.suffix;
        Best best = best_at(line, cell, p.length);
        // A number of the template speaks for the heading that bears it; one that contradicts it, against.
        if (best.label != nullptr && best.label->section && is_section(p.number) && best.label->id != p.number) {
          const auto& template_number = p.number;
          for (const auto* language : languages)
            for (const auto& like : alike(*language, [&] { std::vector<std::string> v; for (const auto& w : words_of(std::string_view(s).substr(p.length))) v.push_back(w.stem); return v; }(), 0.4)) {
              const Label& label = language->labels[static_cast<std::size_t>(like.label)];
              if (label.section && label.id == template_number && like.score > best.score - 0.3) best.label = &label;
            }
        }
        if (best.label != nullptr) {
          accept(best);
          split_rest();
          last_section_seen = last_section_seen || section.starts_with("3.");
          list_number = 0;
          continue;
        }
        if (!id.empty() && built_in_template().field(id) != nullptr) {
          plain_mark(MarkKind::field, id, line, cell, s.substr(p.length));
          section = section_of(id);
          continue;
        }
        if (cell == 0 && p.number.empty()) {
          if (const Best own = loosely_at(line, p.length); own.label != nullptr) {
            accept(own);
            continue;
          }
        }
        if (cell != 0 || p.number.empty() || p.length >= s.size()) continue;
        const char32_t letter = [&] { std::size_t i = p.length; return utf8::next(s, i); }();
        const bool word = letter >= 0x80 || std::isupper(static_cast<int>(letter)) != 0;
        const bool plain = p.number.find('.') == std::string::npos;
        const bool of_list = plain && std::stol(p.number) == list_number + 1;
        if (plain && (of_list || p.number == "1")) list_number = std::stol(p.number);
        if (!word || of_list) continue;
        if (is_section(p.number) && p.number.find('.') != std::string::npos && count_words(s) <= 30) {
          plain_mark(MarkKind::heading, p.number, line, cell, "");
          section = topic = p.number;
        } else if (p.number[0] >= '4' && p.number.size() <= 3 && last_section_seen && row.cells.size() == 1 && count_words(s) <= 10 && s.back() != '.') {
          plain_mark(MarkKind::end, "", line, cell, "");
        } else if (p.number.find('.') != std::string::npos && p.number[0] <= '3' && p.number.find('.') != p.number.rfind('.')) {
          plain_mark(MarkKind::foreign, "", line, cell, "");
        }
      }
    }
  }
};

double recognised(const Located& found) {
  std::set<std::string> seen;
  double sum = 0;
  for (const auto& m : found.marks)
    if ((m.kind == MarkKind::field || m.kind == MarkKind::heading) && m.likeness > 0.5 && seen.insert(m.id).second) sum += m.likeness;
  return sum;
}

}  // namespace

std::string section_of(std::string_view field) { return std::string(field.substr(0, field.rfind('.'))); }

std::string field_in(std::string_view shared, std::string_view section) {
  static const std::map<std::string, std::string, std::less<>> modality = {
      {"1.3", "1.3.a"}, {"2.1", "2.1.b"}, {"2.2.1", "2.2.1.b"}, {"2.2.2", "2.2.2.b"}, {"2.3", "2.3.g"}, {"2.4", "2.4.d"}, {"2.5", "2.5.b"}};
  static const std::map<std::string, std::string, std::less<>> comments = {
      {"1.3", "1.3.g"}, {"2.1", "2.1.e"}, {"2.2.1", "2.2.2.e"}, {"2.2.2", "2.2.2.e"}, {"2.3", "2.3.i"}, {"2.4", "2.4.e"}, {"2.5", "2.5.e"}, {"2.6", "2.6.c"}, {"3.1", "3.1.c"}, {"3.2", "3.3.a"}, {"3.3", "3.3.a"}};
  static const std::map<std::string, std::string, std::less<>> used = {
      {"2.1", "2.1.a"}, {"2.2.1", "2.2.1.a"}, {"2.2.2", "2.2.2.a"}, {"2.3", "2.3.a"}, {"2.5", "2.5.a"}, {"2.6", "2.6.a"}};
  static const std::map<std::string, std::string, std::less<>> none;
  const auto& table = shared == "modality" ? modality : shared == "comments" ? comments : shared == "used" ? used : none;
  const auto it = table.find(section);
  return it == table.end() ? "" : it->second;
}

Located locate(const PlacedText& text, const Labels& labels) {
  const std::size_t lines = std::min(text.lines.size(), max_lines);
  const auto find = [&](const std::vector<const Language*>& languages, std::size_t most) {
    Finder finder{text, languages, most};
    for (std::size_t n = 0; n < most; ++n) finder.out.taken.emplace_back(text.lines[n].cells.size(), 0);
    finder.run();
    return std::move(finder.out);
  };
  // The language that explains most; English beside it, since many mix.
  const Language* chosen = &labels.languages[0];
  double most = -1;
  for (const auto& language : labels.languages) {
    const std::vector<const Language*> one = {&language};
    const double sum = recognised(find(one, std::min(lines, lines_that_tell_the_language))) + (language.code == "en" ? 0.5 : 0) + (text.language.starts_with(language.code) ? 0.5 : 0);
    if (sum > most) {
      most = sum;
      chosen = &language;
    }
  }
  std::vector<const Language*> languages = {chosen};
  if (chosen != &labels.languages[0]) languages.push_back(&labels.languages[0]);
  Located out = find(languages, lines);
  out.language = chosen->code;
  return out;
}

}  // namespace accord::summary::check
