#include "cli/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "base/utf8.h"

namespace accord::cli {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Kind::not_found, "the file cannot be read", path.string(), "check that it exists and that you may read it");
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

// Written whole or not at all, readable by its owner alone, on the disk when this returns.
Result<void> write_secret(const fs::path& path, const std::string& text) {
  const auto failed = [&] { return fail(Kind::unavailable, "the file cannot be written", path.string(), "check the disk and the permissions of the folder"); };
  const std::string part = path.string() + ".part";
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return failed();
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written || ::rename(part.c_str(), path.c_str()) != 0) return failed();
  const int dir = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    ::fsync(dir);
    ::close(dir);
  }
  return {};
}

}  // namespace

Result<merkle::SigningKey> read_log_key(const std::string& path) {
  ACCORD_TRY(const auto text, read_file(fs::path(path) / "keys" / "log.key"));
  return merkle::parse_signing_key(utf8::trim(text));
}

Result<DataFolder> open_data_folder(const std::string& path, const std::string& db_url, const std::optional<std::string>& origin, const Clock& clock) {
  const fs::path keys = fs::path(path) / "keys";
  const auto random = system_random();
  std::error_code ec;
  if (!fs::exists(keys / "log.key", ec)) {
    if (!origin) return fail(Kind::not_found, "there is no data folder here", path, "start a server on it first: accord serve --data " + path);
    if (fs::exists(fs::path(path) / "accord.db", ec))
      return fail(Kind::invalid, "the folder has a database and no signing key", (keys / "log.key").string(), "restore the key from its backup: the log cannot go on under another one");
    fs::create_directories(keys, ec);
    if (ec) return fail(Kind::unavailable, "the data folder cannot be made", path, "check the permissions above it");
    ::chmod(keys.c_str(), 0700);
    ACCORD_CHECK(write_secret(keys / "server.secret", to_base64url(random(32)) + "\n"));
    ACCORD_CHECK(write_secret(keys / "log.key", merkle::to_text(merkle::make_key(*origin, random(32))) + "\n"));
  }
  DataFolder f;
  f.path = path;
  f.db_url = db_url.empty() ? "sqlite:" + (fs::path(path) / "accord.db").string() : db_url;
  ACCORD_TRY(f.key, read_log_key(path));
  ACCORD_TRY(f.secret, read_file(keys / "server.secret"));
  store::Options options;
  options.url = f.db_url;
  options.key = f.key;
  options.clock = clock;
  options.random = random;
  options.report = [](std::string_view what) { spdlog::error("database: {}", what); };
  ACCORD_TRY(f.db, store::Database::open(std::move(options)));
  return f;
}

app::Context context_of(DataFolder& f, const std::string& public_url, const Clock& clock) {
  return {*f.db, f.key.name, merkle::public_half(f.key), public_url, f.secret, false, clock, system_random()};
}

drafting::Viewer the_office(Instant now) {
  drafting::Viewer v;
  v.now = now;
  v.memberships.push_back({{}, {}, "secretariat", {}, {}, 0, 0});
  return v;
}

}  // namespace accord::cli
