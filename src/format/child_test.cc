#include "format/child.h"

#include <gtest/gtest.h>

#include "format/pdf_lines.h"

namespace accord::format {
namespace {

TEST(Child, ReadsItsInputAndTellsItsStatus) {
  const auto run = run_child({"sh", "-c", "cat; echo oops >&2; exit 4"}, "hello");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->out, "hello");
  EXPECT_EQ(run->errors, "oops\n");
  EXPECT_EQ(run->status, 4);
}

TEST(Child, IsEndedBeyondItsLimits) {
  ChildLimits limits;
  limits.wall = std::chrono::seconds(1);
  const auto slow = run_child({"sleep", "30"}, "", limits);
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().kind, Kind::too_large);
  limits.wall = std::chrono::seconds(30);
  limits.output = 10'000;
  const auto loud = run_child({"yes"}, "", limits);
  ASSERT_FALSE(loud);
  EXPECT_NE(loud.error().message.find("wrote more"), std::string::npos);
}

TEST(Child, WritesNoFilesAndSeesNoneOfOurEnvironment) {
  const auto file = run_child({"sh", "-c", "echo x > \"${TMPDIR:-/tmp}/accord-child-test\"; echo ${HOME:-none}"}, "");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->out.find("/root"), std::string::npos);
}

TEST(Child, SaysWhenAProgramIsNotInstalled) {
  const auto run = run_child({"no-such-program-of-accord"}, "");
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, Kind::unavailable);
}

TEST(PdfLines, RefusesWhatIsNoPdf) {
  const auto text = read_pdf_lines("%PDF-1.7 and nothing else");
  ASSERT_FALSE(text);
  EXPECT_FALSE(text.error().remedy.empty());
}

}  // namespace
}  // namespace accord::format
