#include "base/language.h"

#include <gtest/gtest.h>

namespace accord {
namespace {

TEST(Language, NamesAndCodesMeet) {
  EXPECT_EQ(language_name("de"), "German");
  EXPECT_EQ(language_name("mt"), "Maltese");
  EXPECT_EQ(language_name("xq"), "xq");
  for (const char* said : {"de", "de-AT", "deu", "deu_Latn", "German", "german"}) EXPECT_EQ(language_code(said), "de") << said;
  EXPECT_EQ(language_code("Klingonese"), std::nullopt);
  EXPECT_EQ(language_code(""), std::nullopt);
}

}  // namespace
}  // namespace accord
