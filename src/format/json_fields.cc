// simdjson finds the fields that are known and passes over the rest; their text is decoded into its buffer, nothing else is copied.
#include "format/json_fields.h"

#include <simdjson.h>

#include <bit>
#include <cstring>

namespace accord::format {
namespace {

namespace sj = simdjson::ondemand;
static_assert(Buffer::padding >= simdjson::SIMDJSON_PADDING);
constexpr std::size_t longest_name = 48;  // within the padding behind the object

}  // namespace

struct JsonFields::State {
  explicit State(const FieldNames& names) : map(names) {}
  simdjson::error_code read(std::string_view bytes, Fields& fields);
  simdjson::error_code read_object(sj::object& object, std::uint16_t node, Fields& fields);
  simdjson::error_code read_value(sj::value& value, const FieldMap::Entry& entry, Fields& fields);
  FieldMap map;
  sj::parser parser;
};

JsonFields::JsonFields(const FieldNames& names) : state_(std::make_unique<State>(names)) {}
JsonFields::~JsonFields() = default;

std::string_view JsonFields::read(std::string_view bytes, Fields& fields) {
  auto& parser = state_->parser;
  if (parser.capacity() < bytes.size() && parser.allocate(std::bit_ceil(bytes.size())) != simdjson::SUCCESS) return "record over the cap";
  switch (state_->read(bytes, fields)) {
    case simdjson::SUCCESS:
      return {};
    case simdjson::UTF8_ERROR:
      return "not UTF-8";
    default:
      return "not a JSON object";
  }
}

simdjson::error_code JsonFields::State::read(std::string_view bytes, Fields& fields) {
  sj::document document;
  if (const auto e =
          parser.iterate(simdjson::padded_string_view(bytes.data(), bytes.size(), bytes.size() + simdjson::SIMDJSON_PADDING)).get(document))
    return e;
  sj::object object;
  if (const auto e = document.get_object().get(object)) return e;
  if (const auto e = read_object(object, 0, fields)) return e;
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

simdjson::error_code JsonFields::State::read_object(sj::object& object, std::uint16_t node, Fields& fields) {
  for (auto result : object) {
    sj::field field;
    if (const auto e = std::move(result).get(field)) return e;
    // Names with escapes are no names that are known; the raw ones will do.
    const char* const name = field.key().raw();
    const auto* const quote = static_cast<const char*>(std::memchr(name, '"', longest_name));
    const auto* const entry = quote == nullptr ? nullptr : map.find(node, {name, static_cast<std::size_t>(quote - name)});
    if (entry == nullptr) continue;
    if (const auto e = read_value(field.value(), *entry, fields)) return e;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code JsonFields::State::read_value(sj::value& value, const FieldMap::Entry& entry, Fields& fields) {
  sj::json_type type{};
  if (const auto e = value.type().get(type)) return e;
  if (type == sj::json_type::object && entry.inside != 0) {
    sj::object inside;
    if (const auto e = value.get_object().get(inside)) return e;
    return read_object(inside, entry.inside, fields);
  }
  if (type == sj::json_type::string) {
    std::string_view text;
    if (const auto e = value.get_string().get(text)) return e;
    fields.set(entry.meaning, entry.rank, text);
  } else if (type == sj::json_type::number) {
    double number = 0;
    if (const auto e = value.get_double().get(number)) return e;
    fields.set(entry.meaning, entry.rank, number);
  }
  return simdjson::SUCCESS;
}

}  // namespace accord::format
