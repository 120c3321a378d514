#include "text/placement.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <unordered_map>

#include "base/utf8.h"
#include "text/placement_generated.h"
#include "text/words.h"

namespace accord::text {
namespace {

// --- laws, on generated edits ---

// What became of quotes of a generated draft. A placement is wrong when
// - it is placed, and the range (the provision, of a remark on a whole one) holds none of the quoted words:
//   by identity, not by spelling; so also when none of them survived; or
// - it says deleted, and at least half of the quoted words stand in one provision.
struct Tally {
  std::map<std::string, int> kinds;
  int all = 0, wrong = 0;
  std::string examples;
  [[nodiscard]] std::string report() const {
    std::string out = fmt::format("{} placements, {} wrong;", all, wrong);
    for (const auto& [kind, n] : kinds) out += fmt::format(" {} {:.1f} %", kind, 100.0 * n / all);
    return out + examples;
  }
};

std::size_t words_before(std::string_view text, std::size_t points) { return count_words(utf8::slice(text, 0, points)); }

void check(Tally& tally, const generated::Printed& before, const generated::Printed& after,
           const std::unordered_map<std::uint64_t, std::pair<std::size_t, std::size_t>>& now, const Placer& placer, std::size_t provision, std::size_t first,
           std::size_t last, bool whole) {
  const auto text = visible_text(before.provisions[provision]);
  const auto split = split_words(text);
  std::optional<Anchor> anchor;
  if (!whole) {
    const auto begin = static_cast<std::size_t>(split.words[first].data() - text.data());
    const auto end = static_cast<std::size_t>(split.words[last - 1].data() + split.words[last - 1].size() - text.data());
    anchor = make_anchor(text, begin, end);  // ASCII
  }
  const auto placed = placer.place(provision, anchor);
  ++tally.all;
  ++tally.kinds[std::string(to_string(placed.kind)) + (whole ? " (whole)" : "")];
  std::map<std::size_t, std::size_t> survive;
  std::size_t hit = 0, most = 0;
  std::size_t from = 0, to = std::string::npos;
  if (placed.anchor && placed.provision) {
    const auto there = visible_text(after.provisions[*placed.provision]);
    from = words_before(there, placed.anchor->from);
    to = words_before(there, placed.anchor->to);
  }
  for (std::size_t w = first; w < last; ++w)
    if (const auto at = now.find(before.ids[provision][w]); at != now.end()) {
      const auto [p, k] = at->second;
      most = std::max(most, ++survive[p]);
      hit += placed.provision && *placed.provision == p && k >= from && k < to;
    }
  bool wrong = false;
  if (placed.kind == PlacementKind::deleted)
    wrong = 2 * most >= last - first;
  else if (placed.kind != PlacementKind::ambiguous)
    wrong = hit == 0;
  if (!wrong) return;
  ++tally.wrong;
  if (tally.examples.size() < 200'000)
    tally.examples += fmt::format("\n  {} score {:.2f} runner-up {:.2f}, old provision {}, new {}; {} of {} words stand in one\n  quote: {}\n  old: {}\n  new: {}\n  said: {}", to_string(placed.kind),
                                  placed.score, placed.runner_up, provision, placed.provision ? static_cast<int>(*placed.provision) : -1, most, last - first, anchor ? anchor->exact : "(whole)",
                                  text, placed.provision ? visible_text(after.provisions[*placed.provision]) : "-", placed.anchor ? placed.anchor->exact : "-");
}

Tally tally_of(std::uint64_t first_seed, int drafts, int quotes) {
  Tally out;
  for (std::uint64_t seed = first_seed; seed < first_seed + static_cast<std::uint64_t>(drafts); ++seed) {
    generated::Editor editor(seed, seed % 2 == 0 ? 500 : 2000);
    auto draft = editor.draft(5, 14);
    const auto before = generated::Editor::print(draft);
    editor.edit(draft);
    const auto after = generated::Editor::print(draft);
    std::unordered_map<std::uint64_t, std::pair<std::size_t, std::size_t>> now;
    for (std::size_t p = 0; p < after.ids.size(); ++p)
      for (std::size_t w = 0; w < after.ids[p].size(); ++w) now[after.ids[p][w]] = {p, w};
    const Placer placer(before.provisions, after.provisions, align(before.provisions, after.provisions));
    for (int k = 0; k < quotes; ++k) {
      const auto p = editor.g.below(before.provisions.size());
      const auto size = before.ids[p].size();
      const bool whole = editor.g.chance(0.05);
      const auto n = std::min(size, 1 + editor.g.below(editor.g.chance(0.2) ? 4 : 30));
      const auto from = whole ? 0 : editor.g.below(size - n + 1);
      check(out, before, after, now, placer, p, from, whole ? size : from + n, whole);
    }
  }
  return out;
}

TEST(PlacementAccuracy, IsNeverSilentlyWrong) {
  // More drafts on demand: the figure of the test is of the first 60.
  const char* more = std::getenv("ACCORD_PLACEMENT_DRAFTS");
  const char* seed = std::getenv("ACCORD_PLACEMENT_SEED");
  const auto tally = tally_of(seed != nullptr ? std::strtoull(seed, nullptr, 10) : 1, more != nullptr ? std::atoi(more) : 60, 400);
  const auto ambiguous = tally.kinds.contains("ambiguous") ? tally.kinds.at("ambiguous") : 0;
  const auto whole = tally.kinds.contains("ambiguous (whole)") ? tally.kinds.at("ambiguous (whole)") : 0;
  RecordProperty("placed", tally.report());
  fmt::print("{}\n", tally.report());
  EXPECT_EQ(tally.wrong, 0) << tally.report();
  // A tenth is the aim; never being wrong comes first.
  EXPECT_LE(1000 * (ambiguous + whole), 105 * tally.all) << tally.report();
}

}  // namespace
}  // namespace accord::text
