#include "cli/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace accord::cli {

namespace fs = std::filesystem;

Result<std::string> read_whole(const std::string& path, std::size_t max_bytes) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) return fail(Kind::invalid, fmt::format("{} is a folder", path), path, "name a file in it");
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Kind::not_found, fmt::format("{} cannot be opened", path), path, "check the name and that you may read it");
  std::string bytes;
  for (char piece[1U << 16U]; in;) {
    in.read(piece, sizeof piece);
    bytes.append(piece, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > max_bytes) return fail(Kind::too_large, fmt::format("{} is larger than {} MB", path, max_bytes >> 20U), path);
  }
  return bytes;
}

Result<void> write_whole(const std::string& path, std::string_view bytes) {
  const fs::path target(path);
  std::error_code failed;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), failed);
  const auto beside = fmt::format("{}.{}.new", path, getpid());
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      fs::remove(beside, failed);
      return fail(Kind::internal, fmt::format("{} cannot be written", path), path, "check that the folder is there, writable and not full");
    }
  }
  fs::rename(beside, target, failed);
  if (failed) return fail(Kind::internal, fmt::format("{} cannot be put in place: {}", path, failed.message()), path);
  return {};
}

}  // namespace accord::cli
