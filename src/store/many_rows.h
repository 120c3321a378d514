// Many rows in few statements: each is a journey to PostgreSQL.
#pragma once

#include "store/database.h"

namespace accord::store {

// `into`: "INSERT INTO t (a, b) VALUES"; `row` appends the values of the k-th row. A null is part of a statement's text
// (session_sql.h), so rows that differ in theirs are put in by calls of their own.
template <class F>
void insert_rows(Writer& w, std::string_view into, std::size_t columns, std::size_t count, F&& row) {
  for (std::size_t k = 0; k < count;) {
    // Few sizes, so that few statements are prepared.
    const std::size_t n = count - k >= 100 ? 100 : count - k >= 10 ? 10 : 1;
    std::string sql(into);
    std::vector<Value> binds;
    binds.reserve(n * columns);
    for (const std::size_t end = k + n; k < end; ++k) {
      sql += binds.empty() ? " (" : ", (";
      for (std::size_t c = 0; c < columns; ++c) sql += c == 0 ? "?" : ", ?";
      sql += ")";
      row(k, binds);
    }
    w.execute(sql, binds);
  }
}

}  // namespace accord::store
