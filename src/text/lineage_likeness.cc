#include "text/lineage_likeness.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <unordered_map>

#include "base/utf8.h"

namespace accord::text {

namespace {

// What more provisions than this have in common tells none of them from another, and would make the
// search quadratic.
constexpr std::size_t common_to = 32;
// A word alone says less than two in a row: by chance short texts have many words in common.
constexpr double alone = 0.25;

bool is_ascii(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Interns the words of texts; keeps the few texts that had to be changed to NFC first.
class Reader {
 public:
  WordIds words(std::string_view s) {
    return interner_.ids(is_ascii(s) ? s : std::string_view(kept_.emplace_back(utf8::nfc(s))));
  }
  WordIds visible_words(const Provision& p) {
    WordIds out = words(p.heading);
    const auto body = is_plain(p.body) ? words(p.body) : words(kept_.emplace_back(visible_body(p.body)));
    out.insert(out.end(), body.begin(), body.end());
    return out;
  }
  int key(const WordIds& words) { return words.empty() ? -1 : keys_.try_emplace(words, static_cast<int>(keys_.size())).first->second; }

 private:
  struct Hash {
    std::size_t operator()(const WordIds& words) const {
      return std::hash<std::string_view>()({reinterpret_cast<const char*>(words.data()), words.size() * sizeof(words[0])});
    }
  };
  Interner interner_;
  std::deque<std::string> kept_;
  std::unordered_map<WordIds, int, Hash> keys_;
};

// Calls `with` for each word, with 0 in the upper half, and each pair of neighbours.
template <class With>
void each_feature(const WordIds& words, With with) {
  for (std::size_t w = 0; w < words.size(); ++w) {
    const std::uint64_t word = words[w] + 1ULL;
    with(word);
    if (w > 0) with((words[w - 1] + 1ULL) << 32U | word);
  }
}

}  // namespace

Likeness::Likeness(const std::vector<Provision>& before, const std::vector<Provision>& after) {
  Reader reader;
  for (std::size_t s = 0; s < 2; ++s) {
    for (const auto& p : s == 0 ? before : after) {
      Text t;
      t.words = reader.visible_words(p);
      t.text_key = reader.key(t.words);
      t.heading_words = reader.words(p.heading);
      t.heading_key = reader.key(t.heading_words);
      t.number_key = reader.key(reader.words(p.number));
      std::ranges::sort(t.heading_words);
      texts_[s].push_back(std::move(t));
    }
  }
}

double Likeness::share_kept(const std::vector<int>& before, const std::vector<int>& after) const {
  const auto joined = [&](DraftSide s, const std::vector<int>& ids) {
    WordIds out;
    for (const int i : ids) out.insert(out.end(), text(s, i).words.begin(), text(s, i).words.end());
    return out;
  };
  const WordIds a = joined(DraftSide::before, before), b = joined(DraftSide::after, after);
  if (a == b) return 1;
  return 2.0 * static_cast<double>(longest_common(a, b).size()) / static_cast<double>(a.size() + b.size());
}

double Likeness::heading_dice(int before, int after) const {
  const auto &a = text(DraftSide::before, before).heading_words, &b = text(DraftSide::after, after).heading_words;
  if (a.empty() || b.empty()) return 0;
  WordIds both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return 2.0 * static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size());
}

void Likeness::index(const std::array<std::vector<bool>, 2>& open) {
  std::unordered_map<std::uint64_t, std::uint32_t> numbers;
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t i = 0; i < texts_[s].size(); ++i)
      if (open[s][i]) each_feature(texts_[s][i].words, [&](std::uint64_t f) { numbers.try_emplace(f, static_cast<std::uint32_t>(numbers.size())); });
  if (numbers.empty()) return;
  for (std::size_t s = 0; s < 2; ++s) {
    having_[s].resize(numbers.size());
    for (std::size_t i = 0; i < texts_[s].size(); ++i) {
      auto& features = texts_[s][i].features;
      each_feature(texts_[s][i].words, [&](std::uint64_t f) {
        if (const auto known = numbers.find(f); known != numbers.end()) features.push_back(known->second);
      });
      std::ranges::sort(features);
      features.erase(std::ranges::unique(features).begin(), features.end());
      for (const auto f : features) having_[s][f].push_back(static_cast<int>(i));
    }
  }
  feature_weight_.assign(numbers.size(), 0.0);
  const double provisions = static_cast<double>(std::max(texts_[0].size(), texts_[1].size()));
  for (const auto& [packed, f] : numbers) {
    const std::size_t frequency = std::max(having_[0][f].size(), having_[1][f].size());
    const double word_alone = (packed >> 32U) == 0 ? alone : 1;
    if (frequency <= common_to) feature_weight_[f] = std::log2(1.0 + provisions / static_cast<double>(frequency)) * word_alone;
  }
  for (auto& side : texts_)
    for (auto& t : side)
      for (const auto f : t.features) t.weight += feature_weight_[f];
}

std::vector<Likeness::Shared> Likeness::shared(DraftSide side, int id) const {
  const auto& having = having_[static_cast<std::size_t>(other(side))];
  std::vector<double> sums(texts_[static_cast<std::size_t>(other(side))].size(), 0);
  for (const auto f : text(side, id).features)
    if (feature_weight_[f] > 0)
      for (const int o : having[f]) sums[static_cast<std::size_t>(o)] += feature_weight_[f];
  std::vector<Shared> out;
  for (std::size_t o = 0; o < sums.size(); ++o)
    if (sums[o] > 0) out.push_back({static_cast<int>(o), sums[o]});
  return out;
}

double Likeness::unclaimed(DraftSide side, int whole, int part, const std::vector<int>& others) const {
  std::vector<std::uint32_t> both;
  std::ranges::set_intersection(text(side, whole).features, text(other(side), part).features, std::back_inserter(both));
  double sum = 0;
  for (const auto f : both) {
    const bool claimed = std::ranges::any_of(others, [&](int o) { return std::ranges::binary_search(text(other(side), o).features, f); });
    if (!claimed) sum += feature_weight_[f];
  }
  return sum;
}

double Likeness::dice(int before, int after) const {
  const auto &a = text(DraftSide::before, before), &b = text(DraftSide::after, after);
  if (a.text_key == b.text_key) return 1;
  const double total = a.weight + b.weight;
  return total > 0 ? 2 * unclaimed(DraftSide::before, before, after, {}) / total : 0;
}

}  // namespace accord::text
