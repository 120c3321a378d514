#include "summary/join.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "summary/tokens.h"

namespace accord::summary {
namespace {

std::unexpected<Error> apart(std::string message, std::string remedy) { return fail(Kind::unprocessable, std::move(message), "", std::move(remedy)); }

// Takes what only one of the two says; false where they differ.
bool agree(std::string& mine, const std::string& other) {
  if (mine.empty()) mine = other;
  return other.empty() || mine == other;
}

std::string tokenizer_of(const Header& h) {
  const auto tokens = counted_with(h);
  return tokens.empty() ? "as its columns declare them" : "with " + tokens;
}

Result<void> join_source(SourceTotals& mine, const SourceTotals& other) {
  auto& a = mine.source;
  const auto& b = other.source;
  std::string_view field;
  if (a.kind != b.kind) field = "kind";
  if (!agree(a.description, b.description)) field = "description";
  if (!agree(a.licence, b.licence)) field = "licence";
  if (!agree(a.link, b.link)) field = "link";
  if (!agree(a.crawler, b.crawler)) field = "crawler";
  if (!agree(a.period, b.period)) field = "period";
  if (!field.empty()) return apart(fmt::format("the source \"{}\" is described in two ways: its {} differs", a.name, field), "give both scans the same corpus.toml, or two names");
  for (const auto& [modality, t] : other.modalities) mine.modalities[modality] += t;
  return {};
}

Result<void> join_ranges(Input& mine, const Input& other) {
  auto& r = mine.ranges;
  r.insert(r.end(), other.ranges.begin(), other.ranges.end());
  std::ranges::sort(r);
  std::vector<Input::Range> out;
  for (const auto& next : r) {
    if (!out.empty() && next.from < out.back().to && next.from < next.to)
      return apart(fmt::format("{} would be counted twice: bytes {} to {} are in both", mine.path, next.from, std::min(next.to, out.back().to)),
                   "merge tallies of different inputs, or of different parts of one");
    if (!out.empty() && next.from == out.back().to)
      out.back().to = next.to;
    else if (out.empty() || next != out.back())
      out.push_back(next);
  }
  r = std::move(out);
  return {};
}

// A shard that was missing and came later was not missing. Of two that are, both reasons stay.
Result<void> join_input(Input& mine, const Input& other) {
  if (mine.status == InputStatus::missing || other.status == InputStatus::missing) {
    if (mine.status != other.status) {
      if (mine.status == InputStatus::missing) mine = other;
      return {};
    }
    for (const auto& [reason, n] : other.reasons) mine.reasons[reason] = std::max(mine.reasons[reason], n);
    mine.size = std::max(mine.size, other.size);
    mine.etag = std::max(mine.etag, other.etag);
    return {};
  }
  if (mine.size != other.size || mine.etag != other.etag)
    return apart(fmt::format("{} changed between two scans: {} bytes, then {}", mine.path, mine.size, other.size), "scan it again as it is now");
  ACCORD_CHECK(join_ranges(mine, other));
  mine.status = std::max(mine.status, other.status);
  if (other.truncated_at != 0) mine.truncated_at = mine.truncated_at == 0 ? other.truncated_at : std::min(mine.truncated_at, other.truncated_at);
  mine.documents += other.documents;
  mine.skipped += other.skipped;
  for (const auto& [reason, n] : other.reasons) mine.reasons[reason] += n;
  return {};
}

}  // namespace

std::string printable(std::string_view bytes) {
  if (utf8::check(bytes, "") && bytes.find_first_of("\t\n\r") == std::string_view::npos) return std::string(bytes);
  std::string out;
  while (!bytes.empty()) {
    const auto good = std::min(utf8::first_bad(bytes), bytes.size());
    for (const char c : bytes.substr(0, good)) {
      if (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7f)
        out += fmt::format("%{:02X}", static_cast<std::uint8_t>(c));
      else
        out += c;
    }
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    out += fmt::format("%{:02X}", static_cast<std::uint8_t>(bytes[0]));
    bytes.remove_prefix(1);
  }
  return out;
}

Result<std::vector<Input>> joined(std::vector<Input> inputs) {
  std::ranges::stable_sort(inputs, {}, &Input::path);
  std::vector<Input> out;
  for (auto& i : inputs) {
    if (i.ranges.empty() && i.status != InputStatus::missing) i.ranges = {{0, i.size}};
    std::ranges::sort(i.ranges);
    if (!out.empty() && out.back().path == i.path)
      ACCORD_CHECK(join_input(out.back(), i));
    else
      out.push_back(std::move(i));
  }
  return out;
}

Result<void> join(Totals& into, const Totals& more) {
  const auto& a = into.header;
  const auto& b = more.header;
  if (a.stage != b.stage)
    return apart(fmt::format("one is of data as {}, the other as {}", name(a.stage), name(b.stage)), "keep two tallies: sizes come from processed data, domains from collected data");
  if (a.suffixes != b.suffixes)
    return apart(fmt::format("domains follow two lists of public suffixes: of {} ({}) and of {} ({})", a.suffixes.date, name(a.suffixes.section), b.suffixes.date, name(b.suffixes.section)),
                 "scan both with the same --psl FILE and section");
  if (a.duplicates != b.duplicates) return apart("only one has fingerprints of documents", "scan both with --duplicates, or both without");
  if (const auto one = tokenizer_of(a), other = tokenizer_of(b); one != other)
    return apart(fmt::format("their tokens are not of one tokenizer: one counts them {}, the other {}", one, other),
                 "scan both with the same --tokenizer, the file under one name, or both without");
  for (const auto* options : {&a.options, &b.options})
    for (const auto& [key, value] : *options)
      if (!a.options.contains(key) || !b.options.contains(key) || a.options.at(key) != b.options.at(key))
        return apart(fmt::format("they were counted with different options: \"{}\"", key), "scan both with the same options");
  std::vector<SourceTotals> sources;
  auto other = more.sources.begin();
  for (auto& mine : into.sources) {
    for (; other != more.sources.end() && other->source.name < mine.source.name; ++other) sources.push_back(*other);
    if (other != more.sources.end() && other->source.name == mine.source.name) ACCORD_CHECK(join_source(mine, *other++));
    sources.push_back(std::move(mine));
  }
  sources.insert(sources.end(), other, more.sources.end());
  into.sources = std::move(sources);
  into.inputs.insert(into.inputs.end(), more.inputs.begin(), more.inputs.end());
  ACCORD_TRY(into.inputs, joined(std::move(into.inputs)));
  return {};
}

}  // namespace accord::summary
