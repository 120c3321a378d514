#include "format/yaml.h"

#include <gtest/gtest.h>

namespace accord::format {
namespace {

TEST(Yaml, KeepsScalarsAsTheyAreWritten) {
  const auto y = read_yaml("# a comment\nversion: 1.0\nused: no\nday: 2026-11-28\nempty:\nalso: ~\nlist: [a, {name: b}]\n");
  ASSERT_TRUE(y);
  EXPECT_EQ(y->value,
            Json::parse(R"({"version":"1.0","used":"no","day":"2026-11-28","empty":null,"also":null,"list":["a",{"name":"b"}]})"));
  EXPECT_EQ(y->lines.at("day"), 4);
  EXPECT_EQ(y->lines.at("list[1].name"), 7);
}

TEST(Yaml, NamesTheLineOfWhatItRefuses) {
  EXPECT_EQ(read_yaml("a: 1\na: 2\n").error().place, "line 2");
  EXPECT_EQ(read_yaml("a: 1\nb: [1,\n").error().kind, Kind::invalid);
  EXPECT_EQ(read_yaml("a: 1\n[x]: 2\n").error().place, "line 2");
  EXPECT_FALSE(read_yaml("a: \xff"));
  EXPECT_FALSE(read_yaml(std::string("a: \0b", 5)));
}

TEST(Yaml, TakesNoBomb) {
  std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i)
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + ",*a" + std::to_string(i - 1) +
              ",*a" + std::to_string(i - 1) + ",*a" + std::to_string(i - 1) + "]\n";
  EXPECT_FALSE(read_yaml(laughs));
  EXPECT_FALSE(read_yaml(std::string(100'000, '[')));
  EXPECT_FALSE(read_yaml(std::string((4U << 20U) + 1, ' ')));
}

TEST(Yaml, IsNullWhenThereIsNothing) { EXPECT_TRUE(read_yaml("")->value.is_null()); }

}  // namespace
}  // namespace accord::format
