// SQL text as both dialects need it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace accord::store {

// A statement for PostgreSQL. Nulls are spelled in the text: an untyped null parameter is refused in
// places (`? IS NULL`) where the keyword is not.
struct Numbered {
  std::string sql;                 // `?` made $1, $2 ... or NULL
  std::vector<std::size_t> bound;  // which of the given values each $n is
};

// `?` in strings, quoted names, dollar quotes and comments is left alone. Throws std::invalid_argument
// unless there is one value for each placeholder.
Numbered number_binds(std::string_view sql, const std::vector<Value>& binds);

// A key for a statement that is prepared once: the text and the types of its values.
std::string with_types(std::string_view sql, const std::vector<Value>& binds);

// Throws std::invalid_argument when a text holds NUL: one database would cut it, the other keep it.
void refuse_nul(const std::vector<Value>& binds);

// For a key by which text is found without copying it.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};

}  // namespace accord::store
