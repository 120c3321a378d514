#include "cli/import_draft_dry.h"

#include <gtest/gtest.h>

#include "text/read.h"

namespace accord::cli {
namespace {

text::DraftText draft() {
  return *text::read_markdown("# Code\n\n## Commitment 1 Honesty\n\nBe *honest*.\n\n### Measure 1.1 Doubt\n\nSay it.\n\n### Measure 1.3 Error\n\nOwn it.\n");
}

TEST(DryRun, SaysEverythingAsJson) {
  const Json json = dry_run_json(draft());
  EXPECT_EQ(json["title"], "Code");
  ASSERT_EQ(json["provisions"].size(), 3U);
  const Json expected{{"eid", "cmt_1"}, {"kind", "commitment"}, {"number", "1"},   {"heading", "Honesty"},
                      {"parent", ""},   {"text", "Be honest."}, {"restates", ""}, {"line", 3}};
  EXPECT_EQ(json["provisions"][0], expected);
  EXPECT_EQ(json["provisions"][1]["parent"], "cmt_1");
  EXPECT_EQ(json["left_out"][0], (Json{{"text", "Code"}, {"reason", "title of the draft"}, {"line", 1}}));
  EXPECT_EQ(json["doubts"][0], (Json{{"eid", "cmt_1__msr_1.3"}, {"message", "measure 1.3 follows 1.1"}, {"line", 11}}));
}

TEST(DryRun, ShowsAnOutline) {
  EXPECT_EQ(dry_run_table(draft()),
            "Code (en)\n\ncommitment 1  Honesty\n  measure 1.1  Doubt\n  measure 1.3  Error\n    ? measure 1.3 follows 1.1\n\n"
            "3 provisions: 1 commitment, 2 measure\n1 doubt\nleft out:\n  said by its kind (3): Commitment\n  title of the draft (1): Code\n");
}

}  // namespace
}  // namespace accord::cli
