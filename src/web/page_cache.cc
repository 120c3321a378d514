#include "web/page_cache.h"

namespace accord::web {
namespace {

constexpr std::size_t max_wish = 160;  // bytes of an Accept or Accept-Language worth a page of its own

// Browsers put text/html first and differ in the rest.
std::string_view accept_class(std::string_view accept) {
  constexpr std::string_view html = "text/html";
  return accept.starts_with(html) && (accept.size() == html.size() || accept[html.size()] == ',') ? html : accept;
}

}  // namespace

bool PageCache::key_of(const Head& head, bool secure, std::string& key) {
  if ((head.method != "GET" && head.method != "HEAD") || head.has_body()) return false;
  std::string_view accept;
  std::string_view language;
  for (const auto& f : head.fields) {
    if (same_word(f.name, "cookie") || same_word(f.name, "authorization")) return false;
    if (same_word(f.name, "accept")) {
      if (!accept.empty()) return false;
      accept = accept_class(f.value);
    } else if (same_word(f.name, "accept-language")) {
      if (!language.empty()) return false;
      language = f.value;
    }
  }
  if (accept.size() > max_wish || language.size() > max_wish) return false;
  // A line feed parts them: none of them can hold one.
  key.assign(secure ? "s" : "p")
      .append(head.host)
      .append("\n")
      .append(head.target)
      .append("\n")
      .append(accept)
      .append("\n")
      .append(language);
  return true;
}

void PageCache::drop(Pages::iterator page) {
  bytes_ -= page->bytes;
  by_key_.erase(page->key);
  pages_.erase(page);
}

void PageCache::enter(std::uint64_t generation) {
  if (generation == generation_) return;
  by_key_.clear();
  pages_.clear();
  bytes_ = 0;
  generation_ = generation;
}

std::shared_ptr<const Answer> PageCache::find(const std::string& key, std::uint64_t generation, Instant now) {
  enter(generation);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const auto page = found->second;
  if (now >= page->until) {
    drop(page);
    return nullptr;
  }
  pages_.splice(pages_.begin(), pages_, page);
  return page->answer;
}

void PageCache::put(const std::string& key, std::shared_ptr<const Answer> answer, std::uint64_t generation, Instant now) {
  if (generation < generation_) return;
  enter(generation);
  if (const auto old = by_key_.find(key); old != by_key_.end()) drop(old->second);
  const std::size_t size = 2 * key.size() + answer->head.size() + answer->not_modified.size() + answer->body->size() + sizeof(Page) + 64;
  if (size > max_bytes_ / 8) return;  // one page may not push out all others
  while (bytes_ + size > max_bytes_) drop(std::prev(pages_.end()));
  pages_.push_front({key, std::move(answer), now + ttl_, size});
  by_key_.emplace(pages_.front().key, pages_.begin());
  bytes_ += size;
}

}  // namespace accord::web
