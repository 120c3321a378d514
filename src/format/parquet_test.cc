// Rows as documents, over a file of columns that stands in memory: no Arrow is needed here.
#include "format/parquet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "format/corpus_test_help.h"

namespace accord::format {
namespace {

using namespace test;

// A piece of a column as its reader gives it: cells, lost ones, or the end of what can be read.
struct Piece {
  std::vector<std::string_view> texts{};
  std::vector<double> numbers{};
  std::size_t lost = 0;
  std::string problem{};
};

constexpr std::string_view null_text{};
const double null_number = std::nan("");

struct MemoryColumn {
  Column column;
  std::vector<Piece> pieces;
  bool complete = false;
};

class MemoryFile final : public ColumnFile {
 public:
  // Each group has the same columns.
  MemoryFile(std::vector<MemoryColumn> columns, std::vector<std::uint64_t> rows) : data_(std::move(columns)) {
    for (const auto& c : data_) columns_.push_back(c.column);
    for (const auto n : rows) groups_.push_back({n, 0});
  }
  const std::vector<Column>& columns() const override { return columns_; }
  const std::vector<RowGroup>& groups() const override { return groups_; }
  bool complete(std::size_t, std::size_t c) const override { return data_[c].complete; }
  std::unique_ptr<ColumnReader> read(std::size_t, const std::vector<std::size_t>& chosen, std::uint64_t,
                                     std::string& problem) const override {
    read_ = chosen;
    if (!refuse.empty()) return problem = refuse, nullptr;
    return std::make_unique<Reader>(*this, chosen);
  }
  std::string refuse{};
  mutable std::vector<std::size_t> read_{};  // the columns that were asked for last

 private:
  class Reader final : public ColumnReader {
   public:
    Reader(const MemoryFile& file, std::vector<std::size_t> chosen) : file_(file), chosen_(std::move(chosen)), next_(chosen_.size()) {}
    Run next(std::size_t i, std::string& problem) override {
      const auto& pieces = file_.data_[chosen_[i]].pieces;
      if (next_[i] == pieces.size()) return {};
      const auto& p = pieces[next_[i]++];
      problem = p.problem;
      if (p.lost != 0) return {.size = p.lost, .lost = true};
      return {.size = std::max(p.texts.size(), p.numbers.size()), .texts = p.texts.data(), .numbers = p.numbers.data()};
    }

