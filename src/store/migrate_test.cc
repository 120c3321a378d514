#include "store/migrate.h"

#include <gtest/gtest.h>

namespace accord::store {
namespace {

TEST(InDialect, SpellsTheMarks) {
  const std::string sql = "CREATE TABLE t (id {integer} PRIMARY KEY, a {text}) {packed};\n";
  EXPECT_EQ(in_dialect(sql, Dialect::sqlite), "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT) WITHOUT ROWID;\n");
  EXPECT_EQ(in_dialect(sql, Dialect::postgresql), "CREATE TABLE t (id BIGINT PRIMARY KEY, a TEXT COLLATE \"C\") ;\n");
}

TEST(InDialect, KeepsTheLinesOfOneDialect) {
  const std::string sql = "a\n{sqlite}b {text}\n{postgresql}c\nd";
  EXPECT_EQ(in_dialect(sql, Dialect::sqlite), "a\nb TEXT\n\nd");
  EXPECT_EQ(in_dialect(sql, Dialect::postgresql), "a\n\nc\nd");
}

TEST(InDialect, RefusesAMarkThatItDoesNotKnow) {
  EXPECT_FALSE(in_dialect("a {blob}", Dialect::sqlite));
  EXPECT_FALSE(in_dialect("{mysql}a", Dialect::sqlite));
}

TEST(BuiltInMigrations, AreNumberedWithoutAGapAndReadInBothDialects) {
  const auto files = built_in_migrations();
  ASSERT_FALSE(files.empty());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(std::stoul(files[i].name.substr(0, 4)), i + 1) << files[i].name;
    for (const auto dialect : {Dialect::sqlite, Dialect::postgresql}) EXPECT_TRUE(in_dialect(files[i].sql, dialect)) << files[i].name;
  }
}

}  // namespace
}  // namespace accord::store
