// Labels and values stand side by side, one beneath the other, or on one line; on a laid-out page a value may begin
// above its label, because a table centres the one on the other. Which lines of the right column belong to which label
// is the cheapest of all divisions: a value begins or is centred with its label, and breaks at blank lines.
#include "summary/check/answers.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "base/utf8.h"
#include "summary/check/table.h"

namespace accord::summary::check {

namespace {

constexpr std::size_t most_movable = 40;  // lines between two labels that may belong to the later one

struct Rows {
  const PlacedText& text;
  const Located& found;
  std::vector<std::size_t> begins{};  // by mark: the first line of its answer
  bool centred = false;               // labels and values share their middle, else their first line

  bool free_cell(std::size_t line, std::size_t cell) const { return found.taken[line][cell] == 0; }
  bool has_value(std::size_t line, int right_of) const {
    const auto& row = text.lines[line];
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      if (free_cell(line, c) && row.cells[c].column > right_of) return true;
    return false;
  }
  // All that stands on the line is to the right of the labels' column.
  bool only_right(std::size_t line, int column) const {
    const auto& row = text.lines[line];
    if (row.cells.empty()) return false;
    return std::ranges::all_of(row.cells, [&](const Cell& c) { return c.column > column; });
  }

  bool beside(const Mark& m) const {
    for (std::size_t line = m.first_line; line <= m.last_line; ++line)
      if (has_value(line, m.column + 8)) return true;
    return false;
  }

  double misfit(const Mark& m, std::size_t top, std::size_t bottom, bool empty) const {
    if (empty) return 3;
    const double first = std::abs(static_cast<double>(top) - static_cast<double>(m.first_line));
    const double middle = std::abs(static_cast<double>(top + bottom) / 2 - static_cast<double>(m.first_line + m.last_line) / 2);
    return std::min(4.0, centred ? std::max(0.0, middle - 0.6) : first);  // half a line is a matter of rounding
  }

  // The cost of a break between two lines of the right column.
  double broken(std::optional<std::size_t> above, std::size_t below) const {
    if (!above) return 0;
    std::size_t blank = 0;  // wholly: a line that holds a part of a label divides nothing
    for (std::size_t line = *above + 1; line < below; ++line) blank += text.lines[line].cells.empty() ? 1 : 0;
    if (blank > 0 && text.lines[*above].page == text.lines[below].page) return -1.5 - 0.25 * static_cast<double>(std::min<std::size_t>(blank - 1, 4));
    if (text.lines[below].cells.empty() || text.lines[*above].cells.empty()) return 0;
    const auto& up = text.lines[*above].cells.back().text;
    const auto& down = text.lines[below].cells.back().text;
    const char last = up.back();
    std::size_t i = 0;
    const char32_t next = utf8::next(down, i);
    const bool goes_on = last != '.' && last != '?' && last != '!' && last != ':' && ((next < 0x80 && (std::islower(static_cast<int>(next)) != 0 || next == '/')) || last == ',' || last == '(' || last == '-' || last == '/');
    // A hole in the column, beside a line of the label, speaks a little for a break.
    return (goes_on ? 2.5 : 0.5) - (below > *above + 1 ? 0.3 : 0);
  }

  // Decides where each answer begins, between the label before it and its own; gives what that costs.
  double divide() {
    const auto& marks = found.marks;
    begins.resize(marks.size());
    for (std::size_t n = 0; n < marks.size(); ++n) begins[n] = marks[n].first_line;
    // Runs of marks whose neighbours compete for lines.
    struct State {
      std::size_t begin;
      double cost;
      std::size_t from;  // index into the states before
    };
    std::vector<std::vector<State>> states(marks.size());
    for (std::size_t n = 0; n < marks.size(); ++n) {
      const Mark& m = marks[n];
      std::vector<std::size_t> candidates = {m.first_line};
      const std::size_t after = n == 0 ? 0 : marks[n - 1].last_line + 1;
      if (m.kind == MarkKind::field && !m.whole_row && text.lines[m.first_line].path.empty()) {
        for (std::size_t line = m.first_line; line-- > after && m.first_line - line <= most_movable;) {
          if (text.lines[line].cells.empty()) continue;
          if (!only_right(line, m.column + 8)) break;
          candidates.push_back(line);
        }
      }
      for (const std::size_t begin : candidates) {
        State best{begin, 1e18, 0};
        const std::size_t before = n == 0 ? 1 : states[n - 1].size();
        for (std::size_t p = 0; p < before; ++p) {
          double cost = n == 0 ? 0 : states[n - 1][p].cost;
          if (n > 0 && (marks[n - 1].kind == MarkKind::field)) {
            const Mark& earlier = marks[n - 1];
            const std::size_t top_limit = states[n - 1][p].begin;
            std::optional<std::size_t> top;
            std::optional<std::size_t> bottom;
            for (std::size_t line = top_limit; line < begin; ++line)
              if (has_value(line, earlier.column + 8) || (line == earlier.last_line && !earlier.rest.empty())) {
                if (!top) top = line;
                bottom = line;
              }
            cost += misfit(earlier, top.value_or(0), bottom.value_or(0), !top);
            cost += broken(bottom, begin);
          } else if (n > 0 || begin > 0) {
            // A heading has no value: what stands to the right between it and the label is the label's.
            for (const std::size_t line : candidates)
              if (line < begin && line != m.first_line) cost += 2;
          }
          if (cost < best.cost) best = {begin, cost, p};
        }
        states[n].push_back(best);
      }
    }
    std::size_t state = 0;
    double total = 0;
    for (std::size_t n = marks.size(); n-- > 0;) {
      if (n + 1 == marks.size()) {
        for (std::size_t s = 0; s < states[n].size(); ++s)
          if (states[n][s].cost < states[n][state].cost) state = s;
        total = states[n][state].cost;
      }
      begins[n] = states[n][state].begin;
      state = states[n][state].from;
    }
    return total;
  }