   private:
    const MemoryFile& file_;
    std::vector<std::size_t> chosen_, next_;
  };
  std::vector<MemoryColumn> data_;
  std::vector<Column> columns_;
  std::vector<RowGroup> groups_;
};

MemoryColumn text(std::vector<std::string> path, std::vector<Piece> pieces, bool complete = false) {
  return {{std::move(path), CellKind::text}, std::move(pieces), complete};
}

struct Seen {
  Keep keep;
  ReadStatus status;
};
Seen read(const MemoryFile& file, const ReadOptions& options = {}) {
  Seen s;
  EXPECT_TRUE(read_row_groups(file, 0, file.groups().size(), options, s.keep, s.status));
  return s;
}

TEST(Parquet, columns_mean_what_fields_of_their_names_mean) {
  const MemoryFile file({text({"raw_content"}, {{.texts = {"one", "two"}}}),
                         text({"meta", "url"}, {{.texts = {"http://a.org/", null_text}}}),
                         text({"meta.url"}, {{.texts = {"http://wrong.org/", "http://wrong.org/"}}}),
                         {{{"timestamp"}, CellKind::instant}, {{.numbers = {1.7e9, null_number}}}},
                         {{{"token_count"}, CellKind::number}, {{.numbers = {null_number, 7}}}},
                         {{{"text"}, CellKind::none}, {}}},
                        {2});
  const auto s = read(file);
  ASSERT_EQ(s.keep.all.size(), 2U);
  EXPECT_EQ(s.keep.all[0].text, "one");
  EXPECT_EQ(s.keep.all[0].url, "http://a.org/");
  EXPECT_EQ(s.keep.all[0].day, 19675);
  EXPECT_EQ(s.keep.all[0].tokens, not_declared);
  EXPECT_EQ(s.keep.all[1].url, "");
  EXPECT_EQ(s.keep.all[1].day, no_day);
  EXPECT_EQ(s.keep.all[1].tokens, 7U);
  EXPECT_EQ(s.keep.all[1].place, (Place{0, 1}));
  EXPECT_EQ(file.read_, (std::vector<std::size_t>{0, 1, 3, 4}));  // and no other
}

TEST(Parquet, an_instant_is_a_date_and_nothing_else_and_never_milliseconds) {
  const MemoryFile file({text({"text"}, {{.texts = {"a", "b", "c"}}}),
                         {{{"date"}, CellKind::instant}, {{.numbers = {-1e9, 1.7e12, 1.7e9}}}},
                         {{{"token_count"}, CellKind::instant}, {{.numbers = {1, 2, 3}}}}},
                        {3});
  const auto s = read(file);
  EXPECT_EQ(s.keep.all[0].day, no_day);
  EXPECT_EQ(s.keep.all[1].day, no_day);
  EXPECT_EQ(s.keep.all[2].day, 19675);
  EXPECT_EQ(s.keep.all[2].tokens, not_declared);
}

TEST(Parquet, a_second_choice_is_read_only_where_the_first_may_be_without) {
  const auto columns = [](bool complete) {
    return std::vector{text({"content"}, {{.texts = {"second", "second"}}}),
                       text({"text"}, {{.texts = {"first", complete ? std::string_view("first") : null_text}}}, complete)};
  };
  const MemoryFile gaps(columns(false), {2}), whole(columns(true), {2});
  EXPECT_EQ(read(gaps).keep.all[1].text, "second");
  EXPECT_EQ(gaps.read_.size(), 2U);
  EXPECT_EQ(read(whole).keep.all[1].text, "first");
  EXPECT_EQ(whole.read_, (std::vector<std::size_t>{1}));
}

TEST(Parquet, identifiers_are_read_for_whom_they_concern_and_where_they_may_be_the_address) {
  const auto columns = [](bool complete) {
    return std::vector{text({"id"}, {{.texts = {"http://a.org/", "2"}}}), text({"source"}, {{.texts = {"s", "s"}}}),
                       text({"text"}, {{.texts = {"a", "b"}}}),
                       text({"url"}, {{.texts = {complete ? std::string_view("http://b.org/") : null_text, "http://c.org/"}}}, complete)};
  };
  const MemoryFile gaps(columns(false), {2}), whole(columns(true), {2});
  EXPECT_EQ(read(whole).keep.all[1].id, "2");
  EXPECT_EQ(whole.read_.size(), 4U);
  EXPECT_EQ(read(whole, {.naming = false}).keep.all[0].url, "http://b.org/");
  EXPECT_EQ(whole.read_, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(read(gaps, {.naming = false}).keep.all[0].url, "http://a.org/");
  EXPECT_EQ(gaps.read_, (std::vector<std::size_t>{0, 2, 3}));
}

TEST(Parquet, without_a_column_of_text_or_addresses_nothing_is_read_and_every_row_is_skipped) {
  const MemoryFile file({{{{"token_count"}, CellKind::number}, {}}, text({"name"}, {})}, {5, 4});
  const auto s = read(file);
  EXPECT_EQ(s.status.reasons.at("no text field").count, 9U);
  EXPECT_EQ(s.status.skipped, 9U);
  EXPECT_TRUE(file.read_.empty());
}

TEST(Parquet, lost_cells_of_one_column_cost_their_rows_and_stand_at_the_first_of_them) {
  const MemoryFile file(
      {text({"text"}, {{.texts = {"0", "1"}}, {.lost = 3, .problem = "page with a wrong checksum"}, {.texts = {"5", "6", "7"}}}),
       text({"url"}, {{.texts = {"a", "b", "c", "d"}}, {.lost = 2, .problem = "damaged page"}, {.texts = {"g", "h"}}})},
      {8});
  const auto s = read(file);
  ASSERT_EQ(s.keep.all.size(), 4U);
  EXPECT_EQ(s.keep.all[2].text, "6");
  EXPECT_EQ(s.keep.all[2].url, "g");
  EXPECT_EQ(s.status.reasons.at("page with a wrong checksum").count, 3U);
  EXPECT_EQ(s.status.reasons.at("page with a wrong checksum").places, (std::vector{Place{0, 2}}));
  EXPECT_EQ(s.status.reasons.at("damaged page").count, 1U);
  EXPECT_EQ(s.status.reasons.at("damaged page").places, (std::vector{Place{0, 5}}));
  EXPECT_EQ(s.status.state, InputState::damaged);
  EXPECT_EQ(say({0, 5}, s.status.in_rows), "row group 0, row 5");
}

TEST(Parquet, a_column_that_cannot_be_read_on_costs_the_rest_of_its_group_and_no_other) {
  const MemoryFile file({text({"text"}, {{.texts = {"0", "1", "2"}}, {.problem = "damaged page"}})}, {5, 3});
  const auto s = read(file);
  EXPECT_EQ(s.keep.all.size(), 6U);
  EXPECT_EQ(s.status.skipped, 2U);
  EXPECT_EQ(s.status.reasons.at("damaged page").places, (std::vector{Place{0, 3}}));
  MemoryFile refused({text({"text"}, {})}, {5});
  refused.refuse = "encrypted";
  EXPECT_EQ(read(refused).status.reasons.at("encrypted").count, 5U);
}

TEST(Parquet, what_is_no_text_or_too_large_is_skipped) {
  const MemoryFile file({text({"text"}, {{.texts = {"good", "\xff\xfe", "too large for this", "", null_text}}})}, {5});
  const auto s = read(file, {.largest_record = 10});
  EXPECT_EQ(s.keep.all.size(), 2U);
  EXPECT_EQ(s.status.reasons.at("not UTF-8").places, (std::vector{Place{0, 1}}));
  EXPECT_EQ(s.status.reasons.at("record over the cap").places, (std::vector{Place{0, 2}}));
  EXPECT_EQ(s.status.reasons.at("no text field").places, (std::vector{Place{0, 4}}));
}

// However the cells of columns are cut into runs, and wherever reading goes on, every row is a document or skipped, once.
RC_GTEST_PROP(Parquet, rows_do_not_depend_on_runs_or_on_where_reading_goes_on, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 60);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < rows; i++) words.push_back("word " + std::to_string(i));
  std::vector<bool> lost(rows, false);
  const auto column = [&](std::vector<std::string> path) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < rows;) {
      const auto n = std::min(rows - at, *rc::gen::inRange<std::size_t>(1, 20));
      Piece p;
      if (*rc::gen::inRange(0, 4) == 0) {
        p.lost = n;
        p.problem = "damaged page";
        for (std::size_t i = at; i < at + n; i++) lost[i] = true;
      } else {
        for (std::size_t i = at; i < at + n; i++) p.texts.push_back(words[i]);
      }
      pieces.push_back(std::move(p));
      at += n;
    }
    return text(std::move(path), std::move(pieces));
  };
  const MemoryFile file({column({"text"}), column({"url"})}, {rows});
  const auto whole = read(file);
  std::size_t next = 0;
  for (std::size_t i = 0; i < rows; i++) {
    if (lost[i]) continue;
    RC_ASSERT(whole.keep.all.at(next).text == words[i]);
    RC_ASSERT(whole.keep.all[next].url == words[i]);
    RC_ASSERT(whole.keep.all[next++].place == (Place{0, i}));
  }
  RC_ASSERT(next == whole.keep.all.size());
  RC_ASSERT(whole.status.skipped == rows - next);
  const auto from = *rc::gen::inRange<std::size_t>(0, rows);
  const auto rest = read(file, {.from = Place{0, from}});
  RC_ASSERT(rest.status.documents + rest.status.skipped == rows - from);
}

