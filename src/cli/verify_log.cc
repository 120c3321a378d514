#include "cli/verify_log.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

#include "merkle/tile.h"
#include "merkle/tree.h"

namespace accord::cli {
namespace {

constexpr std::size_t hash_bytes = 32;
// A full bundle of the longest entries, with their lengths: nothing that a log serves is larger.
constexpr std::size_t max_answer = std::size_t{merkle::tile_width} * (2 + 0xffff);
constexpr long connect_seconds = 10;
constexpr long answer_seconds = 60;

struct FreeCurl {
  void operator()(CURL* c) const { curl_easy_cleanup(c); }
};

std::size_t keep(char* data, std::size_t size, std::size_t count, void* into) {
  auto& out = *static_cast<std::string*>(into);
  if (out.size() + size * count > max_answer) return 0;  // makes curl give up
  out.append(data, size * count);
  return size * count;
}

Result<std::string> get(CURL* c, const std::string& url) {
  std::string out;
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &out);
  const CURLcode code = curl_easy_perform(c);
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) return fail(Kind::unavailable, fmt::format("cannot read {}: {}", url, curl_easy_strerror(code)));
  if (status == 404) return fail(Kind::not_found, fmt::format("there is nothing at {}", url));
  if (status != 200) return fail(Kind::unavailable, fmt::format("{} answered with status {}", url, status));
  return out;
}

// The part of a tile or bundle that a tree of this size has. A log may keep only the full tile once it has
// one, so that stands in for a partial one.
Result<std::string> fetch_tile(const Fetch& fetch, merkle::TilePath path, bool& whole) {
  whole = false;
  auto bytes = fetch(to_string(path));
  if (!bytes && bytes.error().kind == Kind::not_found && path.width < merkle::tile_width) {
    whole = true;
    path.width = merkle::tile_width;
    bytes = fetch(to_string(path));
  }
  if (!bytes && bytes.error().kind == Kind::not_found)
    return fail(Kind::invalid, fmt::format("the log does not serve {}, though its checkpoint covers it", to_string(path)));
  return bytes;
}

class Auditor {
 public:
  Auditor(const Fetch& fetch, LogAudit& audit) : fetch_(fetch), audit_(audit) {}

  Result<void> bundle(std::uint64_t index, int width) {
    const merkle::TilePath path{true, 0, index, width};
    bool whole = false;
    ACCORD_TRY(const auto bytes, fetch_tile(fetch_, path, whole));
    auto entries = merkle::decode_bundle(bytes);
    if (!entries) return fail(Kind::invalid, fmt::format("{}: {}", to_string(path), entries.error().message));
    const auto wanted = static_cast<std::size_t>(width);
    if (entries->size() != (whole ? std::size_t{merkle::tile_width} : wanted))
      return fail(Kind::invalid, fmt::format("{} holds {} entries, not {}", to_string(path), entries->size(), wanted));
    entries->resize(wanted);
    for (const auto& bytes_of_entry : *entries) {
      const auto entry = record::decode_entry(bytes_of_entry);
      if (!entry) return fail(Kind::invalid, fmt::format("entry {}: {}", frontier_.size(), entry.error().message));
      ++audit_.kinds[entry->kind];
      const Hash leaf = merkle::leaf_hash(bytes_of_entry);
      frontier_.append(leaf);
      ACCORD_CHECK(push(0, leaf));
    }
    return {};
  }

  Result<void> finish() {
    for (std::size_t level = 0; level < open_.size(); ++level)
      if (!open_[level].hashes.empty()) ACCORD_CHECK(compare(level));
    if (frontier_.root() != audit_.checkpoint.root)
      return fail(Kind::invalid, fmt::format("the {} entries have another root than the one that was signed", frontier_.size()));
    return {};
  }

 private:
  struct Level {
    std::uint64_t index = 0;   // of the tile that is being filled
    std::vector<Hash> hashes;  // of it
  };

  Result<void> push(std::size_t level, const Hash& hash) {
    if (level == open_.size()) open_.emplace_back();
    open_[level].hashes.push_back(hash);
    if (open_[level].hashes.size() < std::size_t{merkle::tile_width}) return {};
    ACCORD_CHECK(compare(level));
    merkle::Frontier tile;
    for (const auto& h : open_[level].hashes) tile.append(h);
    open_[level].hashes.clear();
    ++open_[level].index;
    return push(level + 1, tile.root());
  }

  Result<void> compare(std::size_t level) {
    const auto& tile = open_[level];
    const merkle::TilePath path{false, static_cast<int>(level), tile.index, static_cast<int>(tile.hashes.size())};
    std::string wanted;
    for (const auto& h : tile.hashes) wanted += view(h);
    bool whole = false;
    ACCORD_TRY(auto served, fetch_tile(fetch_, path, whole));
    if (whole && served.size() == merkle::tile_width * hash_bytes) served.resize(wanted.size());
    if (served != wanted) return fail(Kind::invalid, fmt::format("the hashes in {} are not those of the entries", to_string(path)));
    ++audit_.tiles;
    return {};
  }

  const Fetch& fetch_;
  LogAudit& audit_;
  merkle::Frontier frontier_;
  std::vector<Level> open_;
};

}  // namespace

Result<Fetch> fetch_by_http(const std::string& url) {
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return fail(Kind::invalid, fmt::format("\"{}\" is not the address of a server", url), "--url", "give it with http:// or https://");
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  const std::shared_ptr<CURL> c(ready ? curl_easy_init() : nullptr, FreeCurl{});
  if (!c) return fail(Kind::internal, "libcurl cannot start");
  curl_easy_setopt(c.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c.get(), CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(c.get(), CURLOPT_TIMEOUT, answer_seconds);
  curl_easy_setopt(c.get(), CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(c.get(), CURLOPT_USERAGENT, "accord-verify");
  curl_easy_setopt(c.get(), CURLOPT_WRITEFUNCTION, keep);
  std::string base = url;
  while (base.ends_with('/')) base.pop_back();
  return [c, base](const std::string& path) { return get(c.get(), fmt::format("{}/log/{}", base, path)); };
}

Result<LogAudit> audit_log(const Fetch& fetch, const merkle::VerifyingKey& key, const std::function<void(std::uint64_t)>& progress) {
  constexpr std::uint64_t width = merkle::tile_width;
  ACCORD_TRY(const auto note, fetch("checkpoint"));
  LogAudit audit;
  ACCORD_TRY(audit.checkpoint, merkle::open_checkpoint(note, key));
  Auditor auditor(fetch, audit);
  const std::uint64_t size = audit.checkpoint.size;
  for (std::uint64_t begin = 0; begin < size;) {
    const std::uint64_t count = std::min(width, size - begin);
    ACCORD_CHECK(auditor.bundle(begin / width, static_cast<int>(count)));
    begin += count;
    progress(begin);
  }
  ACCORD_CHECK(auditor.finish());
  return audit;
}

}  // namespace accord::cli