  // The free cells of mark `n`, line by line.
  std::string value(std::size_t n) const {
    const auto& marks = found.marks;
    const Mark& m = marks[n];
    const std::size_t end = n + 1 < marks.size() ? std::max(begins[n + 1], m.first_line) : std::min(text.lines.size(), found.taken.size());
    const bool columns = beside(m);
    std::string out = m.rest;
    for (std::size_t line = begins[n]; line < end || (line <= m.last_line && line < found.taken.size()); ++line) {
      // A line that the next label shares is divided between the two by its cells.
      const auto& row = text.lines[line];
      std::string here;
      for (std::size_t c = 0; c < row.cells.size(); ++c) {
        if (!free_cell(line, c)) continue;
        if (columns && row.cells[c].column < m.column - 4) continue;
        if (line >= end && row.cells[c].column <= m.column + 8) continue;
        here += (here.empty() ? "" : "  ") + row.cells[c].text;
      }
      if (!here.empty()) out += (out.empty() ? "" : "\n") + here;
    }
    return out;
  }
};

void add(std::string& to, const std::string& more) {
  if (more.empty()) return;
  if (!to.empty()) to += "\n";
  to += more;
}

}  // namespace

Answers answers_of(const PlacedText& text, const Labels& labels) {
  const Located found = locate(text, labels);
  Answers out;
  out.language = found.language;
  // A page centres all of its rows or none.
  Rows rows{text, found};
  Rows centred{text, found, {}, true};
  const double cost = rows.divide();
  if (centred.divide() < cost) rows.begins = centred.begins;

  const std::size_t first = found.marks.empty() ? found.taken.size() : found.marks[0].first_line;
  for (std::size_t line = 0; line < first && out.opening.size() < 4000; ++line)
    for (const auto& cell : text.lines[line].cells) add(out.opening, cell.text);

  TableOfModalities table(labels, found.language);
  bool table_header = false;
  std::string section;
  for (std::size_t n = 0; n < found.marks.size(); ++n) {
    const Mark& m = found.marks[n];
    if (m.kind == MarkKind::end) break;
    const std::string value = rows.value(n);
    if (m.kind == MarkKind::heading) {
      section = m.id;
      out.places.emplace(section, place_of(text.lines[m.first_line]));
      add(out.prose[section], value);
      table_header = false;
      continue;
    }
    if (m.kind == MarkKind::foreign) continue;
    section = section_of(m.id);
    Answer& answer = out.fields[m.id];
    if (!answer.asked) answer.place = place_of(text.lines[m.first_line]);
    answer.asked = true;
    // Two of modality, size and content on one line are the head of a table; what follows belongs to all three.
    const bool of_table = m.id == "1.3.a" || m.id == "1.3.b" || m.id == "1.3.c";
    const auto shares_line = [&](std::size_t other) {
      return other < found.marks.size() && section_of(found.marks[other].id) == "1.3" && found.marks[other].id <= "1.3.c" && found.marks[other].id != m.id && found.marks[other].kind == MarkKind::field &&
             found.marks[other].first_line <= m.last_line + 2 && m.first_line <= found.marks[other].last_line + 2 && std::abs(found.marks[other].column - m.column) > 8;
    };
    table_header = of_table && (table_header || shares_line(n + 1) || (n > 0 && shares_line(n - 1)));
    if (table_header) {
      table.add(value);
      answer.in_table = true;
    } else {
      add(answer.text, value);
    }
  }
  // A summary without that table says it below the heading.
  const auto stated = [&](const char* id) { return out.fields.contains(id) && !out.fields[id].text.empty(); };
  if (!stated("1.3.a") || !stated("1.3.b") || !stated("1.3.c")) {
    if (const auto it = out.prose.find("1.3"); it != out.prose.end()) table.add(it->second);
    if (stated("1.3.b")) table.add(out.fields["1.3.b"].text);
    table.finish();
    for (const auto& [id, part] : table.parts()) {
      Answer& answer = out.fields[id];
      if (!answer.text.empty() || part.empty()) continue;
      answer.text = part;
      answer.asked = true;
      answer.in_table = true;
      if (answer.place.empty()) answer.place = out.places["1.3"];
    }
  }
  return out;
}

}  // namespace accord::summary::check
