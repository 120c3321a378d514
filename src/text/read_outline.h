// Builds provisions from headings and blocks in document order: the part of reading that Markdown and
// HTML share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/provision.h"
#include "text/read_heading.h"

namespace accord::text {

class Outline {
 public:
  void set_title(std::string title) { title_ = std::move(title); }
  void set_language(std::string language) { language_ = std::move(language); }
  bool has_title() const { return !title_.empty(); }

  // `words` plain and collapsed; `level` 1 to 6, or 10 and more for a paragraph that is a heading by its words.
  void heading(int level, const std::string& words, int line);
  // One top-level block of Markdown.
  void text(std::string markdown, int line);
  // The title of a heading that was printed without one ("Article 53"); false: there is no such heading.
  bool late_title(const std::string& words);
  // A box beside the text (an explanation, questions, a recital to come): the first heading in it is its own.
  void open_box(ProvisionKind kind, Matter matter, int line);
  void close_box();
  // Headings opened in between end with the scope.
  void open_scope();
  void close_scope();
  void leave_out(std::string words, std::string reason, int line);

  // Errors: unprocessable when no provision was found.
  Result<DraftText> finish() &&;

 private:
  struct Piece {
    std::string markdown;
    int line = 0;
  };
  struct Node {
    Provision provision;
    int parent = -1;
    int level = 0;
    Matter matter = Matter::rules;
    bool box = false;
    bool tagged = false;  // its kind was said by a word
    std::vector<Piece> pieces;
  };
  static bool closes(const Node& open, const Node& coming);
  int innermost() const { return stack_.empty() ? -1 : stack_.back(); }  // -1: at the top
  const Node& node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  Matter matter_around() const { return stack_.empty() ? Matter::rules : node(stack_.back()).matter; }
  int add(Node node);
  bool is_heading_paragraph(const std::string& markdown, int line);
  // Takes out of a node's text the recitals, definitions, questions or fields that it lists.
  std::vector<Node> split(Node& node);
  static std::vector<Node> split_recitals(Node& node);
  static std::vector<Node> split_definitions(Node& node);
  static std::vector<Node> split_questions(Node& node);
  std::vector<Node> split_fields(Node& node);

  std::string title_, language_ = "en";
  std::vector<Node> nodes_;
  std::vector<int> stack_;            // open nodes, outermost first
  std::vector<std::size_t> scopes_;   // sizes of the stack where scopes began
  std::vector<LeftOut> left_out_;
};

// What the structure itself makes doubtful: numbers out of sequence, measures without a commitment or
// numbered for another one, kinds guessed among tagged siblings. Restated provisions become notes that
// point at the full one. Called by finish() before eids are given.
void find_restatements(std::vector<Provision>& provisions, std::vector<Doubt>& doubts);
struct HeadingOrigin {
  int level = 0;
  bool guessed = false;  // neither a word nor a number said its kind
};
void find_doubts(const std::vector<Provision>& provisions, const std::vector<HeadingOrigin>& origins, std::vector<Doubt>& doubts);

}  // namespace accord::text
