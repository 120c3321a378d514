// Why a text changed: the answers to the points behind a change, in the words of the chairs, with who asked and who objects.
#pragma once

#include <map>

#include "app/pages/shared.h"
#include "store/answers.h"

namespace accord::app::pages {

class Why {
 public:
  // `rounds`: those whose points stand on the old text (of drafts before the new one), oldest first. `seen` is put behind every
  // address of points, such as "&as=public".
  Why(store::Reader& r, const Viewer& v, const store::Instrument& i, const std::vector<store::RoundRow>& rounds, std::string seen = {});

  // Of one change: `wids` are its old and new provisions. At most `reasons` of them are given for each group, as excerpts of
  // `characters` (0: whole, as HTML). null when nobody said anything.
  [[nodiscard]] Json of(const std::vector<std::string>& wids, std::size_t reasons, std::size_t characters) const;

  struct Totals {
    int round = 0;
    std::int64_t submissions = 0, points = 0, open = 0, followed = 0;
  };
  [[nodiscard]] const std::vector<Totals>& totals() const { return totals_; }
  [[nodiscard]] bool has_prepared() const { return prepared_; }
  [[nodiscard]] bool has_answers() const;

 private:
  struct OfRound {
    int number = 0;
    std::vector<store::Given> given;
    std::map<std::string, std::vector<std::size_t>> by_wid;  // on it, or changed for it
    std::vector<store::OpenCount> open;
  };
  store::Instrument i_;
  std::string seen_;
  std::vector<OfRound> rounds_;
  std::vector<Totals> totals_;
  bool prepared_ = false;
};

}  // namespace accord::app::pages
