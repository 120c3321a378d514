#include "app/published_text.h"

namespace accord::app {

const text::Provision* PublishedText::find(const std::string& eid) const {
  const auto it = at.find(eid);
  return it == at.end() ? nullptr : &provisions[it->second];
}

Result<std::shared_ptr<const PublishedText>> PublishedTexts::of(store::Reader& r, const drafting::Viewer& viewer, const store::RoundRow& round) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto it = kept_.find(round.draft_id); it != kept_.end()) return it->second;
  }
  ACCORD_TRY(const auto draft, store::draft(r, viewer, round.instrument, round.round.draft));
  auto text = std::make_shared<PublishedText>();
  text->provisions = store::provisions(r, viewer, draft);
  for (std::size_t i = 0; i < text->provisions.size(); ++i) text->at.emplace(text->provisions[i].eid, i);
  if (!draft.published()) return text;
  const std::scoped_lock lock(mutex_);
  if (kept_.size() >= most) kept_.clear();
  kept_[round.draft_id] = text;
  return text;
}

}  // namespace accord::app
