#include "web/http.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace accord::web {
namespace {

RC_GTEST_PROP(Percent, DecodingUndoesEncoding, (const std::string& s)) {
  const auto back = percent_decode(percent_encode(s), true);
  RC_ASSERT(back.has_value() == (utf8::first_bad(s) == std::string::npos));
  if (back) RC_ASSERT(*back == s);
}

TEST(Percent, RefusesWhatIsCutShortOrNotText) {
  for (const auto* bad : {"%", "a%4", "%zz", "%u0041", "%00", "%ff", "%c0%af", "%ed%a0%80"}) EXPECT_FALSE(percent_decode(bad, true)) << bad;
  EXPECT_EQ(percent_decode("a+b%2B%41", true).value(), "a b+A");
  EXPECT_EQ(percent_decode("a+b", false).value(), "a+b");
  EXPECT_EQ(percent_decode("%41", false).value(), "A");
}

TEST(Cookie, IsFoundByItsWholeName) {
  Request request;
  request.headers = {{"cookie", "xsession=1; session=2=3;  other="}, {"cookie", "late=4; session=5"}};
  EXPECT_EQ(request.cookie("session"), "2=3");
  EXPECT_EQ(request.cookie("other"), "");
  EXPECT_EQ(request.cookie("late"), "4");
  EXPECT_EQ(request.cookie("sess"), "");
}

}  // namespace
}  // namespace accord::web
