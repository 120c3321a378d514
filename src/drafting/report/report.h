// report/: the feedback report of a round, as numbers and choices made of what everybody may read.
//
// Rule: the report is the public's, the same for whoever asks. Cells so small that they would unmask somebody are joined with
// others, and never so that subtracting what is shown gives them back.
// Threads: values and pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace accord::drafting {

// Fewer authors than this in a category of a round, and the category of a point without a name would name its author.
constexpr std::int64_t smallest_cell = 3;

// Which categories are so small, given the authors of each. A single one would be known by elimination: then the next
// smallest is treated like it.
std::vector<std::string> small_categories(std::map<std::string, std::int64_t> authors);

// One submission that counts.
struct ReportFiler {
  std::string id, person, author;  // id of the filing; author: the organisation that it speaks for, else the person
  std::string name, organisation;  // empty unless `named`
  std::string category, country;   // ISO 3166-1 alpha-2; empty: not stated
  bool late = false;
  bool named = false;        // the public reads a point under this name
  std::int64_t points = 0;   // such points
};

// A point that everybody may read. `category` is "public" where it would unmask its author.
struct ReportPoint {
  std::string id, eid, wid, category, type, stance;
  Instant filed_at = 0;  // of a withheld point: its day
  bool named = false, redacted = false;
  std::string reaction;  // of its author to the answer: satisfied, objects; empty: none
};

// A published answer to one of them, or to one part of it. Points that were given one answer at once share `answer`.
struct ReportAnswer {
  std::string point, outcome, answer, draft;
};

struct Participation {
  struct Category {
    std::string category;  // "public": of categories that are not told apart
    std::int64_t submissions = 0, points = 0;
  };
  struct Country {
    std::string country;
    std::int64_t submissions = 0, points = 0;  // of those whose name is public
  };
  std::vector<Category> categories;  // in the order of `order`, "public" last
  std::vector<Country> countries;    // the most first; not stated last
  std::int64_t submissions = 0, points = 0, unnamed = 0, late = 0;
  bool joined = false;               // something was put under "public"
};
Participation participation(const std::vector<ReportFiler>& filers, const std::vector<ReportPoint>& points, const std::vector<std::string>& order);

// Points by what they were answered, per category; a point that was divided counts under each answer that its parts got, so
// these may be more than the points. "open": no published answer.
using Table = std::map<std::string, std::map<std::string, std::int64_t>>;  // outcome -> category -> points
Table outcomes_by_category(const std::vector<ReportPoint>& points, const std::vector<ReportAnswer>& answers);

// Points that stand for the others of one provision, at most `most`: from each of the categories with the most points there
// (ties in the order of `order`) the one whose answer was given to the most points of this provision, then one under a name,
// then the one filed first, then by id. With how many share its answer there.
struct Chosen {
  const ReportPoint* point = nullptr;
  std::int64_t shares = 1;
};
std::vector<Chosen> representatives(const std::vector<const ReportPoint*>& points, const std::map<std::string, std::string>& answer_of, const std::vector<std::string>& order, std::size_t most);

}  // namespace accord::drafting
