#include "corpus/inputs.h"

#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <set>
#include <tuple>

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

// Walks folders, each once.
class Finder {
 public:
  std::vector<InputFile> found;

  // What is named must be something that can be read again: from a place, and under this name.
  Result<void> add_named(const fs::path& path) {
    std::error_code ec;
    const auto type = fs::status(path, ec).type();
    if (type == fs::file_type::directory) {
      const auto before = found.size();
      seen_.clear();
      walk(path);
      if (found.size() == before)
        return fail(Kind::invalid, "there is no file in the folder", path.string(), "check its name; hidden files do not count");
    } else if (type == fs::file_type::fifo || type == fs::file_type::socket || type == fs::file_type::character ||
               type == fs::file_type::block) {
      return fail(Kind::invalid, "this is a pipe or a device, and no file: it could be read only once", path.string(),
                  "write what it gives to a file, and name that; \"-\" reads names of files, not data");
    } else {
      found.push_back(look_at(path));
    }
    return {};
  }

  // Of a pattern or a series: an empty folder is no fault.
  void add(const fs::path& path) {
    std::error_code ec;
    if (fs::is_directory(path, ec)) {
      seen_.clear();
      walk(path);
    } else {
      found.push_back(look_at(path));
    }
  }

 private:
  // Sorted, and links last, so that a folder that has two names is found under its own.
  void walk(const fs::path& folder) {
    const auto self = look_at(folder);
    if (!seen_.emplace(self.device, self.node).second) return;
    std::error_code ec;
    auto entry = fs::directory_iterator(folder, ec);
    std::vector<std::pair<bool, fs::path>> folders;  // whether it is a link
    for (; !ec && entry != fs::directory_iterator(); entry.increment(ec)) {
      const auto& path = entry->path();
      if (path.filename().native().starts_with('.')) continue;
      std::error_code bad;
      const auto type = entry->status(bad).type();
      if (type == fs::file_type::directory)
        folders.emplace_back(entry->is_symlink(bad), path);
      else if (type == fs::file_type::regular || type == fs::file_type::not_found || type == fs::file_type::none)
        found.push_back(look_at(path));
    }
    if (ec) found.push_back({.path = folder.string(), .missing = true});
    std::ranges::sort(folders);
    for (const auto& [link, path] : folders) {
      if (!link || !above(path, folder)) walk(path);
    }
  }

  // Whether `link` leads to `folder` itself or to one that holds it.
  static bool above(const fs::path& link, const fs::path& folder) {
    std::error_code ec;
    const auto to = fs::canonical(link, ec), from = fs::canonical(folder, ec);
    return ec || std::ranges::mismatch(to, from).in1 == to.end();
  }

  std::set<std::pair<std::uint64_t, std::uint64_t>> seen_;
};

// Sorted by name; of names that are the same file, the first.
void each_once(std::vector<InputFile>& files) {
  const auto which = [](const InputFile& f) { return std::tie(f.missing, f.device, f.node); };
  std::ranges::sort(files, [&](const InputFile& a, const InputFile& b) { return std::tuple_cat(which(a), std::tie(a.path)) < std::tuple_cat(which(b), std::tie(b.path)); });
  const auto same = [&](const InputFile& a, const InputFile& b) { return a.missing ? b.missing && a.path == b.path : which(a) == which(b); };
  files.erase(std::ranges::unique(files, same).begin(), files.end());
  std::ranges::sort(files, {}, &InputFile::path);
}

}  // namespace

InputFile look_at(const fs::path& path) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0) return {.path = path.string(), .missing = true};
  return {.path = path.string(),
          .size = static_cast<std::uint64_t>(s.st_size),
          .device = s.st_dev,
          .node = s.st_ino,
          .changed = std::int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec};
}

Result<std::vector<InputFile>> find_inputs(const std::vector<std::string>& named, const fs::path& base) {
  Finder finder;
  for (const auto& name : named) {
    if (name.empty()) return fail(Kind::invalid, "an input has no name", "\"\"", "name a file, a folder or a pattern");
    const auto path = (base / name).lexically_normal();
    std::error_code ec;
    if (fs::exists(path, ec)) {
      ACCORD_CHECK(finder.add_named(path));
    } else if (const auto series = series_in(name)) {
      if (series->to - series->from >= longest_series)
        return fail(Kind::too_large, fmt::format("a series of more than {} files", longest_series), name, "name them in several calls");
      for (auto n = series->from; n <= series->to; n++)
        finder.add((base / (name.substr(0, series->begin) + fmt::format("{:0{}}", n, series->width) + name.substr(series->end)))
                       .lexically_normal());
    } else if (name.find_first_of("*?[") != std::string::npos) {
      glob_t found{};
      const int result = ::glob(path.c_str(), GLOB_NOSORT, nullptr, &found);
      for (std::size_t i = 0; result == 0 && i < found.gl_pathc; i++) finder.add(found.gl_pathv[i]);
      ::globfree(&found);
      if (result != 0)
        return fail(Kind::invalid, "nothing matches the pattern", path.string(),
                    "check it, and quote it so that the shell leaves it alone");
    } else {
      finder.add(path);
    }
  }
  each_once(finder.found);
  return std::move(finder.found);
}

Result<void> leave_out_output(std::vector<InputFile>& inputs, const fs::path& out) {
  constexpr std::string_view magic = "accord tally ";
  const auto own = look_at(out);
  const auto state = fs::absolute(out.string() + ".scan").lexically_normal().string() + "/";
  std::optional<std::string> overwritten;
  std::erase_if(inputs, [&](const InputFile& i) {
    if (fs::absolute(i.path).lexically_normal().native().starts_with(state)) return true;
    if (own.missing || i.missing || i.device != own.device || i.node != own.node) return false;
    std::string head(magic.size(), '\0');
    std::ifstream(out, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size()));
    if (head != magic) overwritten = i.path;
    return true;
  });
  if (overwritten) return fail(Kind::invalid, "the output is one of the inputs, and would overwrite it", *overwritten, "write to another file");
  return {};
}

}  // namespace accord::corpus
