// text: rule text. A draft is read into provisions, provisions of two drafts are paired (lineage), and
// words are compared inside a pair (redline).
//
// Rule: pure; bytes and values in, values out. No reader crashes, hangs or allocates without a cap (A9).
// Threads: everything is a value or a pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accord::text {

// Kinds of product.md. `body` is running text that stands on its own between headed provisions.
enum class ProvisionKind { part, chapter, section, commitment, measure, article, recital, paragraph, annex, definition, note, faq, form, field };
std::string_view to_string(ProvisionKind kind);              // "measure"
bool from_string(std::string_view name, ProvisionKind& out);  // false: unknown name

// A node of a draft, in document order.
struct Provision {
  std::string eid;       // the place in this draft; Akoma Ntoso Naming Convention: parent__abbr_number
  std::string wid;       // who it is across drafts; empty until a lineage gives it
  ProvisionKind kind = ProvisionKind::paragraph;
  std::string number;    // as printed, such as "I.1" or "2.3"; numbers repeat
  std::string heading;   // plain text, without the number
  std::string body;      // Markdown: paragraphs, lists, tables, footnotes
  std::string parent;    // eid, empty at the top
  std::string restates;  // for a note: the eid of the provision that it restates
  std::string language;  // BCP 47, empty: the draft's
  bool binding = true;
  int line = 0;          // where it begins in the source, from 1; 0 when unknown
};

// The words of a provision that a reader sees: heading and body without markup, blocks divided by "\n".
// Anchors count code points of this.
std::string visible_text(const Provision& p);
std::string visible_body(std::string_view markdown);

struct LeftOut {
  std::string text;    // the visible words that are in no provision
  std::string reason;  // "navigation", "script", "page furniture" ...
  int line = 0;
};
// Whether the draft says it all the same, as the kind of a provision or as its own title: nothing is lost with it.
bool said_by_structure(std::string_view reason);

struct Doubt {
  std::string eid;
  std::string message;  // "two siblings are numbered 4.2"
  int line = 0;
};

struct DraftText {
  std::string title;
  std::string language = "en";
  std::vector<Provision> provisions;
  std::vector<LeftOut> left_out;
  std::vector<Doubt> doubts;
};

// (Re)computes every eid from kind, number and nesting, keeps `parent` and `restates` in step, and adds
// doubts for siblings with one number. `parents` of provisions must be eids already present.
// Abbreviations: part part, chapter chp, section sec, commitment cmt, measure msr, article art,
// recital rec, paragraph para, annex annex, definition def, note note, faq faq, form form, field field.
// eid = parent's eid + "__" + abbr + "_" + number; the number in lower case with anything but
// letters, digits and "." made "-"; without a number, the ordinal among the siblings of that kind; a
// second sibling with the same one gets "~2" appended, the third "~3".
void assign_eids(DraftText& draft);

}  // namespace accord::text
