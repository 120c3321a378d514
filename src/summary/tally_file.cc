#include "summary/tally_file.h"

#include <zstd.h>

#include <fmt/format.h>

#include "base/json.h"
#include "summary/join.h"

namespace accord::summary {
namespace {

constexpr std::string_view magic = "accord tally 1\n\n", end_magic = "\nend of tally 1\n";
constexpr std::size_t trailer_bytes = 8 + 8 + 32 + 16;  // place and size of the index, its hash, the end
constexpr std::uint64_t max_head = 1U << 30U, max_index = 1U << 20U;

std::string u64_bytes(std::uint64_t v) {
  std::string out;
  for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(v >> 8 * i);
  return out;
}
std::uint64_t u64(std::string_view at) {
  std::uint64_t v = 0;
  for (unsigned i = 0; i < 8; ++i) v |= std::uint64_t{static_cast<std::uint8_t>(at[i])} << 8 * i;
  return v;
}

std::unexpected<Error> no_tally(std::string message, std::string remedy = "scan again, or take the file from where it came from") {
  return fail(Kind::invalid, std::move(message), "", std::move(remedy));
}

// The identity of a tally: over the hashes of its canonical parts.
Hash digest_of(const Hash& head, const SectionIndex& domains, const SectionIndex* fingerprints) {
  std::string all(magic);
  all += view(head);
  for (const auto& p : domains) all += view(p.sha256);
  if (fingerprints != nullptr)
    for (const auto& p : *fingerprints) all += view(p.sha256);
  return sha256(all);
}

// What follows from the rows.
void derive(Totals& totals, const SectionIndex& domains, const SectionIndex* fingerprints) {
  totals.distinct_domains = 0;
  for (const auto& p : domains) totals.distinct_domains += p.names;
  totals.duplicates.reset();
  if (fingerprints == nullptr) return;
  Duplicates d;
  for (const auto& p : *fingerprints) d.distinct += p.names, d.documents += p.repeats, d.bytes += p.repeated;
  totals.duplicates = d;
}

Json section_json(const SectionIndex& section) {
  Json out = Json::array();
  for (const auto& p : section)
    out.push_back({{"offset", p.offset}, {"stored", p.stored}, {"raw", p.raw}, {"names", p.names}, {"rows", p.rows}, {"documents", p.documents},
                   {"bytes", p.bytes}, {"repeats", p.repeats}, {"repeated", p.repeated}, {"sha256", to_hex(p.sha256)}});
  return out;
}

// Partitions stand one behind the other from `at` on. nullopt for anything else.
std::optional<SectionIndex> read_section(const Json& j, std::uint64_t& at, std::uint64_t end) {
  SectionIndex out;
  if (!j.is_array() || j.size() != partitions) return std::nullopt;
  for (unsigned i = 0; i < partitions; ++i) {
    auto& p = out[i];
    for (const auto& [key, value] : {std::pair{"offset", &p.offset}, {"stored", &p.stored}, {"raw", &p.raw}, {"names", &p.names}, {"rows", &p.rows},
                                     {"documents", &p.documents}, {"bytes", &p.bytes}, {"repeats", &p.repeats}, {"repeated", &p.repeated}})
      *value = j[i].at(key).get<std::uint64_t>();
    const auto hash = from_hex(j[i].at("sha256").get<std::string>()).and_then([](const auto& bytes) { return hash_from(bytes); });
    if (!hash || p.offset != at || p.stored > end - at) return std::nullopt;
    p.sha256 = *hash;
    at += p.stored;
  }
  return out;
}

}  // namespace

Result<Totals> write_tally(Totals totals, std::vector<RowOrigin> domains, std::vector<RowOrigin> fingerprints, Output& out, const MergeRoom& room, const Progress& progress) {
  const auto head = head_text(totals);
  std::string packed(ZSTD_compressBound(head.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), head.data(), head.size(), 3));
  std::uint64_t offset = magic.size() + 16 + packed.size();
  ACCORD_CHECK(out.write(std::string(magic) + u64_bytes(head.size()) + u64_bytes(packed.size()) + packed));
  const unsigned sections = totals.header.duplicates ? 2 : 1;
  const auto step = [&](unsigned before) {
    return [&, before](unsigned done) {
      if (progress) progress((before + done) / static_cast<double>(partitions * sections));
    };
  };
  ACCORD_TRY(const auto domain_index, write_section(std::move(domains), Section::domains, out, offset, room, step(0)));
  for (const auto& p : domain_index) offset += p.stored;
  Json index = {{"domains", section_json(domain_index)}, {"head", to_hex(sha256(head))}};
  std::optional<SectionIndex> prints;
  if (totals.header.duplicates) {
    ACCORD_TRY(prints, write_section(std::move(fingerprints), Section::fingerprints, out, offset, room, step(partitions)));
    for (const auto& p : *prints) offset += p.stored;
    index["fingerprints"] = section_json(*prints);
  }
  totals.digest = to_hex(digest_of(sha256(head), domain_index, prints ? &*prints : nullptr));
  derive(totals, domain_index, prints ? &*prints : nullptr);
  index["digest"] = totals.digest;
  const auto text = canonical(index);
  ACCORD_CHECK(out.write(text + u64_bytes(offset) + u64_bytes(text.size()) + std::string(view(sha256(text))) + std::string(end_magic)));
  ACCORD_CHECK(out.close());
  return totals;
}

