#include "store/meta.h"

namespace accord::store {

std::string meta(Reader& r, const std::string& key) {
  const auto x = r.row("SELECT value FROM meta WHERE key = ?", {key});
  return x ? x->text(0) : "";
}

void put_meta(Writer& w, const std::string& key, const std::string& value) {
  w.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", {key, value});
}

bool has_filed(Reader& r, const std::string& person) { return r.row("SELECT 1 FROM filing WHERE person = ? LIMIT 1", {person}).has_value(); }

}  // namespace accord::store
