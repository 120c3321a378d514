#include "text/provision.h"

#include <gtest/gtest.h>

namespace accord::text {
namespace {

Provision make(std::string eid, ProvisionKind kind, std::string number, std::string parent = {}) {
  Provision p;
  p.eid = std::move(eid);
  p.kind = kind;
  p.number = std::move(number);
  p.parent = std::move(parent);
  return p;
}

TEST(Provision, KindsHaveNames) {
  ProvisionKind kind{};
  EXPECT_TRUE(from_string("measure", kind));
  EXPECT_EQ(kind, ProvisionKind::measure);
  EXPECT_EQ(to_string(ProvisionKind::faq), "faq");
  EXPECT_FALSE(from_string("Measure", kind));
  EXPECT_FALSE(from_string("", kind));
}

TEST(Provision, VisibleTextHasNoMarkup) {
  Provision p;
  p.heading = "Scope";
  p.body = "A *small* [code](https://x.eu).\n\n- one\n- two";
  EXPECT_EQ(visible_text(p), "Scope\nA small code.\none\ntwo");
  p.heading.clear();
  EXPECT_EQ(visible_text(p), "A small code.\none\ntwo");
  p.body.clear();
  EXPECT_EQ(visible_text(p), "");
}

TEST(Eids, NameThePlace) {
  DraftText d;
  d.provisions = {make("#0", ProvisionKind::section, "", ""), make("#1", ProvisionKind::commitment, "II.4", "#0"), make("#2", ProvisionKind::measure, "II.4.3", "#1"),
                  make("#3", ProvisionKind::note, "", "#1"), make("#4", ProvisionKind::note, "", "#1"), make("#5", ProvisionKind::annex, "Annex (B)")};
  d.provisions[3].restates = "#2";
  d.doubts = {{"#2", "odd", 3}};
  assign_eids(d);
  EXPECT_EQ(d.provisions[1].eid, "sec_1__cmt_ii.4");
  EXPECT_EQ(d.provisions[2].eid, "sec_1__cmt_ii.4__msr_ii.4.3");
  EXPECT_EQ(d.provisions[2].parent, "sec_1__cmt_ii.4");
  EXPECT_EQ(d.provisions[3].eid, "sec_1__cmt_ii.4__note_1");
  EXPECT_EQ(d.provisions[4].eid, "sec_1__cmt_ii.4__note_2");
  EXPECT_EQ(d.provisions[5].eid, "annex_annex--b-");
  EXPECT_EQ(d.provisions[3].restates, d.provisions[2].eid);
  ASSERT_EQ(d.doubts.size(), 1U);
  EXPECT_EQ(d.doubts[0].eid, d.provisions[2].eid);
}

TEST(Eids, TellSiblingsOfOneNumberApart) {
  DraftText d;
  d.provisions = {make("#0", ProvisionKind::section, "4.2"), make("#1", ProvisionKind::section, "4.2"), make("#2", ProvisionKind::section, "4.2")};
  assign_eids(d);
  EXPECT_EQ(d.provisions[1].eid, "sec_4.2~2");
  EXPECT_EQ(d.provisions[2].eid, "sec_4.2~3");
  EXPECT_EQ(d.doubts.size(), 2U);
  // Again, after a correction: what is no longer doubtful is not said.
  d.provisions[2].number = "4.3";
  assign_eids(d);
  EXPECT_EQ(d.provisions[2].eid, "sec_4.3");
  ASSERT_EQ(d.doubts.size(), 1U);
  EXPECT_EQ(d.doubts[0].message, "two siblings are numbered 4.2");
}

TEST(Eids, NumbersMayRepeatUnderDifferentParents) {
  DraftText d;
  d.provisions = {make("#0", ProvisionKind::chapter, "1"), make("#1", ProvisionKind::commitment, "1", "#0"), make("#2", ProvisionKind::chapter, "2"),
                  make("#3", ProvisionKind::commitment, "1", "#2")};
  assign_eids(d);
  EXPECT_EQ(d.provisions[1].eid, "chp_1__cmt_1");
  EXPECT_EQ(d.provisions[3].eid, "chp_2__cmt_1");
  EXPECT_TRUE(d.doubts.empty());
}

TEST(Eids, AnOrdinalAndANumberDoNotCollide) {
  DraftText d;
  d.provisions = {make("#0", ProvisionKind::section, ""), make("#1", ProvisionKind::section, "1")};
  assign_eids(d);
  EXPECT_NE(d.provisions[0].eid, d.provisions[1].eid);
  EXPECT_TRUE(d.doubts.empty());
}

}  // namespace
}  // namespace accord::text
