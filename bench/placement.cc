// The placement figure of docs: 10,000 points placed on the next draft, from the provisions and the lineage
// to the answers. One JSON line; the time is the median of five runs.
#include "text/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "text/placement_generated.h"

namespace {

using namespace accord::text;

constexpr std::size_t draft_bytes = 400'000, points = 10'000;
constexpr int runs = 5;
constexpr double target_seconds = 2;

struct Point {
  std::size_t provision;
  std::optional<Anchor> anchor;
};

}  // namespace

int main() {
  // Clauses are as many as make up the size; a twentieth of the points is on a whole provision, the others
  // quote 1 to 30 words.
  generated::Editor editor(11, 2000);
  auto draft = editor.draft(20, 68);
  const auto before = generated::Editor::print(draft);
  editor.edit(draft);
  const auto after = generated::Editor::print(draft);
  const auto lineage = align(before.provisions, after.provisions);
  std::size_t bytes = 0;
  for (const auto& p : before.provisions) bytes += p.heading.size() + p.body.size();
  std::vector<Point> all;
  while (all.size() < points) {
    const auto p = editor.g.below(before.provisions.size());
    const auto text = visible_text(before.provisions[p]);
    const auto from = editor.g.below(text.size()), to = from + 5 + editor.g.below(180);
    all.push_back({p, editor.g.chance(0.05) ? std::nullopt : std::optional(make_anchor(text, from, to))});
  }
  std::vector<double> times;
  int ambiguous = 0;
  for (int k = 0; k < runs; ++k) {
    const auto started = std::chrono::steady_clock::now();
    const Placer placer(before.provisions, after.provisions, lineage);
    ambiguous = 0;
    for (const auto& p : all) ambiguous += placer.place(p.provision, p.anchor).kind == PlacementKind::ambiguous ? 1 : 0;
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  }
  std::ranges::sort(times);
  const double seconds = times[runs / 2];
  fmt::print(
      "{{\"figure\":\"{} points placed on the next draft of {} KB: "
      "time\",\"value\":{:.3f},\"unit\":\"s\",\"anchor\":\"target\",\"anchor_value\":{:.3f},"
      "\"ratio\":{:.3f},\"target\":\"value <= {}\",\"reached\":{},\"ambiguous\":{:.3f}}}\n",
      points, bytes / 1000, seconds, target_seconds, seconds / target_seconds, target_seconds, seconds <= target_seconds,
      static_cast<double>(ambiguous) / points);
  return bytes >= draft_bytes ? 0 : 1;
}
