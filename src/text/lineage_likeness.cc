#include "text/lineage_likeness.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"

namespace accord::text {

namespace {

// What more provisions than this have in common tells none of them from another, and would make the
// search quadratic.
constexpr std::size_t common_to = 32;
// A word alone says less than two in a row: by chance short texts have many words in common.
constexpr double alone = 0.25;

std::string normal_form(std::string_view s) { return utf8::collapse(utf8::nfc(s)); }

}  // namespace

Likeness::Likeness(const std::vector<Provision>& before, const std::vector<Provision>& after) {
  read(before, texts_[0]);
  read(after, texts_[1]);
  weigh();
}

void Likeness::read(const std::vector<Provision>& draft, std::vector<Text>& out) {
  const auto key = [&](const std::string& s) {
    return s.empty() ? -1 : keys_.try_emplace(s, static_cast<int>(keys_.size())).first->second;
  };
  const auto feature = [&](std::uint64_t packed) {
    return features_.try_emplace(packed, static_cast<std::uint32_t>(features_.size())).first->second;
  };
  out.resize(draft.size());  // before any view is taken
  for (std::size_t i = 0; i < draft.size(); ++i) {
    auto& t = out[i];
    t.normal = normal_form(visible_text(draft[i]));
    t.text_key = key(t.normal);
    t.heading = normal_form(draft[i].heading);
    t.heading_key = key(t.heading);
    t.heading_words = interner_.ids(split_words(t.heading).words);
    std::ranges::sort(t.heading_words);
    t.number_key = key(normal_form(draft[i].number));
    t.words = interner_.ids(split_words(t.normal).words);
    for (std::size_t w = 0; w < t.words.size(); ++w) {
      const std::uint64_t word = t.words[w] + 1ULL;  // 0 stands for "no word before"
      t.features.push_back(feature(word));
      if (w > 0) t.features.push_back(feature((t.words[w - 1] + 1ULL) << 32U | word));
    }
    std::ranges::sort(t.features);
    t.features.erase(std::ranges::unique(t.features).begin(), t.features.end());
  }
}

void Likeness::weigh() {
  feature_weight_.assign(features_.size(), 0.0);
  const double provisions = static_cast<double>(std::max(texts_[0].size(), texts_[1].size()));
  for (std::size_t s = 0; s < 2; ++s) {
    having_[s].resize(features_.size());
    for (std::size_t i = 0; i < texts_[s].size(); ++i)
      for (const auto f : texts_[s][i].features) having_[s][f].push_back(static_cast<int>(i));
  }
  for (const auto& [packed, f] : features_) {
    const std::size_t frequency = std::max(having_[0][f].size(), having_[1][f].size());
    if (frequency <= common_to) feature_weight_[f] = std::log2(1.0 + provisions / static_cast<double>(frequency)) * ((packed >> 32U) == 0 ? alone : 1);
  }
  for (auto& side : texts_)
    for (auto& t : side)
      for (const auto f : t.features) t.weight += feature_weight_[f];
}

std::vector<Likeness::Shared> Likeness::shared(DraftSide side, int id) const {
  std::unordered_map<int, double> sums;
  const auto& having = having_[static_cast<std::size_t>(other(side))];
  for (const auto f : texts(side)[at(id)].features)
    if (feature_weight_[f] > 0)
      for (const int o : having[f]) sums[o] += feature_weight_[f];
  std::vector<Shared> out;
  for (const auto& [o, weight] : sums) out.push_back({o, weight});
  std::ranges::sort(out, {}, &Shared::id);
  return out;
}

double Likeness::unclaimed(DraftSide side, int whole, int part, const std::vector<int>& others) const {
  const auto& parts = texts(other(side));
  std::vector<std::uint32_t> both;
  std::ranges::set_intersection(texts(side)[at(whole)].features, parts[at(part)].features, std::back_inserter(both));
  double sum = 0;
  for (const auto f : both) {
    const bool claimed = std::ranges::any_of(others, [&](int o) { return std::ranges::binary_search(parts[at(o)].features, f); });
    if (!claimed) sum += feature_weight_[f];
  }
  return sum;
}

double Likeness::dice(int before, int after) const {
  const auto &a = texts_[0][at(before)], &b = texts_[1][at(after)];
  if (a.text_key == b.text_key) return 1;
  const double total = a.weight + b.weight;
  return total > 0 ? 2 * unclaimed(DraftSide::before, before, after, {}) / total : 0;
}

double Likeness::heading_dice(int before, int after) const {
  const auto &a = texts_[0][at(before)].heading_words, &b = texts_[1][at(after)].heading_words;
  if (a.empty() || b.empty()) return 0;
  WordIds both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return 2.0 * static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size());
}

}  // namespace accord::text
