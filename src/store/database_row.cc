#include <fmt/format.h>

#include <charconv>

#include "store/database.h"

namespace accord::store {

std::int64_t Row::integer(std::size_t i) const { return maybe_integer(i).value_or(0); }

double Row::real(std::size_t i) const {
  if (const auto* n = std::get_if<std::int64_t>(&columns_.at(i))) return static_cast<double>(*n);
  const auto* d = std::get_if<double>(&columns_.at(i));
  return d ? *d : 0;
}

std::string Row::text(std::size_t i) const { return maybe_text(i).value_or(""); }

std::optional<std::int64_t> Row::maybe_integer(std::size_t i) const {
  const Value& v = columns_.at(i);
  if (const auto* n = std::get_if<std::int64_t>(&v)) return *n;
  if (const auto* d = std::get_if<double>(&v)) return static_cast<std::int64_t>(*d);
  if (const auto* t = std::get_if<std::string>(&v)) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(t->data(), t->data() + t->size(), n);
    if (error == std::errc{} && end == t->data() + t->size()) return n;
  }
  return std::nullopt;
}

std::optional<std::string> Row::maybe_text(std::size_t i) const {
  const Value& v = columns_.at(i);
  if (const auto* t = std::get_if<std::string>(&v)) return *t;
  if (const auto* n = std::get_if<std::int64_t>(&v)) return fmt::format("{}", *n);
  if (const auto* d = std::get_if<double>(&v)) return fmt::format("{}", *d);
  return std::nullopt;
}

std::optional<Row> Reader::row(std::string_view sql, const std::vector<Value>& binds) {
  auto all = rows(sql, binds);
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

}  // namespace accord::store
