// The fields of a JSON object that mean something.
#pragma once

#include <memory>
#include <string_view>

#include "format/field_map.h"

namespace accord::format {

class JsonFields {
 public:
  explicit JsonFields(const FieldNames& names);
  ~JsonFields();
  // Reads one object; Buffer::padding bytes behind it must be readable. The fields' views are good until the next call.
  // Gives what is wrong with the bytes, as a reason ("not UTF-8", "not a JSON object"); empty when nothing is.
  std::string_view read(std::string_view bytes, Fields& fields);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace accord::format
