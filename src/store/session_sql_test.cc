#include "store/session_sql.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace accord::store {
namespace {

std::string numbered(std::string_view sql, std::size_t values) {
  return number_binds(sql, std::vector<Value>(values, Value(std::int64_t{1}))).sql;
}

TEST(NumberBinds, NumbersPlaceholdersInOrder) {
  EXPECT_EQ(numbered("SELECT a FROM t WHERE b = ? AND c IN (?, ?)", 3), "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)");
}

TEST(NumberBinds, SpellsNullsAndSkipsTheirNumber) {
  const auto out = number_binds("INSERT INTO t VALUES (?, ?, ?)", {std::string("a"), std::monostate{}, 1.5});
  EXPECT_EQ(out.sql, "INSERT INTO t VALUES ($1, NULL, $2)");
  EXPECT_EQ(out.bound, (std::vector<std::size_t>{0, 2}));
}

TEST(NumberBinds, LeavesQuotesAndCommentsAlone) {
  for (const std::string opaque :
       {"'?'", "'it''s ?'", "'?''?'", "\"a?b\"", "-- why?\n", "/* ? /* ? */ ? */", "$$ ? $$", "$body$ ? $$ ? $body$", "'--'", "'/*'"})
    EXPECT_EQ(numbered("SELECT " + opaque + ", ?", 1), "SELECT " + opaque + ", $1");
  EXPECT_EQ(numbered("SELECT ? -- the end?", 1), "SELECT $1 -- the end?");
  EXPECT_EQ(numbered("SELECT '?", 0), "SELECT '?") << "an unfinished string is the database's to refuse";
}

TEST(NumberBinds, WantsOneValueForEachPlaceholder) {
  EXPECT_THROW(numbered("SELECT ?", 0), std::invalid_argument);
  EXPECT_THROW(numbered("SELECT ?", 2), std::invalid_argument);
  EXPECT_THROW(numbered("SELECT '?'", 1), std::invalid_argument);
}

RC_GTEST_PROP(NumberBinds, TouchesNothingButPlaceholdersOfAnyComposition, ()) {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "?", "a", " ", "'?'", "''", "\"?\"", "--?\n", "/*?*/", " $$?$$ ", " $t$?$$?$t$ ", "x1", "-", "/", "*", "(", "::text"));
  std::string sql;
  std::string expected;
  std::size_t values = 0;
  for (const auto& part : parts) {
    // Two of these in a row would be the beginning of a comment.
    if (part.size() == 1 && !sql.empty() && (part == "-" || part == "*" || part == "/") &&
        (sql.back() == '-' || sql.back() == '/' || sql.back() == '*'))
      continue;
    if ((part.starts_with("--") || part.starts_with("/*")) && !sql.empty() && (sql.back() == '-' || sql.back() == '/')) continue;
    sql += part;
    expected += part == "?" ? fmt::format("${}", ++values) : part;
  }
  RC_ASSERT(numbered(sql, values) == expected);
}

TEST(WithTypes, TellsTypesApart) {
  const std::string sql = "SELECT ?";
  EXPECT_NE(with_types(sql, {std::int64_t{1}}), with_types(sql, {1.0}));
  EXPECT_NE(with_types(sql, {std::string("1")}), with_types(sql, {std::monostate{}}));
  EXPECT_EQ(with_types(sql, {std::int64_t{1}}), with_types(sql, {std::int64_t{2}}));
}

TEST(Row, ReadsAValueAsWhatIsAskedFor) {
  const Row row({std::int64_t{7}, 2.5, std::string("12"), std::string("x"), std::monostate{}});
  EXPECT_EQ(row.text(0), "7");
  EXPECT_EQ(row.real(0), 7.0);
  EXPECT_EQ(row.integer(1), 2);
  EXPECT_EQ(row.integer(2), 12);
  EXPECT_EQ(row.maybe_integer(3), std::nullopt);
  EXPECT_EQ(row.maybe_integer(4), std::nullopt);
  EXPECT_EQ(row.text(4), "");
  EXPECT_TRUE(row.is_null(4));
  EXPECT_FALSE(row.is_null(3));
  EXPECT_THROW((void)row.text(5), std::out_of_range);
}

}  // namespace
}  // namespace accord::store
