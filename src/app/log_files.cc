#include "app/log_files.h"

#include <charconv>

#include "store/log.h"

namespace accord::app {

Result<void> begin_log(Context& ctx) {
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto note, store::log::latest_checkpoint(w));
    if (!note) w.append_entry(record::encode_entry(record::EntryKind::origin, {}));
    return {};
  });
}

Result<LogFile> log_file(Context& ctx, const std::string& path) {
  return ctx.db.read([&](store::Reader& r) -> Result<LogFile> {
    if (path == "checkpoint") {
      ACCORD_TRY(const auto note, store::log::latest_checkpoint(r));
      if (!note) return fail(Kind::not_found, "the log has no entry yet");
      return LogFile{*note, "text/plain; charset=utf-8", false};
    }
    if (path.starts_with("entries/")) {
      std::uint64_t index = 0;
      const char* end = path.data() + path.size();
      const auto [stop, problem] = std::from_chars(path.data() + 8, end, index);
      if (problem != std::errc() || stop != end) return fail(Kind::not_found, "there is no such entry");
      ACCORD_TRY(auto bytes, store::log::entry(r, index));
      return LogFile{std::move(bytes), "application/json", true};
    }
    const auto tile = merkle::parse_tile_path(path);
    if (!tile) return fail(Kind::not_found, "there is no such tile", path);
    ACCORD_TRY(auto bytes, store::log::tile(r, *tile));
    return LogFile{std::move(bytes), "application/octet-stream", true};
  });
}

}  // namespace accord::app
