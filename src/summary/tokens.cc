#include "summary/tokens.h"

#include <fmt/format.h>

namespace accord::summary {

std::string counted_with(const Header& header) {
  const auto name = header.options.find("tokenizer"), sha256 = header.options.find("tokenizer_sha256");
  if (name == header.options.end()) return {};
  return sha256 == header.options.end() ? name->second : fmt::format("{} (sha256 {:.12})", name->second, sha256->second);
}

Tokens tokens_of(const Totals& totals) {
  Counts text;
  for (const auto& s : totals.sources)
    if (const auto t = s.modalities.find(Modality::text); t != s.modalities.end()) text += t->second.counts;
  if (text.token_documents == text.documents && text.documents > 0) {
    const auto counted = counted_with(totals.header);
    return {text.tokens, true, counted.empty() ? "declared by the corpus" : "counted with " + counted};
  }
  if (text.documents == 0) return {0, true, "there is no text"};
  const auto rest = text.bytes - text.token_bytes;
  if (text.tokens == 0 || text.token_bytes == 0) return {text.tokens + rest / 4, false, "estimate: a token for 4 bytes, as in English; other languages and tokenizers differ"};
  const auto more = static_cast<std::uint64_t>(static_cast<__uint128_t>(rest) * text.tokens / text.token_bytes);
  return {text.tokens + more, false,
          fmt::format("estimate: declared for {:.1f} % of the bytes, the rest taken at the same {:.2f} bytes a token", 100.0 * static_cast<double>(text.token_bytes) / static_cast<double>(text.bytes),
                      static_cast<double>(text.token_bytes) / static_cast<double>(text.tokens))};
}

}  // namespace accord::summary
