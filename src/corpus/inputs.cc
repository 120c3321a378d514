#include "corpus/inputs.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t longest_series = 10'000'000;

// "{00000..00099}" in its place.
struct Series {
  std::size_t begin, end;  // of the braces
  std::uint64_t from, to;
  std::size_t width;
};

std::optional<Series> series_in(std::string_view s) {
  const auto open = s.find('{'), dots = s.find("..", open == std::string_view::npos ? s.size() : open),
             close = s.find('}', dots == std::string_view::npos ? s.size() : dots);
  if (open == std::string_view::npos || dots == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const auto number = [](std::string_view digits, std::uint64_t& n) {
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    return ec == std::errc() && end == digits.data() + digits.size();
  };
  Series r{open, close + 1, 0, 0, dots - open - 1};
  if (!number(s.substr(open + 1, r.width), r.from) || !number(s.substr(dots + 2, close - dots - 2), r.to) || r.to < r.from)
    return std::nullopt;
  return r;
}

void add_file(const fs::path& path, std::vector<InputFile>& out) {
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  out.push_back({path.string(), ec ? 0 : size, static_cast<bool>(ec)});
}

void add_path(const fs::path& path, std::vector<InputFile>& out) {
  std::error_code ec;
  if (!fs::is_directory(path, ec)) return add_file(path, out);
  for (auto i = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, ec);
       i != fs::recursive_directory_iterator(); i.increment(ec)) {
    if (ec) break;
    if (i->path().filename().string().starts_with('.')) {
      if (i->is_directory(ec)) i.disable_recursion_pending();
    } else if (i->is_regular_file(ec)) {
      add_file(i->path(), out);
    }
  }
}

}  // namespace

Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& named, const fs::path& base) {
  std::vector<InputFile> out;
  for (const auto& name : named) {
    const auto path = (base / name).lexically_normal();
    std::error_code ec;
    if (fs::exists(path, ec)) {
      add_path(path, out);
    } else if (const auto series = series_in(name)) {
      if (series->to - series->from >= longest_series)
        return fail(Kind::too_large, fmt::format("a series of more than {} files", longest_series), name);
      for (auto n = series->from; n <= series->to; n++)
        add_path((base / (name.substr(0, series->begin) + fmt::format("{:0{}}", n, series->width) + name.substr(series->end)))
                     .lexically_normal(),
                 out);
    } else if (name.find_first_of("*?[") != std::string::npos) {
      glob_t found{};
      const int result = ::glob(path.c_str(), GLOB_NOSORT, nullptr, &found);
      for (std::size_t i = 0; result == 0 && i < found.gl_pathc; i++) add_path(found.gl_pathv[i], out);
      ::globfree(&found);
      if (result != 0)
        return fail(Kind::invalid, "nothing matches the pattern", path.string(),
                    "check it, and quote it so that the shell leaves it alone");
    } else {
      add_file(path, out);
    }
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

}  // namespace accord::corpus
