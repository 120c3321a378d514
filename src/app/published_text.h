// The provisions of published drafts, kept in memory: a published draft never changes, so what was read once is right for ever.
// Threads: any.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "store/drafts.h"

namespace accord::app {

struct PublishedText {
  std::vector<text::Provision> provisions;
  std::unordered_map<std::string, std::size_t> at;  // eid -> its position
  [[nodiscard]] const text::Provision* find(const std::string& eid) const;
};

class PublishedTexts {
 public:
  // Of the draft of a round, which is a published one. Errors: not_found.
  Result<std::shared_ptr<const PublishedText>> of(store::Reader& r, const drafting::Viewer& viewer, const store::RoundRow& round);

 private:
  static constexpr std::size_t most = 16;  // rounds that people write to at the same time
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const PublishedText>> kept_;  // by the draft's id
};

}  // namespace accord::app
