// What is embedded in the binary: the bundle of assets/ under "assets/<name>-<hash>.<ext>", and each
// template under "templates/<name>.mustache". Nothing is read from disk at run time.
//
// Threads: constant data.
#pragma once

#include <span>
#include <string_view>

namespace accord::web {

struct Asset {
  std::string_view path;          // "assets/main-1A2B3C4D.css", "templates/reader.mustache"
  std::string_view content_type;  // with charset where it is text
  std::string_view bytes;
};

std::span<const Asset> assets();                    // sorted by path
const Asset* find_asset(std::string_view path);     // null when there is none; `path` without a leading slash

// The path from the root of a bundled file, by its name without hash: "main.css" gives
// "/assets/main-1A2B3C4D.css". Empty when there is none.
std::string_view asset_href(std::string_view name);

}  // namespace accord::web
