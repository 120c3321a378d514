// What became of points, as their cards and pages show it: the answers with their reasons and changes, and the author's
// word on them.
#pragma once

#include <map>
#include <memory>

#include "app/pages/shared.h"
#include "store/answers.h"

namespace accord::app::pages {

// Where a change stands: provisions by wId, as links into the redline of the draft that made it.
class Changes {
 public:
  Changes(store::Reader& r, const Viewer& v, const store::Instrument& i) : r_(r), v_(v), i_(i) {}
  // {label, heading, href} for each wId; `draft` is the id of the draft, empty: the next one (chairs').
  Json links(const std::vector<std::string>& wids, const std::string& draft);
  const store::Draft* draft(const std::string& id);  // nullptr: none that the viewer may see

 private:
  const std::vector<text::Provision>& text(const store::Draft& d);
  store::Reader& r_;
  const Viewer& v_;
  const store::Instrument& i_;
  std::vector<store::Draft> drafts_;
  std::map<std::string, std::vector<text::Provision>> texts_;
};

std::string excerpt(std::string_view markdown, std::size_t characters);  // its first sentences, as plain text
Json answer_json(const store::Disposition& d, const store::Instrument& i, Changes& changes, bool with_log);

// The answers of many points, loaded at once and put onto their JSON: `answers`, `has_answers`, `reaction`.
class Answers {
 public:
  Answers(store::Reader& r, const Viewer& v, const store::Instrument& i, const std::vector<store::Point>& points);
  void onto(Json& point);
  [[nodiscard]] bool published(const std::string& point) const;
  [[nodiscard]] const store::Reaction* reaction(const std::string& point) const;
  Changes& changes() { return changes_; }

 private:
  const store::Instrument& i_;
  Changes changes_;
  std::map<std::string, std::vector<store::Disposition>> given_;
  std::map<std::string, std::vector<store::Part>> parts_;
  std::map<std::string, store::Reaction> reactions_;
  std::set<std::string> mine_, unlogged_;  // of a withheld point nothing leads into the log
};

// "became" of a point's page: its answers by part, those that were corrected since, the author's reaction with its form, and
// its places in later drafts. `form` is what was typed into one of the forms, when it comes back with a problem.
Json became_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& p, const Query& form = {}, const Error* problem = nullptr);

// For whoever may publish: a form for each published answer of a point that puts the next version in its place, with what stands.
Json corrections_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& p, const Query& form, const Error* problem);

// The form in which an author answers the answer; `form` is what was typed, when it comes back with a problem.
Json reaction_form(const store::Instrument& i, const std::string& point, const store::Reaction* before, const Query& form = {}, const Error* problem = nullptr);

}  // namespace accord::app::pages
