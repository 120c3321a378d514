#include "store/session_sql.h"

#include <fmt/format.h>

#include <stdexcept>

#include "store/session.h"

namespace accord::store {
namespace {

bool names(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::size_t after(std::string_view sql, std::string_view mark, std::size_t from) {
  const auto at = sql.find(mark, from);
  return at == std::string_view::npos ? sql.size() : at + mark.size();
}

std::size_t after_block_comment(std::string_view sql, std::size_t i) {
  int depth = 0;
  while (i < sql.size()) {
    if (sql.substr(i, 2) == "/*") {
      ++depth;
      i += 2;
    } else if (sql.substr(i, 2) == "*/") {
      i += 2;
      if (--depth == 0) return i;
    } else {
      ++i;
    }
  }
  return i;
}

// The end of the part at `i` that is not looked into; `i` itself when there is none. A doubled quote is
// two strings that touch, which ends at the same place.
std::size_t after_opaque(std::string_view sql, std::size_t i) {
  const std::string_view rest = sql.substr(i);
  if (rest.front() == '\'' || rest.front() == '"') return after(sql, rest.substr(0, 1), i + 1);
  if (rest.starts_with("--")) return after(sql, "\n", i);
  if (rest.starts_with("/*")) return after_block_comment(sql, i);
  if (rest.front() == '$' && (i == 0 || !names(sql[i - 1]))) {
    std::size_t end = 1;
    while (end < rest.size() && names(rest[end])) ++end;
    if (end < rest.size() && rest[end] == '$') return after(sql, rest.substr(0, end + 1), i + end + 1);
  }
  return i;
}

}  // namespace

Numbered number_binds(std::string_view sql, const std::vector<Value>& binds) {
  Numbered out;
  std::size_t given = 0;
  for (std::size_t i = 0; i < sql.size();) {
    if (const auto end = after_opaque(sql, i); end != i) {
      out.sql += sql.substr(i, end - i);
      i = end;
      continue;
    }
    if (sql[i] != '?') {
      out.sql += sql[i++];
      continue;
    }
    ++i;
    if (given == binds.size()) throw std::invalid_argument("fewer values than placeholders");
    if (std::holds_alternative<std::monostate>(binds[given])) {
      out.sql += "NULL";
    } else {
      out.bound.push_back(given);
      out.sql += fmt::format("${}", out.bound.size());
    }
    ++given;
  }
  if (given != binds.size()) throw std::invalid_argument("more values than placeholders");
  return out;
}

std::string with_types(std::string_view sql, const std::vector<Value>& binds) {
  std::string key(sql);
  key += '\0';
  for (const auto& v : binds) key += static_cast<char>('0' + v.index());
  return key;
}

void refuse_nul(const std::vector<Value>& binds) {
  for (const auto& v : binds)
    if (const auto* text = std::get_if<std::string>(&v); text && text->find('\0') != std::string::npos)
      throw std::invalid_argument("a text with NUL");
}

std::vector<Row> Session::rows(std::string_view sql, const std::vector<Value>& binds) {
  std::vector<Row> out;
  run(sql, binds, [&](Row& row) {
    out.push_back(std::move(row));
    return true;
  });
  return out;
}

void Session::rollback() noexcept {
  try {
    if (in_transaction()) run("ROLLBACK");
  } catch (const std::exception&) {  // the connection is given up by whoever asked
  } catch (const DatabaseFailed&) {
  }
}

}  // namespace accord::store
