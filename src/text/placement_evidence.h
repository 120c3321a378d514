// What speaks for each reading of where a passage of the old draft sits in the new one.
#pragma once

#include <optional>
#include <vector>

#include "text/placement_heirs.h"
#include "text/placement_search.h"

namespace accord::text {

// A place in the new draft and the pairs of the passage's words (positions in the old provision) with its.
struct Candidate {
  std::size_t provision = 0;
  std::vector<Match> matches;
  double share = 0;    // of the passage's bits
  double context = 1;  // of the bits around it
  int firm = 0;        // bits by which its firmest word is better off here than elsewhere
  int supported = 0;   // words of the passage for which their neighbours speak too
  // The share weighted with the context, which is a fourth of it.
  [[nodiscard]] double score() const { return share * (0.75 + 0.25 * context); }
};

class Evidence {
 public:
  // The drafts may go; the evidence keeps what it needs.
  Evidence(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& lineage);
  Evidence(const Evidence&) = delete;  // the indexes look into the words
  Evidence& operator=(const Evidence&) = delete;

  WordedDrafts words;
  Heirs heirs;
  [[nodiscard]] int bits(const Passage& p) const { return words.sum(words.before[p.provision].ids, p.first, p.last); }

  // The heir that holds most of the passage; nothing where none holds any word of it.
  [[nodiscard]] std::optional<Candidate> in_heirs(const Passage& q) const;
  // Whether no other reading finds the words anywhere in the heirs.
  [[nodiscard]] bool surely_gone(const Passage& q) const;
  // Whether the text around the words stands in the heirs with nothing in their place that could be what
  // became of them.
  [[nodiscard]] bool taken_out(const Passage& q) const;
  // Whether a provision without ancestor has all words of this one's heading in its own, or the other way
  // round: it may be what became of it, all in other words.
  [[nodiscard]] bool retold(std::size_t old_provision) const;

  struct Elsewhere {
    std::optional<Candidate> place;  // found with enough evidence
    double alike = 0;                // the most that any place shares with the passage; 0: nothing is alike
    std::optional<std::size_t> guess;
  };
  // In what of the new draft has no ancestor, the heirs included: a sentence may have moved inside them.
  [[nodiscard]] Elsewhere elsewhere(const Passage& q) const;

 private:
  [[nodiscard]] bool supported(std::size_t old_provision, std::size_t word) const;
  [[nodiscard]] bool stands(std::size_t old_provision, std::size_t word) const;
  [[nodiscard]] Passage hunk_around(Passage q) const;
  [[nodiscard]] int quoted_bits(const Hit& hit, const Passage& sought, const Passage& q) const;
  [[nodiscard]] bool unique(const Passage& sought, const Passage& q, const Candidate& c, const Hit& hit) const;
  [[nodiscard]] bool well_claimed(const Passage& sought, const Hit& hit) const;
  [[nodiscard]] bool comes_from(const Hit& hit, const Passage& q, std::size_t around, int margin) const;

  PassageIndex open_;    // what of the new draft has no ancestor
  PassageIndex after_;   // all of the new draft
  PassageIndex before_;  // all of the old
  std::vector<std::size_t> heading_words_[2];
  std::vector<std::size_t> without_ancestor_;  // provisions of the new draft
};

}  // namespace accord::text