Result<TallyFile> TallyFile::open(std::shared_ptr<const Content> content) {
  const auto name = content->name();
  auto file = read(std::move(content));
  if (!file) file.error().place = file.error().place.empty() ? name : fmt::format("{}, {}", name, file.error().place);
  return file;
}

Result<TallyFile> TallyFile::read(std::shared_ptr<const Content> content) {
  const auto size = content->size();
  std::string front(magic.size() + 16, '\0'), trailer(trailer_bytes, '\0');
  if (size < front.size()) return no_tally("this is no tally: it is too short", "make one with accord corpus scan");
  ACCORD_CHECK(content->read(0, front));
  if (!front.starts_with(magic)) {
    if (front.starts_with("accord tally ")) return fail(Kind::unsupported, "the tally is of a later format than this program knows", "", "use a later version of accord");
    return no_tally("this is no tally: it does not begin like one", "make one with accord corpus scan");
  }
  if (size < front.size() + trailer_bytes) return no_tally("the tally is cut off");
  ACCORD_CHECK(content->read(size - trailer_bytes, trailer));
  if (!trailer.ends_with(end_magic)) return no_tally(fmt::format("the tally is cut off, or something was added to it: it does not end like one at byte {}", size));
  const std::string_view t = trailer;
  const auto index_at = u64(t.substr(0, 8)), index_size = u64(t.substr(8, 8));
  if (index_size > max_index || index_at > size || index_size != size - trailer_bytes - index_at) return no_tally("the tally was altered: its index is not where it should be");
  std::string text(index_size, '\0');
  ACCORD_CHECK(content->read(index_at, text));
  if (view(sha256(text)) != t.substr(16, 32)) return no_tally("the tally was altered: its index does not have the hash that it states");

  const auto head_size = u64(std::string_view(front).substr(magic.size(), 8)), packed_size = u64(std::string_view(front).substr(magic.size() + 8, 8));
  auto at = front.size() + packed_size;
  if (packed_size > index_at || at > index_at || head_size > max_head) return no_tally("the tally was altered: its head has an impossible size");
  std::string packed(packed_size, '\0');
  ACCORD_CHECK(content->read(front.size(), packed));
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != head_size) return no_tally("the tally was altered: its head is not what its size says");
  // A frame of zstd may claim much in little: what it holds is made room for only if it can be that much.
  if (head_size > 64 + packed_size * 40'000) return no_tally("the tally was altered: its head has an impossible size");
  std::string head(head_size, '\0');
  if (ZSTD_decompress(head.data(), head.size(), packed.data(), packed.size()) != head_size) return no_tally("the tally was altered: its head cannot be decompressed");

  auto index = std::make_shared<Index>();
  const auto j = parse_json(text, max_index, 8);
  try {
    if (!j || to_hex(sha256(head)) != j->at("head").get<std::string>()) return no_tally("the tally was altered: its head does not have the hash that the index states");
    ACCORD_TRY(index->totals, read_head(head));
    auto domains = read_section(j->at("domains"), at, index_at);
    if (!domains) return no_tally("the tally was altered: its index is wrong");
    index->domains = std::make_shared<SectionIndex>(*domains);
    if (index->totals.header.duplicates) {
      auto prints = read_section(j->at("fingerprints"), at, index_at);
      if (!prints) return no_tally("the tally was altered: its index is wrong");
      index->fingerprints = std::make_shared<SectionIndex>(*prints);
    }
    if (at != index_at) return no_tally("the tally was altered: there is something between its parts");
    index->totals.digest = to_hex(digest_of(sha256(head), *index->domains, index->fingerprints.get()));
    if (index->totals.digest != j->at("digest").get<std::string>()) return no_tally("the tally was altered: it does not have the digest that it states");
  } catch (const Json::exception&) {
    return no_tally("the tally was altered: its index is wrong");
  }
  derive(index->totals, *index->domains, index->fingerprints.get());
  TallyFile out;
  out.content_ = std::move(content);
  out.index_ = std::move(index);
  return out;
}

const Totals& TallyFile::totals() const { return index_->totals; }

Result<void> TallyFile::each_row(const std::function<Result<void>(const DomainRow&)>& row) const {
  Group group;
  for (unsigned p = 0; p < partitions; ++p) {
    BlockCursor cursor(content_, Section::domains, p, (*index_->domains)[p], static_cast<std::uint32_t>(totals().sources.size()), true);
    for (;;) {
      ACCORD_TRY(const bool more, cursor.next(group));
      if (!more) break;
      for (const auto& [column, c] : group.cells) {
        DomainRow out{group.name, column >> 3U, static_cast<Modality>(column & 7U), c.documents, c.bytes, c.tokens, {}, {}};
        if (c.first != Cell::no_first) out.first = Date{std::chrono::days{c.first}}, out.last = Date{std::chrono::days{c.last}};
        ACCORD_CHECK(row(out));
      }
    }
  }
  return {};
}

Result<void> TallyFile::verify() const {
  ACCORD_CHECK(each_row([](const DomainRow&) { return Result<void>{}; }));
  if (!index_->fingerprints) return {};
  Group group;
  for (unsigned p = 0; p < partitions; ++p) {
    BlockCursor cursor(content_, Section::fingerprints, p, (*index_->fingerprints)[p], 1, true);
    for (;;) {
      ACCORD_TRY(const bool more, cursor.next(group));
      if (!more) break;
    }
  }
  return {};
}

}  // namespace accord::summary
