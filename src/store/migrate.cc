#include "store/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/bytes.h"
#include "base/utf8.h"

namespace accord::store {
namespace {

struct Mark {
  std::string_view name, sqlite, postgresql;
};
constexpr Mark marks[] = {
    {"{text}", "TEXT", "TEXT COLLATE \"C\""},
    {"{integer}", "INTEGER", "BIGINT"},
    {"{packed}", "WITHOUT ROWID", ""},
};

constexpr std::string_view tables_sqlite = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
constexpr std::string_view tables_postgresql =
    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()";

struct Applied {
  std::string name, sha256;
};

Result<std::vector<Applied>> applied(Session& session) {
  const auto tables = session.rows(session.dialect() == Dialect::sqlite ? tables_sqlite : tables_postgresql);
  if (tables.empty()) return std::vector<Applied>{};
  if (std::ranges::none_of(tables, [](const Row& r) { return r.text(0) == "schema_migration"; }))
    return fail(Kind::conflict, "the database holds tables that are not Accord's", {}, "give it an empty database");
  std::vector<Applied> out;
  for (const auto& r : session.rows("SELECT name, sha256 FROM schema_migration ORDER BY number")) out.push_back({r.text(0), r.text(1)});
  return out;
}

Result<void> apply(Session& session, const SqlFile& file, std::int64_t number, Instant now) {
  ACCORD_TRY(const std::string sql, in_dialect(file.sql, session.dialect()));
  session.command(sql);
  session.run("INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
              {number, file.name, to_hex(sha256(file.sql)), now});
  return {};
}

}  // namespace

Result<std::vector<SqlFile>> read_migrations(const std::string& folder) {
  std::vector<SqlFile> out;
  std::error_code error;
  for (const auto& at : std::filesystem::directory_iterator(folder, error)) {
    if (at.path().extension() != ".sql") continue;
    std::ostringstream text;
    text << std::ifstream(at.path(), std::ios::binary).rdbuf();
    out.push_back({at.path().filename(), text.str()});
  }
  if (error || out.empty()) return fail(Kind::not_found, "there are no migrations", folder);
  std::ranges::sort(out, {}, &SqlFile::name);
  return out;
}

Result<std::string> in_dialect(std::string_view sql, Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;
  const std::string_view mine = sqlite ? "{sqlite}" : "{postgresql}";
  const std::string_view other = sqlite ? "{postgresql}" : "{sqlite}";
  std::string out;
  while (!sql.empty()) {
    const auto end = std::min(sql.find('\n'), sql.size() - 1) + 1;
    std::string_view line = sql.substr(0, end);
    sql.remove_prefix(end);
    if (line.starts_with(other)) {
      out += '\n';  // keeps the numbers of the lines
      continue;
    }
    if (line.starts_with(mine)) line.remove_prefix(mine.size());
    for (std::size_t i = 0; i < line.size();) {
      if (line[i] != '{') {
        out += line[i++];
        continue;
      }
      const auto* mark = std::ranges::find_if(marks, [&](const Mark& m) { return line.substr(i).starts_with(m.name); });
      if (mark == std::end(marks)) return fail(Kind::internal, "a migration has an unknown mark", std::string(utf8::trim(line)));
      out += sqlite ? mark->sqlite : mark->postgresql;
      i += mark->name.size();
    }
  }
  return out;
}

Result<void> migrate(Session& session, std::span<const SqlFile> files, Instant now) {
  session.begin_write();
  const auto done = [&]() -> Result<bool> {
    ACCORD_TRY(const auto before, applied(session));
    if (before.size() > files.size())
      return fail(Kind::conflict, "the database was made by a newer version of Accord", before.back().name,
                  "use that version or a later one");
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (i >= before.size()) {
        ACCORD_CHECK(apply(session, files[i], static_cast<std::int64_t>(i) + 1, now));
      } else if (before[i].name != files[i].name || before[i].sha256 != to_hex(sha256(files[i].sql))) {
        return fail(Kind::conflict, "the database was made by other migrations than this program's", before[i].name,
                    "use the version that made it, or begin with an empty data folder");
      }
    }
    return before.size() < files.size();
  }();
  if (done && *done)
    session.commit();
  else
    session.rollback();
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace accord::store
