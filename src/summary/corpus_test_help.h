// Totals as a scan would give them, for tests.
#pragma once

#include "summary/compute.h"

// Tests name the members that matter; the rest have their defaults.
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

namespace accord::summary {

struct Part {
  std::string name;
  SourceKind kind;
  Modality modality = Modality::text;
  Counts counts{};
  std::string link{}, crawler{};
};

inline Counts text_counts(std::uint64_t documents, std::uint64_t bytes, std::optional<std::uint64_t> tokens = {}) {
  Counts c{.documents = documents, .bytes = bytes, .characters = bytes};
  if (tokens) c.tokens = *tokens, c.token_documents = documents, c.token_bytes = bytes;
  return c;
}

inline Totals totals_of(Stage stage, const std::vector<Part>& parts) {
  Totals t;
  t.header.stage = stage;
  t.digest = std::string(64, 'a');
  for (const auto& p : parts) {
    SourceTotals s{{.name = p.name, .kind = p.kind, .link = p.link, .crawler = p.crawler}, {}};
    s.modalities[p.modality].counts = p.counts;
    t.sources.push_back(std::move(s));
  }
  return t;
}

}  // namespace accord::summary
