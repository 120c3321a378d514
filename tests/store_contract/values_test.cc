// Values, order, snapshots and long results: what a reader of either database sees.
#include <fstream>
#include <limits>

#include "store/many_rows.h"
#include "store_contract/contract.h"

namespace accord::store {
namespace {

using Values = Contract;
ON_EACH_DATABASE(Values);

TEST_P(Values, AWriterReadsWhatItWroteAndSoDoesEveryoneAfterwards) {
  auto db = at_.open();
  const auto seen = db->write([](Writer& w) -> Result<std::string> {
    ACCORD_CHECK(add_note(w, 7, "mine"));
    return w.row("SELECT body FROM note WHERE id = ?", {std::int64_t{7}})->text(0);
  });
  EXPECT_EQ(seen.value(), "mine");
  EXPECT_EQ(db->read([](Reader& r) -> Result<std::string> { return r.row("SELECT body FROM note")->text(0); }).value(), "mine");
}

TEST_P(Values, TextComesBackByteForByte) {
  const std::vector<std::string> texts = {"",
                                          " ",
                                          "O'Neill said \"?\" -- and /* left */ $1 :p1 \\ \\x00",
                                          "caf\u00e9 cafe\u0301",
                                          "\U0001F5F3\U0001D54F \U0010FFFF",
                                          "line\nline\r\n\ttab",
                                          std::string(1'000'000, 'x') + "\u20ac"};
  auto db = at_.open();
  for (std::size_t i = 0; i < texts.size(); ++i)
    ASSERT_TRUE(db->write([&](Writer& w) { return add_note(w, static_cast<std::int64_t>(i), texts[i]); }));
  const auto rows = db->read([](Reader& r) -> Result<std::vector<Row>> { return r.rows("SELECT body FROM note ORDER BY id"); }).value();
  ASSERT_EQ(rows.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_TRUE(rows[i].text(0) == texts[i]) << i;
}

TEST_P(Values, NumbersAndNullsKeepTheirKind) {
  using Limits = std::numeric_limits<std::int64_t>;
  auto db = at_.open();
  const auto row = db->write([](Writer& w) -> Result<Row> {
    w.execute("INSERT INTO note (id, number, weight) VALUES (?, ?, ?)", {Limits::max(), Limits::min(), 0.1});
    return *w.row("SELECT id, number, weight, body, (body IS NULL AND weight > 0) FROM note");
  });
  ASSERT_TRUE(row);
  EXPECT_EQ(row->integer(0), Limits::max());
  EXPECT_EQ(row->integer(1), Limits::min());
  EXPECT_EQ(row->real(2), 0.1);
  EXPECT_TRUE(row->is_null(3));
  EXPECT_EQ(row->maybe_text(3), std::nullopt);
  EXPECT_EQ(row->integer(4), 1);
}

TEST_P(Values, ExpressionsHaveTheTypeThatTheyAreOf) {
  auto db = at_.open();
  const auto row = db->write([](Writer& w) -> Result<Row> {
    for (const std::int64_t id : {1, 2})
      w.execute("INSERT INTO note (id, number) VALUES (?, ?)", {id, std::int64_t{9'007'199'254'740'993}});
    return *w.row(
        "SELECT count(*), sum(number) - 1, max(id), coalesce(body, 'none'), id * 1.5 FROM note WHERE id > ? OR ? IS NULL GROUP BY body, id "
        "ORDER BY id",
        {std::int64_t{1}, std::monostate{}});
  });
  ASSERT_TRUE(row);
  EXPECT_EQ(row->integer(0), 1);
  EXPECT_EQ(row->integer(1), 9'007'199'254'740'992);
  EXPECT_EQ(row->integer(2), 1);
  EXPECT_EQ(row->text(3), "none");
  EXPECT_EQ(row->real(4), 1.5);
}

TEST_P(Values, ManyRowsArriveAsManyAsTheyAre) {
  auto db = at_.open();
  for (const std::size_t n : {0, 1, 9, 10, 11, 99, 100, 101, 234}) {
    const auto rows = db->write([&](Writer& w) -> Result<std::vector<Row>> {
      w.execute("DELETE FROM note");
      insert_rows(w, "INSERT INTO note (id, body) VALUES", 2, n, [](std::size_t k, std::vector<Value>& v) { v.insert(v.end(), {static_cast<std::int64_t>(k), "row " + std::to_string(k)}); });
      return w.rows("SELECT id, body FROM note ORDER BY id");
    });
    ASSERT_TRUE(rows) << n;
    ASSERT_EQ(rows->size(), n);
    for (std::size_t k = 0; k < n; ++k) EXPECT_EQ((*rows)[k].text(1), "row " + std::to_string((*rows)[k].integer(0)));
  }
}

TEST_P(Values, TextIsOrderedByItsBytes) {
  const std::vector<std::string> sorted = {"", "B", "Z", "_", "a", "a b", "ab", "\u00e4", "\u20ac", "\U0001F5F3"};
  auto db = at_.open();
  auto mixed = sorted;
  std::ranges::reverse(mixed);
  ASSERT_TRUE(db->write([&](Writer& w) -> Result<int> {
    for (const auto& name : mixed) w.execute("INSERT INTO letter (name) VALUES (?)", {name});
    return 1;
  }));
  const auto rows = db->read([](Reader& r) -> Result<std::vector<Row>> { return r.rows("SELECT name FROM letter ORDER BY name"); }).value();
  std::vector<std::string> got;
  for (const auto& r : rows) got.push_back(r.text(0));
  EXPECT_EQ(got, sorted);
}

TEST_P(Values, ExecuteCountsTheRowsItTouched) {
  auto db = at_.open();
  ASSERT_TRUE(db->write([](Writer& w) -> Result<int> {
    EXPECT_EQ(w.execute("INSERT INTO letter (name) VALUES ('a'), ('b'), ('c')"), 3);
    EXPECT_EQ(w.execute("INSERT INTO letter (name) VALUES ('a'), ('d') ON CONFLICT DO NOTHING"), 1);
    EXPECT_EQ(w.execute("DELETE FROM letter WHERE name > ?", {std::string("b")}), 2);
    EXPECT_EQ(w.execute("SELECT name FROM letter"), 0);
    EXPECT_EQ(w.rows("INSERT INTO letter (name) VALUES ('e') RETURNING name").at(0).text(0), "e");
    return 1;
  }));
}

TEST_P(Values, AReaderKeepsItsSnapshotWhileOthersWrite) {
  auto db = at_.open();
  ASSERT_TRUE(db->write([](Writer& w) { return add_note(w, 1); }));
  const auto counts = db->read([&](Reader& r) -> Result<std::pair<std::int64_t, std::int64_t>> {
    const auto before = r.row("SELECT count(*) FROM note")->integer(0);
    std::thread([&] { EXPECT_TRUE(db->write([](Writer& w) { return add_note(w, 2); })); }).join();
    return std::pair(before, r.row("SELECT count(*) FROM note")->integer(0));
  });
  EXPECT_EQ(counts.value(), std::pair(std::int64_t{1}, std::int64_t{1}));
  EXPECT_EQ(count_of(*db, "note"), 2);
}

TEST_P(Values, AReaderCannotWrite) {
  auto db = at_.open();
  const auto tried = db->read([](Reader& r) -> Result<int> {
    r.rows("INSERT INTO letter (name) VALUES ('a')");
    return 1;
  });
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().kind, Kind::internal);
  EXPECT_EQ(count_of(*db, "letter"), 0);
}

TEST_P(Values, EachMayStopEarlyAndAskMoreMeanwhile) {
  auto db = at_.open();
  ASSERT_TRUE(db->write([](Writer& w) -> Result<int> {
    for (std::int64_t id = 0; id < 500; ++id) ACCORD_CHECK(add_note(w, id));
    return 1;
  }));
  const auto seen = db->read([](Reader& r) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> out;
    const std::string sql = "SELECT id FROM note WHERE id >= ? ORDER BY id";
    r.each(sql, {std::int64_t{100}}, [&](const Row& row) {
      out.push_back(row.integer(0));
      r.each(sql, {std::int64_t{490}}, [&](const Row& inner) {
        if (out.size() == 1) out.push_back(-inner.integer(0));
        return false;
      });
      return out.size() < 300;
    });
    return out;
  });
  ASSERT_TRUE(seen);
  ASSERT_EQ(seen->size(), 300U);
  EXPECT_EQ((*seen)[0], 100);
  EXPECT_EQ((*seen)[1], -490);
  EXPECT_EQ((*seen)[299], 398);
}

std::int64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6));
  return 0;
}

TEST_P(Values, EachHoldsALongResultInBoundedMemory) {
  constexpr int rows = 600;
  auto db = at_.open();
  ASSERT_TRUE(db->write([](Writer& w) -> Result<int> {
    for (std::int64_t id = 0; id < rows; ++id) ACCORD_CHECK(add_note(w, id, std::string(200'000, 'a')));
    return 1;
  }));
  std::ofstream("/proc/self/clear_refs") << 5;  // forgets the peak so far
  const auto before = peak_kilobytes();
  int seen = 0;
  ASSERT_TRUE(db->read([&](Reader& r) -> Result<int> {
    r.each("SELECT body FROM note", {}, [&](const Row&) { return ++seen <= rows; });
    return 1;
  }));
  EXPECT_EQ(seen, rows);
  EXPECT_LT(peak_kilobytes() - before, 60'000) << "of 120,000 KB read";
}

}  // namespace
}  // namespace accord::store
