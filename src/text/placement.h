// Placement: where a remark on one draft sits in the next.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "text/anchor.h"
#include "text/lineage.h"

namespace accord::text {

// kept: the same words, in an heir of the same provision. moved: the same words in another provision, or
// in an heir that itself moved. changed: a clear successor, other words. deleted: no successor.
// ambiguous: none of these with enough evidence; a person decides (product.md, invariant P6).
enum class PlacementKind { kept, moved, changed, deleted, ambiguous };
std::string_view to_string(PlacementKind kind);  // "text-deleted" for deleted
bool from_string(std::string_view name, PlacementKind& out);

struct Placement {
  PlacementKind kind = PlacementKind::ambiguous;
  std::optional<std::size_t> provision;  // index in the new draft; deleted: none; ambiguous: the best guess, if any
  std::size_t at = 0;                    // of deleted: the index in the new draft before which the place of the deletion lies
  std::optional<Anchor> anchor;          // in the new provision; none: the whole of it
  // 0 to 1: the share of the words that stand at this place and, of deleted, the share of them of which
  // nothing alike stands anywhere; and the same of the next best reading.
  double score = 1, runner_up = 0;
};

// Prepared once for a pair of drafts; the arguments need not outlive it. place() may be called from any
// number of threads.
class Placer {
 public:
  Placer(const std::vector<Provision>& old_draft, const std::vector<Provision>& new_draft, const std::vector<Change>& lineage);
  ~Placer();
  Placer(Placer&&) noexcept;
  Placer& operator=(Placer&&) noexcept;

  // Without an anchor, or with one that holds no word, the remark is on the provision. An anchor whose
  // words are not in the old provision is ambiguous.
  [[nodiscard]] Placement place(std::size_t old_provision, const std::optional<Anchor>& anchor) const;

 private:
  struct Prepared;
  std::unique_ptr<const Prepared> prepared_;
};

}  // namespace accord::text
