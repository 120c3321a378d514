#include "web/assets.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace accord::web {

const Asset* find_asset(std::string_view path) {
  const auto all = assets();
  const auto it = std::ranges::lower_bound(all, path, {}, &Asset::path);
  return it != all.end() && it->path == path ? &*it : nullptr;
}

std::string_view asset_href(std::string_view name) {
  static const auto hrefs = [] {
    std::map<std::string, std::string, std::less<>> out;
    if (const Asset* map = find_asset("assets/map.json")) out = nlohmann::json::parse(map->bytes).get<std::map<std::string, std::string, std::less<>>>();
    return out;
  }();
  const auto it = hrefs.find(name);
  return it == hrefs.end() ? std::string_view() : std::string_view(it->second);
}

}  // namespace accord::web
