// Points of earlier rounds on the next draft: what text::Placer finds, as rows.
#pragma once

#include <unordered_map>

#include "store/placements.h"
#include "text/placement.h"

namespace accord::app {

class Placing {
 public:
  Placing(const std::vector<text::Provision>& before, const std::vector<text::Provision>& after, const std::vector<text::Change>& lineage);
  [[nodiscard]] std::vector<store::Placement> all(const std::vector<store::ToPlace>& points, const std::string& instrument, const std::string& draft) const;

 private:
  const std::vector<text::Provision>& after_;
  std::unordered_map<std::string, std::size_t> old_at_;
  std::vector<std::size_t> continues_;  // by old position: where the text goes on in the new draft
  text::Placer placer_;
};

}  // namespace accord::app