TEST(JsonLines, portions_hold_every_line_once_wherever_they_are_cut) {
  std::string lines = "{\"text\":\"first\"}\n\n{\"text\":\"" + std::string(300, 'x') + "\"}\n";
  for (int i = 0; i < 20; i++) lines += "{\"text\":\"" + std::to_string(i) + "\"}\n" + (i % 7 == 0 ? "no JSON\n" : "");
  lines += "{\"text\":\"cut o";
  const auto portion = [&](std::uint64_t from, std::uint64_t to, Seen& s) {
    Window window(memory_stream(lines, 64));
    ReadStatus status;
    EXPECT_TRUE(read_json_lines(window, {.largest_record = 200, .from = Place{from, 0}, .until = to}, s.keep, status));
    s.status.merge(status);
  };
  Seen whole;
  portion(0, lines.size(), whole);
  EXPECT_EQ(whole.status.reasons.count("record over the cap") + whole.status.reasons.count("truncated"), 2U);
  for (std::size_t a = 0; a <= lines.size(); a += 3) {
    for (const std::size_t more : {std::size_t(0), std::size_t(1), std::size_t(17), lines.size() - a}) {
      const auto b = std::min(a + more, lines.size());
      Seen s;
      portion(0, a, s);
      portion(a, b, s);
      portion(b, lines.size(), s);
      ASSERT_EQ(s.keep.all.size(), whole.keep.all.size()) << a << " " << b;
      ASSERT_EQ(s.status.skipped, whole.status.skipped) << a << " " << b;
      ASSERT_EQ(s.status.state, whole.status.state);
      for (const auto& [what, reason] : whole.status.reasons) ASSERT_EQ(s.status.reasons[what].places, reason.places) << what;
    }
  }
}

}  // namespace
}  // namespace accord::format
