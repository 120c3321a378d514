#include "text/redline_json.h"

#include <cmath>

namespace accord::text {

namespace {

Json words_json(const WordCounts& words) { return {{"kept", words.kept}, {"deleted", words.deleted}, {"inserted", words.inserted}}; }

Json eids(const std::vector<Provision>& draft, const std::vector<int>& ids) {
  Json out = Json::array();
  for (const int i : ids) out.push_back(draft[static_cast<std::size_t>(i)].eid);
  return out;
}

}  // namespace

Json spans_json(const std::vector<Span>& spans) {
  Json out = Json::array();
  for (const auto& s : spans) out.push_back({{"op", s.op == Op::keep ? "keep" : s.op == Op::remove ? "delete" : "insert"}, {"text", s.text}});
  return out;
}

Json redline_json(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const Redline& redline) {
  Json changes = Json::array(), items = Json::array();
  for (const auto& item : redline.items) {
    changes.push_back({{"kind", to_string(item.change.kind)},
                       {"old", eids(old_draft, item.change.old_ids)},
                       {"new", eids(new_draft, item.change.new_ids)},
                       {"score", std::round(item.change.score * 1000) / 1000}});
    items.push_back({{"heading", spans_json(item.heading)}, {"body", spans_json(item.body)}, {"words", words_json(item.words)}});
  }
  return {{"changes", std::move(changes)}, {"words", words_json(redline.words)}, {"items", std::move(items)}};
}

}  // namespace accord::text
